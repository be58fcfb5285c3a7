//! The worker that takes away, bit by bit, what belongs to inboxes that are being deleted (R164), and files that nobody needs any
//! more, on every server. Of several, one after the other is at it; what a restart interrupts goes on.

use std::time::Duration;

use desk::Desk;
use model::Problem;

/// Between two looks when nothing is to be done; a second is what people call at once.
const LOOKS: Duration = Duration::from_secs(1);
/// After a failure, so that a database in trouble is not troubled more.
const AFTER_FAILURE: Duration = Duration::from_secs(10);

pub(crate) async fn work(desk: Desk) {
    loop {
        match pass(&desk).await {
            Ok(true) => tokio::task::yield_now().await,
            Ok(false) => tokio::time::sleep(LOOKS).await,
            Err(problem) => {
                tracing::warn!(%problem, "what is being deleted could not be taken away");
                tokio::time::sleep(AFTER_FAILURE).await;
            }
        }
    }
}

/// The next rows, then the next files. False: there is nothing to take away.
async fn pass(desk: &Desk) -> Result<bool, Problem> {
    let rows = desk::inbox::erase(desk).await?;
    Ok(desk::file::erase(desk).await? || rows)
}
