//! Accept: an agent takes a conversation from the waiting line (R92). Of two at once the second is told who has it.

use model::{Action, Activity, Conversation, Problem, Tab, Trigger};

use super::Case;
use crate::change::Change;

pub(super) fn accept(case: &Case, present: &Conversation, change: &mut Change) -> Result<(), Problem> {
    case.allow(Action::Accept, present)?;
    take(case, present, change)
}

/// The acceptance itself, also of those who answer at once.
pub(super) fn take(case: &Case, present: &Conversation, change: &mut Change) -> Result<(), Problem> {
    if present.lifecycle.status.tab() == Tab::Waiting {
        case.allow_taking(present)?;
    }
    let agent = case.actor.user;
    change.transition(Trigger::Accept { agent })?;
    change.tell(Activity::Accepted { by: agent });
    Ok(())
}
