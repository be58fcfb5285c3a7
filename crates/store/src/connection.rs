//! Connections: accounts on channels, each belonging to an inbox.

use model::{Channel, ConnectionId, InboxId, Timestamp};

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
    pub version: i64,
}

/// A connection to be made. New ones are enabled.
#[derive(Debug, Clone)]
pub struct NewConnection {
    pub inbox: InboxId,
    pub channel: Channel,
    pub name: String,
    pub settings: LiveChatSettings,
    pub created_at: Timestamp,
}

/// What a live chat's panel is set to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LiveChatSettings {
    /// `#rrggbb`.
    pub color: String,
    /// Sites that may show the chat, as origins; empty: every site.
    pub allowed_origins: Vec<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    inbox_id: i64,
    channel: String,
    name: String,
    enabled: i64,
    settings: String,
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

pub async fn get(conn: &mut Conn, id: ConnectionId) -> Result<Option<Connection>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(
        "SELECT id, inbox_id, channel, name, enabled, settings, version FROM connection WHERE id = $1"
    )
    .bind(id.0)
    .fetch_optional(c))?;
    row.map(Connection::try_from).transpose()
}

/// In the order of ids.
pub async fn list(conn: &mut Conn) -> Result<Vec<Connection>, StoreError> {
    let rows: Vec<Row> = run!(conn, c => sqlx::query_as(
        "SELECT id, inbox_id, channel, name, enabled, settings, version FROM connection ORDER BY id"
    )
    .fetch_all(c))?;
    rows.into_iter().map(Connection::try_from).collect()
}

/// Changes name, enabled and settings. False: no such connection.
pub async fn update(tx: &mut Tx, connection: &Connection) -> Result<bool, StoreError> {
    let settings = to_json(&connection.settings)?;
    let updated = execute!(
        tx,
        sqlx::query(
            "UPDATE connection SET name = $2, enabled = $3, settings = $4, version = version + 1 WHERE id = $1"
        )
        .bind(connection.id.0)
        .bind(connection.name.as_str())
        .bind(i64::from(connection.enabled))
        .bind(settings.as_str())
    )?;
    Ok(updated == 1)
}
