//! What the database knows about itself: its epoch, and the code that the first run asks for.

use crate::conn::{execute, run};
use crate::row::present;
use crate::{Conn, StoreError, Tx};

pub(crate) const EPOCH: &str = "epoch";
pub(crate) const LOG_FLOOR: &str = "log_floor";
const SETUP_CODE: &str = "setup_code";
const LINK_KEY: &str = "link_key";
const UNTOLD_IMPORT: &str = "untold_import";

/// Changed when the database is restored: cursors of another epoch mean nothing.
pub async fn epoch(conn: &mut Conn) -> Result<i64, StoreError> {
    let text = present(get(conn, EPOCH).await?, "meta.epoch")?;
    text.parse().map_err(|error| StoreError::internal(&error))
}

/// Gives a new database a first value; an existing one keeps its own.
pub(crate) async fn begin(tx: &mut Tx, key: &str, value: &str) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(key)
            .bind(value)
    )?;
    Ok(())
}

/// The hash of the one-time code of `/setup`.
pub async fn setup_code(conn: &mut Conn) -> Result<Option<String>, StoreError> {
    get(conn, SETUP_CODE).await
}

pub async fn set_setup_code(tx: &mut Tx, hash: &str) -> Result<(), StoreError> {
    set(tx, SETUP_CODE, hash).await
}

pub async fn clear_setup_code(tx: &mut Tx) -> Result<(), StoreError> {
    execute!(tx, sqlx::query("DELETE FROM meta WHERE key = $1").bind(SETUP_CODE))?;
    Ok(())
}

/// Whether history was imported of which open desks have not been told.
pub async fn untold_import(conn: &mut Conn) -> Result<bool, StoreError> {
    Ok(get(conn, UNTOLD_IMPORT).await?.is_some())
}

pub async fn set_untold_import(tx: &mut Tx) -> Result<(), StoreError> {
    begin(tx, UNTOLD_IMPORT, "1").await
}

pub async fn clear_untold_import(tx: &mut Tx) -> Result<(), StoreError> {
    execute!(tx, sqlx::query("DELETE FROM meta WHERE key = $1").bind(UNTOLD_IMPORT))?;
    Ok(())
}

/// The key by which links to files are signed.
pub async fn link_key(conn: &mut Conn) -> Result<Option<String>, StoreError> {
    get(conn, LINK_KEY).await
}

/// Keeps a first key, unless there is one by now; the one that is kept.
pub async fn begin_link_key(tx: &mut Tx, key: &str) -> Result<String, StoreError> {
    begin(tx, LINK_KEY, key).await?;
    present(get(tx, LINK_KEY).await?, "meta.link_key")
}

pub(crate) async fn get(conn: &mut Conn, key: &str) -> Result<Option<String>, StoreError> {
    run!(conn, c => sqlx::query_scalar("SELECT value FROM meta WHERE key = $1").bind(key).fetch_optional(c))
}

pub(crate) async fn set(tx: &mut Tx, key: &str, value: &str) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query(
            "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        )
        .bind(key)
        .bind(value)
    )?;
    Ok(())
}
