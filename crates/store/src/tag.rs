//! Tags: short words that people put on conversations.

use std::collections::HashMap;

use model::{ConversationId, TagEntry, TagId, Timestamp, UserId};

use crate::conn::{execute, run};
use crate::{Conn, StoreError, Tx};

/// A tag as it was put on a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tagged {
    pub name: String,
    /// `None`: nobody knows who.
    pub by: Option<UserId>,
    pub at: Timestamp,
}

/// What is unique of a tag's name.
fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Puts tags on a conversation, making those that are new. Upper and lower case are the same tag; one that is there
/// already stays as it is.
pub async fn put(tx: &mut Tx, conversation: ConversationId, tags: &[Tagged]) -> Result<(), StoreError> {
    let mut ids: HashMap<String, i64> = HashMap::new();
    for tag in tags {
        let key = key(&tag.name);
        let id = match ids.get(&key) {
            Some(id) => *id,
            None => ensure(tx, &tag.name, &key, tag.at).await?,
        };
        ids.insert(key, id);
        execute!(
            tx,
            sqlx::query(
                "INSERT INTO conversation_tag (conversation_id, tag_id, user_id, at) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT DO NOTHING"
            )
            .bind(conversation.0)
            .bind(id)
            .bind(tag.by.map(|user| user.0))
            .bind(tag.at.0)
        )?;
    }
    if tags.is_empty() {
        Ok(())
    } else {
        write_on_row(tx, conversation).await
    }
}

/// The row carries its tags, so that lists need not look for them: ids in order, with commas between.
async fn write_on_row(tx: &mut Tx, conversation: ConversationId) -> Result<(), StoreError> {
    let ids: Vec<i64> = run!(tx, c => sqlx::query_scalar(
        "SELECT tag_id FROM conversation_tag WHERE conversation_id = $1 ORDER BY at, tag_id"
    )
    .bind(conversation.0)
    .fetch_all(c))?;
    let text = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    execute!(
        tx,
        sqlx::query("UPDATE conversation SET tags = $2 WHERE id = $1")
            .bind(conversation.0)
            .bind(text.as_str())
    )?;
    Ok(())
}

/// What [`write_on_row`] wrote.
pub(crate) fn parse(text: &str) -> Result<Vec<TagId>, StoreError> {
    let ids = text.split(',').filter(|id| !id.is_empty());
    ids.map(|id| id.parse().map(TagId))
        .collect::<Result<_, _>>()
        .map_err(|error| StoreError::internal(&format_args!("tags on a row: {error}")))
}

async fn ensure(tx: &mut Tx, name: &str, key: &str, at: Timestamp) -> Result<i64, StoreError> {
    let there: Option<i64> = run!(tx, c => sqlx::query_scalar("SELECT id FROM tag WHERE name_key = $1")
        .bind(key)
        .fetch_optional(c))?;
    if let Some(id) = there {
        return Ok(id);
    }
    // Made by somebody else meanwhile, the row is given all the same.
    run!(tx, c => sqlx::query_scalar(
        "INSERT INTO tag (name, name_key, created_at) VALUES ($1, $2, $3) \
         ON CONFLICT (name_key) DO UPDATE SET name = tag.name RETURNING id"
    )
    .bind(name)
    .bind(key)
    .bind(at.0)
    .fetch_one(c))
}

/// The tags of a conversation, in the order in which they were put there.
pub async fn of(conn: &mut Conn, conversation: ConversationId) -> Result<Vec<Tagged>, StoreError> {
    let rows: Vec<(String, Option<i64>, i64)> = run!(conn, c => sqlx::query_as(
        "SELECT t.name, ct.user_id, ct.at FROM conversation_tag ct JOIN tag t ON t.id = ct.tag_id \
         WHERE ct.conversation_id = $1 ORDER BY ct.at, ct.tag_id"
    )
    .bind(conversation.0)
    .fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|(name, by, at)| Tagged {
            name,
            by: by.map(UserId),
            at: Timestamp(at),
        })
        .collect())
}

/// All tags, in the order of ids.
pub async fn list(conn: &mut Conn) -> Result<Vec<TagEntry>, StoreError> {
    let rows: Vec<(i64, String)> =
        run!(conn, c => sqlx::query_as("SELECT id, name FROM tag ORDER BY id").fetch_all(c))?;
    let entry = |(id, name)| TagEntry { id: TagId(id), name };
    Ok(rows.into_iter().map(entry).collect())
}
