//! Inboxes: configured queues.

use model::{DepartmentId, FirstHandler, InboxId, InboxSettings, RatingKind, Timestamp, Wording};

use crate::conn::{execute, run};
use crate::row::{from_json, to_json, word};
use crate::{Conn, StoreError, Tx};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbox {
    pub id: InboxId,
    pub settings: InboxSettings,
    pub version: i64,
    /// It is on its way out: nothing comes in, nobody is shown it, and what belongs to it goes bit by bit.
    pub deleting: bool,
}

#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    id: i64,
    name: String,
    default_department_id: Option<i64>,
    first_handler: String,
    runs_again: i64,
    greeting: Option<String>,
    business_hours: Option<String>,
    outside_hours_text: Option<String>,
    rating: Option<String>,
    rating_text: Option<String>,
    closes_on_rating: i64,
    closing_delay_ms: Option<i64>,
    auto_close_ms: Option<i64>,
    auto_close_text: Option<String>,
    idle_timeout_ms: Option<i64>,
    files: String,
    version: i64,
    deleting_at: Option<i64>,
}

impl TryFrom<Row> for Inbox {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: InboxId(row.id),
            settings: InboxSettings {
                name: row.name,
                default_department: row.default_department_id.map(DepartmentId),
                first_handler: word(&row.first_handler, FirstHandler::parse)?,
                runs_again: row.runs_again != 0,
                greeting: wording(row.greeting)?,
                business_hours: row.business_hours.map(|hours| from_json(&hours)).transpose()?,
                outside_hours_text: wording(row.outside_hours_text)?,
                rating: row.rating.map(|kind| word(&kind, RatingKind::parse)).transpose()?,
                rating_text: wording(row.rating_text)?,
                closes_on_rating: row.closes_on_rating != 0,
                closing_delay_ms: row.closing_delay_ms,
                auto_close_ms: row.auto_close_ms,
                auto_close_text: wording(row.auto_close_text)?,
                idle_timeout_ms: row.idle_timeout_ms,
                files: from_json(&row.files)?,
            },
            version: row.version,
            deleting: row.deleting_at.is_some(),
        })
    }
}

fn wording(column: Option<String>) -> Result<Wording, StoreError> {
    Ok(column.map(|texts| from_json(&texts)).transpose()?.unwrap_or_default())
}

fn column(wording: &Wording) -> Result<Option<String>, StoreError> {
    (!wording.is_empty()).then(|| to_json(wording)).transpose()
}

macro_rules! select {
    () => {
        "SELECT id, name, default_department_id, first_handler, runs_again, greeting, business_hours, outside_hours_text, \
         rating, rating_text, closes_on_rating, closing_delay_ms, auto_close_ms, auto_close_text, idle_timeout_ms, files, version, \
         deleting_at FROM inbox"
    };
}
pub(crate) use select;

/// Binds the settings in the order of the columns of [`insert`] and [`update`].
macro_rules! bind_settings {
    ($query:expr, $it:expr) => {
        $query
            .bind($it.name.as_str())
            .bind($it.default_department.map(|id| id.0))
            .bind($it.first_handler.as_str())
            .bind(i64::from($it.runs_again))
            .bind(column(&$it.greeting)?)
            .bind($it.business_hours.as_ref().map(to_json).transpose()?)
            .bind(column(&$it.outside_hours_text)?)
            .bind($it.rating.map(RatingKind::as_str))
            .bind(column(&$it.rating_text)?)
            .bind(i64::from($it.closes_on_rating))
            .bind($it.closing_delay_ms)
            .bind($it.auto_close_ms)
            .bind(column(&$it.auto_close_text)?)
            .bind($it.idle_timeout_ms)
            .bind(to_json(&$it.files)?)
    };
}

pub async fn insert(tx: &mut Tx, settings: &InboxSettings, at: Timestamp) -> Result<InboxId, StoreError> {
    let id = run!(tx, c => bind_settings!(sqlx::query_scalar(
        "INSERT INTO inbox (name, default_department_id, first_handler, runs_again, greeting, business_hours, \
         outside_hours_text, rating, rating_text, closes_on_rating, closing_delay_ms, auto_close_ms, auto_close_text, \
         idle_timeout_ms, files, version, created_at) \
         VALUES ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1, $1) RETURNING id"
    )
    .bind(at.0), settings)
    .fetch_one(c))?;
    Ok(InboxId(id))
}

pub async fn get(conn: &mut Conn, id: InboxId) -> Result<Option<Inbox>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(
        concat!(select!(), " WHERE id = $1")
    )
    .bind(id.0)
    .fetch_optional(c))?;
    row.map(Inbox::try_from).transpose()
}

/// As [`get`], kept from others until the end of the transaction.
pub async fn lock(tx: &mut Tx, id: InboxId) -> Result<Option<Inbox>, StoreError> {
    let sql = tx.sql(
        concat!(select!(), " WHERE id = $1"),
        concat!(select!(), " WHERE id = $1 FOR UPDATE"),
    );
    let row: Option<Row> = run!(tx, c => sqlx::query_as(sql).bind(id.0).fetch_optional(c))?;
    row.map(Inbox::try_from).transpose()
}

/// In the order of ids, without those that are being deleted.
pub async fn list(conn: &mut Conn) -> Result<Vec<Inbox>, StoreError> {
    let rows: Vec<Row> = run!(conn, c => sqlx::query_as(
        concat!(select!(), " WHERE deleting_at IS NULL ORDER BY id")
    )
    .fetch_all(c))?;
    rows.into_iter().map(Inbox::try_from).collect()
}

/// As [`list`], kept from others until the end of the transaction.
pub async fn lock_all(tx: &mut Tx) -> Result<Vec<Inbox>, StoreError> {
    let sql = tx.sql(
        concat!(select!(), " WHERE deleting_at IS NULL ORDER BY id"),
        concat!(select!(), " WHERE deleting_at IS NULL ORDER BY id FOR UPDATE"),
    );
    let rows: Vec<Row> = run!(tx, c => sqlx::query_as(sql).fetch_all(c))?;
    rows.into_iter().map(Inbox::try_from).collect()
}

/// False: no such inbox.
pub async fn update(tx: &mut Tx, id: InboxId, settings: &InboxSettings) -> Result<bool, StoreError> {
    let updated = execute!(
        tx,
        bind_settings!(
            sqlx::query(
                "UPDATE inbox SET name = $2, default_department_id = $3, first_handler = $4, runs_again = $5, \
                 greeting = $6, business_hours = $7, outside_hours_text = $8, rating = $9, rating_text = $10, \
                 closes_on_rating = $11, closing_delay_ms = $12, auto_close_ms = $13, auto_close_text = $14, \
                 idle_timeout_ms = $15, files = $16, version = version + 1 WHERE id = $1"
            )
            .bind(id.0),
            settings
        )
    )?;
    Ok(updated == 1)
}

/// From now on it is on its way out.
pub async fn begin_deleting(tx: &mut Tx, id: InboxId, at: Timestamp) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("UPDATE inbox SET deleting_at = $2, version = version + 1 WHERE id = $1")
            .bind(id.0)
            .bind(at.0)
    )?;
    Ok(())
}

/// One that is on its way out.
pub async fn being_deleted(conn: &mut Conn) -> Result<Option<InboxId>, StoreError> {
    let id: Option<i64> = run!(conn, c => sqlx::query_scalar(
        "SELECT id FROM inbox WHERE deleting_at IS NOT NULL ORDER BY id LIMIT 1"
    )
    .fetch_optional(c))?;
    Ok(id.map(InboxId))
}
