//! External ids: which thing of another system is which thing here.

use std::collections::HashMap;

use crate::conn::{execute, run};
use crate::row::to_json;
use crate::{Conn, StoreError, Tx};

/// Of what an external id is. Each kind has ids of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Department,
    Inbox,
    Connection,
    User,
    Contact,
    Conversation,
}

impl Kind {
    /// The word for it in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Department => "department",
            Self::Inbox => "inbox",
            Self::Connection => "connection",
            Self::User => "user",
            Self::Contact => "contact",
            Self::Conversation => "conversation",
        }
    }
}

/// All of a kind: for the few kinds that are held in memory.
pub async fn all(conn: &mut Conn, kind: Kind) -> Result<HashMap<String, i64>, StoreError> {
    let rows: Vec<(String, i64)> = run!(conn, c => sqlx::query_as(
        "SELECT external_id, id FROM external_id WHERE kind = $1"
    )
    .bind(kind.as_str())
    .fetch_all(c))?;
    Ok(rows.into_iter().collect())
}

/// Those of these that are known.
pub async fn find(conn: &mut Conn, kind: Kind, external_ids: &[&str]) -> Result<HashMap<String, i64>, StoreError> {
    if external_ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = conn.sql(
        "SELECT external_id, id FROM external_id WHERE kind = $1 AND external_id IN (SELECT value FROM json_each($2))",
        "SELECT external_id, id FROM external_id \
         WHERE kind = $1 AND external_id IN (SELECT jsonb_array_elements_text($2::jsonb))",
    );
    let list = to_json(&external_ids)?;
    let rows: Vec<(String, i64)> = run!(conn, c => sqlx::query_as(sql)
        .bind(kind.as_str())
        .bind(list.as_str())
        .fetch_all(c))?;
    Ok(rows.into_iter().collect())
}

/// Notes new ones. One that is known already keeps what it means.
pub async fn insert(tx: &mut Tx, kind: Kind, pairs: &[(&str, i64)]) -> Result<(), StoreError> {
    if pairs.is_empty() {
        return Ok(());
    }
    // SQLite takes the ON of ON CONFLICT for a join's without a WHERE before it.
    let sql = tx.sql(
        "INSERT INTO external_id (kind, external_id, id) SELECT $1, value ->> 0, value ->> 1 FROM json_each($2) \
         WHERE true ON CONFLICT DO NOTHING",
        "INSERT INTO external_id (kind, external_id, id) \
         SELECT $1, pair ->> 0, (pair ->> 1)::bigint FROM jsonb_array_elements($2::jsonb) AS pair ON CONFLICT DO NOTHING",
    );
    let list = to_json(&pairs)?;
    execute!(tx, sqlx::query(sql).bind(kind.as_str()).bind(list.as_str()))?;
    Ok(())
}

/// Forgets what a thing that is deleted was elsewhere: brought again, it is new.
pub async fn forget(tx: &mut Tx, kind: Kind, id: i64) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("DELETE FROM external_id WHERE kind = $1 AND id = $2")
            .bind(kind.as_str())
            .bind(id)
    )?;
    Ok(())
}
