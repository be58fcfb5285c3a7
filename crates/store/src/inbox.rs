//! Inboxes: configured queues.

use model::{BusinessHours, DepartmentId, InboxId, MessageText, RatingKind, Timestamp};

use crate::conn::{execute, run};
use crate::row::{from_json, to_json, word};
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
    /// How resolving asks the customer for a rating first; `None`: not at all.
    pub rating: Option<RatingKind>,
    /// The rating closes what waited for it.
    pub closes_on_rating: bool,
    /// From the end to the close; `None`: desk's usual time while a rating is awaited, else at once.
    pub closing_delay_ms: Option<i64>,
    /// A customer's silence that ends a conversation.
    pub auto_close_ms: Option<i64>,
    /// What the customer is told then.
    pub auto_close_text: Option<MessageText>,
    /// An agent's silence that puts a conversation back.
    pub idle_timeout_ms: Option<i64>,
    /// `None`: every moment counts.
    pub business_hours: Option<BusinessHours>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    default_department_id: Option<i64>,
    rating: Option<String>,
    closes_on_rating: i64,
    closing_delay_ms: Option<i64>,
    auto_close_ms: Option<i64>,
    auto_close_text: Option<String>,
    idle_timeout_ms: Option<i64>,
    business_hours: Option<String>,
    version: i64,
}

impl TryFrom<Row> for Inbox {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: InboxId(row.id),
            settings: InboxSettings {
                name: row.name,
                default_department: row.default_department_id.map(DepartmentId),
                rating: row.rating.map(|kind| word(&kind, RatingKind::parse)).transpose()?,
                closes_on_rating: row.closes_on_rating != 0,
                closing_delay_ms: row.closing_delay_ms,
                auto_close_ms: row.auto_close_ms,
                auto_close_text: row
                    .auto_close_text
                    .map(|text| word(&text, |text| MessageText::new(text).ok()))
                    .transpose()?,
                idle_timeout_ms: row.idle_timeout_ms,
                business_hours: row.business_hours.map(|hours| from_json(&hours)).transpose()?,
            },
            version: row.version,
        })
    }
}

macro_rules! select {
    () => {
        "SELECT id, name, default_department_id, rating, closes_on_rating, closing_delay_ms, auto_close_ms, \
         auto_close_text, idle_timeout_ms, business_hours, version FROM inbox"
    };
}

/// Binds the settings in the order of the columns of [`insert`] and [`update`].
macro_rules! bind_settings {
    ($query:expr, $it:expr) => {
        $query
            .bind($it.name.as_str())
            .bind($it.default_department.map(|id| id.0))
            .bind($it.rating.map(RatingKind::as_str))
            .bind(i64::from($it.closes_on_rating))
            .bind($it.closing_delay_ms)
            .bind($it.auto_close_ms)
            .bind($it.auto_close_text.as_ref().map(MessageText::as_str))
            .bind($it.idle_timeout_ms)
            .bind($it.business_hours.as_ref().map(to_json).transpose()?)
    };
}

pub async fn insert(tx: &mut Tx, settings: &InboxSettings, at: Timestamp) -> Result<InboxId, StoreError> {
    let id = run!(tx, c => bind_settings!(sqlx::query_scalar(
        "INSERT INTO inbox (name, default_department_id, rating, closes_on_rating, closing_delay_ms, auto_close_ms, \
         auto_close_text, idle_timeout_ms, business_hours, version, created_at) \
         VALUES ($2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $1) RETURNING id"
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

/// In the order of ids.
pub async fn list(conn: &mut Conn) -> Result<Vec<Inbox>, StoreError> {
    let rows: Vec<Row> = run!(conn, c => sqlx::query_as(
        concat!(select!(), " ORDER BY id")
    )
    .fetch_all(c))?;
    rows.into_iter().map(Inbox::try_from).collect()
}

/// False: no such inbox.
pub async fn update(tx: &mut Tx, id: InboxId, settings: &InboxSettings) -> Result<bool, StoreError> {
    let updated = execute!(
        tx,
        bind_settings!(
            sqlx::query(
                "UPDATE inbox SET name = $2, default_department_id = $3, rating = $4, closes_on_rating = $5, \
                 closing_delay_ms = $6, auto_close_ms = $7, auto_close_text = $8, idle_timeout_ms = $9, \
                 business_hours = $10, version = version + 1 WHERE id = $1"
            )
            .bind(id.0),
            settings
        )
    )?;
    Ok(updated == 1)
}
