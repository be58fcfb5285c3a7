//! Signals between servers: short texts that are never stored and may be lost.
//!
//! On Postgres by NOTIFY, outside of every transaction; on SQLite there is one server and nobody to tell.

use sqlx::PgPool;
use tokio::sync::{broadcast, mpsc};

/// The channel of Postgres.
pub(crate) const CHANNEL: &str = "balcao_signal";
/// What NOTIFY takes at most, with room for the sender's name.
const MOST_BYTES: usize = 7_500;
/// How many may wait to be sent, and to be heard; more are lost.
const WAITING: usize = 1_024;

/// The sending and the hearing end of one process.
pub(crate) struct Signals {
    /// Tells our own signals apart: Postgres gives them back.
    me: String,
    sender: mpsc::Sender<String>,
    heard: broadcast::Sender<String>,
}

/// Hears what the other servers signal.
pub struct SignalWatch(pub(crate) Option<broadcast::Receiver<String>>);

impl SignalWatch {
    /// The next signal of another server. Some may have been lost before it.
    pub async fn next(&mut self) -> String {
        while let Some(heard) = &mut self.0 {
            match heard.recv().await {
                Ok(text) => return text,
                Err(broadcast::error::RecvError::Lagged(lost)) => tracing::debug!(lost, "signals were lost"),
                Err(broadcast::error::RecvError::Closed) => self.0 = None,
            }
        }
        core::future::pending().await
    }
}

impl Signals {
    /// `me` must be another in each process.
    pub(crate) fn new(me: String) -> (Self, mpsc::Receiver<String>) {
        let (sender, waiting) = mpsc::channel(WAITING);
        let heard = broadcast::Sender::new(WAITING);
        (Self { me, sender, heard }, waiting)
    }

    pub(crate) fn send(&self, text: String) {
        if self.sender.try_send(text).is_err() {
            tracing::debug!("a signal was lost");
        }
    }

    pub(crate) fn watch(&self) -> SignalWatch {
        SignalWatch(Some(self.heard.subscribe()))
    }

    /// A payload as [`send`] makes it: the sender, then one signal a line.
    pub(crate) fn hear(&self, payload: &str) {
        let mut lines = payload.lines();
        if lines.next().is_some_and(|sender| sender != self.me) {
            for text in lines {
                // Fails when nobody listens here.
                let _ = self.heard.send(text.to_owned());
            }
        }
    }

    pub(crate) fn me(&self) -> &str {
        &self.me
    }
}

/// Sends what waits, as much as fits at once.
pub(crate) async fn send(pool: PgPool, me: String, mut waiting: mpsc::Receiver<String>) {
    let mut held = None;
    loop {
        let first = match held.take() {
            Some(text) => text,
            None => match waiting.recv().await {
                Some(text) => text,
                None => return,
            },
        };
        let mut payload = format!("{me}\n{first}");
        while let Ok(text) = waiting.try_recv() {
            if payload.len() + text.len() + 1 > MOST_BYTES {
                held = Some(text);
                break;
            }
            payload.push('\n');
            payload.push_str(&text);
        }
        if payload.len() > MOST_BYTES {
            tracing::warn!(bytes = payload.len(), "a signal is too long to be sent");
            continue;
        }
        let sent = sqlx::query("SELECT pg_notify($1, $2)")
            .bind(CHANNEL)
            .bind(payload)
            .execute(&pool)
            .await;
        if let Err(error) = sent {
            tracing::debug!(cause = %error, "a signal was lost");
        }
    }
}
