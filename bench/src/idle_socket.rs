//! What a visitor's open, silent socket costs the server in memory.

use anyhow::Context as _;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::json;
use tokio_tungstenite::connect_async_with_config;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use crate::customer::{CHAT, token};
use crate::http::Connection;
use crate::memory::resident;

/// `{"sockets", "before", "after"}`: resident bytes of the process without and with them.
pub async fn measure(server: &str, process: u32, sockets: usize) -> anyhow::Result<serde_json::Value> {
    let mut tokens = Vec::with_capacity(sockets);
    let mut connection = Connection::open(server).await?;
    for _ in 0..sockets {
        tokens.push(token(&mut connection).await?);
    }
    let before = resident(process)?;
    let mut open = Vec::with_capacity(sockets);
    for token in tokens {
        open.push(socket(server, &token).await?);
    }
    let after = resident(process)?;
    Ok(json!({ "sockets": open.len(), "before": before, "after": after }))
}

/// A socket that has been greeted.
async fn socket(server: &str, token: &str) -> anyhow::Result<impl Sized + use<>> {
    let mut request = format!("ws://{server}{CHAT}/socket").into_client_request()?;
    request
        .headers_mut()
        .insert("origin", format!("http://{server}").parse()?);
    let small = WebSocketConfig::default().read_buffer_size(1024).write_buffer_size(0);
    let (mut socket, _) = connect_async_with_config(request, Some(small), true).await?;
    let hello = json!({ "frame": "hello", "token": token, "after": null }).to_string();
    socket.send(Message::text(hello)).await?;
    let first = socket.next().await.context("closed")??;
    anyhow::ensure!(first.to_text()?.contains("hello"), "greeted with {first}");
    Ok(socket)
}
