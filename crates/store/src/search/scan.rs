//! Reads an index from its newest row on.

use model::Terms;
use sqlx::QueryBuilder;

use super::push_ids;
use crate::conn::{Raw, run};
use crate::{Conn, StoreError};

/// Whose index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    Message,
    Contact,
}

/// What an index is asked.
pub(super) struct Question {
    pub(super) table: Table,
    /// As the engine wants it.
    pub(super) words: String,
    pub(super) wider: Option<Wider>,
}

/// Asks for more messages than are meant, which the index of SQLite can give one after the other.
pub(super) struct Wider {
    pub(super) words: String,
    /// What a message that is meant has.
    pub(super) terms: Terms,
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

/// Messages of a wider question that are read at first, and at once; and how many of them may be expected to be read for what is still
/// wanted, besides four for each.
const READ_FIRST: usize = 128;
const READ_AT_ONCE: usize = 1_000;
const WORTH_READING: usize = 1_024;

/// At most `limit` rows before `before` that match, newest first.
pub(super) async fn newest(
    conn: &mut Conn,
    question: &Question,
    before: Option<i64>,
    limit: usize,
) -> Result<Found, StoreError> {
    let before = before.unwrap_or(i64::MAX);
    match conn.raw() {
        Raw::Sqlite(_) => on_sqlite(conn, question, before, limit).await,
        Raw::Postgres(_) => on_postgres(conn, question.table, &question.words, before, limit).await,
    }
}

fn full(ids: &[i64], limit: usize) -> Option<i64> {
    (ids.len() >= limit).then(|| ids.last().copied()).flatten()
}

/// For an unfinished word SQLite would gather all that any word which begins so is in, before it gives the first: of frequent ones
/// what is meant is found sooner among what the wider question gives, and of others little has to be gathered.
async fn on_sqlite(conn: &mut Conn, question: &Question, before: i64, limit: usize) -> Result<Found, StoreError> {
    let mut ids: Vec<i64> = Vec::new();
    let mut before = before;
    if let Some(wider) = &question.wider {
        let (mut read, mut step) = (0, READ_FIRST);
        loop {
            let some = matching(conn, question.table, &wider.words, before, step).await?;
            ids.extend(with_terms(conn, &some, &wider.terms).await?);
            if ids.len() >= limit {
                ids.truncate(limit);
                return Ok(Found {
                    next: full(&ids, limit),
                    ids,
                });
            }
            let Some(last) = full(&some, step) else {
                return Ok(Found { ids, next: None });
            };
            before = last;
            read += some.len();
            if (limit - ids.len()) * read > (WORTH_READING + 4 * limit) * ids.len() {
                break;
            }
            step = (step * 4).min(READ_AT_ONCE);
        }
    }
    ids.extend(matching(conn, question.table, &question.words, before, limit - ids.len()).await?);
    Ok(Found {
        next: full(&ids, limit),
        ids,
    })
}

async fn matching(
    conn: &mut Conn,
    table: Table,
    words: &str,
    before: i64,
    limit: usize,
) -> Result<Vec<i64>, StoreError> {
    let sql = match table {
        Table::Message => {
            "SELECT rowid FROM message_search WHERE message_search MATCH $1 AND rowid < $2 ORDER BY rowid DESC LIMIT $3"
        }
        Table::Contact => {
            "SELECT rowid FROM contact_search WHERE contact_search MATCH $1 AND rowid < $2 ORDER BY rowid DESC LIMIT $3"
        }
    };
    let rows = i64::try_from(limit).unwrap_or(i64::MAX);
    run!(conn, c => sqlx::query_scalar(sql).bind(words).bind(before).bind(rows).fetch_all(c))
}

/// Those of some messages that have all the words, newest first.
async fn with_terms(conn: &mut Conn, ids: &[i64], terms: &Terms) -> Result<Vec<i64>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(i64, String)> = run!(conn, c => {
        let mut query = QueryBuilder::new("SELECT m.id, m.body FROM message m WHERE m.id IN (");
        push_ids(&mut query, ids);
        query.push(" ORDER BY m.id DESC");
        query
    }
    .build_query_as()
    .persistent(false)
    .fetch_all(c))?;
    let met = rows.into_iter().filter(|(_, body)| terms.match_text(body));
    Ok(met.map(|(id, _)| id).collect())
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
