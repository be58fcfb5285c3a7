//! What a message said before it was edited, for the agents who see its conversation.

use model::{Actor, ConversationId, MessageEdit, MessageId, Problem};
use store::{message, message_edit};

use crate::Desk;
use crate::reading::visible;

/// The oldest first. `NotFound`: there is no such message for the actor.
pub async fn of(
    desk: &Desk,
    actor: &Actor,
    conversation: ConversationId,
    id: MessageId,
) -> Result<Vec<MessageEdit>, Problem> {
    let mut conn = desk.db.read().await?;
    visible(&mut conn, &actor.scope(), conversation).await?;
    message::get(&mut conn, id)
        .await?
        .filter(|it| it.conversation == conversation)
        .ok_or(Problem::NotFound)?;
    Ok(message_edit::of(&mut conn, id).await?)
}
