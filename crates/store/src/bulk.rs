//! Many rows in one statement: ids taken ahead, and the text of an insert with so many places.

use model::{ContactId, ConversationId, MessageId};

use crate::conn::{Raw, run};
use crate::{StoreError, Tx};

/// Ids of this table, `count` of them in rising order, that nobody else gets.
///
/// Postgres hands them out for good; SQLite's single writer counts on from the last one, so there they must be used in the
/// same transaction.
async fn reserve(tx: &mut Tx, table: &'static str, count: usize) -> Result<Vec<i64>, StoreError> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let sql = tx.sql(
        "WITH RECURSIVE next (id, remaining) AS ( \
           SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = $1), 0) + 1, $2 \
           UNION ALL SELECT id + 1, remaining - 1 FROM next WHERE remaining > 1) \
         SELECT id FROM next WHERE remaining > 0",
        "SELECT nextval(pg_get_serial_sequence($1, 'id')) FROM generate_series(1, $2)",
    );
    let mut ids: Vec<i64> = run!(tx, c => sqlx::query_scalar(sql).bind(table).bind(count).fetch_all(c))?;
    ids.sort_unstable();
    Ok(ids)
}

pub(crate) async fn contacts(tx: &mut Tx, count: usize) -> Result<Vec<ContactId>, StoreError> {
    Ok(reserve(tx, "contact", count)
        .await?
        .into_iter()
        .map(ContactId)
        .collect())
}

pub(crate) async fn conversations(tx: &mut Tx, count: usize) -> Result<Vec<ConversationId>, StoreError> {
    let ids = reserve(tx, "conversation", count).await?;
    Ok(ids.into_iter().map(ConversationId).collect())
}

pub(crate) async fn messages(tx: &mut Tx, count: usize) -> Result<Vec<MessageId>, StoreError> {
    tx.newest_message = None;
    Ok(reserve(tx, "message", count)
        .await?
        .into_iter()
        .map(MessageId)
        .collect())
}

/// The id for one message, on SQLite, where it can be had without asking each time.
pub(crate) async fn next_message(tx: &mut Tx) -> Result<Option<MessageId>, StoreError> {
    if let Raw::Postgres(_) = tx.raw() {
        return Ok(None);
    }
    let id = match tx.newest_message {
        Some(newest) => MessageId(newest + 1),
        None => messages(tx, 1)
            .await?
            .into_iter()
            .next()
            .ok_or(StoreError::Unavailable)?,
    };
    tx.newest_message = Some(id.0);
    Ok(Some(id))
}

/// `INSERT INTO table (columns) VALUES ($1, …), … end` with places for `rows` rows. `own_ids`: the ids are given, which
/// Postgres wants to be told.
pub(crate) fn insert(tx: &Tx, head: &str, columns: usize, rows: usize, own_ids: bool, end: &str) -> String {
    use core::fmt::Write as _;

    let mut sql = String::with_capacity(head.len() + end.len() + rows * columns * 8);
    sql.push_str(head);
    if own_ids {
        sql.push_str(tx.sql("", " OVERRIDING SYSTEM VALUE"));
    }
    sql.push_str(" VALUES ");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            let separator = if column == 0 { "" } else { ", " };
            // Writing to a String cannot fail.
            let _ = write!(sql, "{separator}${}", row * columns + column + 1);
        }
        sql.push(')');
    }
    sql.push_str(end);
    sql
}
