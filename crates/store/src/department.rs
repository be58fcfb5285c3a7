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

/// False: no such department.
pub async fn rename(tx: &mut Tx, id: DepartmentId, name: &str) -> Result<bool, StoreError> {
    let renamed = execute!(
        tx,
        sqlx::query("UPDATE department SET name = $2, version = version + 1 WHERE id = $1")
            .bind(id.0)
            .bind(name)
    )?;
    Ok(renamed == 1)
}
