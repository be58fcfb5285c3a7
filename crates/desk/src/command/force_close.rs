//! Force close: ends a conversation at once, marked as spam (R75).

use model::{Action, Activity, Conversation, Problem, Trigger};

use super::Case;
use crate::change::Change;

pub(super) fn force_close(case: &Case, present: &Conversation, change: &mut Change) -> Result<(), Problem> {
    case.allow(Action::ForceClose, present)?;
    change.transition(Trigger::ForceClose)?;
    change.tell(Activity::ForceClosed { by: case.actor.user });
    change.next().unread = 0;
    Ok(())
}
