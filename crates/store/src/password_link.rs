//! Links by which a user sets a password: one at most for each user, used once. Only the hash of a token is kept.

use model::{Timestamp, UserId};

use crate::conn::{execute, run};
use crate::{Conn, StoreError, Tx};

/// In the place of the one that the user had.
pub async fn put(
    tx: &mut Tx,
    user: UserId,
    token_hash: &str,
    at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query(
            "INSERT INTO password_link (user_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at, \
             expires_at = excluded.expires_at"
        )
        .bind(user.0)
        .bind(token_hash)
        .bind(at.0)
        .bind(expires_at.0)
    )?;
    Ok(())
}

/// Whose link it is; `None`: nobody's, used, or expired at `now`.
pub async fn owner(conn: &mut Conn, token_hash: &str, now: Timestamp) -> Result<Option<UserId>, StoreError> {
    let id: Option<i64> = run!(conn, c => sqlx::query_scalar(
        "SELECT user_id FROM password_link WHERE token_hash = $1 AND expires_at > $2"
    )
    .bind(token_hash)
    .bind(now.0)
    .fetch_optional(c))?;
    Ok(id.map(UserId))
}

/// Uses a link up: of several who try, one gets its owner.
pub async fn take(tx: &mut Tx, token_hash: &str, now: Timestamp) -> Result<Option<UserId>, StoreError> {
    let id: Option<i64> = run!(tx, c => sqlx::query_scalar(
        "DELETE FROM password_link WHERE token_hash = $1 AND expires_at > $2 RETURNING user_id"
    )
    .bind(token_hash)
    .bind(now.0)
    .fetch_optional(c))?;
    Ok(id.map(UserId))
}

/// The user's link works no more.
pub async fn withdraw(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("DELETE FROM password_link WHERE user_id = $1").bind(user.0)
    )?;
    Ok(())
}

/// Who holds a link that works at `now`, and until when.
pub async fn holders(conn: &mut Conn, now: Timestamp) -> Result<Vec<(UserId, Timestamp)>, StoreError> {
    let rows: Vec<(i64, i64)> = run!(conn, c => sqlx::query_as(
        "SELECT user_id, expires_at FROM password_link WHERE expires_at > $1 ORDER BY user_id"
    )
    .bind(now.0)
    .fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|(user, until)| (UserId(user), Timestamp(until)))
        .collect())
}
