//! Results of successful commands: the same command sent again gets the first result and does nothing again.

use model::{CommandId, ConversationId, Timestamp, UserId, VisitorId};

use crate::conn::{execute, run};
use crate::{Conn, StoreError, Tx};

/// Whose command ids they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    User(UserId),
    Visitor(VisitorId),
}

impl Sender {
    /// The word for it in rows.
    pub fn key(self) -> String {
        match self {
            Self::User(id) => format!("u{id}"),
            Self::Visitor(id) => format!("v{id}"),
        }
    }
}

/// What is kept of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Of the whole body: the same id with another body is not the same command.
    pub body_hash: String,
    /// JSON of the first result.
    pub result: String,
    /// The conversation it is about, with which it is deleted; `None` only of what was kept long ago.
    pub conversation: Option<ConversationId>,
}

/// Of a command of which nothing may be kept.
#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    body_hash: Option<String>,
    result: Option<String>,
    conversation_id: Option<i64>,
}

impl From<Row> for Option<Kept> {
    fn from(row: Row) -> Self {
        Some(Kept {
            body_hash: row.body_hash?,
            result: row.result?,
            conversation: row.conversation_id.map(ConversationId),
        })
    }
}

pub async fn get(conn: &mut Conn, sender: Sender, id: &CommandId) -> Result<Option<Kept>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(
        "SELECT body_hash, result, conversation_id FROM command_result WHERE actor = $1 AND command_id = $2"
    )
    .bind(sender.key())
    .bind(id.as_str())
    .fetch_optional(c))?;
    Ok(row.and_then(Row::into))
}

/// Keeps a result. When the same command succeeded meanwhile in another transaction, this one is done again by
/// [`crate::Db::write`], and then finds that result.
pub async fn put(tx: &mut Tx, sender: Sender, id: &CommandId, kept: &Kept, at: Timestamp) -> Result<(), StoreError> {
    tx.later(
        "INSERT INTO command_result (actor, command_id, body_hash, result, at, conversation_id) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        [
            sender.key().into(),
            id.as_str().into(),
            kept.body_hash.as_str().into(),
            kept.result.as_str().into(),
            at.0.into(),
            kept.conversation.map(|id| id.0).into(),
        ],
    )
    .await
}

/// Forgets at most `limit` results from before `before`; how many.
pub async fn trim(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(
        tx,
        sqlx::query(
            "DELETE FROM command_result WHERE (actor, command_id) IN \
             (SELECT actor, command_id FROM command_result WHERE at < $1 ORDER BY at LIMIT $2)"
        )
        .bind(before.0)
        .bind(i64::from(limit))
    )
}
