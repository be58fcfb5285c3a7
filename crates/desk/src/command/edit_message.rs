//! Edit: other words for one's own text or note, marked as such; what it said before is kept for the agents.

use model::{Action, Content, Conversation, MessageId, MessageText, Problem, UserId};
use store::{Tx, message_edit};

use super::Case;
use super::add_note::mentioned;
use crate::change::Change;
use crate::merging::About;

/// `Invalid { field: "message" }`: there is no such text or note here. `Forbidden`: another wrote it.
pub(super) async fn edit_message(
    case: &Case,
    tx: &mut Tx,
    present: &Conversation,
    change: &mut Change,
    message: MessageId,
    text: &MessageText,
    mentions: &[UserId],
) -> Result<(), Problem> {
    case.allow(Action::Reply, present)?;
    let mut message = case.own_message(tx, present, message).await?;
    let content = match message.content {
        Content::Note { .. } => Content::Note {
            text: text.as_str().to_owned(),
            mentions: mentioned(tx, mentions).await?,
        },
        _ => Content::Text {
            text: About::of(present)
                .resolve(tx, case.actor.user, text, case.now)
                .await?
                .into(),
        },
    };
    if content == message.content {
        return Ok(());
    }
    message_edit::keep(tx, &message, change.at()).await?;
    message.content = content;
    message.edited_at = Some(change.at());
    change.amend(message);
    Ok(())
}
