//! A conversation's timers: when each status is over by itself.

use model::{Conversation, InboxSettings, Status, Timestamp, Trigger};

/// How long a rating is awaited when the inbox does not say, in milliseconds: a day.
const RATING_AWAITED: i64 = 24 * 60 * 60 * 1000;
/// How long a conversation is kept for the agent to whom it was transferred, in milliseconds: ten minutes.
const RESERVED: i64 = 10 * 60 * 1000;

/// What a status waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The customer, silent for too long (R172).
    AutoClose,
    /// The agent, silent for too long.
    Idle,
    /// The close.
    Closing,
}

fn kind(status: Status) -> Option<Kind> {
    match status {
        Status::Replied => Some(Kind::AutoClose),
        Status::Accepted | Status::Waiting | Status::WaitingAgain => Some(Kind::Idle),
        Status::PendingClose => Some(Kind::Closing),
        Status::New | Status::Queued | Status::Closed | Status::Spam => None,
    }
}

/// When a status that is entered at `at` is over.
pub(crate) fn due(status: Status, asked: bool, at: Timestamp, inbox: &InboxSettings) -> Option<Timestamp> {
    let after = match kind(status)? {
        Kind::AutoClose => inbox.auto_close_ms,
        Kind::Idle => inbox.idle_timeout_ms,
        Kind::Closing => Some(inbox.closing_delay_ms.unwrap_or(if asked { RATING_AWAITED } else { 0 })),
    };
    after.map(|after| at.plus(after))
}

/// Sets the status's timer after a transition. It runs on while the wait is the same one: a second message of the customer
/// does not give the agent more time. An agent's further message begins the customer's silence anew.
pub(crate) fn follow(next: &mut Conversation, before: Status, trigger: Trigger, at: Timestamp, inbox: &InboxSettings) {
    let status = next.lifecycle.status;
    let runs_on = kind(before) == kind(status) && !matches!(trigger, Trigger::AgentMessage { .. });
    if !runs_on {
        next.status_due_at = due(status, inbox.rating.is_some(), at, inbox);
    }
}

/// Until when a transfer keeps a conversation for its agent.
pub(crate) fn reserved_until(at: Timestamp) -> Timestamp {
    at.plus(RESERVED)
}
