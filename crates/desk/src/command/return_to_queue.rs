//! Return: an agent puts a conversation back into the waiting line (R97).

use model::{Action, Activity, Conversation, Problem, Trigger};

use super::Case;
use crate::change::Change;

pub(super) fn return_to_queue(case: &Case, present: &Conversation, change: &mut Change) -> Result<(), Problem> {
    case.allow(Action::Return, present)?;
    change.transition(Trigger::Return)?;
    change.tell(Activity::Returned { by: case.actor.user });
    Ok(())
}
