//! Inboxes: configured queues.

use model::{DepartmentId, InboxId, Timestamp};

use crate::conn::{execute, run};
use crate::{Conn, StoreError, Tx};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbox {
    pub id: InboxId,
    pub settings: InboxSettings,
    pub version: i64,
}

/// What can be set of an inbox. Times in milliseconds; `None`: never.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InboxSettings {
    pub name: String,
    /// Where its new conversations stand.
    pub default_department: Option<DepartmentId>,
    /// Resolving asks the customer for a rating first.
    pub asks_rating: bool,
    /// From the end to the close, while a rating is awaited.
    pub closing_delay_ms: Option<i64>,
    /// A customer's silence that ends a conversation.
    pub auto_close_ms: Option<i64>,
    /// An agent's silence that puts a conversation back.
    pub idle_timeout_ms: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    default_department_id: Option<i64>,
    asks_rating: i64,
    closing_delay_ms: Option<i64>,
    auto_close_ms: Option<i64>,
    idle_timeout_ms: Option<i64>,
    version: i64,
}

impl From<Row> for Inbox {
    fn from(row: Row) -> Self {
        Self {
            id: InboxId(row.id),
            settings: InboxSettings {
                name: row.name,
                default_department: row.default_department_id.map(DepartmentId),
                asks_rating: row.asks_rating != 0,
                closing_delay_ms: row.closing_delay_ms,
                auto_close_ms: row.auto_close_ms,
                idle_timeout_ms: row.idle_timeout_ms,
            },
            version: row.version,
        }
    }
}

pub async fn insert(tx: &mut Tx, settings: &InboxSettings, at: Timestamp) -> Result<InboxId, StoreError> {
    let id = run!(tx, c => sqlx::query_scalar(
        "INSERT INTO inbox (name, default_department_id, asks_rating, closing_delay_ms, auto_close_ms, \
         idle_timeout_ms, version, created_at) VALUES ($1, $2, $3, $4, $5, $6, 1, $7) RETURNING id"
    )
    .bind(settings.name.as_str())
    .bind(settings.default_department.map(|id| id.0))
    .bind(i64::from(settings.asks_rating))
    .bind(settings.closing_delay_ms)
    .bind(settings.auto_close_ms)
    .bind(settings.idle_timeout_ms)
    .bind(at.0)
    .fetch_one(c))?;
    Ok(InboxId(id))
}

pub async fn get(conn: &mut Conn, id: InboxId) -> Result<Option<Inbox>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(
        "SELECT id, name, default_department_id, asks_rating, closing_delay_ms, auto_close_ms, idle_timeout_ms, \
         version FROM inbox WHERE id = $1"
    )
    .bind(id.0)
    .fetch_optional(c))?;
    Ok(row.map(Inbox::from))
}

/// In the order of ids.
pub async fn list(conn: &mut Conn) -> Result<Vec<Inbox>, StoreError> {
    let rows: Vec<Row> = run!(conn, c => sqlx::query_as(
        "SELECT id, name, default_department_id, asks_rating, closing_delay_ms, auto_close_ms, idle_timeout_ms, \
         version FROM inbox ORDER BY id"
    )
    .fetch_all(c))?;
    Ok(rows.into_iter().map(Inbox::from).collect())
}

/// False: no such inbox.
pub async fn update(tx: &mut Tx, id: InboxId, settings: &InboxSettings) -> Result<bool, StoreError> {
    let updated = execute!(
        tx,
        sqlx::query(
            "UPDATE inbox SET name = $2, default_department_id = $3, asks_rating = $4, closing_delay_ms = $5, \
             auto_close_ms = $6, idle_timeout_ms = $7, version = version + 1 WHERE id = $1"
        )
        .bind(id.0)
        .bind(settings.name.as_str())
        .bind(settings.default_department.map(|id| id.0))
        .bind(i64::from(settings.asks_rating))
        .bind(settings.closing_delay_ms)
        .bind(settings.auto_close_ms)
        .bind(settings.idle_timeout_ms)
    )?;
    Ok(updated == 1)
}
