//! The worker that makes what was stored before an update findable, bit by bit, and then ends. Of several servers, one at a
//! time is at it.

use std::time::Duration;

use desk::Desk;

/// After a failure, so that a database in trouble is not troubled more.
const AFTER_FAILURE: Duration = Duration::from_secs(10);

pub(crate) async fn work(desk: Desk) {
    loop {
        match desk::search::index_older(&desk).await {
            Ok(true) => tokio::task::yield_now().await,
            Ok(false) => return,
            Err(problem) => {
                tracing::warn!(%problem, "older messages could not be indexed");
                tokio::time::sleep(AFTER_FAILURE).await;
            }
        }
    }
}
