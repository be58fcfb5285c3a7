//! Search: contacts by parts of their data, messages by words, newest first, within a scope.
//!
//! Nothing is ranked and nothing counted: the index is read from the newest row on, as far as a page needs, and at most
//! [`MOST_READ`] rows at a time. A page says where to go on.

mod index;
mod scan;

use model::{
    ContactHit, ContactId, ContactName, ContactTerms, ConversationId, Filter, MessageHit, MessageId, Scope, Status,
    Tab, Terms, Timestamp,
};
use sqlx::{Database, Encode, QueryBuilder, Type};

use crate::conn::run;
use crate::message::author;
use crate::row::{time, word};
use crate::{Conn, StoreError, conversation, scope};

#[cfg(feature = "testing")]
pub use index::forget;
pub use index::index_older;
pub(crate) use index::{put_contact, put_contacts, put_message, put_messages};
use scan::{Question, newest};

/// Rows that one page looks at before it leaves the rest to the next one.
pub const MOST_READ: usize = 2_000;
/// Rows that are looked at first: enough when everything may be seen.
const FIRST_READ: usize = 64;
/// Contacts that are looked at.
const CONTACTS_READ: usize = 512;
/// Conversations that are read themselves, rather than the index, when nothing else is in sight.
const FEW: usize = 100;
/// Messages of a conversation that are read at once.
const READ_AT_ONCE: i64 = 1_000;

#[derive(sqlx::FromRow)]
struct MessageRow {
    id: i64,
    conversation_id: i64,
    at: i64,
    author: String,
    user_id: Option<i64>,
    contact_id: Option<i64>,
    kind: String,
    body: String,
    status: String,
    with_id: i64,
    with_name: String,
    with_photo_at: Option<i64>,
}

impl MessageRow {
    fn hit(self, terms: &Terms) -> Result<MessageHit, StoreError> {
        Ok(MessageHit {
            message: MessageId(self.id),
            conversation: ConversationId(self.conversation_id),
            status: word(&self.status, Status::parse)?,
            contact: ContactName {
                id: ContactId(self.with_id),
                name: self.with_name,
                photo: time(self.with_photo_at),
            },
            author: author(&self.author, self.user_id, self.contact_id)?,
            at: Timestamp(self.at),
            note: self.kind == "note",
            excerpt: terms.excerpt(&self.body),
        })
    }
}

/// Messages that a scope sees and that have all the words, newest first, before `before`: at most `limit`. The second: the
/// search goes on before this message.
pub async fn messages(
    conn: &mut Conn,
    scope: &Scope,
    terms: &Terms,
    before: Option<MessageId>,
    limit: usize,
) -> Result<(Vec<MessageHit>, Option<MessageId>), StoreError> {
    let question = index::message_question(conn, terms);
    let mut hits = Vec::new();
    let mut before = before;
    let mut read = 0;
    let mut step = FIRST_READ.max(limit + 1);
    while read < MOST_READ {
        let step_now = step.min(MOST_READ - read);
        let found = newest(conn, &question, before.map(|id| id.0), step_now).await?;
        read += found.ids.len();
        let rows: Vec<MessageRow> = if found.ids.is_empty() {
            Vec::new()
        } else {
            run!(conn, c => seen(scope, &found.ids).build_query_as().persistent(false).fetch_all(c))?
        };
        for row in rows {
            if hits.len() == limit {
                let last: Option<&MessageHit> = hits.last();
                return Ok((hits.clone(), last.map(|hit| hit.message)));
            }
            hits.push(row.hit(terms)?);
        }
        let Some(next) = found.next else {
            return Ok((hits, None));
        };
        before = Some(MessageId(next));
        step *= 4;
    }
    if let Some(few) = few(conn, scope).await? {
        // Hits of the index are almost all of others: the few conversations themselves are sooner read.
        let from = hits.last().map(|hit: &MessageHit| hit.message).or(before);
        return of_few(conn, &few, terms, from, hits, limit).await;
    }
    Ok((hits, before))
}

/// Those of the messages that the scope sees, newest first.
fn seen<DB>(scope: &Scope, ids: &[i64]) -> QueryBuilder<DB>
where
    DB: Database,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    let mut query = with_context();
    query.push(" WHERE m.id IN (");
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(*id);
    }
    query.push(") AND m.kind IN ('text', 'note') AND ");
    scope::push(&mut query, scope, scope::CONVERSATION);
    query.push(" ORDER BY m.id DESC");
    query
}

fn with_context<DB: Database>() -> QueryBuilder<DB> {
    QueryBuilder::new(
        "SELECT m.id, m.conversation_id, m.at, m.author, m.user_id, m.contact_id, m.kind, m.body, c.status, \
         c.contact_id AS with_id, k.name AS with_name, k.photo_at AS with_photo_at FROM message m JOIN conversation c ON c.id = m.conversation_id \
         JOIN contact k ON k.id = c.contact_id",
    )
}

/// All conversations of a scope, if they are few.
async fn few(conn: &mut Conn, scope: &Scope) -> Result<Option<Vec<ConversationId>>, StoreError> {
    let mut few = Vec::new();
    if scope.all {
        return Ok(None);
    }
    for tab in Tab::ALL {
        let page = conversation::page(conn, scope, &Filter::default(), *tab, None, FEW).await?;
        few.extend(page.rows.into_iter().map(|row| row.id));
        if page.more || few.len() > FEW {
            return Ok(None);
        }
    }
    Ok(Some(few))
}

async fn of_few(
    conn: &mut Conn,
    few: &[ConversationId],
    terms: &Terms,
    before: Option<MessageId>,
    mut hits: Vec<MessageHit>,
    limit: usize,
) -> Result<(Vec<MessageHit>, Option<MessageId>), StoreError> {
    let mut found = Vec::new();
    for id in few {
        found.extend(matching(conn, *id, terms, before, limit + 1).await?);
    }
    found.sort_unstable_by_key(|row| core::cmp::Reverse(row.id));
    let more = hits.len() + found.len() > limit;
    found.truncate(limit - hits.len());
    for row in found {
        hits.push(row.hit(terms)?);
    }
    let next = hits.last().filter(|_| more).map(|hit| hit.message);
    Ok((hits, next))
}

/// The messages of a conversation that have all the words, newest first, at most `limit` (R69).
pub async fn in_conversation(
    conn: &mut Conn,
    conversation: ConversationId,
    terms: &Terms,
    limit: usize,
) -> Result<Vec<MessageId>, StoreError> {
    let rows = matching(conn, conversation, terms, None, limit).await?;
    Ok(rows.into_iter().map(|row| MessageId(row.id)).collect())
}

async fn matching(
    conn: &mut Conn,
    conversation: ConversationId,
    terms: &Terms,
    before: Option<MessageId>,
    limit: usize,
) -> Result<Vec<MessageRow>, StoreError> {
    let mut found = Vec::new();
    let mut before = before.map_or(i64::MAX, |id| id.0);
    loop {
        let rows: Vec<MessageRow> = run!(conn, c => {
            let mut query = with_context();
            query
                .push(" WHERE m.conversation_id = ")
                .push_bind(conversation.0)
                .push(" AND m.id < ")
                .push_bind(before)
                .push(" AND m.kind IN ('text', 'note') ORDER BY m.id DESC LIMIT ")
                .push_bind(READ_AT_ONCE);
            query
        }
        .build_query_as()
        .fetch_all(c))?;
        let Some(last) = rows.last() else { break };
        before = last.id;
        let full = i64::try_from(rows.len()).is_ok_and(|length| length == READ_AT_ONCE);
        found.extend(rows.into_iter().filter(|row| terms.match_text(&row.body)));
        if !full || found.len() >= limit {
            break;
        }
    }
    found.truncate(limit);
    Ok(found)
}

#[derive(sqlx::FromRow)]
struct ContactRow {
    id: i64,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    conversation: i64,
    status: String,
    photo_at: Option<i64>,
}

/// Contacts with a conversation that the scope sees, the newest contact first, at most `limit`.
pub async fn contacts(
    conn: &mut Conn,
    scope: &Scope,
    terms: &ContactTerms,
    limit: usize,
) -> Result<Vec<ContactHit>, StoreError> {
    let question = index::contact_question(conn, terms);
    let mut hits = Vec::new();
    let mut before = None;
    let mut read = 0;
    while read < CONTACTS_READ && hits.len() < limit {
        let step = FIRST_READ.max(limit).min(CONTACTS_READ - read);
        let found = newest(conn, &question, before, step).await?;
        read += found.ids.len();
        let rows: Vec<ContactRow> = if found.ids.is_empty() {
            Vec::new()
        } else {
            run!(conn, c => known(scope, &found.ids).build_query_as().persistent(false).fetch_all(c))?
        };
        for row in rows {
            if !terms.match_contact(&row.name, row.email.as_deref(), row.phone.as_deref()) {
                continue;
            }
            hits.push(ContactHit {
                contact: ContactName {
                    id: ContactId(row.id),
                    name: row.name,
                    photo: time(row.photo_at),
                },
                email: row.email,
                phone: row.phone,
                conversation: ConversationId(row.conversation),
                status: word(&row.status, Status::parse)?,
            });
        }
        before = found.next;
        if before.is_none() {
            break;
        }
    }
    hits.truncate(limit);
    Ok(hits)
}

/// Those of the contacts of whom the scope sees a conversation, with the newest of these.
fn known<DB>(scope: &Scope, ids: &[i64]) -> QueryBuilder<DB>
where
    DB: Database,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    let mut query = QueryBuilder::new(
        "SELECT k.id, k.name, k.email, k.phone, k.photo_at, v.id AS conversation, v.status FROM contact k JOIN conversation v ON v.id = \
         (SELECT max(c.id) FROM conversation c WHERE c.contact_id = k.id AND ",
    );
    scope::push(&mut query, scope, scope::CONVERSATION);
    query.push(") WHERE k.id IN (");
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(*id);
    }
    query.push(") ORDER BY k.id DESC");
    query
}

/// All conversations with a message that has all the words, in no order; `None`: more than `most` messages have them.
pub(crate) async fn conversations(conn: &mut Conn, terms: &Terms, most: usize) -> Result<Option<Vec<i64>>, StoreError> {
    let question = index::message_question(conn, terms);
    let found = all(conn, &question, most).await?;
    let Some(ids) = found else {
        return Ok(None);
    };
    let mut conversations = Vec::new();
    for ids in ids.chunks(AT_ONCE) {
        let rows: Vec<i64> = run!(conn, c => {
            let mut query = QueryBuilder::new(
                "SELECT DISTINCT m.conversation_id FROM message m WHERE m.kind IN ('text', 'note') AND m.id IN (",
            );
            push_ids(&mut query, ids);
            query
        }
        .build_query_scalar()
        .persistent(false)
        .fetch_all(c))?;
        conversations.extend(rows);
    }
    conversations.sort_unstable();
    conversations.dedup();
    Ok(Some(conversations))
}

/// Those of some conversations that have a message with all the words.
pub(crate) async fn conversations_with(
    conn: &mut Conn,
    conversations: &[i64],
    terms: &Terms,
) -> Result<Vec<i64>, StoreError> {
    let mut with = std::collections::BTreeSet::new();
    for ids in conversations.chunks(FEW) {
        let rows: Vec<(i64, String)> = run!(conn, c => {
            let mut query = QueryBuilder::new(
                "SELECT m.conversation_id, m.body FROM message m WHERE m.kind IN ('text', 'note') AND \
                 m.conversation_id IN (",
            );
            push_ids(&mut query, ids);
            query
        }
        .build_query_as()
        .persistent(false)
        .fetch_all(c))?;
        for (id, body) in rows {
            if !with.contains(&id) && terms.match_text(&body) {
                with.insert(id);
            }
        }
    }
    Ok(with.into_iter().collect())
}

/// All contacts that may be meant, in no order: they have the pieces, and may yet not match. `None`: more than `most`.
pub(crate) async fn contact_ids(
    conn: &mut Conn,
    terms: &ContactTerms,
    most: usize,
) -> Result<Option<Vec<i64>>, StoreError> {
    let question = index::contact_question(conn, terms);
    all(conn, &question, most).await
}

/// Ids in one statement.
const AT_ONCE: usize = 1_000;

async fn all(conn: &mut Conn, question: &Question, most: usize) -> Result<Option<Vec<i64>>, StoreError> {
    let mut ids = Vec::new();
    let mut before = None;
    while ids.len() <= most {
        let found = newest(conn, question, before, most + 1 - ids.len()).await?;
        ids.extend(found.ids);
        before = found.next;
        if before.is_none() {
            return Ok((ids.len() <= most).then_some(ids));
        }
    }
    Ok(None)
}

fn push_ids<DB: Database>(query: &mut QueryBuilder<DB>, ids: &[i64]) {
    for (index, id) in ids.iter().enumerate() {
        if index > 0 {
            query.push(", ");
        }
        query.push(id);
    }
    query.push(")");
}
