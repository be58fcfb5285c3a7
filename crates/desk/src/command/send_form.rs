//! Send a form: the customer is asked in the chat for name, e-mail address and phone number (R142).

use model::{Action, Activity, Conversation, Problem, Tab};

use store::Tx;

use super::Case;
use crate::change::Change;
use crate::reply_window;

/// `Invalid` as for a message when the reply window is over. Only from a conversation in service: asking is no answer, and accepts nothing.
pub(super) async fn send_form(
    case: &Case,
    tx: &mut Tx,
    present: &Conversation,
    change: &mut Change,
) -> Result<(), Problem> {
    case.allow(Action::SendForm, present)?;
    if present.lifecycle.status.tab() != Tab::InService {
        return Err(Problem::Conflict {
            status: Some(present.lifecycle.status),
            assignee: present.lifecycle.assignee,
            conversation: None,
        });
    }
    let at = change.at();
    reply_window::check(tx, &present.lifecycle, "", at).await?;
    change.next().form_sent_at = Some(at);
    change.tell(Activity::FormSent { by: case.actor.user });
    Ok(())
}
