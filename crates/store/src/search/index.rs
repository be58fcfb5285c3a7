//! What is written into the index, and how the index is asked.

use std::collections::BTreeSet;

use model::{ContactId, ContactTerms, Message, MessageId, Terms, contact_pieces, message_words, sort_name};

use super::scan::{Question, Table, Wider, stretch};
use crate::conn::{Raw, execute, run};
use crate::contact::NewContact;
use crate::{Conn, StoreError, Tx, meta};

/// Most rows in one statement.
const CHUNK: usize = 50;

/// A table of ids and words.
struct Index {
    table: &'static str,
}

const MESSAGE: Index = Index {
    table: "message_search",
};
const CONTACT: Index = Index {
    table: "contact_search",
};

/// One row of an index.
struct Entry {
    id: i64,
    words: String,
}

impl Entry {
    fn new(id: i64, words: BTreeSet<String>) -> Self {
        Self {
            id,
            words: words.into_iter().collect::<Vec<_>>().join(" "),
        }
    }
}

impl Index {
    /// Replaces what these rows were found by.
    async fn put(&self, tx: &mut Tx, entries: &[Entry]) -> Result<(), StoreError> {
        use core::fmt::Write as _;

        let table = self.table;
        for chunk in entries.chunks(CHUNK) {
            let mut sql = match tx.raw() {
                Raw::Sqlite(_) => format!("INSERT OR REPLACE INTO {table} (rowid, words) VALUES "),
                Raw::Postgres(_) => format!("INSERT INTO {table} (id, words) VALUES "),
            };
            for row in 0..chunk.len() {
                let (comma, id, words) = (if row == 0 { "" } else { ", " }, 2 * row + 1, 2 * row + 2);
                // Writing to a String cannot fail.
                let _ = match tx.raw() {
                    Raw::Sqlite(_) => write!(sql, "{comma}(${id}, ${words})"),
                    Raw::Postgres(_) => {
                        write!(sql, "{comma}(${id}, array_to_tsvector(string_to_array(${words}, ' ')))")
                    }
                };
            }
            let is_postgres = matches!(tx.raw(), Raw::Postgres(_));
            if is_postgres {
                sql.push_str(" ON CONFLICT (id) DO UPDATE SET words = excluded.words");
            }
            let values = chunk.iter().flat_map(|entry| {
                let words = if is_postgres {
                    format!("{} #{}", entry.words, stretch(entry.id)).into()
                } else {
                    entry.words.as_str().into()
                };
                [entry.id.into(), words]
            });
            tx.later(&sql, values).await?;
        }
        Ok(())
    }
}

fn message_entry(id: MessageId, text: &str) -> Option<Entry> {
    let words = message_words(text);
    (!words.is_empty()).then(|| Entry::new(id.0, words))
}

fn contact_entry(id: ContactId, name: &str, email: Option<&str>, phone: Option<&str>) -> Option<Entry> {
    let pieces = contact_pieces(name, email, phone);
    (!pieces.is_empty()).then(|| Entry::new(id.0, pieces))
}

/// Makes a message findable, or, changed, by what it says now.
pub(crate) async fn put_message(tx: &mut Tx, id: MessageId, text: &str) -> Result<(), StoreError> {
    let entry = message_entry(id, text);
    MESSAGE.put(tx, entry.as_slice()).await
}

pub(crate) async fn put_messages(tx: &mut Tx, messages: &[Message]) -> Result<(), StoreError> {
    let entries: Vec<Entry> = messages
        .iter()
        .filter_map(|message| message_entry(message.id, message.text()?))
        .collect();
    MESSAGE.put(tx, &entries).await
}

/// Makes a contact findable by what it is now; what it was is forgotten.
pub(crate) async fn put_contact(
    tx: &mut Tx,
    id: ContactId,
    name: &str,
    email: Option<&str>,
    phone: Option<&str>,
) -> Result<(), StoreError> {
    if let Some(entry) = contact_entry(id, name, email, phone) {
        return CONTACT.put(tx, &[entry]).await;
    }
    let sql = tx.sql(
        "DELETE FROM contact_search WHERE rowid = $1",
        "DELETE FROM contact_search WHERE id = $1",
    );
    execute!(tx, sqlx::query(sql).bind(id.0))?;
    Ok(())
}

pub(crate) async fn put_contacts(tx: &mut Tx, contacts: &[(ContactId, &NewContact)]) -> Result<(), StoreError> {
    let entries: Vec<Entry> = contacts
        .iter()
        .filter_map(|(id, new)| contact_entry(*id, &new.name, new.email.as_deref(), new.phone.as_deref()))
        .collect();
    CONTACT.put(tx, &entries).await
}

/// Letters of an unfinished word by which SQLite's index finds all that begin so at once; more of them it gathers word by word.
const LETTERS: usize = 3;

/// How messages with these words are asked for.
pub(super) fn message_question(conn: &mut Conn, terms: &Terms) -> Question {
    let is_postgres = matches!(conn.raw(), Raw::Postgres(_));
    let words: Vec<String> = terms
        .iter()
        .map(|(word, begins)| match (is_postgres, begins) {
            (false, false) => format!("\"{word}\""),
            (false, true) => format!("\"{word}\" *"),
            (true, false) => format!("'{word}'"),
            (true, true) => format!("'{word}':*"),
        })
        .collect();
    Question {
        table: Table::Message,
        words: words.join(if is_postgres { " & " } else { " AND " }),
        wider: if is_postgres { None } else { wider(terms) },
    }
}

/// What finds more than these words, and sooner; `None`: they are found as soon as anything.
fn wider(terms: &Terms) -> Option<Wider> {
    let is_long = |(word, begins): (&str, bool)| begins && word.chars().count() > LETTERS;
    if !terms.iter().any(is_long) {
        return None;
    }
    let words: Vec<String> = terms
        .iter()
        .map(|(word, begins)| {
            let first: String = word.chars().take(LETTERS).collect();
            if begins {
                format!("\"{first}\" *")
            } else {
                format!("\"{word}\"")
            }
        })
        .collect();
    Some(Wider {
        words: words.join(" AND "),
        terms: terms.clone(),
    })
}

/// How contacts with these pieces are asked for.
pub(super) fn contact_question(conn: &mut Conn, terms: &ContactTerms) -> Question {
    let is_postgres = matches!(conn.raw(), Raw::Postgres(_));
    let pieces: Vec<String> = terms
        .pieces()
        .into_iter()
        .map(|piece| {
            if is_postgres {
                format!("'{piece}'")
            } else {
                format!("\"{piece}\"")
            }
        })
        .collect();
    Question {
        table: Table::Contact,
        words: pieces.join(if is_postgres { " & " } else { " AND " }),
        wider: None,
    }
}

const MESSAGES_TO_INDEX: &str = "messages_to_index";
const CONTACTS_TO_INDEX: &str = "contacts_to_index";

/// Indexes at most `limit` rows each of what was there before the index, from the newest on. False: nothing is left, or
/// another server is at it.
pub async fn index_older(tx: &mut Tx, limit: u32) -> Result<bool, StoreError> {
    let messages = older_messages(tx, limit).await?;
    Ok(older_contacts(tx, limit).await? || messages)
}

/// The newest row that is still to be indexed; keeps other servers away from it.
async fn claim(tx: &mut Tx, key: &str) -> Result<Option<i64>, StoreError> {
    let sql = tx.sql(
        "SELECT value FROM meta WHERE key = $1",
        "SELECT value FROM meta WHERE key = $1 FOR UPDATE SKIP LOCKED",
    );
    let value: Option<String> = run!(tx, c => sqlx::query_scalar(sql).bind(key).fetch_optional(c))?;
    value
        .map(|text| text.parse().map_err(|error| StoreError::internal(&error)))
        .transpose()
}

/// Notes how far it has come; `None`: to the end.
async fn note(tx: &mut Tx, key: &str, last: Option<i64>) -> Result<(), StoreError> {
    if let Some(last) = last {
        return meta::set(tx, key, &(last - 1).to_string()).await;
    }
    execute!(tx, sqlx::query("DELETE FROM meta WHERE key = $1").bind(key))?;
    Ok(())
}

async fn older_messages(tx: &mut Tx, limit: u32) -> Result<bool, StoreError> {
    let Some(from) = claim(tx, MESSAGES_TO_INDEX).await? else {
        return Ok(false);
    };
    let rows: Vec<(i64, String, String)> = run!(tx, c => sqlx::query_as(
        "SELECT id, kind, body FROM message WHERE id <= $1 ORDER BY id DESC LIMIT $2"
    )
    .bind(from)
    .bind(i64::from(limit))
    .fetch_all(c))?;
    let entries: Vec<Entry> = rows
        .iter()
        .filter(|(_, kind, _)| matches!(kind.as_str(), "text" | "note"))
        .filter_map(|(id, _, body)| message_entry(MessageId(*id), body))
        .collect();
    MESSAGE.put(tx, &entries).await?;
    note(tx, MESSAGES_TO_INDEX, rows.last().map(|(id, ..)| *id)).await?;
    Ok(true)
}

#[derive(sqlx::FromRow)]
struct ContactRow {
    id: i64,
    name: String,
    email: Option<String>,
    phone: Option<String>,
}

async fn older_contacts(tx: &mut Tx, limit: u32) -> Result<bool, StoreError> {
    let Some(from) = claim(tx, CONTACTS_TO_INDEX).await? else {
        return Ok(false);
    };
    let rows: Vec<ContactRow> = run!(tx, c => sqlx::query_as(
        "SELECT id, name, email, phone FROM contact WHERE id <= $1 ORDER BY id DESC LIMIT $2"
    )
    .bind(from)
    .bind(i64::from(limit))
    .fetch_all(c))?;
    let entries: Vec<Entry> = rows
        .iter()
        .filter_map(|row| contact_entry(ContactId(row.id), &row.name, row.email.as_deref(), row.phone.as_deref()))
        .collect();
    CONTACT.put(tx, &entries).await?;
    for row in &rows {
        execute!(
            tx,
            sqlx::query("UPDATE contact SET name_key = $2 WHERE id = $1")
                .bind(row.id)
                .bind(sort_name(&row.name))
        )?;
    }
    note(tx, CONTACTS_TO_INDEX, rows.last().map(|row| row.id)).await?;
    Ok(true)
}

/// Leaves a database as one from before the index.
#[cfg(feature = "testing")]
pub async fn forget(tx: &mut Tx) -> Result<(), StoreError> {
    let sql = tx.sql(
        "INSERT INTO message_search (message_search) VALUES ('delete-all')",
        "DELETE FROM message_search",
    );
    execute!(tx, sqlx::query(sql))?;
    let sql = tx.sql(
        "INSERT INTO contact_search (contact_search) VALUES ('delete-all')",
        "DELETE FROM contact_search",
    );
    execute!(tx, sqlx::query(sql))?;
    let newest: Option<i64> = run!(tx, c => sqlx::query_scalar("SELECT max(id) FROM message").fetch_one(c))?;
    meta::set(tx, MESSAGES_TO_INDEX, &newest.unwrap_or_default().to_string()).await?;
    let newest: Option<i64> = run!(tx, c => sqlx::query_scalar("SELECT max(id) FROM contact").fetch_one(c))?;
    meta::set(tx, CONTACTS_TO_INDEX, &newest.unwrap_or_default().to_string()).await
}
