//! Reads an index from its newest row on.

use crate::conn::{Raw, run};
use crate::{Conn, StoreError};

/// Whose index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    Message,
    Contact,
}

/// Rows that an index gave.
pub(super) struct Found {
    /// Newest first.
    pub(super) ids: Vec<i64>,
    /// There may be more before this one.
    pub(super) next: Option<i64>,
}

/// On Postgres, rows from the newest on that are looked at without the index: frequent words are found sooner so.
const WALK: i64 = 2_048;
/// Most stretches of ids that one look into Postgres' index covers, and how many it reads in all.
const WIDEST: i64 = 8;
const MOST_STRETCHES: i64 = 256;

/// In which stretch an id is, as the index of Postgres says it.
pub(super) fn stretch(id: i64) -> i64 {
    id >> 17
}

/// At most `limit` rows before `before` that match, newest first.
pub(super) async fn newest(
    conn: &mut Conn,
    table: Table,
    query: &str,
    before: Option<i64>,
    limit: usize,
) -> Result<Found, StoreError> {
    let before = before.unwrap_or(i64::MAX);
    match conn.raw() {
        Raw::Sqlite(_) => on_sqlite(conn, table, query, before, limit).await,
        Raw::Postgres(_) => on_postgres(conn, table, query, before, limit).await,
    }
}

fn full(ids: &[i64], limit: usize) -> Option<i64> {
    (ids.len() >= limit).then(|| ids.last().copied()).flatten()
}

async fn on_sqlite(conn: &mut Conn, table: Table, query: &str, before: i64, limit: usize) -> Result<Found, StoreError> {
    let sql = match table {
        Table::Message => {
            "SELECT rowid FROM message_search WHERE message_search MATCH $1 AND rowid < $2 ORDER BY rowid DESC LIMIT $3"
        }
        Table::Contact => {
            "SELECT rowid FROM contact_search WHERE contact_search MATCH $1 AND rowid < $2 ORDER BY rowid DESC LIMIT $3"
        }
    };
    let rows = i64::try_from(limit).unwrap_or(i64::MAX);
    let ids: Vec<i64> = run!(conn, c => sqlx::query_scalar(sql).bind(query).bind(before).bind(rows).fetch_all(c))?;
    Ok(Found {
        next: full(&ids, limit),
        ids,
    })
}

/// First the newest rows one by one; then the index, from the newest stretch of ids down, wider each time. The index alone
/// would have to gather all matches before the first can be given; the order alone would read everything for a rare word.
async fn on_postgres(
    conn: &mut Conn,
    table: Table,
    query: &str,
    before: i64,
    limit: usize,
) -> Result<Found, StoreError> {
    let sql = match table {
        Table::Message => "SELECT max(id) FROM message_search WHERE id < $1",
        Table::Contact => "SELECT max(id) FROM contact_search WHERE id < $1",
    };
    let newest: Option<i64> = run!(conn, c => sqlx::query_scalar(sql).bind(before).fetch_one(c))?;
    let Some(newest) = newest else {
        return Ok(Found {
            ids: Vec::new(),
            next: None,
        });
    };
    let floor = newest.saturating_sub(WALK);
    let sql = match table {
        Table::Message => {
            "SELECT id FROM message_search WHERE id <= $1 AND id > $2 AND words @@ $3::text::tsquery \
             ORDER BY id DESC LIMIT $4"
        }
        Table::Contact => {
            "SELECT id FROM contact_search WHERE id <= $1 AND id > $2 AND words @@ $3::text::tsquery \
             ORDER BY id DESC LIMIT $4"
        }
    };
    let rows = |ids: &[i64]| i64::try_from(limit - ids.len()).unwrap_or(i64::MAX);
    let mut ids: Vec<i64> = run!(conn, c => sqlx::query_scalar(sql)
        .bind(newest)
        .bind(floor)
        .bind(query)
        .bind(rows(&[]))
        .fetch_all(c))?;
    let sql = match table {
        Table::Message => {
            "WITH hits AS MATERIALIZED (SELECT id FROM message_search WHERE words @@ $1::text::tsquery) \
             SELECT id FROM hits WHERE id <= $2 ORDER BY id DESC LIMIT $3"
        }
        Table::Contact => {
            "WITH hits AS MATERIALIZED (SELECT id FROM contact_search WHERE words @@ $1::text::tsquery) \
             SELECT id FROM hits WHERE id <= $2 ORDER BY id DESC LIMIT $3"
        }
    };
    let mut top = stretch(floor);
    let mut width = 1;
    let mut read = 0;
    while ids.len() < limit && top >= 0 && floor > 0 {
        if read >= MOST_STRETCHES {
            return Ok(Found {
                ids,
                next: Some((top + 1) << 17),
            });
        }
        let stretches: Vec<String> = (0..width.min(top + 1))
            .map(|below| format!("'#{}'", top - below))
            .collect();
        let within = format!("{query} & ({})", stretches.join(" | "));
        let more: Vec<i64> = run!(conn, c => sqlx::query_scalar(sql)
            .bind(&within)
            .bind(floor)
            .bind(rows(&ids))
            .fetch_all(c))?;
        ids.extend(more);
        top -= width;
        read += width;
        width = (width * 2).min(WIDEST);
    }
    Ok(Found {
        next: full(&ids, limit),
        ids,
    })
}
