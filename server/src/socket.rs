//! One websocket, as agents' and visitors' sockets use it: JSON frames both ways, a heartbeat, and an end that is said.

use std::time::Duration;

use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use http::StatusCode;
use model::Problem;
use serde::Serialize;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, timeout};

use crate::outbox::Closing;
use crate::problem::Refusal;

/// What a socket holds all the time: the default of 128 KiB would be most of an idle connection's memory. What clients
/// send is short; a longer frame is read in several steps.
const READ_BUFFER: usize = 1024;
const WRITE_BUFFER: usize = 4 * 1024;
/// More than the longest frame we send: a message of 8,000 characters with its conversation.
const MAX_WRITE_BUFFER: usize = 512 * 1024;

/// How long a frame may take to leave.
const SENDING: Duration = Duration::from_secs(20);
/// How long a peer has to take our goodbye.
const LEAVING: Duration = Duration::from_secs(2);

/// Why a conversation over a socket is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The peer has gone.
    Gone,
    /// We close it.
    Closing(Closing),
    /// The peer sent what we do not take: a websocket close code and a sentence.
    Wrong(u16, &'static str),
}

/// A frame or message was too large (RFC 6455, 7.4.1).
const TOO_LARGE: End = End::Wrong(1009, "the frame is too large");
const NOT_A_WEBSOCKET: End = End::Wrong(1002, "this does not follow the websocket protocol");
const NOT_TEXT: End = End::Wrong(1003, "frames are JSON text");
/// The text is no frame of ours.
pub const MALFORMED: End = End::Wrong(1008, "this is no frame that the server knows");

/// The upgrade as a request asks for it, or not.
pub type Asked = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

/// Prepares an upgrade: bounded buffers, no message longer than `longest` bytes. 426 for a request that asks for none.
pub fn bounded(upgrade: Asked, longest: usize) -> Result<WebSocketUpgrade, Refusal> {
    let upgrade = upgrade
        .map_err(|_| Refusal::with_status(StatusCode::UPGRADE_REQUIRED, Problem::invalid("upgrade", "required")))?;
    Ok(upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(MAX_WRITE_BUFFER)
        .max_message_size(longest)
        .max_frame_size(longest))
}

pub struct Line {
    socket: WebSocket,
    heartbeat: Interval,
    beat: &'static str,
    /// Heartbeats since the peer was last heard.
    silent: u8,
}

impl Line {
    /// `heartbeat`: how often the peer is told that we are there, and asked whether it is; after two silent ones it is not.
    /// `beat`: the frame that tells it; a browser does not show its page the protocol's own pings.
    pub fn new(socket: WebSocket, heartbeat: Duration, beat: &'static str) -> Self {
        let mut heartbeat = interval_at(Instant::now() + heartbeat, heartbeat);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            socket,
            heartbeat,
            beat,
            silent: 0,
        }
    }

    /// Sends one frame.
    pub async fn send(&mut self, frame: &impl Serialize) -> Result<(), End> {
        let text = serde_json::to_string(frame).map_err(|error| {
            tracing::error!(%error, "a frame cannot be written as JSON");
            End::Gone
        })?;
        self.put(Message::Text(text.into())).await
    }

    async fn put(&mut self, message: Message) -> Result<(), End> {
        match timeout(SENDING, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }

    /// The next text of the peer. Keeps the heartbeat meanwhile. Giving up waiting loses nothing.
    pub async fn hear(&mut self) -> Result<Utf8Bytes, End> {
        loop {
            let message = tokio::select! {
                message = self.socket.recv() => message,
                _ = self.heartbeat.tick() => {
                    self.silent += 1;
                    if self.silent > 2 {
                        return Err(End::Gone);
                    }
                    self.put(Message::Ping(axum::body::Bytes::new())).await?;
                    self.put(Message::Text(Utf8Bytes::from_static(self.beat))).await?;
                    continue;
                }
            };
            self.silent = 0;
            match message {
                Some(Ok(Message::Text(text))) => return Ok(text),
                Some(Ok(Message::Binary(_))) => return Err(NOT_TEXT),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_))) | None => return Err(End::Gone),
                // The library's error type is not ours to name; its sentence tells the one case apart that peers can mend.
                Some(Err(error)) if error.to_string().contains("too long") => return Err(TOO_LARGE),
                Some(Err(_)) => return Err(NOT_A_WEBSOCKET),
            }
        }
    }

    /// Says goodbye: the last frame, the close code, and a moment for the peer to take both.
    pub async fn leave(mut self, last: Option<&impl Serialize>, end: End) {
        let (code, reason) = match end {
            End::Gone => return,
            End::Wrong(code, reason) => (code, reason),
            End::Closing(Closing::Stopping) => (1012, "the server stops, come back"),
            End::Closing(Closing::TooSlow) => (1013, "too slow, come back"),
            End::Closing(Closing::SignedOut) => (1008, "the session is over"),
            End::Closing(Closing::Resync) => (1000, "fetch everything anew"),
        };
        let goodbye = async {
            if let Some(frame) = last {
                self.send(frame).await?;
            }
            let close = CloseFrame {
                code,
                reason: Utf8Bytes::from_static(reason),
            };
            self.put(Message::Close(Some(close))).await?;
            // Until the peer has closed as well: to drop a socket with unread bytes would take our last words back.
            if let End::Wrong(..) = end {
                std::future::pending::<()>().await;
            }
            while self.hear().await.is_ok() {}
            Ok::<(), End>(())
        };
        // A peer that does not take it in time is gone as well.
        let _ = timeout(LEAVING, goodbye).await;
    }
}

/// How many signals a socket may give: ten at once, two a second on the average. More are not listened to.
pub struct Patience {
    left: f32,
    at: Instant,
}

impl Patience {
    const MOST: f32 = 10.0;
    const A_SECOND: f32 = 2.0;

    pub fn new() -> Self {
        Self {
            left: Self::MOST,
            at: Instant::now(),
        }
    }

    pub fn take(&mut self) -> bool {
        let now = Instant::now();
        let gained = now.duration_since(self.at).as_secs_f32() * Self::A_SECOND;
        self.left = (self.left + gained).min(Self::MOST);
        self.at = now;
        let patient = self.left >= 1.0;
        if patient {
            self.left -= 1.0;
        }
        patient
    }
}
