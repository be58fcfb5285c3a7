//! Visitors: browsers on the customers' side.

use model::{CommandId, ConnectionId, ContactId, Language, Timestamp, VisitorId};

use crate::command_result::{self, Kept, Sender};
use crate::conn::{Raw, execute, run};
use crate::row::language;
use crate::{Conn, StoreError, Tx};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    pub id: VisitorId,
    pub connection: ConnectionId,
    /// `None` until the first message.
    pub contact: Option<ContactId>,
    pub language: Language,
    pub created_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    connection_id: i64,
    contact_id: Option<i64>,
    language: String,
    created_at: i64,
}

#[derive(sqlx::FromRow)]
struct Locked {
    #[sqlx(flatten)]
    visitor: Row,
    #[sqlx(flatten)]
    kept: command_result::Row,
}

impl TryFrom<Row> for Visitor {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: VisitorId(row.id),
            connection: ConnectionId(row.connection_id),
            contact: row.contact_id.map(ContactId),
            language: language(&row.language)?,
            created_at: Timestamp(row.created_at),
        })
    }
}

pub async fn insert(
    tx: &mut Tx,
    connection: ConnectionId,
    token_hash: &str,
    language: Language,
    at: Timestamp,
) -> Result<VisitorId, StoreError> {
    let id = run!(tx, c => sqlx::query_scalar(
        "INSERT INTO visitor (connection_id, token_hash, language, created_at) \
         VALUES ($1, $2, $3, $4) RETURNING id"
    )
    .bind(connection.0)
    .bind(token_hash)
    .bind(language.as_str())
    .bind(at.0)
    .fetch_one(c))?;
    Ok(VisitorId(id))
}

/// The visitor of a token, on this connection only.
pub async fn by_token(
    conn: &mut Conn,
    connection: ConnectionId,
    token_hash: &str,
) -> Result<Option<Visitor>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(
        "SELECT id, connection_id, contact_id, language, created_at FROM visitor \
         WHERE token_hash = $1 AND connection_id = $2"
    )
    .bind(token_hash)
    .bind(connection.0)
    .fetch_optional(c))?;
    row.map(Visitor::try_from).transpose()
}

pub async fn get(conn: &mut Conn, id: VisitorId) -> Result<Option<Visitor>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(
        "SELECT id, connection_id, contact_id, language, created_at FROM visitor WHERE id = $1"
    )
    .bind(id.0)
    .fetch_optional(c))?;
    row.map(Visitor::try_from).transpose()
}

/// The browsers of a contact.
pub async fn of_contact(conn: &mut Conn, contact: ContactId) -> Result<Vec<VisitorId>, StoreError> {
    let ids: Vec<i64> = run!(conn, c => sqlx::query_scalar("SELECT id FROM visitor WHERE contact_id = $1 ORDER BY id")
        .bind(contact.0)
        .fetch_all(c))?;
    Ok(ids.into_iter().map(VisitorId).collect())
}

/// What visitors are locked by on Postgres, with the visitor's id added.
const LOCKS: i64 = 0x7669_7369_0000_0000;

/// The visitor, kept from others until the end of the transaction: its first two messages at once make one contact. With it,
/// what is kept of the command that it sends.
///
/// On Postgres not by the row: that would give the transaction its id before it waits for the conversation, and the log, which
/// is in the order of these ids, would tell its event before those that it waited for.
pub async fn lock(
    tx: &mut Tx,
    id: VisitorId,
    command: &CommandId,
) -> Result<Option<(Visitor, Option<Kept>)>, StoreError> {
    if let Raw::Postgres(connection) = tx.raw() {
        let locked = sqlx::query("SELECT pg_advisory_xact_lock($1)")
            .bind(LOCKS + id.0)
            .execute(connection)
            .await;
        tx.checked(locked)?;
    }
    let row: Option<Locked> = run!(tx, c => sqlx::query_as(
        "SELECT v.id, v.connection_id, v.contact_id, v.language, v.created_at, r.body_hash, r.result, r.conversation_id \
         FROM visitor v LEFT JOIN command_result r ON r.actor = $2 AND r.command_id = $3 WHERE v.id = $1"
    )
    .bind(id.0)
    .bind(Sender::Visitor(id).key())
    .bind(command.as_str())
    .fetch_optional(c))?;
    row.map(|Locked { visitor, kept }| Ok((visitor.try_into()?, kept.into())))
        .transpose()
}

pub async fn set_contact(tx: &mut Tx, id: VisitorId, contact: ContactId) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("UPDATE visitor SET contact_id = $2 WHERE id = $1")
            .bind(id.0)
            .bind(contact.0)
    )?;
    Ok(())
}

/// The language of the newest browser of a contact; `None`: it has none.
pub async fn language_of(conn: &mut Conn, contact: ContactId) -> Result<Option<Language>, StoreError> {
    let tag: Option<String> = run!(conn, c => sqlx::query_scalar(
        "SELECT language FROM visitor WHERE contact_id = $1 ORDER BY id DESC LIMIT 1"
    )
    .bind(contact.0)
    .fetch_optional(c))?;
    tag.map(|tag| language(&tag)).transpose()
}

/// Whether a contact has a browser on this connection.
pub async fn reaches(conn: &mut Conn, contact: ContactId, connection: ConnectionId) -> Result<bool, StoreError> {
    let found: Option<i64> = run!(conn, c => sqlx::query_scalar(
        "SELECT id FROM visitor WHERE contact_id = $1 AND connection_id = $2 LIMIT 1"
    )
    .bind(contact.0)
    .bind(connection.0)
    .fetch_optional(c))?;
    Ok(found.is_some())
}

/// The connections over which a contact can be written to, in the order of their ids: those that are switched on.
pub async fn reached(conn: &mut Conn, contact: ContactId) -> Result<Vec<ConnectionId>, StoreError> {
    let ids: Vec<i64> = run!(conn, c => sqlx::query_scalar(
        "SELECT DISTINCT n.id FROM visitor v JOIN connection n ON n.id = v.connection_id \
         WHERE v.contact_id = $1 AND n.enabled = 1 ORDER BY n.id"
    )
    .bind(contact.0)
    .fetch_all(c))?;
    Ok(ids.into_iter().map(ConnectionId).collect())
}
