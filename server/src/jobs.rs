//! The workers of jobs, on every server: one for what is done to many conversations, one for exports, so that neither waits for the
//! other. Of several servers each takes another job; what a restart interrupts goes on.

use std::time::Duration;

use desk::Desk;
use model::Problem;

use crate::export_words;

/// Between two looks when nothing is to be done; a second is what people call at once.
const LOOKS: Duration = Duration::from_secs(1);
/// After a failure, so that a database in trouble is not troubled more.
const AFTER_FAILURE: Duration = Duration::from_secs(10);

pub(crate) async fn bulk(desk: Desk) {
    loop {
        rest_after(desk::job::run_bulk(&desk).await).await;
    }
}

pub(crate) async fn exports(desk: Desk) {
    loop {
        rest_after(desk::job::run_exports(&desk, export_words::word).await).await;
    }
}

/// True: there may be more to do at once.
async fn rest_after(turn: Result<bool, Problem>) {
    match turn {
        Ok(true) => tokio::task::yield_now().await,
        Ok(false) => tokio::time::sleep(LOOKS).await,
        Err(problem) => {
            tracing::warn!(%problem, "a job could not go on");
            tokio::time::sleep(AFTER_FAILURE).await;
        }
    }
}
