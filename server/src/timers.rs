//! The timers' worker: does what is due (auto-close, closing delay, idle timeout, snooze, reservation), on every server. The
//! database sees to it that each is done once.

use std::time::Duration;

use desk::Desk;

/// Conversations of one pass.
const BATCH: usize = 200;
/// Between two looks when nothing is due; a second is what people call at once.
const LOOKS: Duration = Duration::from_secs(1);
/// After a failure, so that a database in trouble is not troubled more.
const AFTER_FAILURE: Duration = Duration::from_secs(10);

pub(crate) async fn work(desk: Desk) {
    loop {
        match desk::timers::run_due(&desk, BATCH).await {
            // There may be more: the next pass at once.
            Ok(ran) if ran.count > 0 => (),
            Ok(_) => tokio::time::sleep(LOOKS).await,
            Err(problem) => {
                tracing::warn!(%problem, "timers could not be run");
                tokio::time::sleep(AFTER_FAILURE).await;
            }
        }
    }
}
