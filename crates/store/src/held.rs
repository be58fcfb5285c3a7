//! Messages that were sent and still wait.

use model::{Command, CommandId, ConversationId, Problem, Timestamp, UserId};

use crate::conn::{execute, run};
use crate::row::{from_json, time, to_json};
use crate::{Conn, StoreError, Tx};

/// A message that waits to go out, or could not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub user: UserId,
    pub id: CommandId,
    pub conversation: ConversationId,
    pub command: Command,
    pub at: Timestamp,
    /// `None`: it could not go out.
    pub due_at: Option<Timestamp>,
    pub problem: Option<Problem>,
}

#[derive(sqlx::FromRow)]
struct Row {
    user_id: i64,
    command_id: String,
    conversation_id: i64,
    command: String,
    at: i64,
    due_at: Option<i64>,
    problem: Option<String>,
}

impl TryFrom<Row> for Held {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            user: UserId(row.user_id),
            id: command_id(&row.command_id)?,
            conversation: ConversationId(row.conversation_id),
            command: from_json(&row.command)?,
            at: Timestamp(row.at),
            due_at: time(row.due_at),
            problem: row.problem.as_deref().map(from_json).transpose()?,
        })
    }
}

fn command_id(text: &str) -> Result<CommandId, StoreError> {
    CommandId::new(text).map_err(|error| StoreError::internal(&format_args!("held_message.command_id: {error}")))
}

macro_rules! select {
    () => {
        "SELECT user_id, command_id, conversation_id, command, at, due_at, problem FROM held_message"
    };
}

/// What a user has sent that still waits, in its order.
pub async fn of(conn: &mut Conn, user: UserId) -> Result<Vec<Held>, StoreError> {
    let rows: Vec<Row> = run!(conn, c => sqlx::query_as(concat!(select!(), " WHERE user_id = $1 ORDER BY id"))
        .bind(user.0)
        .fetch_all(c))?;
    rows.into_iter().map(Held::try_from).collect()
}

pub async fn get(conn: &mut Conn, user: UserId, id: &CommandId) -> Result<Option<Held>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(
        concat!(select!(), " WHERE user_id = $1 AND command_id = $2")
    )
    .bind(user.0)
    .bind(id.as_str())
    .fetch_optional(c))?;
    row.map(Held::try_from).transpose()
}

pub async fn insert(tx: &mut Tx, held: &Held) -> Result<(), StoreError> {
    let command = to_json(&held.command)?;
    execute!(
        tx,
        sqlx::query(
            "INSERT INTO held_message (user_id, command_id, conversation_id, command, at, due_at) \
             VALUES ($1, $2, $3, $4, $5, $6)"
        )
        .bind(held.user.0)
        .bind(held.id.as_str())
        .bind(held.conversation.0)
        .bind(command.as_str())
        .bind(held.at.0)
        .bind(held.due_at.map(|at| at.0))
    )?;
    Ok(())
}

/// False: it is not there any more: sent, or called back.
pub async fn delete(tx: &mut Tx, user: UserId, id: &CommandId) -> Result<bool, StoreError> {
    let deleted = execute!(
        tx,
        sqlx::query("DELETE FROM held_message WHERE user_id = $1 AND command_id = $2")
            .bind(user.0)
            .bind(id.as_str())
    )?;
    Ok(deleted == 1)
}

/// It could not go out, and waits for its author to see to it.
pub async fn fail(tx: &mut Tx, user: UserId, id: &CommandId, problem: &Problem) -> Result<bool, StoreError> {
    let problem = to_json(problem)?;
    let changed = execute!(
        tx,
        sqlx::query("UPDATE held_message SET due_at = NULL, problem = $3 WHERE user_id = $1 AND command_id = $2")
            .bind(user.0)
            .bind(id.as_str())
            .bind(problem.as_str())
    )?;
    Ok(changed == 1)
}

/// What waits of a user in one conversation, in its order.
pub async fn waiting(
    conn: &mut Conn,
    user: UserId,
    conversation: ConversationId,
) -> Result<Vec<(CommandId, Timestamp)>, StoreError> {
    let rows: Vec<(String, i64)> = run!(conn, c => sqlx::query_as(
        "SELECT command_id, due_at FROM held_message \
         WHERE conversation_id = $1 AND user_id = $2 AND due_at IS NOT NULL ORDER BY due_at, id"
    )
    .bind(conversation.0)
    .bind(user.0)
    .fetch_all(c))?;
    rows.into_iter()
        .map(|(id, at)| Ok((command_id(&id)?, Timestamp(at))))
        .collect()
}

/// What is to go out by now, in its order, at most `limit`.
pub async fn due(conn: &mut Conn, now: Timestamp, limit: usize) -> Result<Vec<(UserId, CommandId)>, StoreError> {
    let rows: Vec<(i64, String)> = run!(conn, c => sqlx::query_as(
        "SELECT user_id, command_id FROM held_message WHERE due_at IS NOT NULL AND due_at <= $1 ORDER BY due_at, id LIMIT $2"
    )
    .bind(now.0)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(c))?;
    rows.into_iter()
        .map(|(user, id)| Ok((UserId(user), command_id(&id)?)))
        .collect()
}

/// When the next one is to go out.
pub async fn next_due(conn: &mut Conn) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<i64> = run!(conn, c => sqlx::query_scalar("SELECT min(due_at) FROM held_message WHERE due_at IS NOT NULL").fetch_one(c))?;
    Ok(time(at))
}
