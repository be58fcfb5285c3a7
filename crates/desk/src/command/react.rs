//! React: an agent's own emoji under a message.

use model::{Action, Conversation, Emoji, MessageId, Problem, Reaction, Reactor};
use store::Tx;

use super::Case;
use crate::change::Change;

/// `Invalid`: there is no such text or note here (`message`), or it has too many reactions (`emoji`).
pub(super) async fn react(
    case: &Case,
    tx: &mut Tx,
    present: &Conversation,
    change: &mut Change,
    message: MessageId,
    emoji: &Emoji,
    on: bool,
) -> Result<(), Problem> {
    case.allow(Action::Reply, present)?;
    let message = case.message(tx, present, message).await?;
    let reaction = Reaction {
        emoji: emoji.clone(),
        by: Reactor::Agent { user: case.actor.user },
        at: change.at(),
    };
    change.react(message, reaction, on)
}
