//! Send a message to the customer; from the waiting line it accepts as well, in the same step (R92).

use model::{Action, Author, Conversation, MessageText, Problem, Tab, Trigger};

use super::{Case, accept};
use crate::change::Change;

pub(super) fn send_message(
    case: &Case,
    present: &Conversation,
    change: &mut Change,
    text: &MessageText,
) -> Result<(), Problem> {
    case.allow(Action::Reply, present)?;
    if present.lifecycle.status.tab() == Tab::Waiting {
        accept::take(case, present, change)?;
    }
    let agent = case.actor.user;
    change.transition(Trigger::AgentMessage { agent })?;
    change.say(Author::Agent { user: agent }, text);
    Ok(())
}
