//! What can be chosen for contacts: tags, groups, stages, and fields of the company's own.

use model::{ChoiceForm, ChoiceId, ChoiceKind, ChoiceRecord, FieldType, Timestamp};

use crate::conn::{execute, run};
use crate::row::{from_json, to_json, word};
use crate::{Conn, StoreError, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    kind: String,
    name: String,
    field_type: String,
    options: String,
    builtin: i64,
    version: i64,
}

impl TryFrom<Row> for ChoiceRecord {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: ChoiceId(row.id),
            kind: word(&row.kind, ChoiceKind::parse)?,
            form: ChoiceForm {
                name: row.name,
                field_type: word(&row.field_type, FieldType::parse)?,
                options: from_json(&row.options)?,
            },
            builtin: row.builtin != 0,
            version: row.version,
        })
    }
}

/// Tags have a table of their own, which conversations refer to.
const ALL: &str = "SELECT id, kind, name, field_type, options, builtin, version, position FROM contact_choice \
                   UNION ALL SELECT id, 'tag', name, 'text', '[]', 0, version, id FROM tag ORDER BY 2, 8, 1";

/// What is unique of a name within its kind.
fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// All kinds, each in its order.
pub async fn list(conn: &mut Conn) -> Result<Vec<ChoiceRecord>, StoreError> {
    let rows: Vec<Row> = run!(conn, c => sqlx::query_as(ALL).fetch_all(c))?;
    rows.into_iter().map(ChoiceRecord::try_from).collect()
}

pub async fn get(conn: &mut Conn, kind: ChoiceKind, id: ChoiceId) -> Result<Option<ChoiceRecord>, StoreError> {
    // The lists are short.
    let all = list(conn).await?;
    Ok(all.into_iter().find(|it| it.kind == kind && it.id == id))
}

/// Puts a new one at the end. `None`: the name is taken within its kind.
pub async fn insert(
    tx: &mut Tx,
    kind: ChoiceKind,
    form: &ChoiceForm,
    at: Timestamp,
) -> Result<Option<ChoiceId>, StoreError> {
    let key = key(&form.name);
    let id: Option<i64> = match kind {
        ChoiceKind::Tag => run!(tx, c => sqlx::query_scalar(
            "INSERT INTO tag (name, name_key, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING id"
        )
        .bind(form.name.as_str())
        .bind(key.as_str())
        .bind(at.0)
        .fetch_optional(c))?,
        ChoiceKind::Group | ChoiceKind::Stage | ChoiceKind::Field => {
            let options = to_json(&form.options)?;
            run!(tx, c => sqlx::query_scalar(
                "INSERT INTO contact_choice (kind, name, name_key, field_type, options, builtin, position, version, created_at) \
                 VALUES ($1, $2, $3, $4, $5, 0, \
                 (SELECT coalesce(max(position), 0) + 1 FROM contact_choice WHERE kind = $1), 1, $6) \
                 ON CONFLICT DO NOTHING RETURNING id"
            )
            .bind(kind.as_str())
            .bind(form.name.as_str())
            .bind(key.as_str())
            .bind(form.field_type.as_str())
            .bind(options.as_str())
            .bind(at.0)
            .fetch_optional(c))?
        }
    };
    Ok(id.map(ChoiceId))
}

/// Whether another one of its kind has this name.
pub async fn is_taken(conn: &mut Conn, kind: ChoiceKind, id: ChoiceId, name: &str) -> Result<bool, StoreError> {
    let key = key(name);
    let taken: Option<i64> = match kind {
        ChoiceKind::Tag => run!(conn, c => sqlx::query_scalar("SELECT id FROM tag WHERE name_key = $1 AND id <> $2")
            .bind(key.as_str())
            .bind(id.0)
            .fetch_optional(c))?,
        ChoiceKind::Group | ChoiceKind::Stage | ChoiceKind::Field => run!(conn, c => sqlx::query_scalar(
            "SELECT id FROM contact_choice WHERE kind = $3 AND name_key = $1 AND id <> $2"
        )
        .bind(key.as_str())
        .bind(id.0)
        .bind(kind.as_str())
        .fetch_optional(c))?,
    };
    Ok(taken.is_some())
}

/// Changes name and options of the version that was read; the type of a field stays. False: there is no such version any more.
pub async fn update(tx: &mut Tx, record: &ChoiceRecord) -> Result<bool, StoreError> {
    let key = key(&record.form.name);
    let updated = match record.kind {
        ChoiceKind::Tag => execute!(
            tx,
            sqlx::query(
                "UPDATE tag SET name = $3, name_key = $4, version = version + 1 WHERE id = $1 AND version = $2"
            )
            .bind(record.id.0)
            .bind(record.version)
            .bind(record.form.name.as_str())
            .bind(key.as_str())
        )?,
        ChoiceKind::Group | ChoiceKind::Stage | ChoiceKind::Field => {
            let options = to_json(&record.form.options)?;
            execute!(
                tx,
                sqlx::query(
                    "UPDATE contact_choice SET name = $3, name_key = $4, options = $5, builtin = $6, \
                     version = version + 1 WHERE id = $1 AND version = $2"
                )
                .bind(record.id.0)
                .bind(record.version)
                .bind(record.form.name.as_str())
                .bind(key.as_str())
                .bind(options.as_str())
                .bind(i64::from(record.builtin))
            )?
        }
    };
    Ok(updated == 1)
}

/// Takes it from the list and from every contact. False: there is no such one.
pub async fn delete(tx: &mut Tx, kind: ChoiceKind, id: ChoiceId) -> Result<bool, StoreError> {
    let deleted = match kind {
        ChoiceKind::Tag => execute!(tx, sqlx::query("DELETE FROM tag WHERE id = $1").bind(id.0))?,
        ChoiceKind::Group | ChoiceKind::Stage | ChoiceKind::Field => {
            execute!(
                tx,
                sqlx::query("UPDATE contact SET stage_id = NULL WHERE stage_id = $1").bind(id.0)
            )?;
            execute!(
                tx,
                sqlx::query("DELETE FROM contact_choice WHERE id = $1 AND kind = $2")
                    .bind(id.0)
                    .bind(kind.as_str())
            )?
        }
    };
    Ok(deleted == 1)
}
