//! What is lost when this fails: a desk that answers nobody, because somebody holds its connections and says nothing.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::house::House;
use crate::http::Request;

/// Far longer than it takes.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn who_does_not_finish_the_head_of_a_request_loses_the_connection() {
    let house = House::with_head_timeout(Duration::from_millis(100)).await;
    for begun in ["", "G", "GET /healthz HTTP/1.1\r\nhost: desk\r\nx-slow: "] {
        let mut stream = TcpStream::connect(house.address).await.expect("connected");
        stream.write_all(begun.as_bytes()).await.expect("written");
        let mut said = Vec::new();
        let ended = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut said)).await;
        // Closed in order or cut off: either way it is free again.
        assert!(ended.is_ok(), "{begun:?} holds its connection");
    }
    let answer = Request::new("GET", "/healthz").send(house.address).await;
    assert_eq!(answer.status, 200, "the others are served");
}
