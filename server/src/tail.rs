//! The tail: one task a process reads the log as it grows and gives it to the hub.

use std::sync::Arc;
use std::time::Duration;

use model::ContactId;

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
            Ok(entries) => {
                for contact in hub.hand_out(entries) {
                    introduce(&hub, contact).await;
                }
            }
            Err(problem) => {
                tracing::error!(%problem, "the log cannot be read; sockets wait");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Somebody has begun a conversation: those of its browsers that are connected here hear of it from now on.
async fn introduce(hub: &Hub, contact: ContactId) {
    match desk::live_chat::browsers_of(hub.desk(), contact).await {
        Ok(visitors) => visitors
            .into_iter()
            .for_each(|visitor| hub.became_contact(visitor, contact)),
        // Their sockets stay silent until they come back; their pages have the answer to what they sent.
        Err(problem) => tracing::error!(%problem, "a new contact's browsers cannot be found"),
    }
}
