//! The audit log's rows: only ever added, read from the newest to the oldest.

use model::{AuditAction, AuditActor, AuditFilter, AuditKey, AuditSubject, AuditSubjectKind, Timestamp, UserId};
use sqlx::{Database, Encode, QueryBuilder, Type};

use crate::conn::{execute, run};
use crate::row::{present, word};
use crate::{Conn, StoreError, Tx};

/// An entry to be added.
#[derive(Debug, Clone)]
pub struct NewEntry {
    pub at: Timestamp,
    pub actor: AuditActor,
    pub address: String,
    pub action: AuditAction,
    pub subject: Option<AuditSubject>,
    /// JSON objects.
    pub before: Option<String>,
    pub after: Option<String>,
}

/// An entry as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: i64,
    pub at: Timestamp,
    pub actor: AuditActor,
    pub address: String,
    pub action: AuditAction,
    pub subject: Option<AuditSubject>,
    pub before: Option<String>,
    pub after: Option<String>,
}

const USER: &str = "user";
const COMMAND_LINE: &str = "command_line";
const NOBODY: &str = "nobody";

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    at: i64,
    actor: String,
    user_id: Option<i64>,
    actor_name: String,
    address: String,
    action: String,
    subject: Option<String>,
    subject_id: Option<i64>,
    subject_name: Option<String>,
    value_before: Option<String>,
    value_after: Option<String>,
}

impl TryFrom<Row> for Entry {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let actor = match row.actor.as_str() {
            USER => AuditActor::User {
                user: UserId(present(row.user_id, "user_id")?),
                name: row.actor_name,
            },
            COMMAND_LINE => AuditActor::CommandLine,
            other => AuditActor::Nobody {
                name: word(other, |word| (word == NOBODY).then_some(row.actor_name))?,
            },
        };
        let subject = match row.subject {
            Some(kind) => Some(AuditSubject {
                kind: word(&kind, AuditSubjectKind::parse)?,
                id: present(row.subject_id, "subject_id")?,
                name: present(row.subject_name, "subject_name")?,
            }),
            None => None,
        };
        Ok(Self {
            id: row.id,
            at: Timestamp(row.at),
            actor,
            address: row.address,
            action: word(&row.action, AuditAction::parse)?,
            subject,
            before: row.value_before,
            after: row.value_after,
        })
    }
}

pub async fn insert(tx: &mut Tx, entry: &NewEntry) -> Result<(), StoreError> {
    let (actor, user, name) = match &entry.actor {
        AuditActor::User { user, name } => (USER, Some(user.0), name.as_str()),
        AuditActor::CommandLine => (COMMAND_LINE, None, ""),
        AuditActor::Nobody { name } => (NOBODY, None, name.as_str()),
    };
    let subject = entry.subject.as_ref();
    execute!(
        tx,
        sqlx::query(
            "INSERT INTO audit (at, actor, user_id, actor_name, address, action, subject, subject_id, subject_name, \
             value_before, value_after) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        )
        .bind(entry.at.0)
        .bind(actor)
        .bind(user)
        .bind(name)
        .bind(entry.address.as_str())
        .bind(entry.action.as_str())
        .bind(subject.map(|subject| subject.kind.as_str()))
        .bind(subject.map(|subject| subject.id))
        .bind(subject.map(|subject| subject.name.as_str()))
        .bind(entry.before.as_deref())
        .bind(entry.after.as_deref())
    )?;
    Ok(())
}

/// At most `limit` entries after `after` (exclusive; `None`: from the newest), newest first.
pub async fn page(
    conn: &mut Conn,
    filter: &AuditFilter,
    after: Option<AuditKey>,
    limit: u32,
) -> Result<Vec<Entry>, StoreError> {
    let rows: Vec<Row> = run!(conn, c => select(filter, after, limit).build_query_as().fetch_all(c))?;
    rows.into_iter().map(Entry::try_from).collect()
}

fn select<DB>(filter: &AuditFilter, after: Option<AuditKey>, limit: u32) -> QueryBuilder<DB>
where
    DB: Database,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
    &'static str: for<'q> Encode<'q, DB> + Type<DB>,
{
    let mut query = QueryBuilder::new(
        "SELECT id, at, actor, user_id, actor_name, address, action, subject, subject_id, subject_name, value_before, \
         value_after FROM audit WHERE 1 = 1",
    );
    if let Some(user) = filter.user {
        query.push(" AND user_id = ").push_bind(user.0);
    }
    if let Some(action) = filter.action {
        query.push(" AND action = ").push_bind(action.as_str());
    }
    if let Some(kind) = filter.subject {
        query.push(" AND subject = ").push_bind(kind.as_str());
    }
    if let Some(from) = filter.from {
        query.push(" AND at >= ").push_bind(from.0);
    }
    if let Some(until) = filter.until {
        query.push(" AND at < ").push_bind(until.0);
    }
    if let Some(key) = after {
        query
            .push(" AND (at, id) < (")
            .push_bind(key.at.0)
            .push(", ")
            .push_bind(key.id)
            .push(")");
    }
    query
        .push(" ORDER BY at DESC, id DESC LIMIT ")
        .push_bind(i64::from(limit));
    query
}
