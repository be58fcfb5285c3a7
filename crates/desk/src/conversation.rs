//! Deleting a conversation (R114, R155): with its messages, log entries, stored command results, and everything else that
//! speaks of it. Of the customer the contact stays; of the deed the audit log keeps who did it, never what was written.

use std::sync::Arc;

use model::{
    Action, Actor, Audience, AuditAction, AuditSubjectKind, Conversation, ConversationId, Event, Problem, Timestamp,
    can,
};
use serde_json::json;
use store::{Tx, erasing, inbox, log};

use crate::Desk;
use crate::audit::{By, Deed, record};

/// Rows in one statement.
const CHUNK: u64 = 500;

/// Deletes it for good, whatever its status. Who saw it is told that it is gone: open screens, and the customer's chat. Needs
/// `Delete` and to see it. `NotFound`: there is none, or none for the actor.
pub async fn delete(desk: &Desk, actor: &Actor, id: ConversationId) -> Result<(), Problem> {
    let actor = Arc::new(actor.clone());
    let by = By::of(desk, &actor);
    let now = desk.clock.now();
    desk.db
        .write(move |tx| {
            let (actor, by) = (Arc::clone(&actor), by.clone());
            Box::pin(async move {
                let present = store::conversation::lock(tx, id).await?.ok_or(Problem::NotFound)?;
                let facts = present.facts();
                if !can(&actor, Action::Delete, &facts) {
                    let sees = actor.scope().sees(&facts);
                    return Err(if sees { Problem::Forbidden } else { Problem::NotFound });
                }
                let inbox = inbox::get(tx, present.lifecycle.inbox).await?;
                while erasing::contents(tx, id, present.contact.id, CHUNK, now).await? == CHUNK {}
                erasing::conversation(tx, id).await?;
                tell_removed(tx, &present, now).await?;
                let was = json!({
                    "inbox": inbox.map(|inbox| inbox.settings.name),
                    "status": present.lifecycle.status,
                    "created_at": crate::import::time_text(present.lifecycle.stamps.created_at),
                });
                let subject = Deed::new(AuditAction::ConversationDeleted).to(
                    AuditSubjectKind::Conversation,
                    id.0,
                    &present.contact.name,
                );
                record(tx, &by, now, subject.before(&was)).await
            })
        })
        .await
}

/// Who saw a conversation is told that it is gone: open screens, and the customer's chat.
pub(crate) async fn tell_removed(tx: &mut Tx, gone: &Conversation, now: Timestamp) -> Result<(), Problem> {
    let audience = Audience::Conversation {
        conversation: gone.id,
        contact: gone.contact.id,
        connection: gone.lifecycle.customer_connection(),
        before: Some(gone.facts()),
        after: None,
    };
    let event = Event::ConversationRemoved { conversation: gone.id };
    Ok(log::append(tx, now, &audience, &event).await?)
}
