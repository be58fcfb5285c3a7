//! Files: what is known of them, whose they are, and which of the kept ones nobody needs any more. The bytes are elsewhere.
//!
//! A row is there before the first byte is kept, and a key is in the list of erasures before its row goes: whatever stops in
//! between, nothing is kept that no row and no list speaks of.

use model::{CommandId, ConversationId, File, FileId, FileKind, MessageId, Timestamp};
use sqlx::{Database, Encode, QueryBuilder, Type};

use crate::command_result::Sender;
use crate::conn::{execute, run};
use crate::row::{present, word};
use crate::{Conn, StoreError, Tx};

/// A file that begins to come in.
#[derive(Debug, Clone)]
pub struct NewFile {
    pub sender: Sender,
    /// Made by the client: the same again is the same file.
    pub client_id: CommandId,
    /// `None`: a visitor's, of whom the conversation is known when it is sent.
    pub conversation: Option<ConversationId>,
    pub key: String,
    pub at: Timestamp,
}

/// What beginning finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    New(FileId),
    /// It has come whole before.
    There(Box<KeptFile>),
}

/// What is known once it has come whole.
#[derive(Debug, Clone)]
pub struct Whole {
    pub name: String,
    pub media_type: String,
    pub kind: FileKind,
    pub size: i64,
    pub sha256: String,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub duration: Option<i64>,
    /// Of the bytes as they are kept: another than at the beginning when they were changed since.
    pub key: String,
    pub thumbnail_key: Option<String>,
}

/// A file that has come whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    pub file: File,
    pub sender: String,
    pub conversation: Option<ConversationId>,
    /// `None`: not sent yet.
    pub message: Option<MessageId>,
    /// It stands in a message that the customer may see.
    pub public: bool,
    /// It belongs to a quick reply: copies of it are sent.
    pub prepared: bool,
    pub sha256: String,
    pub key: String,
    pub thumbnail_key: Option<String>,
}

impl KeptFile {
    /// Whether it was uploaded by `sender`.
    pub fn is_from(&self, sender: Sender) -> bool {
        self.sender == sender.key()
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    sender: String,
    conversation_id: Option<i64>,
    message_id: Option<i64>,
    message_kind: Option<String>,
    prepared: i64,
    name: String,
    media_type: Option<String>,
    kind: Option<String>,
    size: Option<i64>,
    sha256: Option<String>,
    width: Option<i64>,
    height: Option<i64>,
    duration: Option<i64>,
    key: String,
    thumbnail_key: Option<String>,
}

impl TryFrom<Row> for KeptFile {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let pixels = |value: Option<i64>| value.and_then(|value| i32::try_from(value).ok());
        let kind = present(row.kind, "file.kind")?;
        Ok(Self {
            file: File {
                id: FileId(row.id),
                name: row.name,
                media_type: present(row.media_type, "file.media_type")?,
                size: present(row.size, "file.size")?,
                width: pixels(row.width),
                height: pixels(row.height),
                duration: row.duration,
                kind: word(&kind, FileKind::parse)?,
                thumbnail: row.thumbnail_key.is_some(),
            },
            sender: row.sender,
            conversation: row.conversation_id.map(ConversationId),
            message: row.message_id.map(MessageId),
            public: row.message_kind.as_deref() == Some("text"),
            prepared: row.prepared != 0,
            sha256: present(row.sha256, "file.sha256")?,
            key: row.key,
            thumbnail_key: row.thumbnail_key,
        })
    }
}

macro_rules! select {
    () => {
        "SELECT file.id, file.sender, file.conversation_id, file.message_id, message.kind AS message_kind, file.name, \
         (SELECT count(*) FROM quick_reply_file WHERE quick_reply_file.file_id = file.id) AS prepared, \
         file.media_type, file.kind, file.size, file.sha256, file.width, file.height, file.duration, file.key, \
         file.thumbnail_key FROM file LEFT JOIN message ON message.id = file.message_id"
    };
}

/// Makes the row of a file that begins to come in. One that began before and never came whole begins anew: its earlier bytes
/// are taken away.
pub async fn begin(tx: &mut Tx, new: &NewFile) -> Result<Begun, StoreError> {
    let id: Option<i64> = run!(tx, c => sqlx::query_scalar(
        "INSERT INTO file (sender, client_id, conversation_id, name, key, created_at) VALUES ($1, $2, $3, '', $4, $5) \
         ON CONFLICT (sender, client_id) DO NOTHING RETURNING id"
    )
    .bind(new.sender.key())
    .bind(new.client_id.as_str())
    .bind(new.conversation.map(|id| id.0))
    .bind(new.key.as_str())
    .bind(new.at.0)
    .fetch_optional(c))?;
    if let Some(id) = id {
        return Ok(Begun::New(FileId(id)));
    }
    let sql = tx.sql(
        "SELECT id, key, size FROM file WHERE sender = $1 AND client_id = $2",
        "SELECT id, key, size FROM file WHERE sender = $1 AND client_id = $2 FOR UPDATE",
    );
    let found: Option<(i64, String, Option<i64>)> = run!(tx, c => sqlx::query_as(sql)
        .bind(new.sender.key())
        .bind(new.client_id.as_str())
        .fetch_optional(c))?;
    // It went in this moment: done anew, the work makes it.
    let Some((id, earlier, size)) = found else {
        return Err(tx.again());
    };
    if size.is_some() {
        let kept = get(tx, FileId(id)).await?;
        return present(kept, "file").map(Box::new).map(Begun::There);
    }
    mark(tx, &earlier, new.at).await?;
    execute!(
        tx,
        sqlx::query("UPDATE file SET conversation_id = $2, key = $3, created_at = $4 WHERE id = $1")
            .bind(id)
            .bind(new.conversation.map(|id| id.0))
            .bind(new.key.as_str())
            .bind(new.at.0)
    )?;
    Ok(Begun::New(FileId(id)))
}

/// A file has come whole under `key`. `None`: it is gone, or began anew under another key.
pub async fn complete(
    tx: &mut Tx,
    id: FileId,
    key: &str,
    whole: &Whole,
    at: Timestamp,
) -> Result<Option<KeptFile>, StoreError> {
    let changed = execute!(
        tx,
        sqlx::query(
            "UPDATE file SET name = $3, media_type = $4, kind = $5, size = $6, sha256 = $7, width = $8, height = $9, \
             duration = $10, key = $11, thumbnail_key = $12 WHERE id = $1 AND key = $2 AND size IS NULL"
        )
        .bind(id.0)
        .bind(key)
        .bind(whole.name.as_str())
        .bind(whole.media_type.as_str())
        .bind(whole.kind.as_str())
        .bind(whole.size)
        .bind(whole.sha256.as_str())
        .bind(whole.width.map(i64::from))
        .bind(whole.height.map(i64::from))
        .bind(whole.duration)
        .bind(whole.key.as_str())
        .bind(whole.thumbnail_key.as_deref())
    )?;
    if changed == 0 {
        return Ok(None);
    }
    if whole.key != key {
        mark(tx, key, at).await?;
    }
    get(tx, id).await
}

/// What was begun under `key` will not come: its row goes, its bytes are taken away.
pub async fn give_up(tx: &mut Tx, id: FileId, key: &str, at: Timestamp) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("DELETE FROM file WHERE id = $1 AND key = $2 AND size IS NULL")
            .bind(id.0)
            .bind(key)
    )?;
    mark(tx, key, at).await
}

/// A file that has come whole.
pub async fn get(conn: &mut Conn, id: FileId) -> Result<Option<KeptFile>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(
        concat!(select!(), " WHERE file.id = $1 AND file.size IS NOT NULL")
    )
    .bind(id.0)
    .fetch_optional(c))?;
    row.map(KeptFile::try_from).transpose()
}

/// The files of messages, each message's in the order in which they were sent.
pub async fn of_messages(conn: &mut Conn, messages: &[MessageId]) -> Result<Vec<(MessageId, File)>, StoreError> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = run!(conn, c => among(messages).build_query_as().fetch_all(c))?;
    rows.into_iter()
        .map(|row| {
            let message = MessageId(present(row.message_id, "file.message_id")?);
            Ok((message, KeptFile::try_from(row)?.file))
        })
        .collect()
}

fn among<DB>(messages: &[MessageId]) -> QueryBuilder<DB>
where
    DB: Database,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    let mut query = QueryBuilder::new(concat!(select!(), " WHERE file.message_id IN ("));
    let mut ids = query.separated(", ");
    for id in messages {
        ids.push_bind(id.0);
    }
    query.push(") ORDER BY file.place, file.id");
    query
}

/// What was uploaded under a client's id, once it has come whole.
pub async fn by_client_id(
    conn: &mut Conn,
    sender: Sender,
    client_id: &CommandId,
) -> Result<Option<KeptFile>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(
        concat!(select!(), " WHERE file.sender = $1 AND file.client_id = $2 AND file.size IS NOT NULL")
    )
    .bind(sender.key())
    .bind(client_id.as_str())
    .fetch_optional(c))?;
    row.map(KeptFile::try_from).transpose()
}

/// How many files of a sender have not been sent, also those that are still coming; what is prepared for quick replies does not count.
pub async fn unsent(conn: &mut Conn, sender: Sender) -> Result<i64, StoreError> {
    run!(conn, c => sqlx::query_scalar(
        "SELECT count(*) FROM file WHERE sender = $1 AND message_id IS NULL \
         AND NOT EXISTS (SELECT 1 FROM quick_reply_file WHERE quick_reply_file.file_id = file.id)"
    )
    .bind(sender.key())
    .fetch_one(c))
}

/// Puts a file into its place in the message that sends it. False: it was sent before, or is gone.
pub async fn attach(
    tx: &mut Tx,
    id: FileId,
    (conversation, message): (ConversationId, MessageId),
    place: usize,
) -> Result<bool, StoreError> {
    let changed = execute!(
        tx,
        sqlx::query(
            "UPDATE file SET conversation_id = $2, message_id = $3, place = $4 \
             WHERE id = $1 AND message_id IS NULL AND size IS NOT NULL"
        )
        .bind(id.0)
        .bind(conversation.0)
        .bind(message.0)
        .bind(i32::try_from(place).unwrap_or(i32::MAX))
    )?;
    Ok(changed == 1)
}

/// Takes away the files of a message that is deleted.
pub async fn forget_message(tx: &mut Tx, message: MessageId, at: Timestamp) -> Result<(), StoreError> {
    forget(tx, "message_id = $1", message.0, i64::MAX, at).await.map(drop)
}

/// Takes away at most `limit` files of a conversation; how many.
pub async fn forget_conversation(
    tx: &mut Tx,
    conversation: ConversationId,
    limit: u64,
    at: Timestamp,
) -> Result<u64, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    forget(tx, "conversation_id = $1", conversation.0, limit, at).await
}

/// Takes away at most `limit` files that were begun before `before`, never sent, and wait for no quick reply
/// or draft; how many.
pub async fn forget_unsent(tx: &mut Tx, before: Timestamp, limit: u32, at: Timestamp) -> Result<u64, StoreError> {
    forget(
        tx,
        "message_id IS NULL AND created_at < $1 \
         AND NOT EXISTS (SELECT 1 FROM quick_reply_file WHERE quick_reply_file.file_id = file.id) \
         AND NOT EXISTS (SELECT 1 FROM draft_file WHERE draft_file.file_id = file.id)",
        before.0,
        i64::from(limit),
        at,
    )
    .await
}

async fn forget(tx: &mut Tx, which: &'static str, value: i64, limit: i64, at: Timestamp) -> Result<u64, StoreError> {
    let sql = format!("SELECT id, key, thumbnail_key FROM file WHERE {which} ORDER BY id LIMIT $2");
    let rows: Vec<(i64, String, Option<String>)> = run!(tx, c => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
        .bind(value)
        .bind(limit)
        .fetch_all(c))?;
    let mut gone = 0;
    for (id, key, thumbnail) in rows {
        for key in core::iter::once(key).chain(thumbnail) {
            mark(tx, &key, at).await?;
        }
        gone += execute!(tx, sqlx::query("DELETE FROM file WHERE id = $1").bind(id))?;
    }
    Ok(gone)
}

/// What is kept under a key is to be taken away.
pub async fn mark(tx: &mut Tx, key: &str, at: Timestamp) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("INSERT INTO file_erasure (key, at) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(key)
            .bind(at.0)
    )?;
    Ok(())
}

/// Keys of what is to be taken away, at most `limit`.
pub async fn erasures(conn: &mut Conn, limit: i64) -> Result<Vec<String>, StoreError> {
    run!(conn, c => sqlx::query_scalar("SELECT key FROM file_erasure ORDER BY at, key LIMIT $1")
        .bind(limit)
        .fetch_all(c))
}

/// It has been taken away.
pub async fn erased(tx: &mut Tx, key: &str) -> Result<(), StoreError> {
    execute!(tx, sqlx::query("DELETE FROM file_erasure WHERE key = $1").bind(key))?;
    Ok(())
}
