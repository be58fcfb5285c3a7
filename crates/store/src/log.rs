//! The log: what happened, in order, for everybody who may be told.
//!
//! SQLite: one writer, so the sequence number is the order of commits. Postgres: several transactions write at once and
//! take their numbers before they commit, in any order. There a [`Position`] is (writing transaction, number), and only
//! what lies below the oldest transaction still running (`pg_snapshot_xmin`) is read: everything there is decided, so
//! nothing can appear behind a reader. One long write therefore delays all readers; bulk work goes in chunks.

use model::{
    Audience, ConnectionId, ContactId, ConversationId, DepartmentId, Event, Facts, Position, Scope, SessionId,
    Timestamp, UserId,
};
use sqlx::{Database, Encode, QueryBuilder, Type};

use crate::conn::{execute, run};
use crate::meta;
use crate::row::{from_json, present, to_json, word};
use crate::scope;
use crate::value::Value;
use crate::{Conn, Db, StoreError, Tx};

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub position: Position,
    pub at: Timestamp,
    pub audience: Audience,
    pub event: Event,
}

/// A stretch of the log for one reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    pub entries: Vec<Entry>,
    /// How far the log has been read, entries for others included: read on from here.
    pub read_to: Position,
    /// The limit was met: there may be more right away.
    pub more: bool,
}

const CONVERSATION: &str = "conversation";
const EVERYONE: &str = "everyone";
const USER: &str = "user";
const SESSION: &str = "session";

/// Most entries removed in one transaction.
const TRIM_CHUNK: i64 = 200;

#[derive(sqlx::FromRow)]
struct Row {
    xid: i64,
    seq: i64,
    at: i64,
    audience: String,
    conversation_id: Option<i64>,
    contact_id: Option<i64>,
    connection_id: Option<i64>,
    before_present: i64,
    before_department: Option<i64>,
    before_assignee: Option<i64>,
    before_reserved_for: Option<i64>,
    after_present: i64,
    after_department: Option<i64>,
    after_assignee: Option<i64>,
    after_reserved_for: Option<i64>,
    user_id: Option<i64>,
    session_id: Option<i64>,
    payload: String,
}

fn facts(is_there: i64, department: Option<i64>, assignee: Option<i64>, reserved_for: Option<i64>) -> Option<Facts> {
    (is_there != 0).then_some(Facts {
        department: department.map(DepartmentId),
        assignee: assignee.map(UserId),
        reserved_for: reserved_for.map(UserId),
    })
}

impl TryFrom<Row> for Entry {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let audience = match row.audience.as_str() {
            CONVERSATION => Audience::Conversation {
                conversation: ConversationId(present(row.conversation_id, "event.conversation_id")?),
                contact: ContactId(present(row.contact_id, "event.contact_id")?),
                connection: ConnectionId(present(row.connection_id, "event.connection_id")?),
                before: facts(
                    row.before_present,
                    row.before_department,
                    row.before_assignee,
                    row.before_reserved_for,
                ),
                after: facts(
                    row.after_present,
                    row.after_department,
                    row.after_assignee,
                    row.after_reserved_for,
                ),
            },
            EVERYONE => Audience::Everyone,
            USER => Audience::User(UserId(present(row.user_id, "event.user_id")?)),
            SESSION => Audience::Session(SessionId(present(row.session_id, "event.session_id")?)),
            other => return word(other, |_| None),
        };
        Ok(Self {
            position: Position {
                transaction: row.xid,
                sequence: row.seq,
            },
            at: Timestamp(row.at),
            audience,
            event: from_json(&row.payload)?,
        })
    }
}

/// The columns of an audience.
#[derive(Default)]
struct Columns {
    kind: &'static str,
    conversation: Option<i64>,
    contact: Option<i64>,
    connection: Option<i64>,
    before: Option<Facts>,
    after: Option<Facts>,
    user: Option<i64>,
    session: Option<i64>,
}

impl From<&Audience> for Columns {
    fn from(audience: &Audience) -> Self {
        match audience {
            Audience::Conversation {
                conversation,
                contact,
                connection,
                before,
                after,
            } => Self {
                kind: CONVERSATION,
                conversation: Some(conversation.0),
                contact: Some(contact.0),
                connection: Some(connection.0),
                before: *before,
                after: *after,
                ..Self::default()
            },
            Audience::Everyone => Self {
                kind: EVERYONE,
                ..Self::default()
            },
            Audience::User(user) => Self {
                kind: USER,
                user: Some(user.0),
                ..Self::default()
            },
            Audience::Session(session) => Self {
                kind: SESSION,
                session: Some(session.0),
                ..Self::default()
            },
        }
    }
}

/// Appends an entry; it is read once the transaction has committed, and readers are woken then.
pub async fn append(tx: &mut Tx, at: Timestamp, audience: &Audience, event: &Event) -> Result<(), StoreError> {
    let payload = to_json(event)?;
    let columns = Columns::from(audience);
    let facts = |facts: Option<Facts>| {
        [
            Value::from(i64::from(facts.is_some())),
            facts.and_then(|facts| facts.department).map(|id| id.0).into(),
            facts.and_then(|facts| facts.assignee).map(|id| id.0).into(),
            facts.and_then(|facts| facts.reserved_for).map(|id| id.0).into(),
        ]
    };
    let begin = [
        at.0.into(),
        columns.kind.into(),
        columns.conversation.into(),
        columns.contact.into(),
        columns.connection.into(),
    ];
    let end = [columns.user.into(), columns.session.into(), payload.into()];
    tx.later(
        "INSERT INTO event (at, audience, conversation_id, contact_id, connection_id, before_present, \
         before_department, before_assignee, before_reserved_for, after_present, after_department, \
         after_assignee, after_reserved_for, user_id, session_id, payload) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        begin
            .into_iter()
            .chain(facts(columns.before))
            .chain(facts(columns.after))
            .chain(end),
    )
    .await?;
    tx.logged = true;
    Ok(())
}

/// The next entries after `after`, in order, at most `limit`; everybody's. For the server's own tail.
pub async fn read(conn: &mut Conn, after: Position, limit: usize) -> Result<Vec<Entry>, StoreError> {
    Ok(stretch(conn, Reader::Server, after, limit).await?.entries)
}

/// The next entries that an agent of this scope may be told: of conversations seen before or after the change, to
/// everyone, to the user. `None`: the log no longer reaches back to `after`.
pub async fn read_for_agent(
    conn: &mut Conn,
    scope: &Scope,
    after: Position,
    limit: usize,
) -> Result<Option<Stretch>, StoreError> {
    let stretch = stretch(conn, Reader::Agent(scope), after, limit).await?;
    still_there(conn, after, stretch).await
}

/// The next entries of a contact's conversations on a connection. `None`: the log no longer reaches back to `after`.
pub async fn read_for_visitor(
    conn: &mut Conn,
    contact: ContactId,
    connection: ConnectionId,
    after: Position,
    limit: usize,
) -> Result<Option<Stretch>, StoreError> {
    let stretch = stretch(conn, Reader::Visitor(contact, connection), after, limit).await?;
    still_there(conn, after, stretch).await
}

/// A position of which holds: everything at or before it is committed and visible to every read that starts now, and
/// everything after it is still to be read. Not always the position of an entry: on Postgres it is
/// (oldest running transaction, 0), of which entries up to the one before are decided.
pub async fn end(conn: &mut Conn) -> Result<Position, StoreError> {
    let sql = conn.sql(
        "SELECT 0, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'event'), 0)",
        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, 0::bigint",
    );
    let (transaction, sequence): (i64, i64) = run!(conn, c => sqlx::query_as(sql).fetch_one(c))?;
    Ok(Position { transaction, sequence })
}

/// The last entry that has been removed: who has come less far cannot go on.
pub async fn floor(conn: &mut Conn) -> Result<Position, StoreError> {
    let text = present(meta::get(conn, meta::LOG_FLOOR).await?, "meta.log_floor")?;
    word(&text, parse_position)
}

/// Removes entries from before `before`, the oldest first, 200 a transaction; how many.
pub async fn trim(db: &Db, before: Timestamp) -> Result<u64, StoreError> {
    let mut removed = 0;
    loop {
        let chunk = db
            .write(move |tx| Box::pin(async move { trim_chunk(tx, before).await }))
            .await?;
        removed += chunk;
        if chunk < TRIM_CHUNK.unsigned_abs() {
            return Ok(removed);
        }
    }
}

async fn trim_chunk(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    let lock = tx.sql(
        "SELECT value FROM meta WHERE key = $1",
        "SELECT value FROM meta WHERE key = $1 FOR UPDATE",
    );
    let _: String = run!(tx, c => sqlx::query_scalar(lock).bind(meta::LOG_FLOOR).fetch_one(c))?;
    let oldest = tx.sql(
        "SELECT 0 AS xid, seq, at FROM event ORDER BY seq LIMIT $1",
        "SELECT xid, seq, at FROM event WHERE xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint \
         ORDER BY xid, seq LIMIT $1",
    );
    let rows: Vec<(i64, i64, i64)> = run!(tx, c => sqlx::query_as(oldest).bind(TRIM_CHUNK).fetch_all(c))?;
    let Some(&(transaction, sequence, _)) = rows.iter().take_while(|(_, _, at)| *at < before.0).last() else {
        return Ok(0);
    };
    let delete = tx.sql(
        "DELETE FROM event WHERE seq <= $2 AND $1 = 0",
        "DELETE FROM event WHERE (xid, seq) <= ($1, $2)",
    );
    let deleted = execute!(tx, sqlx::query(delete).bind(transaction).bind(sequence))?;
    meta::set(
        tx,
        meta::LOG_FLOOR,
        &format_position(Position { transaction, sequence }),
    )
    .await?;
    Ok(deleted)
}

pub(crate) fn format_position(position: Position) -> String {
    format!("{}.{}", position.transaction, position.sequence)
}

fn parse_position(text: &str) -> Option<Position> {
    let (transaction, sequence) = text.split_once('.')?;
    Some(Position {
        transaction: transaction.parse().ok()?,
        sequence: sequence.parse().ok()?,
    })
}

/// Who reads.
#[derive(Clone, Copy)]
enum Reader<'a> {
    Server,
    Agent(&'a Scope),
    Visitor(ContactId, ConnectionId),
}

/// The end comes first: what is committed while the entries are read lies after it and is left for the next time.
async fn stretch(conn: &mut Conn, reader: Reader<'_>, after: Position, limit: usize) -> Result<Stretch, StoreError> {
    let end = end(conn).await?;
    let sqlite = conn.sql("sqlite", "postgres") == "sqlite";
    let rows: Vec<Row> = run!(conn, c => query(sqlite, reader, after, end, limit)
        .build_query_as()
        .fetch_all(c))?;
    let entries = rows.into_iter().map(Entry::try_from).collect::<Result<Vec<_>, _>>()?;
    let more = entries.len() >= limit;
    let read_to = match entries.last() {
        Some(last) if more => last.position,
        _ => end.max(after),
    };
    Ok(Stretch { entries, read_to, more })
}

/// Asked after reading: entries are removed and the floor is raised in one transaction, so a hole would show here.
async fn still_there(conn: &mut Conn, after: Position, stretch: Stretch) -> Result<Option<Stretch>, StoreError> {
    Ok((after >= floor(conn).await?).then_some(stretch))
}

fn query<DB>(sqlite: bool, reader: Reader<'_>, after: Position, end: Position, limit: usize) -> QueryBuilder<DB>
where
    DB: Database,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    let mut query = QueryBuilder::new(if sqlite { "SELECT 0 AS xid" } else { "SELECT xid" });
    query.push(
        ", seq, at, audience, conversation_id, contact_id, connection_id, before_present, before_department, \
         before_assignee, before_reserved_for, after_present, after_department, after_assignee, after_reserved_for, \
         user_id, session_id, payload FROM event WHERE ",
    );
    if sqlite {
        query.push("seq > ").push_bind(after.sequence);
        query.push(" AND seq <= ").push_bind(end.sequence);
    } else {
        query.push("(xid, seq) > (").push_bind(after.transaction);
        query.push(", ").push_bind(after.sequence);
        query.push(") AND xid < ").push_bind(end.transaction);
    }
    match reader {
        Reader::Server => {}
        Reader::Agent(scope) => {
            query.push(" AND ((after_present = 1 AND ");
            scope::push(&mut query, scope, scope::AFTER);
            query.push(") OR (before_present = 1 AND ");
            scope::push(&mut query, scope, scope::BEFORE);
            query
                .push(") OR audience = 'everyone' OR (audience = 'user' AND user_id = ")
                .push_bind(scope.user.0)
                .push("))");
        }
        Reader::Visitor(contact, connection) => {
            query.push(" AND contact_id = ").push_bind(contact.0);
            query.push(" AND connection_id = ").push_bind(connection.0);
        }
    }
    query.push(if sqlite { " ORDER BY seq" } else { " ORDER BY xid, seq" });
    query
        .push(" LIMIT ")
        .push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
    query
}
