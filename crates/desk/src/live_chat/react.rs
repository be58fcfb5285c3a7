//! A visitor reacts to a message with an emoji, or takes it back.

use model::{ConversationId, Emoji, MessageId, Outcome, Problem, Reaction, Reactor};
use store::visitor::Visitor;
use store::{Tx, message};

use super::Case;
use crate::change::Change;

/// `Invalid { field: "message" }`: there is no such public text in this conversation of the visitor's.
pub(super) async fn react(
    case: &Case,
    tx: &mut Tx,
    visitor: &Visitor,
    conversation: ConversationId,
    id: MessageId,
    emoji: &Emoji,
    on: bool,
) -> Result<Outcome, Problem> {
    let present = super::own(tx, visitor, conversation).await?;
    let message = message::get(tx, id)
        .await?
        .filter(|it| it.conversation == conversation && it.is_public() && it.text().is_some())
        .ok_or_else(|| Problem::invalid("message", "wrong"))?;
    let mut change = Change::of(tx, present, case.now).await?;
    let reaction = Reaction {
        emoji: emoji.clone(),
        by: Reactor::Customer,
        at: change.at(),
    };
    change.react(message, reaction, on)?;
    if change.is_empty() {
        return Ok(change.into_unchanged());
    }
    change.store(tx, Some(&case.once.id)).await
}
