//! Send a message to the customer; from the waiting line it accepts as well, in the same step (R92).

use model::{Action, Author, Conversation, MessageText, Problem, Tab, Trigger};
use store::{Tx, user};

use super::{Case, accept};
use crate::change::Change;
use crate::merging::About;
use crate::reply_window;
use crate::words::Words;

/// `Invalid { field: "reply_to" }`: it answers something that the customer does not know of; `Invalid { field: "text", reason:
/// "reply_window" }`: only a template could be sent now. A merge field without a value: see [`About::resolve`].
pub(super) async fn send_message(
    case: &Case,
    tx: &mut Tx,
    present: &Conversation,
    change: &mut Change,
    words: Words<'_>,
    signed: bool,
) -> Result<(), Problem> {
    case.allow(Action::Reply, present)?;
    words.check(tx, present.id, true).await?;
    // A template goes as it was approved: alone, and nobody signs it.
    let template = if words.files().is_empty() && !signed {
        words.text()
    } else {
        ""
    };
    reply_window::check(tx, &present.lifecycle, template, change.at()).await?;
    let text = match words.message_text() {
        Some(text) => {
            let text = About::of(present).resolve(tx, case.actor.user, text, case.now).await?;
            Some(if signed { sign(case, tx, &text).await? } else { text })
        }
        None => None,
    };
    let words = words.saying(text.as_ref());
    if present.lifecycle.status.tab() == Tab::Waiting {
        accept::take(case, present, change)?;
    }
    let agent = case.actor.user;
    change.transition(Trigger::AgentMessage { agent })?;
    change.say(Author::Agent { user: agent }, words);
    Ok(())
}

/// The text with the agent's signature, as it is now. Nothing in a signature is a merge field.
async fn sign(case: &Case, tx: &mut Tx, text: &MessageText) -> Result<MessageText, Problem> {
    let own = user::own_settings(tx, case.actor.user).await?.unwrap_or_default();
    MessageText::new(&own.settings.signed(&case.actor.name, text.as_str()))
}
