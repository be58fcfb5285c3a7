//! Visitors: browsers on the customers' side.

use model::{CommandId, ConnectionId, ContactId, Conversation, Language, Timestamp, VisitorId};
use sqlx::FromRow as _;
use sqlx::sqlite::SqliteRow;

use crate::command_result::{self, Kept, Sender};
use crate::conn::{Raw, execute, run};
use crate::inbox::Inbox;
use crate::row::language;
use crate::{Conn, StoreError, Tx, conversation, inbox};

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

/// A visitor that sends a command, kept from others until the end of the transaction.
#[derive(Debug)]
pub struct Caller {
    pub visitor: Visitor,
    /// What is kept of the command.
    pub kept: Option<Kept>,
    /// Of who is to write: where that goes on.
    pub open: Option<Open>,
}

/// A conversation that is not over, locked, and the inbox in which it is.
#[derive(Debug)]
pub struct Open {
    pub conversation: Conversation,
    pub inbox: Inbox,
}

#[derive(sqlx::FromRow)]
struct CallerRow {
    #[sqlx(flatten)]
    visitor: Row,
    #[sqlx(flatten)]
    kept: command_result::Row,
}

impl TryFrom<CallerRow> for Caller {
    type Error = StoreError;

    fn try_from(row: CallerRow) -> Result<Self, StoreError> {
        Ok(Self {
            visitor: row.visitor.try_into()?,
            kept: row.kept.into(),
            open: None,
        })
    }
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

/// The conversation that is not over of the visitor `$1`.
macro_rules! of_visitor {
    () => {
        " WHERE c.id = (SELECT max(o.id) FROM conversation o JOIN visitor v ON v.contact_id = o.contact_id \
         AND v.connection_id IN (o.connection_id, o.home_connection_id) \
         WHERE v.id = $1 AND o.status NOT IN ('closed', 'spam'))"
    };
}

macro_rules! select_caller {
    () => {
        "SELECT v.id, v.connection_id, v.contact_id, v.language, v.created_at, r.body_hash, r.result, r.conversation_id \
         FROM visitor v LEFT JOIN command_result r ON r.actor = $2 AND r.command_id = $3 WHERE v.id = $1"
    };
}

/// The visitor, kept from others: its first two messages at once make one contact. With it, what is kept of the command that it sends.
///
/// On Postgres not by the row: that would give the transaction its id before it waits for the conversation, and the log, which
/// is in the order of these ids, would tell its event before those that it waited for.
pub async fn lock(tx: &mut Tx, id: VisitorId, command: &CommandId) -> Result<Option<Caller>, StoreError> {
    if let Raw::Postgres(connection) = tx.raw() {
        let locked = sqlx::query("SELECT pg_advisory_xact_lock($1)")
            .bind(LOCKS + id.0)
            .execute(connection)
            .await;
        tx.checked(locked)?;
    }
    let row: Option<CallerRow> = run!(tx, c => sqlx::query_as(select_caller!())
        .bind(id.0)
        .bind(Sender::Visitor(id).key())
        .bind(command.as_str())
        .fetch_optional(c))?;
    row.map(Caller::try_from).transpose()
}

/// As [`lock`], with the conversation that is not over, if there is one.
pub async fn lock_to_write(tx: &mut Tx, id: VisitorId, command: &CommandId) -> Result<Option<Caller>, StoreError> {
    let sql = concat!(
        select_caller!(),
        "; ",
        conversation::row::select!(),
        of_visitor!(),
        "; ",
        inbox::select!(),
        " WHERE id = (SELECT c.inbox_id FROM conversation c",
        of_visitor!(),
        ")"
    );
    let key = Sender::Visitor(id).key();
    let values = [id.0.into(), key.into(), command.as_str().into()];
    if let Some(rows) = tx.read_at_once(sql, values).await? {
        return who_writes(&rows);
    }
    let Some(mut caller) = lock(tx, id, command).await? else {
        return Ok(None);
    };
    if let Some(contact) = caller.visitor.contact
        && let Some(conversation) = conversation::lock_open_of(tx, contact, caller.visitor.connection).await?
    {
        let inbox = inbox::get(tx, conversation.lifecycle.inbox).await?;
        caller.open = inbox.map(|inbox| Open { conversation, inbox });
    }
    Ok(Some(caller))
}

/// Of the rows of three statements, each of which gives one at most: the visitor, its conversation, and the inbox of that.
fn who_writes(rows: &[SqliteRow]) -> Result<Option<Caller>, StoreError> {
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let mut caller: Caller = CallerRow::from_row(row)?.try_into()?;
    if let [_, conversation, inbox] = rows {
        caller.open = Some(Open {
            conversation: conversation::row::Row::from_row(conversation)?.try_into()?,
            inbox: inbox::Row::from_row(inbox)?.try_into()?,
        });
    }
    Ok(Some(caller))
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
