//! What is deleted with an inbox, a few rows at a time: conversations with all that speaks of them, connections with their
//! visitors, and the inbox itself.

use model::{ConnectionId, ContactId, ConversationId, InboxId, Timestamp};

use crate::conn::{execute, run};
use crate::external_id::{self, Kind};
use crate::{Conn, StoreError, Tx, file};

/// The first conversation that stands in an inbox.
pub async fn next_conversation(conn: &mut Conn, inbox: InboxId) -> Result<Option<ConversationId>, StoreError> {
    let id: Option<i64> = run!(conn, c => sqlx::query_scalar(
        "SELECT id FROM conversation WHERE inbox_id = $1 ORDER BY id LIMIT 1"
    )
    .bind(inbox.0)
    .fetch_optional(c))?;
    Ok(id.map(ConversationId))
}

/// How many conversations stand in an inbox.
pub async fn count_conversations(conn: &mut Conn, inbox: InboxId) -> Result<u64, StoreError> {
    let count: i64 = run!(conn, c => sqlx::query_scalar("SELECT count(*) FROM conversation WHERE inbox_id = $1")
        .bind(inbox.0)
        .fetch_one(c))?;
    Ok(count.unsigned_abs())
}

/// Deletes at most `limit` log entries, command results, files and messages of a conversation; how many. Fewer than `limit`:
/// nothing is left but its row.
pub async fn contents(
    tx: &mut Tx,
    conversation: ConversationId,
    contact: ContactId,
    limit: u64,
    at: Timestamp,
) -> Result<u64, StoreError> {
    let left = |deleted: u64| i64::try_from(limit - deleted).unwrap_or(i64::MAX);
    // By contact, of which there is an index.
    let mut deleted = execute!(
        tx,
        sqlx::query(
            "DELETE FROM event WHERE seq IN \
             (SELECT seq FROM event WHERE contact_id = $1 AND conversation_id = $2 LIMIT $3)"
        )
        .bind(contact.0)
        .bind(conversation.0)
        .bind(left(0))
    )?;
    deleted += execute!(
        tx,
        sqlx::query(
            "DELETE FROM command_result WHERE (actor, command_id) IN \
             (SELECT actor, command_id FROM command_result WHERE conversation_id = $1 LIMIT $2)"
        )
        .bind(conversation.0)
        .bind(left(deleted))
    )?;
    deleted += file::forget_conversation(tx, conversation, limit - deleted, at).await?;
    deleted += execute!(
        tx,
        sqlx::query(
            "DELETE FROM message WHERE id IN (SELECT id FROM message WHERE conversation_id = $1 ORDER BY id LIMIT $2)"
        )
        .bind(conversation.0)
        .bind(left(deleted))
    )?;
    Ok(deleted)
}

/// Deletes a conversation's row, of which nothing else is left.
pub async fn conversation(tx: &mut Tx, id: ConversationId) -> Result<(), StoreError> {
    external_id::forget(tx, Kind::Conversation, id.0).await?;
    execute!(tx, sqlx::query("DELETE FROM conversation WHERE id = $1").bind(id.0))?;
    Ok(())
}

/// The inbox of the newest conversation that a connection carries.
pub async fn still_carries(conn: &mut Conn, connection: ConnectionId) -> Result<Option<InboxId>, StoreError> {
    let inbox: Option<i64> = run!(conn, c => sqlx::query_scalar(
        "SELECT inbox_id FROM conversation WHERE connection_id = $1 OR home_connection_id = $1 ORDER BY id DESC LIMIT 1"
    )
    .bind(connection.0)
    .fetch_optional(c))?;
    Ok(inbox.map(InboxId))
}

/// Deletes at most `limit` visitors of a connection; how many.
pub async fn visitors(tx: &mut Tx, connection: ConnectionId, limit: u64) -> Result<u64, StoreError> {
    execute!(
        tx,
        sqlx::query(
            "DELETE FROM visitor WHERE id IN (SELECT id FROM visitor WHERE connection_id = $1 ORDER BY id LIMIT $2)"
        )
        .bind(connection.0)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    )
}

/// Deletes a connection that carries nothing and has no visitors.
pub async fn connection(tx: &mut Tx, id: ConnectionId) -> Result<(), StoreError> {
    external_id::forget(tx, Kind::Connection, id.0).await?;
    execute!(tx, sqlx::query("DELETE FROM connection WHERE id = $1").bind(id.0))?;
    Ok(())
}

/// Deletes an inbox that has neither conversations nor connections.
pub async fn inbox(tx: &mut Tx, id: InboxId) -> Result<(), StoreError> {
    external_id::forget(tx, Kind::Inbox, id.0).await?;
    execute!(tx, sqlx::query("DELETE FROM inbox WHERE id = $1").bind(id.0))?;
    Ok(())
}
