//! Drafts of users.

use model::{ConversationId, Draft, Timestamp, UserId};

use crate::conn::{execute, run};
use crate::row::{from_json, to_json};
use crate::{Conn, StoreError, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    body: String,
    note: i64,
    files: String,
    at: i64,
}

pub async fn get(conn: &mut Conn, user: UserId, conversation: ConversationId) -> Result<Option<Draft>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(
        "SELECT body, note, files, at FROM draft WHERE user_id = $1 AND conversation_id = $2"
    )
    .bind(user.0)
    .bind(conversation.0)
    .fetch_optional(c))?;
    row.map(|row| {
        Ok(Draft {
            conversation,
            text: row.body,
            note: row.note != 0,
            files: from_json(&row.files)?,
            at: Timestamp(row.at),
        })
    })
    .transpose()
}

/// Keeps a draft unless a later one is there. False: there is one of this time or later.
pub async fn put(tx: &mut Tx, user: UserId, draft: &Draft) -> Result<bool, StoreError> {
    let files = to_json(&draft.files)?;
    let kept = execute!(
        tx,
        sqlx::query(
            "INSERT INTO draft (user_id, conversation_id, body, note, files, at) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (user_id, conversation_id) DO UPDATE SET body = excluded.body, note = excluded.note, \
             files = excluded.files, at = excluded.at WHERE draft.at < excluded.at"
        )
        .bind(user.0)
        .bind(draft.conversation.0)
        .bind(draft.text.as_str())
        .bind(i64::from(draft.note))
        .bind(files.as_str())
        .bind(draft.at.0)
    )?;
    if kept == 0 {
        return Ok(false);
    }
    execute!(
        tx,
        sqlx::query("DELETE FROM draft_file WHERE user_id = $1 AND conversation_id = $2")
            .bind(user.0)
            .bind(draft.conversation.0)
    )?;
    for file in &draft.files {
        execute!(
            tx,
            sqlx::query(
                "INSERT INTO draft_file (user_id, conversation_id, file_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
            )
            .bind(user.0)
            .bind(draft.conversation.0)
            .bind(file.id.0)
        )?;
    }
    Ok(true)
}

/// Forgets at most `limit` drafts that were last touched before `before`; how many.
pub async fn trim(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(
        tx,
        sqlx::query(
            "DELETE FROM draft WHERE (user_id, conversation_id) IN \
             (SELECT user_id, conversation_id FROM draft WHERE at < $1 ORDER BY at LIMIT $2)"
        )
        .bind(before.0)
        .bind(i64::from(limit))
    )
}
