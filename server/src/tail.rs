//! The tail: one task a process reads the log as it grows and gives it to the hub.

use std::sync::Arc;
use std::time::Duration;

use crate::hub::Hub;

/// Entries read at once.
const BATCH: usize = 200;
/// How long to leave a database alone that has just failed.
const PAUSE: Duration = Duration::from_secs(1);

/// Runs until it is dropped.
pub async fn follow(hub: Arc<Hub>) {
    loop {
        match desk::live::read(hub.desk(), hub.tail(), BATCH).await {
            Ok(entries) if entries.is_empty() => desk::live::wait(hub.desk()).await,
            Ok(entries) => hub.hand_out(entries),
            Err(problem) => {
                tracing::error!(%problem, "the log cannot be read; sockets wait");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}
