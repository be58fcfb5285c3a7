//! What is lost when these fail: news that somebody waits for on a connection that is long dead.

use std::time::Duration;

use model::{ServerFrame, VisitorServerFrame};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::house::House;

const OFTEN: Duration = Duration::from_millis(20);

#[tokio::test]
async fn both_sockets_say_that_they_live_and_one_that_answers_is_kept() {
    let house = House::beating(OFTEN).await;
    let (ana, customer) = (house.administrator().await, house.visitor().await);
    // Longer than a silent peer is let stay. One after the other: who is not listened to does not answer either.
    let mut socket = ana.socket(None).await;
    for _ in 0..5 {
        socket
            .until(|frame| matches!(frame, ServerFrame::Beat).then_some(()))
            .await;
    }
    let mut socket = customer.socket(None).await;
    for _ in 0..5 {
        let beat = |frame| matches!(frame, VisitorServerFrame::Beat).then_some(());
        socket.until(beat).await;
    }
}

#[tokio::test]
async fn a_peer_that_is_gone_without_a_word_is_let_go() {
    let house = House::beating(OFTEN).await;
    let ana = house.administrator().await;
    let upgrade = format!(
        "GET /api/v1/socket HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\ncookie: {cookie}\r\n\
         connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        address = house.address,
        cookie = ana.cookie,
    );
    let mut stream = TcpStream::connect(house.address).await.expect("connected");
    stream.write_all(upgrade.as_bytes()).await.expect("asked");
    // It never answers a ping, as a half-open connection would not.
    let mut heard = Vec::new();
    stream.read_to_end(&mut heard).await.expect("closed in order");
    let heard = String::from_utf8_lossy(&heard);
    assert!(heard.starts_with("HTTP/1.1 101"), "{heard}");
    assert!(heard.contains(r#""beat""#), "{heard}");
}
