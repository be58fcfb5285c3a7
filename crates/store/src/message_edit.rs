//! What messages said before they were edited.

use model::{Message, MessageEdit, MessageId, Timestamp};

use crate::conn::{execute, run};
use crate::{Conn, StoreError, Tx};

/// Keeps the text of a message as it is in this version; `at` is when it was replaced.
pub async fn keep(tx: &mut Tx, message: &Message, at: Timestamp) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("INSERT INTO message_edit (message_id, version, replaced_at, body) VALUES ($1, $2, $3, $4)")
            .bind(message.id.0)
            .bind(message.version)
            .bind(at.0)
            .bind(message.text().unwrap_or_default())
    )?;
    Ok(())
}

/// The earlier texts of a message, the oldest first.
pub async fn of(conn: &mut Conn, message: MessageId) -> Result<Vec<MessageEdit>, StoreError> {
    let rows: Vec<(i64, String)> = run!(conn, c => sqlx::query_as(
        "SELECT replaced_at, body FROM message_edit WHERE message_id = $1 ORDER BY version"
    )
    .bind(message.0)
    .fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|(at, text)| MessageEdit {
            replaced_at: Timestamp(at),
            text,
        })
        .collect())
}

/// Forgets what a message said before it was edited.
pub async fn forget(tx: &mut Tx, message: MessageId) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("DELETE FROM message_edit WHERE message_id = $1").bind(message.0)
    )?;
    Ok(())
}
