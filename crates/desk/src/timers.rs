//! Timers: what happens by itself when a time is over. Auto-close after the customer's silence (R172), the closing delay, the
//! idle timeout, the end of a snooze and of a reservation, a message that was held.
//!
//! Each is an ordinary change in its own transaction, which claims its conversation, so that of many workers, on many servers,
//! one does it. What is due stands in the row: a restart forgets nothing.

use std::sync::Arc;

use model::{Activity, Author, Conversation, ConversationId, Problem, Status, Timestamp, Trigger};
use store::{Tx, conversation, fail_point, held};

use crate::change::Change;
use crate::{Desk, automatic};

/// What a pass did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ran {
    /// Conversations that were changed.
    pub count: usize,
    /// When the next one is due; not after now: there is more, or another worker has it.
    pub next_due: Option<Timestamp>,
}

/// Does what is due by now, for at most `limit` conversations.
pub async fn run_due(desk: &Desk, limit: usize) -> Result<Ran, Problem> {
    let now = desk.clock.now();
    let due = conversation::due(&mut desk.db.read().await?, now, limit).await?;
    let mut count = 0;
    for id in due {
        match desk.db.write(move |tx| Box::pin(fire(tx, id, now))).await {
            Ok(fired) => count += usize::from(fired),
            Err(Problem::Unavailable) => return Err(Problem::Unavailable),
            // One that cannot be done must not keep the others from their time.
            Err(problem) => tracing::error!(%problem, conversation = %id, "a timer failed"),
        }
    }
    count += crate::held::run_due(desk, now, limit).await?;
    let mut conn = desk.db.read().await?;
    let next_due = conversation::next_due(&mut conn).await?;
    let next_held = held::next_due(&mut conn).await?;
    let next_due = next_due.into_iter().chain(next_held).min();
    Ok(Ran { count, next_due })
}

/// False: nothing is due any more, or somebody else is at it.
async fn fire(tx: &mut Tx, id: ConversationId, now: Timestamp) -> Result<bool, Problem> {
    let Some(present) = conversation::claim_due(tx, id, now).await? else {
        return Ok(false);
    };
    let over = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
    let status_over = over(present.status_due_at);
    let snooze_over = over(present.snoozed.map(|snooze| snooze.until));
    let reservation_over = over(present.lifecycle.reserved.and_then(|reservation| reservation.until));
    let mut change = Change::of(tx, present.clone(), now).await?;
    if status_over {
        status_is_over(tx, &present, &mut change).await?;
    }
    if snooze_over {
        change.next().snoozed = None;
        change.tell(Activity::Woken { by: None });
    }
    if reservation_over {
        change.reserve(None);
    }
    change.store(tx, None).await?;
    fail_point::reach(fail_point::INSIDE_TIMER);
    Ok(true)
}

async fn status_is_over(tx: &mut Tx, present: &Conversation, change: &mut Change) -> Result<(), Problem> {
    match present.lifecycle.status {
        Status::PendingClose => {
            change.transition(Trigger::ClosingDelayOver)?;
            change.tell(Activity::Closed);
        }
        // Switched off meanwhile.
        Status::Replied if change.inbox().auto_close_ms.is_none() => change.next().status_due_at = None,
        Status::Replied => {
            let inbox = Arc::clone(change.inbox());
            if let Some(text) = automatic::text(tx, present.contact.id, &inbox.auto_close_text).await? {
                change.say(Author::System, &text);
            }
            change.transition(Trigger::AutoClose)?;
            automatic::ask_rating(tx, change).await?;
            change.tell(Activity::AutoClosed);
            change.next().unread = 0;
        }
        Status::Accepted | Status::Waiting | Status::WaitingAgain if change.inbox().idle_timeout_ms.is_none() => {
            change.next().status_due_at = None;
        }
        Status::Accepted | Status::Waiting | Status::WaitingAgain => {
            change.transition(Trigger::IdleTimeout)?;
            change.tell(Activity::TimedOut);
        }
        // No other status has a timer.
        Status::New | Status::Queued | Status::Closed | Status::Spam => change.next().status_due_at = None,
    }
    Ok(())
}
