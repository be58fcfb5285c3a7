//! Close without answering: from the waiting line straight to Resolved, with nobody's name on it (R93).

use model::{Action, Activity, Conversation, Problem, Trigger};

use super::Case;
use crate::change::Change;

pub(super) fn close_unanswered(case: &Case, present: &Conversation, change: &mut Change) -> Result<(), Problem> {
    case.allow(Action::Close, present)?;
    change.transition(Trigger::CloseUnanswered)?;
    change.tell(Activity::ClosedUnanswered { by: case.actor.user });
    change.next().unread = 0;
    Ok(())
}
