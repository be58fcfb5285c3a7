//! Messages.

use std::borrow::Cow;

use model::{
    Author, CommandId, ConnectionId, ContactId, Content, ConversationId, FileId, Message, MessageId, MessagePage,
    Timestamp, UserId,
};
use sqlx::query::QueryScalar;
use sqlx::{AssertSqlSafe, Database, Encode, QueryBuilder, Type};

use crate::bulk;
use crate::conn::{execute, run};
use crate::row::{count, from_json, list, list_to_json, present, time, to_json, word};
use crate::value::Value;
use crate::{Conn, StoreError, Tx, file, search};

/// A message to be stored.
#[derive(Debug, Clone)]
pub struct NewMessage {
    pub conversation: ConversationId,
    pub at: Timestamp,
    pub author: Author,
    pub content: Content,
    /// Uploaded before.
    pub files: Vec<FileId>,
    pub reply_to: Option<MessageId>,
    /// The command that makes it.
    pub command: Option<CommandId>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    version: i64,
    conversation_id: i64,
    at: i64,
    author: String,
    user_id: Option<i64>,
    contact_id: Option<i64>,
    kind: String,
    body: String,
    mentions: Option<String>,
    reply_to: Option<i64>,
    reactions: Option<String>,
    edited_at: Option<i64>,
    command_id: Option<String>,
}

/// The columns of a [`Row`].
const COLUMNS: &str = "id, version, conversation_id, at, author, user_id, contact_id, kind, body, mentions, reply_to, \
     reactions, edited_at, command_id";
const COLUMN_COUNT: usize = 14;

const CUSTOMER: &str = "customer";
const AGENT: &str = "agent";
const BOT: &str = "bot";
const SYSTEM: &str = "system";
const TEXT: &str = "text";
const NOTE: &str = "note";
const ACTIVITY: &str = "activity";
const DELETED: &str = "deleted";
const DELETED_NOTE: &str = "deleted_note";

/// Most messages in one statement.
const CHUNK: usize = 50;

impl TryFrom<Row> for Message {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let author = author(&row.author, row.user_id, row.contact_id)?;
        let content = match row.kind.as_str() {
            TEXT => Content::Text { text: row.body },
            NOTE => Content::Note {
                text: row.body,
                mentions: list(row.mentions.as_deref())?,
            },
            ACTIVITY => Content::Activity(from_json(&row.body)?),
            DELETED | DELETED_NOTE => {
                let Deletion { by, at } = from_json(&row.body)?;
                Content::Deleted {
                    by,
                    at,
                    internal: row.kind == DELETED_NOTE,
                }
            }
            other => return word(other, |_| None),
        };
        Ok(Self {
            id: MessageId(row.id),
            version: row.version,
            conversation: ConversationId(row.conversation_id),
            at: Timestamp(row.at),
            author,
            content,
            files: Vec::new(),
            reply_to: row.reply_to.map(MessageId),
            reactions: list(row.reactions.as_deref())?,
            edited_at: time(row.edited_at),
            command: row
                .command_id
                .map(|id| word(&id, |id| CommandId::new(id).ok()))
                .transpose()?,
        })
    }
}

/// The author of the columns author, `user_id` and `contact_id`.
pub(crate) fn author(kind: &str, user: Option<i64>, contact: Option<i64>) -> Result<Author, StoreError> {
    Ok(match kind {
        CUSTOMER => Author::Customer {
            contact: ContactId(present(contact, "message.contact_id")?),
        },
        AGENT => Author::Agent {
            user: UserId(present(user, "message.user_id")?),
        },
        BOT => Author::Bot,
        SYSTEM => Author::System,
        other => return word(other, |_| None),
    })
}

/// The columns author, `user_id` and `contact_id`.
fn author_columns(author: &Author) -> (&'static str, Option<i64>, Option<i64>) {
    match author {
        Author::Customer { contact } => (CUSTOMER, None, Some(contact.0)),
        Author::Agent { user } => (AGENT, Some(user.0), None),
        Author::Bot => (BOT, None, None),
        Author::System => (SYSTEM, None, None),
    }
}

/// The body of a deleted message.
#[derive(serde::Serialize, serde::Deserialize)]
struct Deletion {
    by: UserId,
    at: Timestamp,
}

/// The columns kind, body and mentions.
type ContentColumns<'a> = (&'static str, Cow<'a, str>, Option<String>);

fn content_columns(content: &Content) -> Result<ContentColumns<'_>, StoreError> {
    Ok(match content {
        Content::Text { text } => (TEXT, Cow::Borrowed(text), None),
        Content::Note { text, mentions } => (NOTE, Cow::Borrowed(text), list_to_json(mentions)?),
        Content::Activity(what) => (ACTIVITY, Cow::Owned(to_json(what)?), None),
        Content::Deleted { by, at, internal } => {
            let kind = if *internal { DELETED_NOTE } else { DELETED };
            (kind, Cow::Owned(to_json(&Deletion { by: *by, at: *at })?), None)
        }
    })
}

pub async fn insert(tx: &mut Tx, new: NewMessage) -> Result<Message, StoreError> {
    let (author, user, contact) = author_columns(&new.author);
    let (kind, body, mentions) = content_columns(&new.content)?;
    let values = [
        new.conversation.0.into(),
        new.at.0.into(),
        author.into(),
        user.into(),
        contact.into(),
        kind.into(),
        (&*body).into(),
        mentions.as_deref().into(),
        new.reply_to.map(|id| id.0).into(),
        new.command.as_ref().map(CommandId::as_str).into(),
    ];
    let id = insert_row(tx, values).await?;
    drop(body);
    let mut message = Message::new(id, new.conversation, new.at, new.author, new.content);
    message.reply_to = new.reply_to;
    message.command = new.command;
    if let Some(text) = message.text() {
        search::put_message(tx, message.id, text).await?;
    }
    if new.files.is_empty() {
        return Ok(message);
    }
    let sent_by = (message.conversation, message.id);
    for (place, file) in new.files.iter().enumerate() {
        // Whoever sends checks first: somebody has sent it in this moment, and done anew the check tells.
        if !file::attach(tx, *file, sent_by, place).await? {
            return Err(tx.again());
        }
    }
    let mut stored = [message];
    with_files(tx, &mut stored).await?;
    let [message] = stored;
    Ok(message)
}

async fn insert_row(tx: &mut Tx, values: [Value<'_>; 10]) -> Result<MessageId, StoreError> {
    if let Some(id) = bulk::next_message(tx).await? {
        tx.later(
            "INSERT INTO message (conversation_id, at, author, user_id, contact_id, kind, body, mentions, reply_to, command_id, \
             id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            values.into_iter().chain([id.0.into()]),
        )
        .await?;
        return Ok(id);
    }
    let id = run!(tx, c => {
        let query = sqlx::query_scalar(
            "INSERT INTO message (conversation_id, at, author, user_id, contact_id, kind, body, mentions, reply_to, \
             command_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id"
        );
        let query = values.iter().fold(query, QueryScalar::bind);
        query.fetch_one(c)
    })?;
    Ok(MessageId(id))
}

/// Stores a message that has changed, with the next version. The files of one that is deleted are taken away.
pub async fn update(tx: &mut Tx, message: &mut Message) -> Result<(), StoreError> {
    message.version += 1;
    let (kind, body, mentions) = content_columns(&message.content)?;
    let reactions = list_to_json(&message.reactions)?;
    execute!(
        tx,
        sqlx::query(
            "UPDATE message SET version = $2, kind = $3, body = $4, mentions = $5, reactions = $6, edited_at = $7 \
             WHERE id = $1"
        )
        .bind(message.id.0)
        .bind(message.version)
        .bind(kind)
        .bind(&*body)
        .bind(mentions.as_deref())
        .bind(reactions.as_deref())
        .bind(message.edited_at.map(|at| at.0))
    )?;
    if let Content::Deleted { at, .. } = message.content {
        message.files.clear();
        file::forget_message(tx, message.id, at).await?;
    }
    match message.text() {
        Some(text) => search::put_message(tx, message.id, text).await,
        // The database has taken out what it was found by.
        None => Ok(()),
    }
}

/// Puts their files to messages that were read or just stored: every way of reading messages ends here.
async fn with_files(conn: &mut Conn, messages: &mut [Message]) -> Result<(), StoreError> {
    let may_have = |message: &&Message| matches!(message.content, Content::Text { .. } | Content::Note { .. });
    let ids: Vec<MessageId> = messages.iter().filter(may_have).map(|message| message.id).collect();
    for (id, found) in file::of_messages(conn, &ids).await? {
        if let Some(message) = messages.iter_mut().find(|message| message.id == id) {
            message.files.push(found);
        }
    }
    Ok(())
}

/// One message.
pub async fn get(conn: &mut Conn, id: MessageId) -> Result<Option<Message>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM message WHERE id = $1");
    let row: Option<Row> = run!(conn, c => sqlx::query_as(AssertSqlSafe(sql.as_str()))
        .bind(id.0)
        .fetch_optional(c))?;
    let Some(row) = row else { return Ok(None) };
    let mut found = [Message::try_from(row)?];
    with_files(conn, &mut found).await?;
    let [message] = found;
    Ok(Some(message))
}

/// The newest public text that is not the desk's own: what the list shows a beginning of.
pub async fn newest_said(conn: &mut Conn, conversation: ConversationId) -> Result<Option<Message>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM message WHERE conversation_id = $1 AND kind = 'text' AND author <> 'system' \
         ORDER BY id DESC LIMIT 1"
    );
    let row: Option<Row> = run!(conn, c => sqlx::query_as(AssertSqlSafe(sql.as_str()))
        .bind(conversation.0)
        .fetch_optional(c))?;
    let Some(row) = row else { return Ok(None) };
    let mut found = [Message::try_from(row)?];
    with_files(conn, &mut found).await?;
    let [message] = found;
    Ok(Some(message))
}

/// Ids for so many messages, in rising order, to be used in this transaction.
pub async fn reserve(tx: &mut Tx, count: usize) -> Result<Vec<MessageId>, StoreError> {
    bulk::messages(tx, count).await
}

/// Stores many messages under ids from [`reserve`].
pub async fn insert_all(tx: &mut Tx, messages: &[Message]) -> Result<(), StoreError> {
    for chunk in messages.chunks(CHUNK) {
        let sql = bulk::insert(
            tx,
            &format!("INSERT INTO message ({COLUMNS})"),
            COLUMN_COUNT,
            chunk.len(),
            true,
            "",
        );
        let contents = chunk
            .iter()
            .map(|message| Ok((content_columns(&message.content)?, list_to_json(&message.reactions)?)))
            .collect::<Result<Vec<_>, StoreError>>()?;
        execute!(tx, {
            let mut query = sqlx::query(AssertSqlSafe(sql.as_str()));
            for (message, ((kind, body, mentions), reactions)) in chunk.iter().zip(&contents) {
                let (author, user, contact) = author_columns(&message.author);
                query = query
                    .bind(message.id.0)
                    .bind(message.version)
                    .bind(message.conversation.0)
                    .bind(message.at.0)
                    .bind(author)
                    .bind(user)
                    .bind(contact)
                    .bind(*kind)
                    .bind(&**body)
                    .bind(mentions.as_deref())
                    .bind(message.reply_to.map(|id| id.0))
                    .bind(reactions.as_deref())
                    .bind(message.edited_at.map(|at| at.0))
                    .bind(message.command.as_ref().map(CommandId::as_str));
            }
            query
        })?;
    }
    search::put_messages(tx, messages).await
}

/// The newest messages of a conversation, or those before `before`; oldest first, at most `limit`.
pub async fn page(
    conn: &mut Conn,
    conversation: ConversationId,
    before: Option<MessageId>,
    limit: usize,
) -> Result<MessagePage, StoreError> {
    let rows: Vec<Row> = run!(conn, c => newest(Of::Conversation(conversation), before, limit)
        .build_query_as()
        .fetch_all(c))?;
    let (messages, more) = oldest_first(conn, rows, limit).await?;
    Ok(MessagePage {
        conversation,
        messages,
        more,
    })
}

/// The newest public messages of a contact in a live chat over all conversations that began there, or those before `before`;
/// oldest first, at most `limit`. True: there are older ones.
pub async fn history(
    conn: &mut Conn,
    contact: ContactId,
    connection: ConnectionId,
    before: Option<MessageId>,
    limit: usize,
) -> Result<(Vec<Message>, bool), StoreError> {
    let rows: Vec<Row> = run!(conn, c => newest(Of::Contact(contact, connection), before, limit)
        .build_query_as()
        .fetch_all(c))?;
    oldest_first(conn, rows, limit).await
}

/// How many messages the customer wrote in a conversation after `after`.
pub async fn unread(
    conn: &mut Conn,
    conversation: ConversationId,
    after: Option<MessageId>,
) -> Result<u32, StoreError> {
    let number: i64 = run!(conn, c => sqlx::query_scalar(
        "SELECT count(*) FROM message WHERE conversation_id = $1 AND id > $2 AND author = 'customer'"
    )
    .bind(conversation.0)
    .bind(after.map_or(0, |id| id.0))
    .fetch_one(c))?;
    Ok(count(number))
}

/// How many messages of a conversation stand from `from` on and before `before`; counted up to `most`.
pub async fn count_between(
    conn: &mut Conn,
    conversation: ConversationId,
    from: MessageId,
    before: MessageId,
    most: usize,
) -> Result<usize, StoreError> {
    let number: i64 = run!(conn, c => sqlx::query_scalar(
        "SELECT count(*) FROM (SELECT id FROM message WHERE conversation_id = $1 AND id >= $2 AND id < $3 LIMIT $4) AS counted"
    )
    .bind(conversation.0)
    .bind(from.0)
    .bind(before.0)
    .bind(i64::try_from(most).unwrap_or(i64::MAX))
    .fetch_one(c))?;
    Ok(usize::try_from(number).unwrap_or_default())
}

/// Whose messages.
#[derive(Clone, Copy)]
enum Of {
    Conversation(ConversationId),
    Contact(ContactId, ConnectionId),
}

/// Asks for one row more than `limit`, which tells whether there are older ones.
fn newest<DB>(of: Of, before: Option<MessageId>, limit: usize) -> QueryBuilder<DB>
where
    DB: Database,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    let mut query = QueryBuilder::new(format!("SELECT {COLUMNS} FROM message WHERE "));
    match of {
        Of::Conversation(conversation) => query.push("conversation_id = ").push_bind(conversation.0),
        Of::Contact(contact, connection) => query
            .push("kind IN ('text', 'deleted') AND conversation_id IN (SELECT id FROM conversation WHERE contact_id = ")
            .push_bind(contact.0)
            .push(" AND coalesce(home_connection_id, connection_id) = ")
            .push_bind(connection.0)
            .push(")"),
    };
    if let Some(before) = before {
        query.push(" AND id < ").push_bind(before.0);
    }
    query.push(" ORDER BY id DESC LIMIT ").push_bind(rows_to_ask(limit));
    query
}

/// One more than `limit`.
pub(crate) fn rows_to_ask(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1
}

async fn oldest_first(conn: &mut Conn, mut rows: Vec<Row>, limit: usize) -> Result<(Vec<Message>, bool), StoreError> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let mut messages = rows
        .into_iter()
        .rev()
        .map(Message::try_from)
        .collect::<Result<Vec<_>, _>>()?;
    with_files(conn, &mut messages).await?;
    Ok((messages, more))
}
