//! What grows old is put away: old events, old commands' results, old drafts, failed sign-ins, expired sessions, files that were
//! never sent, jobs that are over.

use model::Problem;
use store::{attempt, command_result, draft, log, session};

use crate::Desk;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// How long the same command sent again is recognised: longer than a browser stays offline with unsent messages.
const COMMANDS_DAYS: i64 = 30;
/// Blocks end after minutes; what failed days ago slows nobody down any more.
const ATTEMPTS_DAYS: i64 = 2;
/// Nobody misses what was begun three months ago.
const DRAFTS_DAYS: i64 = 90;
/// Rows in one transaction: others write in between, and readers of the log are not held up.
const CHUNK: u32 = 200;

/// Removes chunk after chunk, each in its own transaction, until one is not full.
macro_rules! in_chunks {
    ($desk:expr, |$tx:ident| $remove:expr) => {
        while {
            let removed: Result<u64, Problem> = $desk
                .db
                .write(move |$tx| Box::pin(async move { Ok($remove.await?) }))
                .await;
            removed? == u64::from(CHUNK)
        } {}
    };
}

/// Removes what is older than it is kept; events after `event_days`. Clients that were away longer fetch everything anew.
pub async fn put_away(desk: &Desk, event_days: u32) -> Result<(), Problem> {
    let now = desk.clock.now();
    log::trim(&desk.db, now.plus(-i64::from(event_days) * DAY_MS)).await?;
    in_chunks!(desk, |tx| command_result::trim(
        tx,
        now.plus(-COMMANDS_DAYS * DAY_MS),
        CHUNK
    ));
    in_chunks!(desk, |tx| attempt::trim(tx, now.plus(-ATTEMPTS_DAYS * DAY_MS), CHUNK));
    in_chunks!(desk, |tx| draft::trim(tx, now.plus(-DRAFTS_DAYS * DAY_MS), CHUNK));
    in_chunks!(desk, |tx| session::delete_expired(tx, now, CHUNK));
    crate::file::forget_unsent(desk).await?;
    crate::job::forget_old(desk).await?;
    Ok(())
}
