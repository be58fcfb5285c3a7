//! Delete: one's own text or note is erased, wherever it stands (R109). A line stays that says who did it.

use model::{Action, Content, Conversation, MessageId, Problem};
use store::Tx;

use super::Case;
use crate::change::Change;
use crate::erasing;

/// `Invalid { field: "message" }`: there is no such text or note here (any more). `Forbidden`: another wrote it.
pub(super) async fn delete_message(
    case: &Case,
    tx: &mut Tx,
    present: &Conversation,
    change: &mut Change,
    message: MessageId,
) -> Result<(), Problem> {
    case.allow(Action::Reply, present)?;
    let mut message = case.own_message(tx, present, message).await?;
    let internal = !message.is_public();
    message.content = Content::Deleted {
        by: case.actor.user,
        at: change.at(),
        internal,
    };
    message.files.clear();
    message.reactions.clear();
    message.edited_at = None;
    erasing::erase(tx, present, &message, change.at()).await?;
    change.amend(message);
    Ok(())
}
