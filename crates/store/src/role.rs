//! Roles: named sets of permissions.

use model::{Permissions, RoleId};

use crate::conn::{execute, run};
use crate::row::{count, from_json, to_json};
use crate::{Conn, StoreError, Tx};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    pub id: RoleId,
    pub name: String,
    /// Came with the product: may not be deleted.
    pub builtin: bool,
    pub permissions: Permissions,
    pub version: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    builtin: i64,
    permissions: String,
    version: i64,
}

impl TryFrom<Row> for Role {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: RoleId(row.id),
            name: row.name,
            builtin: row.builtin != 0,
            permissions: from_json(&row.permissions)?,
            version: row.version,
        })
    }
}

pub async fn insert(tx: &mut Tx, name: &str, builtin: bool, permissions: Permissions) -> Result<RoleId, StoreError> {
    let permissions = to_json(&permissions)?;
    let id = run!(tx, c => sqlx::query_scalar(
        "INSERT INTO role (name, builtin, permissions, version) VALUES ($1, $2, $3, 1) RETURNING id"
    )
    .bind(name)
    .bind(i64::from(builtin))
    .bind(permissions.as_str())
    .fetch_one(c))?;
    Ok(RoleId(id))
}

pub async fn get(conn: &mut Conn, id: RoleId) -> Result<Option<Role>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(
        "SELECT id, name, builtin, permissions, version FROM role WHERE id = $1"
    )
    .bind(id.0)
    .fetch_optional(c))?;
    row.map(Role::try_from).transpose()
}

/// In the order of ids.
pub async fn list(conn: &mut Conn) -> Result<Vec<Role>, StoreError> {
    let rows: Vec<Row> = run!(conn, c => sqlx::query_as(
        "SELECT id, name, builtin, permissions, version FROM role ORDER BY id"
    )
    .fetch_all(c))?;
    rows.into_iter().map(Role::try_from).collect()
}

/// Changes name and permissions of the version that was read; the access version of everybody who has the role grows.
/// False: there is no such version any more.
pub async fn update(tx: &mut Tx, role: &Role) -> Result<bool, StoreError> {
    let permissions = to_json(&role.permissions)?;
    let updated = execute!(
        tx,
        sqlx::query(
            "UPDATE role SET name = $2, permissions = $3, version = version + 1 WHERE id = $1 AND version = $4"
        )
        .bind(role.id.0)
        .bind(role.name.as_str())
        .bind(permissions.as_str())
        .bind(role.version)
    )?;
    if updated == 1 {
        execute!(
            tx,
            sqlx::query("UPDATE app_user SET access_version = access_version + 1 WHERE role_id = $1").bind(role.id.0)
        )?;
    }
    Ok(updated == 1)
}

/// Deletes a role that came not with the product and that nobody has. False: there is no such role.
pub async fn delete(tx: &mut Tx, id: RoleId) -> Result<bool, StoreError> {
    let deleted = execute!(
        tx,
        sqlx::query(
            "DELETE FROM role WHERE id = $1 AND builtin = 0 AND NOT EXISTS (SELECT 1 FROM app_user WHERE role_id = $1)"
        )
        .bind(id.0)
    )?;
    Ok(deleted == 1)
}

/// How many users have which role; a role that nobody has is not among them.
pub async fn users(conn: &mut Conn) -> Result<Vec<(RoleId, u32)>, StoreError> {
    let rows: Vec<(i64, i64)> = run!(conn, c => sqlx::query_as(
        "SELECT role_id, count(*) FROM app_user GROUP BY role_id"
    )
    .fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|(role, users)| (RoleId(role), count(users)))
        .collect())
}
