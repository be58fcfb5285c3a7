//! The timers' worker: does what is due (auto-close, closing delay, idle timeout, snooze, reservation, leases of presence) and
//! hands out what waits, on every server. The database sees to it that each is done once.

use std::time::Duration;

use desk::Desk;
use model::Problem;

/// Conversations of one pass.
const BATCH: usize = 200;
/// Between two looks when nothing is due; a second is what people call at once.
const LOOKS: Duration = Duration::from_secs(1);
/// After a failure, so that a database in trouble is not troubled more.
const AFTER_FAILURE: Duration = Duration::from_secs(10);

pub(crate) async fn work(desk: Desk) {
    loop {
        match pass(&desk).await {
            // There may be more: the next pass at once.
            Ok(changed) if changed > 0 => (),
            Ok(_) => tokio::time::sleep(LOOKS).await,
            Err(problem) => {
                tracing::warn!(%problem, "timers could not be run");
                tokio::time::sleep(AFTER_FAILURE).await;
            }
        }
    }
}

/// First who has gone, then what ran out, then who gets it next. Gives how many conversations changed.
async fn pass(desk: &Desk) -> Result<usize, Problem> {
    desk::presence::settle(desk).await?;
    let ran = desk::timers::run_due(desk, BATCH).await?;
    Ok(ran.count + desk::routing::run(desk).await?)
}
