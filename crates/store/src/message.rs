//! Messages.

use std::borrow::Cow;

use model::{
    Author, CommandId, ConnectionId, ContactId, Content, ConversationId, Message, MessageId, MessagePage, Timestamp,
    UserId,
};
use sqlx::{AssertSqlSafe, Database, Encode, QueryBuilder, Type};

use crate::bulk;
use crate::conn::{execute, run};
use crate::row::{count, from_json, present, to_json, word};
use crate::{Conn, StoreError, Tx};

/// A message to be stored.
#[derive(Debug, Clone)]
pub struct NewMessage {
    pub conversation: ConversationId,
    pub at: Timestamp,
    pub author: Author,
    pub content: Content,
    /// The command that makes it.
    pub command: Option<CommandId>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    conversation_id: i64,
    at: i64,
    author: String,
    user_id: Option<i64>,
    contact_id: Option<i64>,
    kind: String,
    body: String,
    command_id: Option<String>,
}

const CUSTOMER: &str = "customer";
const AGENT: &str = "agent";
const BOT: &str = "bot";
const SYSTEM: &str = "system";
const TEXT: &str = "text";
const NOTE: &str = "note";
const ACTIVITY: &str = "activity";

/// Most messages in one statement.
const CHUNK: usize = 50;

impl TryFrom<Row> for Message {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let author = match row.author.as_str() {
            CUSTOMER => Author::Customer {
                contact: ContactId(present(row.contact_id, "message.contact_id")?),
            },
            AGENT => Author::Agent {
                user: UserId(present(row.user_id, "message.user_id")?),
            },
            BOT => Author::Bot,
            SYSTEM => Author::System,
            other => return word(other, |_| None),
        };
        let content = match row.kind.as_str() {
            TEXT => Content::Text { text: row.body },
            NOTE => Content::Note { text: row.body },
            ACTIVITY => Content::Activity(from_json(&row.body)?),
            other => return word(other, |_| None),
        };
        Ok(Self {
            id: MessageId(row.id),
            conversation: ConversationId(row.conversation_id),
            at: Timestamp(row.at),
            author,
            content,
            command: row
                .command_id
                .map(|id| word(&id, |id| CommandId::new(id).ok()))
                .transpose()?,
        })
    }
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

/// The columns kind and body.
fn content_columns(content: &Content) -> Result<(&'static str, Cow<'_, str>), StoreError> {
    Ok(match content {
        Content::Text { text } => (TEXT, Cow::Borrowed(text)),
        Content::Note { text } => (NOTE, Cow::Borrowed(text)),
        Content::Activity(what) => (ACTIVITY, Cow::Owned(to_json(what)?)),
    })
}

pub async fn insert(tx: &mut Tx, message: NewMessage) -> Result<Message, StoreError> {
    let (author, user, contact) = author_columns(&message.author);
    let (kind, body) = content_columns(&message.content)?;
    let id = run!(tx, c => sqlx::query_scalar(
        "INSERT INTO message (conversation_id, at, author, user_id, contact_id, kind, body, command_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"
    )
    .bind(message.conversation.0)
    .bind(message.at.0)
    .bind(author)
    .bind(user)
    .bind(contact)
    .bind(kind)
    .bind(&*body)
    .bind(message.command.as_ref().map(CommandId::as_str))
    .fetch_one(c))?;
    drop(body);
    Ok(Message {
        id: MessageId(id),
        conversation: message.conversation,
        at: message.at,
        author: message.author,
        content: message.content,
        command: message.command,
    })
}

/// Ids for so many messages, in rising order, to be used in this transaction.
pub async fn reserve(tx: &mut Tx, count: usize) -> Result<Vec<MessageId>, StoreError> {
    bulk::messages(tx, count).await
}

/// Stores many messages under ids from [`reserve`].
pub async fn insert_all(tx: &mut Tx, messages: &[Message]) -> Result<(), StoreError> {
    const COLUMNS: usize = 9;
    const HEAD: &str =
        "INSERT INTO message (id, conversation_id, at, author, user_id, contact_id, kind, body, command_id)";
    for chunk in messages.chunks(CHUNK) {
        let sql = bulk::insert(tx, HEAD, COLUMNS, chunk.len(), true, "");
        let bodies = chunk
            .iter()
            .map(|message| content_columns(&message.content))
            .collect::<Result<Vec<_>, _>>()?;
        execute!(tx, {
            let mut query = sqlx::query(AssertSqlSafe(sql.as_str()));
            for (message, (kind, body)) in chunk.iter().zip(&bodies) {
                let (author, user, contact) = author_columns(&message.author);
                query = query
                    .bind(message.id.0)
                    .bind(message.conversation.0)
                    .bind(message.at.0)
                    .bind(author)
                    .bind(user)
                    .bind(contact)
                    .bind(*kind)
                    .bind(&**body)
                    .bind(message.command.as_ref().map(CommandId::as_str));
            }
            query
        })?;
    }
    Ok(())
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
    let (messages, more) = oldest_first(rows, limit)?;
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
    oldest_first(rows, limit)
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
    let mut query = QueryBuilder::new(
        "SELECT id, conversation_id, at, author, user_id, contact_id, kind, body, command_id FROM message WHERE ",
    );
    match of {
        Of::Conversation(conversation) => query.push("conversation_id = ").push_bind(conversation.0),
        Of::Contact(contact, connection) => query
            .push("kind = 'text' AND conversation_id IN (SELECT id FROM conversation WHERE contact_id = ")
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

fn oldest_first(mut rows: Vec<Row>, limit: usize) -> Result<(Vec<Message>, bool), StoreError> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let messages = rows
        .into_iter()
        .rev()
        .map(Message::try_from)
        .collect::<Result<_, _>>()?;
    Ok((messages, more))
}
