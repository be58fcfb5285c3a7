//! Durable messages through the whole path: a visitor's POST, the commit, the frame at an agent's socket.

use anyhow::Context as _;
use futures_util::StreamExt as _;
use serde_json::json;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::customer::Visitor;
use crate::http::Connection;
use crate::stopwatch::Stopwatch;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// `{"messages", "seconds"}`: until the last of them was pushed. Every sender waits for its answer before it goes on.
pub async fn measure(server: &str, cookie: &str, senders: usize, messages: usize) -> anyhow::Result<serde_json::Value> {
    let mut visitors = Vec::with_capacity(senders);
    for number in 0..senders {
        let mut visitor = Visitor::arrive(server, number).await?;
        // The conversation is open before the clock starts.
        visitor.write("Good morning, is the shop open today?").await?;
        visitors.push(visitor);
    }
    let socket = agent_socket(server, cookie).await?;
    let each = messages / senders;
    let (tell, heard) = oneshot::channel();
    let listening = tokio::spawn(listen(socket, each * senders, tell));

    let clock = Stopwatch::start();
    let mut writing = JoinSet::new();
    for mut visitor in visitors {
        writing.spawn(async move {
            for number in 0..each {
                visitor.write(sentence(number)).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(done) = writing.join_next().await {
        done??;
    }
    heard.await.context("the agent's socket ended")?;
    let seconds = clock.elapsed().as_secs_f64();
    listening.await??;
    Ok(json!({ "messages": each * senders, "seconds": seconds }))
}

/// A few lengths, the same in every run.
fn sentence(number: usize) -> &'static str {
    [
        "Thank you!",
        "Do you have the seeded bread on Saturdays, or only during the week?",
        "I ordered two loaves yesterday and the confirmation has not come. The name is Pereira, and I would pick them up at \
         about five in the afternoon if that suits you.",
        "Ok",
    ][number % 4]
}

async fn agent_socket(server: &str, cookie: &str) -> anyhow::Result<Socket> {
    let mut connection = Connection::open(server).await?;
    let headers = format!("Cookie: {cookie}\r\n");
    let snapshot = connection
        .post("/api/fn/snapshot", &headers, "application/json", "{}")
        .await?
        .json()?;
    let cursor = snapshot["cursor"].as_str().context("no cursor in the snapshot")?;
    let mut request = format!("ws://{server}/api/v1/socket?after={cursor}").into_client_request()?;
    request.headers_mut().insert("cookie", cookie.parse()?);
    request
        .headers_mut()
        .insert("origin", format!("http://{server}").parse()?);
    Ok(connect_async(request).await?.0)
}

/// Counts customers' messages in events until all have come.
async fn listen(mut socket: Socket, expected: usize, tell: oneshot::Sender<()>) -> anyhow::Result<()> {
    let mut heard = 0;
    while heard < expected {
        let frame = socket.next().await.context("closed")??;
        if let Message::Text(text) = frame {
            let frame: serde_json::Value = serde_json::from_str(&text)?;
            anyhow::ensure!(
                frame.get("bye").is_none() && frame != "resync",
                "the agent's socket was sent away: {text}"
            );
            heard += frame["event"]["event"]["conversation"]["messages"]
                .as_array()
                .map_or(0, Vec::len);
        }
    }
    // Nobody waits any more when a sender failed.
    let _ = tell.send(());
    Ok(())
}
