//! Connections: accounts on channels, each belonging to an inbox.

use model::{Channel, ConnectionId, InboxId, LiveChatSettings, ReplyRules, Timestamp};

use crate::conn::{execute, run};
use crate::row::{from_json, to_json, word};
use crate::{Conn, StoreError, Tx};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    pub id: ConnectionId,
    pub inbox: InboxId,
    pub channel: Channel,
    pub name: String,
    pub enabled: bool,
    pub settings: LiveChatSettings,
    /// When agents may write over it, and what always.
    pub reply: ReplyRules,
    pub version: i64,
}

/// A connection to be made. New ones are enabled, and one may write over them at any time.
#[derive(Debug, Clone)]
pub struct NewConnection {
    pub inbox: InboxId,
    pub channel: Channel,
    pub name: String,
    pub settings: LiveChatSettings,
    pub created_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    inbox_id: i64,
    channel: String,
    name: String,
    enabled: i64,
    settings: String,
    reply_rules: String,
    version: i64,
}

impl TryFrom<Row> for Connection {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: ConnectionId(row.id),
            inbox: InboxId(row.inbox_id),
            channel: word(&row.channel, Channel::parse)?,
            name: row.name,
            enabled: row.enabled != 0,
            settings: from_json(&row.settings)?,
            reply: from_json(&row.reply_rules)?,
            version: row.version,
        })
    }
}

pub async fn insert(tx: &mut Tx, connection: &NewConnection) -> Result<ConnectionId, StoreError> {
    let settings = to_json(&connection.settings)?;
    let id = run!(tx, c => sqlx::query_scalar(
        "INSERT INTO connection (inbox_id, channel, name, enabled, settings, version, created_at) \
         VALUES ($1, $2, $3, 1, $4, 1, $5) RETURNING id"
    )
    .bind(connection.inbox.0)
    .bind(connection.channel.as_str())
    .bind(connection.name.as_str())
    .bind(settings.as_str())
    .bind(connection.created_at.0)
    .fetch_one(c))?;
    Ok(ConnectionId(id))
}

macro_rules! select {
    () => {
        "SELECT id, inbox_id, channel, name, enabled, settings, reply_rules, version FROM connection"
    };
}

pub async fn get(conn: &mut Conn, id: ConnectionId) -> Result<Option<Connection>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(concat!(select!(), " WHERE id = $1"))
        .bind(id.0)
        .fetch_optional(c))?;
    row.map(Connection::try_from).transpose()
}

/// As [`get`], kept from others until the end of the transaction.
pub async fn lock(tx: &mut Tx, id: ConnectionId) -> Result<Option<Connection>, StoreError> {
    let sql = tx.sql(
        concat!(select!(), " WHERE id = $1"),
        concat!(select!(), " WHERE id = $1 FOR UPDATE"),
    );
    let row: Option<Row> = run!(tx, c => sqlx::query_as(sql).bind(id.0).fetch_optional(c))?;
    row.map(Connection::try_from).transpose()
}

/// In the order of ids, without those of inboxes that are being deleted.
pub async fn list(conn: &mut Conn) -> Result<Vec<Connection>, StoreError> {
    let rows: Vec<Row> = run!(conn, c => sqlx::query_as(concat!(
        select!(),
        " WHERE inbox_id NOT IN (SELECT id FROM inbox WHERE deleting_at IS NOT NULL) ORDER BY id"
    ))
    .fetch_all(c))?;
    rows.into_iter().map(Connection::try_from).collect()
}

/// All that lead into an inbox, in the order of ids.
pub async fn of_inbox(conn: &mut Conn, inbox: InboxId) -> Result<Vec<Connection>, StoreError> {
    let rows: Vec<Row> = run!(conn, c => sqlx::query_as(concat!(select!(), " WHERE inbox_id = $1 ORDER BY id"))
        .bind(inbox.0)
        .fetch_all(c))?;
    rows.into_iter().map(Connection::try_from).collect()
}

/// Changes inbox, name, enabled, settings and reply rules. False: no such connection.
pub async fn update(tx: &mut Tx, connection: &Connection) -> Result<bool, StoreError> {
    let settings = to_json(&connection.settings)?;
    let reply = to_json(&connection.reply)?;
    let updated = execute!(
        tx,
        sqlx::query(
            "UPDATE connection SET inbox_id = $2, name = $3, enabled = $4, settings = $5, reply_rules = $6, version = version + 1 \
             WHERE id = $1"
        )
        .bind(connection.id.0)
        .bind(connection.inbox.0)
        .bind(connection.name.as_str())
        .bind(i64::from(connection.enabled))
        .bind(settings.as_str())
        .bind(reply.as_str())
    )?;
    Ok(updated == 1)
}
