//! Sessions: signed-in browsers. Only the hash of a token is kept.

use model::{Actor, Language, SessionId, Timestamp, UserId};

use crate::conn::{execute, run};
use crate::row::language;
use crate::user::{ActorRow, actor_columns};
use crate::{Conn, StoreError, Tx};

/// A session to be made.
#[derive(Debug, Clone)]
pub struct NewSession {
    pub user: UserId,
    pub token_hash: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub address: String,
    pub user_agent: String,
}

/// A session as its user's list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub address: String,
    pub user_agent: String,
}

/// A living session with its user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    pub id: SessionId,
    pub last_seen_at: Timestamp,
    pub actor: Actor,
    pub language: Language,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    created_at: i64,
    last_seen_at: i64,
    address: String,
    user_agent: String,
}

#[derive(sqlx::FromRow)]
struct ResolvedRow {
    id: i64,
    last_seen_at: i64,
    #[sqlx(flatten)]
    actor: ActorRow,
}

pub async fn insert(tx: &mut Tx, session: &NewSession) -> Result<SessionId, StoreError> {
    let id = run!(tx, c => sqlx::query_scalar(
        "INSERT INTO session (user_id, token_hash, created_at, last_seen_at, expires_at, address, user_agent) \
         VALUES ($1, $2, $3, $3, $4, $5, $6) RETURNING id"
    )
    .bind(session.user.0)
    .bind(session.token_hash.as_str())
    .bind(session.created_at.0)
    .bind(session.expires_at.0)
    .bind(session.address.as_str())
    .bind(session.user_agent.as_str())
    .fetch_one(c))?;
    Ok(SessionId(id))
}

/// The session of a token with its user, role and departments, in one query. `None`: none, expired at `now`, or the
/// user is disabled.
pub async fn by_token(conn: &mut Conn, token_hash: &str, now: Timestamp) -> Result<Option<Resolved>, StoreError> {
    let sql = conn.sql(
        concat!(
            "SELECT s.id, s.last_seen_at, ",
            actor_columns!(sqlite),
            " FROM session s JOIN app_user u ON u.id = s.user_id JOIN role r ON r.id = u.role_id \
             WHERE s.token_hash = $1 AND s.expires_at > $2 AND u.enabled = 1"
        ),
        concat!(
            "SELECT s.id, s.last_seen_at, ",
            actor_columns!(postgres),
            " FROM session s JOIN app_user u ON u.id = s.user_id JOIN role r ON r.id = u.role_id \
             WHERE s.token_hash = $1 AND s.expires_at > $2 AND u.enabled = 1"
        ),
    );
    let row: Option<ResolvedRow> = run!(conn, c => sqlx::query_as(sql).bind(token_hash).bind(now.0).fetch_optional(c))?;
    row.map(|row| {
        Ok(Resolved {
            id: SessionId(row.id),
            last_seen_at: Timestamp(row.last_seen_at),
            language: language(&row.actor.language)?,
            actor: row.actor.try_into()?,
        })
    })
    .transpose()
}

/// Notes that the session and its user were there, and makes it last longer.
pub async fn touch(tx: &mut Tx, id: SessionId, at: Timestamp, expires_at: Timestamp) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("UPDATE session SET last_seen_at = $2, expires_at = $3 WHERE id = $1 AND last_seen_at < $2")
            .bind(id.0)
            .bind(at.0)
            .bind(expires_at.0)
    )?;
    execute!(
        tx,
        sqlx::query("UPDATE app_user SET last_seen_at = $2 WHERE id = (SELECT user_id FROM session WHERE id = $1)")
            .bind(id.0)
            .bind(at.0)
    )?;
    Ok(())
}

/// The user's living sessions, the last used first.
pub async fn list(conn: &mut Conn, user: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
    let rows: Vec<Row> = run!(conn, c => sqlx::query_as(
        "SELECT id, created_at, last_seen_at, address, user_agent FROM session \
         WHERE user_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC, id DESC"
    )
    .bind(user.0)
    .bind(now.0)
    .fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|row| Session {
            id: SessionId(row.id),
            created_at: Timestamp(row.created_at),
            last_seen_at: Timestamp(row.last_seen_at),
            address: row.address,
            user_agent: row.user_agent,
        })
        .collect())
}

/// Ends one of the user's own sessions. False: the user has no such session.
pub async fn delete(tx: &mut Tx, user: UserId, id: SessionId) -> Result<bool, StoreError> {
    let deleted = execute!(
        tx,
        sqlx::query("DELETE FROM session WHERE id = $1 AND user_id = $2")
            .bind(id.0)
            .bind(user.0)
    )?;
    Ok(deleted == 1)
}

/// Ends all sessions of a user, but `except`: after a new password. The ended ones.
pub async fn delete_all(tx: &mut Tx, user: UserId, except: Option<SessionId>) -> Result<Vec<SessionId>, StoreError> {
    let ids: Vec<i64> = run!(tx, c => sqlx::query_scalar(
        "DELETE FROM session WHERE user_id = $1 AND id <> $2 RETURNING id"
    )
    .bind(user.0)
    .bind(except.map_or(0, |id| id.0))
    .fetch_all(c))?;
    Ok(ids.into_iter().map(SessionId).collect())
}

/// Removes at most `limit` sessions that expired before `now`; how many.
pub async fn delete_expired(tx: &mut Tx, now: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(
        tx,
        sqlx::query(
            "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)"
        )
        .bind(now.0)
        .bind(i64::from(limit))
    )
}
