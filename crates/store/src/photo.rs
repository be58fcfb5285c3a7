//! Pictures of people: the keys of their bytes, and since when they hold. A later one has a later time.

use model::{Person, Timestamp};

use crate::conn::{execute, run};
use crate::{Conn, StoreError, Tx, file};

/// A kept picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// Where its bytes are.
    pub key: String,
    pub at: Timestamp,
}

/// `None`: there is no picture, or no such person.
pub async fn get(conn: &mut Conn, of: Person) -> Result<Option<Photo>, StoreError> {
    let sql = match of {
        Person::User(_) => "SELECT photo_key, photo_at FROM app_user WHERE id = $1 AND photo_key IS NOT NULL",
        Person::Contact(_) => "SELECT photo_key, photo_at FROM contact WHERE id = $1 AND photo_key IS NOT NULL",
    };
    let row: Option<(String, i64)> = run!(conn, c => sqlx::query_as(sql).bind(of.number()).fetch_optional(c))?;
    Ok(row.map(|(key, at)| Photo { key, at: Timestamp(at) }))
}

/// Another picture, or none; the bytes of the one before are to be taken away. False: no such person.
pub async fn set(tx: &mut Tx, of: Person, photo: Option<&Photo>, now: Timestamp) -> Result<bool, StoreError> {
    if let Some(before) = get(tx, of).await? {
        file::mark(tx, &before.key, now).await?;
    }
    let sql = match of {
        Person::User(_) => "UPDATE app_user SET photo_key = $2, photo_at = $3 WHERE id = $1",
        Person::Contact(_) => "UPDATE contact SET photo_key = $2, photo_at = $3 WHERE id = $1",
    };
    let updated = execute!(
        tx,
        sqlx::query(sql)
            .bind(of.number())
            .bind(photo.map(|photo| photo.key.as_str()))
            .bind(photo.map(|photo| photo.at.0))
    )?;
    Ok(updated == 1)
}
