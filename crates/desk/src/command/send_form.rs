//! Send a form: the customer is asked in the chat for name, e-mail address and phone number (R142).

use model::{Action, Activity, Conversation, Problem, Tab};

use super::Case;
use crate::change::Change;

/// Only from a conversation in service: asking is no answer, and accepts nothing.
pub(super) fn send_form(case: &Case, present: &Conversation, change: &mut Change) -> Result<(), Problem> {
    case.allow(Action::SendForm, present)?;
    if present.lifecycle.status.tab() != Tab::InService {
        return Err(Problem::Conflict {
            status: Some(present.lifecycle.status),
            assignee: present.lifecycle.assignee,
            conversation: None,
        });
    }
    let at = change.at();
    change.next().form_sent_at = Some(at);
    change.tell(Activity::FormSent { by: case.actor.user });
    Ok(())
}
