//! Departments.

use model::{DepartmentEntry, DepartmentId, Timestamp};

use crate::conn::{execute, run};
use crate::{Conn, StoreError, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
}

impl From<Row> for DepartmentEntry {
    fn from(row: Row) -> Self {
        Self {
            id: DepartmentId(row.id),
            name: row.name,
        }
    }
}

pub async fn insert(tx: &mut Tx, name: &str, at: Timestamp) -> Result<DepartmentId, StoreError> {
    let id = run!(tx, c => sqlx::query_scalar(
        "INSERT INTO department (name, version, created_at) VALUES ($1, 1, $2) RETURNING id"
    )
    .bind(name)
    .bind(at.0)
    .fetch_one(c))?;
    Ok(DepartmentId(id))
}

pub async fn get(conn: &mut Conn, id: DepartmentId) -> Result<Option<DepartmentEntry>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as("SELECT id, name FROM department WHERE id = $1")
        .bind(id.0)
        .fetch_optional(c))?;
    Ok(row.map(DepartmentEntry::from))
}

/// In the order of ids.
pub async fn list(conn: &mut Conn) -> Result<Vec<DepartmentEntry>, StoreError> {
    let rows: Vec<Row> = run!(conn, c => sqlx::query_as("SELECT id, name FROM department ORDER BY id").fetch_all(c))?;
    Ok(rows.into_iter().map(DepartmentEntry::from).collect())
}

/// With what the settings show of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    pub id: DepartmentId,
    pub name: String,
    /// `#rrggbb`.
    pub color: String,
    pub version: i64,
}

/// In the order of ids.
pub async fn settings(conn: &mut Conn) -> Result<Vec<Department>, StoreError> {
    let rows: Vec<(i64, String, String, i64)> = run!(conn, c => sqlx::query_as(
        "SELECT id, name, color, version FROM department ORDER BY id"
    )
    .fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|(id, name, color, version)| Department {
            id: DepartmentId(id),
            name,
            color,
            version,
        })
        .collect())
}

/// Changes name and colour of the version that was read. False: there is no such version any more.
pub async fn update(tx: &mut Tx, department: &Department) -> Result<bool, StoreError> {
    let updated = execute!(
        tx,
        sqlx::query(
            "UPDATE department SET name = $2, color = $3, version = version + 1 WHERE id = $1 AND version = $4"
        )
        .bind(department.id.0)
        .bind(department.name.as_str())
        .bind(department.color.as_str())
        .bind(department.version)
    )?;
    Ok(updated == 1)
}

/// Its people change: whoever edits the version that was read is told. False: no such department.
pub async fn touch(tx: &mut Tx, id: DepartmentId) -> Result<bool, StoreError> {
    let updated = execute!(
        tx,
        sqlx::query("UPDATE department SET version = version + 1 WHERE id = $1").bind(id.0)
    )?;
    Ok(updated == 1)
}

/// Whether a conversation stands in it or an inbox puts its new ones there. Until the transaction ends, none comes in.
pub async fn is_in_use(tx: &mut Tx, id: DepartmentId) -> Result<bool, StoreError> {
    let lock = tx.sql(
        "SELECT id FROM department WHERE id = $1",
        "SELECT id FROM department WHERE id = $1 FOR UPDATE",
    );
    let _: Option<i64> = run!(tx, c => sqlx::query_scalar(lock).bind(id.0).fetch_optional(c))?;
    let uses: i64 = run!(tx, c => sqlx::query_scalar(
        "SELECT (SELECT count(*) FROM (SELECT 1 FROM conversation WHERE department_id = $1 LIMIT 1) AS first_one) \
         + (SELECT count(*) FROM inbox WHERE default_department_id = $1)"
    )
    .bind(id.0)
    .fetch_one(c))?;
    Ok(uses > 0)
}

/// Deletes a department that is not in use; its people are in it no more. False: no such department.
pub async fn delete(tx: &mut Tx, id: DepartmentId) -> Result<bool, StoreError> {
    let deleted = execute!(tx, sqlx::query("DELETE FROM department WHERE id = $1").bind(id.0))?;
    Ok(deleted == 1)
}
