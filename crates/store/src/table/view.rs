//! Saved views of the table.

use model::{Timestamp, UserId, View, ViewForm, ViewId};

use crate::conn::{execute, run};
use crate::row::{count, from_json, to_json};
use crate::{Conn, StoreError, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    owner_id: i64,
    name: String,
    query: String,
    layout: Option<String>,
    shared: i64,
    version: i64,
    is_default: i64,
}

impl TryFrom<Row> for View {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: ViewId(row.id),
            version: row.version,
            owner: UserId(row.owner_id),
            form: ViewForm {
                name: row.name,
                query: from_json(&row.query)?,
                layout: row.layout.as_deref().map(from_json).transpose()?,
                shared: row.shared != 0,
            },
            default: row.is_default != 0,
        })
    }
}

macro_rules! select {
    () => {
        "SELECT v.id, v.owner_id, v.name, v.query, v.layout, v.shared, v.version, \
         CASE WHEN d.view_id IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END AS is_default FROM table_view v \
         LEFT JOIN default_view d ON d.view_id = v.id AND d.user_id = $1 WHERE (v.owner_id = $1 OR v.shared = 1)"
    };
}

/// A reader's own views and the shared ones, in the order in which they were made. What a later version has stored, and this one
/// cannot read, is left out.
pub async fn list(conn: &mut Conn, reader: UserId) -> Result<Vec<View>, StoreError> {
    let rows: Vec<Row> = run!(conn, c => sqlx::query_as(concat!(select!(), " ORDER BY v.id"))
        .bind(reader.0)
        .fetch_all(c))?;
    Ok(rows.into_iter().filter_map(|row| View::try_from(row).ok()).collect())
}

/// One that the reader has.
pub async fn get(conn: &mut Conn, reader: UserId, id: ViewId) -> Result<Option<View>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(concat!(select!(), " AND v.id = $2"))
        .bind(reader.0)
        .bind(id.0)
        .fetch_optional(c))?;
    row.map(View::try_from).transpose()
}

/// How many somebody has made.
pub async fn count_of(conn: &mut Conn, owner: UserId) -> Result<u32, StoreError> {
    let views: i64 = run!(conn, c => sqlx::query_scalar("SELECT count(*) FROM table_view WHERE owner_id = $1")
        .bind(owner.0)
        .fetch_one(c))?;
    Ok(count(views))
}

pub async fn insert(tx: &mut Tx, owner: UserId, form: &ViewForm, at: Timestamp) -> Result<ViewId, StoreError> {
    let (query, layout) = (to_json(&form.query)?, form.layout.as_ref().map(to_json).transpose()?);
    let id = run!(tx, c => sqlx::query_scalar(
        "INSERT INTO table_view (owner_id, name, query, layout, shared, version, created_at) \
         VALUES ($1, $2, $3, $4, $5, 1, $6) RETURNING id"
    )
    .bind(owner.0)
    .bind(form.name.as_str())
    .bind(query.as_str())
    .bind(layout.as_deref())
    .bind(i64::from(form.shared))
    .bind(at.0)
    .fetch_one(c))?;
    Ok(ViewId(id))
}

/// Changes one of the version that was read. False: there is no such version any more. That it is not shared any more takes it
/// from those who began with it.
pub async fn update(tx: &mut Tx, id: ViewId, version: i64, form: &ViewForm) -> Result<bool, StoreError> {
    let updated = execute!(
        tx,
        sqlx::query(
            "UPDATE table_view SET name = $3, query = $4, layout = $5, shared = $6, version = version + 1 \
             WHERE id = $1 AND version = $2"
        )
        .bind(id.0)
        .bind(version)
        .bind(form.name.as_str())
        .bind(to_json(&form.query)?)
        .bind(form.layout.as_ref().map(to_json).transpose()?)
        .bind(i64::from(form.shared))
    )?;
    if updated == 1 && !form.shared {
        execute!(
            tx,
            sqlx::query(
                "DELETE FROM default_view WHERE view_id = $1 \
                 AND user_id <> (SELECT owner_id FROM table_view WHERE id = $1)"
            )
            .bind(id.0)
        )?;
    }
    Ok(updated == 1)
}

/// False: there is none.
pub async fn delete(tx: &mut Tx, id: ViewId) -> Result<bool, StoreError> {
    let deleted = execute!(tx, sqlx::query("DELETE FROM table_view WHERE id = $1").bind(id.0))?;
    Ok(deleted == 1)
}

/// With which view a user's table begins from now on.
pub async fn set_default(tx: &mut Tx, user: UserId, view: Option<ViewId>) -> Result<(), StoreError> {
    match view {
        Some(view) => execute!(
            tx,
            sqlx::query(
                "INSERT INTO default_view (user_id, view_id) VALUES ($1, $2) \
                 ON CONFLICT (user_id) DO UPDATE SET view_id = excluded.view_id"
            )
            .bind(user.0)
            .bind(view.0)
        )?,
        None => execute!(
            tx,
            sqlx::query("DELETE FROM default_view WHERE user_id = $1").bind(user.0)
        )?,
    };
    Ok(())
}
