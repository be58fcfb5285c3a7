//! Quick replies: prepared texts, and the files that belong to them.

use model::{DepartmentId, QuickReply, QuickReplyForm, QuickReplyId, QuickReplyOwner, Timestamp, UserId};

use crate::conn::{execute, run};
use crate::row::{from_json, to_json};
use crate::{Conn, StoreError, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    department_id: Option<i64>,
    user_id: Option<i64>,
    name: String,
    body: String,
    files: String,
    uses: i64,
    version: i64,
}

impl TryFrom<Row> for QuickReply {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let owner = match (row.department_id, row.user_id) {
            (Some(id), _) => QuickReplyOwner::Department(DepartmentId(id)),
            (None, Some(id)) => QuickReplyOwner::User(UserId(id)),
            (None, None) => QuickReplyOwner::Company,
        };
        Ok(Self {
            id: QuickReplyId(row.id),
            form: QuickReplyForm {
                name: row.name,
                text: row.body,
                owner,
                files: from_json(&row.files)?,
            },
            uses: row.uses,
            version: row.version,
        })
    }
}

macro_rules! select {
    () => {
        "SELECT id, department_id, user_id, name, body, files, uses, version FROM quick_reply"
    };
}

/// Department and user of an owner, as the columns have them.
fn columns(owner: QuickReplyOwner) -> (Option<i64>, Option<i64>) {
    match owner {
        QuickReplyOwner::Company => (None, None),
        QuickReplyOwner::Department(id) => (Some(id.0), None),
        QuickReplyOwner::User(id) => (None, Some(id.0)),
    }
}

/// What is unique of a name for its owner.
fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The company's, all departments', and those of this user: what is taken most often first.
pub async fn list(conn: &mut Conn, user: UserId) -> Result<Vec<QuickReply>, StoreError> {
    let rows: Vec<Row> = run!(conn, c => sqlx::query_as(
        concat!(select!(), " WHERE user_id IS NULL OR user_id = $1 ORDER BY uses DESC, name_key, id")
    )
    .bind(user.0)
    .fetch_all(c))?;
    rows.into_iter().map(QuickReply::try_from).collect()
}

pub async fn get(conn: &mut Conn, id: QuickReplyId) -> Result<Option<QuickReply>, StoreError> {
    let row: Option<Row> =
        run!(conn, c => sqlx::query_as(concat!(select!(), " WHERE id = $1")).bind(id.0).fetch_optional(c))?;
    row.map(QuickReply::try_from).transpose()
}

/// The one that an owner has under a name, whatever its case.
pub async fn by_name(conn: &mut Conn, owner: QuickReplyOwner, name: &str) -> Result<Option<QuickReply>, StoreError> {
    let (department, user) = columns(owner);
    let key = key(name);
    let row: Option<Row> = run!(conn, c => sqlx::query_as(concat!(
        select!(),
        " WHERE coalesce(department_id, 0) = $1 AND coalesce(user_id, 0) = $2 AND name_key = $3"
    ))
    .bind(department.unwrap_or_default())
    .bind(user.unwrap_or_default())
    .bind(key.as_str())
    .fetch_optional(c))?;
    row.map(QuickReply::try_from).transpose()
}

/// `None`: its owner has one of this name.
pub async fn insert(tx: &mut Tx, form: &QuickReplyForm, at: Timestamp) -> Result<Option<QuickReplyId>, StoreError> {
    let (department, user) = columns(form.owner);
    let (key, files) = (key(&form.name), to_json(&form.files)?);
    let id: Option<i64> = run!(tx, c => sqlx::query_scalar(
        "INSERT INTO quick_reply (department_id, user_id, name, name_key, body, files, uses, version, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, 0, 1, $7) ON CONFLICT DO NOTHING RETURNING id"
    )
    .bind(department)
    .bind(user)
    .bind(form.name.as_str())
    .bind(key.as_str())
    .bind(form.text.as_str())
    .bind(files.as_str())
    .bind(at.0)
    .fetch_optional(c))?;
    let Some(id) = id.map(QuickReplyId) else {
        return Ok(None);
    };
    keep_files(tx, id, form).await?;
    Ok(Some(id))
}

/// Changes the version that was read. False: there is no such version any more.
pub async fn update(tx: &mut Tx, id: QuickReplyId, version: i64, form: &QuickReplyForm) -> Result<bool, StoreError> {
    let (department, user) = columns(form.owner);
    let (key, files) = (key(&form.name), to_json(&form.files)?);
    let updated = execute!(
        tx,
        sqlx::query(
            "UPDATE quick_reply SET department_id = $3, user_id = $4, name = $5, name_key = $6, body = $7, files = $8, \
             version = version + 1 WHERE id = $1 AND version = $2"
        )
        .bind(id.0)
        .bind(version)
        .bind(department)
        .bind(user)
        .bind(form.name.as_str())
        .bind(key.as_str())
        .bind(form.text.as_str())
        .bind(files.as_str())
    )?;
    if updated == 1 {
        execute!(
            tx,
            sqlx::query("DELETE FROM quick_reply_file WHERE quick_reply_id = $1").bind(id.0)
        )?;
        keep_files(tx, id, form).await?;
    }
    Ok(updated == 1)
}

async fn keep_files(tx: &mut Tx, id: QuickReplyId, form: &QuickReplyForm) -> Result<(), StoreError> {
    for file in &form.files {
        execute!(
            tx,
            sqlx::query(
                "INSERT INTO quick_reply_file (quick_reply_id, file_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
            )
            .bind(id.0)
            .bind(file.id.0)
        )?;
    }
    Ok(())
}

/// It was taken once more.
pub async fn count_use(tx: &mut Tx, id: QuickReplyId) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("UPDATE quick_reply SET uses = uses + 1 WHERE id = $1").bind(id.0)
    )?;
    Ok(())
}

/// Its files go with those that were never sent.
pub async fn delete(tx: &mut Tx, id: QuickReplyId) -> Result<(), StoreError> {
    execute!(tx, sqlx::query("DELETE FROM quick_reply WHERE id = $1").bind(id.0))?;
    Ok(())
}
