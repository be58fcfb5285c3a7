//! Failed tries per account or address: what slows down guessing.

use model::Timestamp;

use crate::conn::{execute, run};
use crate::{Conn, StoreError, Tx};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Attempts {
    pub failures: u32,
    pub last_at: Timestamp,
    /// No try is looked at before this time.
    pub blocked_until: Timestamp,
}

/// `key` says of what: `account:…`, `address:…`. All zero when there was no failure.
pub async fn get(conn: &mut Conn, key: &str) -> Result<Attempts, StoreError> {
    let row: Option<(i64, i64, i64)> = run!(conn, c => sqlx::query_as(
        "SELECT failures, last_at, blocked_until FROM attempt WHERE key = $1"
    )
    .bind(key)
    .fetch_optional(c))?;
    Ok(row
        .map(|(failures, last_at, blocked_until)| Attempts {
            failures: crate::row::count(failures),
            last_at: Timestamp(last_at),
            blocked_until: Timestamp(blocked_until),
        })
        .unwrap_or_default())
}

/// As [`get`], kept from others until the end of the transaction: tries at once come one after the other.
pub async fn lock(tx: &mut Tx, key: &str) -> Result<Attempts, StoreError> {
    execute!(
        tx,
        sqlx::query(
            "INSERT INTO attempt (key, failures, last_at, blocked_until) VALUES ($1, 0, 0, 0) \
             ON CONFLICT (key) DO UPDATE SET failures = attempt.failures"
        )
        .bind(key)
    )?;
    get(tx, key).await
}

/// Counts one more failure and gives how many there are now; the row stays locked until the end of the transaction.
pub async fn fail(tx: &mut Tx, key: &str, at: Timestamp) -> Result<u32, StoreError> {
    let failures: i64 = run!(tx, c => sqlx::query_scalar(
        "INSERT INTO attempt (key, failures, last_at, blocked_until) VALUES ($1, 1, $2, 0) \
         ON CONFLICT (key) DO UPDATE SET failures = attempt.failures + 1, last_at = excluded.last_at \
         RETURNING failures"
    )
    .bind(key)
    .bind(at.0)
    .fetch_one(c))?;
    Ok(crate::row::count(failures))
}

/// Blocks further tries until `until`.
pub async fn block(tx: &mut Tx, key: &str, until: Timestamp) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("UPDATE attempt SET blocked_until = $2 WHERE key = $1")
            .bind(key)
            .bind(until.0)
    )?;
    Ok(())
}

/// Takes back one failure, and the block with it.
pub async fn undo(tx: &mut Tx, key: &str) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("UPDATE attempt SET failures = failures - 1, blocked_until = 0 WHERE key = $1 AND failures > 0")
            .bind(key)
    )?;
    Ok(())
}

/// Forgets the failures of `key`.
pub async fn clear(tx: &mut Tx, key: &str) -> Result<(), StoreError> {
    execute!(tx, sqlx::query("DELETE FROM attempt WHERE key = $1").bind(key))?;
    Ok(())
}

/// Forgets at most `limit` keys whose last failure lies before `before`; how many.
pub async fn trim(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(
        tx,
        sqlx::query(
            "DELETE FROM attempt WHERE key IN (SELECT key FROM attempt WHERE last_at < $1 ORDER BY last_at LIMIT $2)"
        )
        .bind(before.0)
        .bind(i64::from(limit))
    )
}
