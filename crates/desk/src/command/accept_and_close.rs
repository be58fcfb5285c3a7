//! Accept and close: an agent takes a conversation from the waiting line and ends it in one step (R81). Nobody is asked for a
//! rating.

use model::{Action, Activity, Conversation, Problem, Tab, Trigger};

use super::Case;
use crate::change::Change;

pub(super) fn accept_and_close(case: &Case, present: &Conversation, change: &mut Change) -> Result<(), Problem> {
    case.allow(Action::Accept, present)?;
    case.allow(Action::Close, present)?;
    if present.lifecycle.status.tab() == Tab::Waiting {
        case.allow_taking(present)?;
    }
    let agent = case.actor.user;
    change.transition(Trigger::AcceptAndClose { agent })?;
    change.tell(Activity::Accepted { by: agent });
    change.tell(Activity::Resolved { by: agent });
    change.next().unread = 0;
    Ok(())
}
