//! The company: one row, made by the first run.

use model::{Language, Timestamp};

use crate::conn::{execute, run};
use crate::row::language;
use crate::{Conn, StoreError, Tx};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    pub name: String,
    pub language: Language,
    pub created_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    name: String,
    language: String,
    created_at: i64,
}

/// False when there already is one: of two first runs at once, one wins.
pub async fn insert(tx: &mut Tx, company: &Company) -> Result<bool, StoreError> {
    let inserted = execute!(
        tx,
        sqlx::query(
            "INSERT INTO company (id, name, language, created_at) VALUES (1, $1, $2, $3) ON CONFLICT DO NOTHING"
        )
        .bind(company.name.as_str())
        .bind(company.language.as_str())
        .bind(company.created_at.0)
    )?;
    Ok(inserted == 1)
}

/// `None` before the first run.
pub async fn get(conn: &mut Conn) -> Result<Option<Company>, StoreError> {
    let row: Option<Row> =
        run!(conn, c => sqlx::query_as("SELECT name, language, created_at FROM company").fetch_optional(c))?;
    row.map(|row| {
        Ok(Company {
            language: language(&row.language)?,
            name: row.name,
            created_at: Timestamp(row.created_at),
        })
    })
    .transpose()
}
