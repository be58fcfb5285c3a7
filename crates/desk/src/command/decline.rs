//! Decline: the agent for whom a conversation is kept leaves it to the others in the waiting line.

use model::{Action, Conversation, Problem};

use super::Case;
use crate::change::Change;

/// A `Conflict` when it is not (or no longer) kept for the actor.
pub(super) fn decline(case: &Case, present: &Conversation, change: &mut Change) -> Result<(), Problem> {
    case.allow(Action::Read, present)?;
    let lifecycle = &present.lifecycle;
    if lifecycle.reserved.is_none_or(|kept| kept.agent != case.actor.user) {
        return Err(Problem::Conflict {
            status: Some(lifecycle.status),
            assignee: lifecycle.assignee,
            conversation: None,
        });
    }
    change.reserve(None);
    Ok(())
}
