//! Send a message to the customer; from the waiting line it accepts as well, in the same step (R92).

use model::{Action, Author, Conversation, Problem, Tab, Trigger};
use store::Tx;

use super::{Case, accept};
use crate::change::Change;
use crate::reply_window;
use crate::words::Words;

/// `Invalid { field: "reply_to" }`: it answers something that the customer does not know of; `Invalid { field: "text", reason:
/// "reply_window" }`: only a template could be sent now.
pub(super) async fn send_message(
    case: &Case,
    tx: &mut Tx,
    present: &Conversation,
    change: &mut Change,
    words: Words<'_>,
) -> Result<(), Problem> {
    case.allow(Action::Reply, present)?;
    words.check(tx, present.id, true).await?;
    // A template goes as it was approved: alone.
    let text = if words.files().is_empty() { words.text() } else { "" };
    reply_window::check(tx, &present.lifecycle, text, change.at()).await?;
    if present.lifecycle.status.tab() == Tab::Waiting {
        accept::take(case, present, change)?;
    }
    let agent = case.actor.user;
    change.transition(Trigger::AgentMessage { agent })?;
    change.say(Author::Agent { user: agent }, words);
    Ok(())
}
