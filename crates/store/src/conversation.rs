//! Conversations.

mod filter;
pub(crate) mod row;

use model::{
    Channel, ConnectionId, ContactId, ContactName, Conversation, ConversationId, Counts, Filter, Lifecycle, ListKey,
    ListPage, Metrics, Preview, Scope, StartPage, Tab, Timestamp, UserId,
};
use sqlx::{AssertSqlSafe, Database, Encode, QueryBuilder, Type};

use crate::bulk;
use crate::conn::{execute, run};
use crate::message::rows_to_ask;
use crate::routing::to_hand_out;
use crate::row::{count, time};
use crate::scope::{self, Branch};
use crate::value::Value;
use crate::{Conn, StoreError, Tx};
use row::{Column, Row, select};

/// Most conversations in one statement.
const CHUNK: usize = 20;

/// A conversation to be opened.
#[derive(Debug, Clone)]
pub struct NewConversation {
    pub contact: ContactName,
    pub channel: Channel,
    pub lifecycle: Lifecycle,
    pub preview: Option<Preview>,
    pub unread: u32,
    pub start_page: Option<StartPage>,
    pub metrics: Metrics,
    pub status_due_at: Option<Timestamp>,
}

/// `None`: the contact already has one on this connection that is not over (also when another transaction opens it at
/// the same time: this waits for that one).
pub async fn insert(tx: &mut Tx, new: NewConversation) -> Result<Option<Conversation>, StoreError> {
    let mut conversation = Conversation {
        id: ConversationId(0),
        version: 1,
        contact: new.contact,
        channel: new.channel,
        lifecycle: new.lifecycle,
        preview: new.preview,
        unread: new.unread,
        agent_read: None,
        customer_received: None,
        customer_read: None,
        start_page: new.start_page,
        tags: Vec::new(),
        metrics: new.metrics,
        status_due_at: new.status_due_at,
        snoozed: None,
        rating_asked: None,
        rating: None,
        review: None,
        form_sent_at: None,
        form_filled_at: None,
        history_requested_at: None,
    };
    let columns = columns(&conversation)?;
    let sql = insertion(tx, &columns, 1, false, " ON CONFLICT DO NOTHING RETURNING id");
    let id: Option<i64> = run!(tx, c => {
        let query = sqlx::query_scalar(AssertSqlSafe(sql.as_str()));
        let query = columns.iter().fold(query, |query, (_, value)| query.bind(value));
        query.fetch_optional(c)
    })?;
    drop(columns);
    Ok(id.map(|id| {
        conversation.id = ConversationId(id);
        conversation
    }))
}

/// Ids for so many conversations, in rising order, to be used in this transaction.
pub async fn reserve(tx: &mut Tx, count: usize) -> Result<Vec<ConversationId>, StoreError> {
    bulk::conversations(tx, count).await
}

/// Stores many new conversations under ids from [`reserve`]. Whether their contacts have open ones is asked before, by
/// [`open_of`]; when one opens meanwhile on Postgres, [`crate::Db::write`] does the work again.
pub async fn insert_all(tx: &mut Tx, conversations: &[Conversation]) -> Result<(), StoreError> {
    for chunk in conversations.chunks(CHUNK) {
        let mut rows = Vec::with_capacity(chunk.len());
        for conversation in chunk {
            let mut row = vec![("id", conversation.id.0.into())];
            row.extend(columns(conversation)?);
            rows.push(row);
        }
        let Some(first) = rows.first() else { continue };
        let sql = insertion(tx, first, rows.len(), true, "");
        execute!(tx, {
            let query = sqlx::query(AssertSqlSafe(sql.as_str()));
            rows.iter().flatten().fold(query, |query, (_, value)| query.bind(value))
        })?;
    }
    Ok(())
}

/// What a new row holds, its id aside.
fn columns(conversation: &Conversation) -> Result<Vec<Column<'_>>, StoreError> {
    let mut columns = Vec::from(row::constants(conversation));
    columns.extend(row::state(conversation)?);
    Ok(columns)
}

/// The text that inserts so many rows with these columns.
fn insertion(tx: &Tx, columns: &[Column<'_>], rows: usize, own_ids: bool, end: &str) -> String {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let head = format!("INSERT INTO conversation ({})", names.join(", "));
    bulk::insert(tx, &head, columns.len(), rows, own_ids, end)
}

pub async fn get(conn: &mut Conn, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(concat!(select!(), " WHERE c.id = $1"))
        .bind(id.0)
        .fetch_optional(c))?;
    row.map(Conversation::try_from).transpose()
}

/// On Postgres, before the row's lock: who waits for a row that several want may be given a transaction id before the wait is
/// over, and the log, which is in the order of these ids, would tell that change before those that it waited for. An
/// advisory lock is waited for without one. The statement's snapshot is from before the wait; the row's lock leads to the
/// newest version.
macro_rules! in_line {
    () => {
        " AND pg_advisory_xact_lock(7165917860871012352 + c.id)::text = ''"
    };
}

/// As `in_line!`, without waiting.
macro_rules! if_nobody_has_it {
    () => {
        " AND pg_try_advisory_xact_lock(7165917860871012352 + c.id)"
    };
}

/// The conversation, kept from others until the end of the transaction. To be called before anything else is written
/// that belongs to it.
pub async fn lock(tx: &mut Tx, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
    let sql = tx.sql(
        concat!(select!(), " WHERE c.id = $1"),
        concat!(select!(), " WHERE c.id = $1", in_line!(), " FOR UPDATE OF c"),
    );
    let row: Option<Row> = run!(tx, c => sqlx::query_as(sql).bind(id.0).fetch_optional(c))?;
    row.map(Conversation::try_from).transpose()
}

/// The contact's conversation on a connection, or begun there and moved to another, that is not over.
pub async fn open_of(
    conn: &mut Conn,
    contact: ContactId,
    connection: ConnectionId,
) -> Result<Option<Conversation>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(concat!(
        select!(),
        " WHERE c.contact_id = $1 AND (c.connection_id = $2 OR c.home_connection_id = $2) \
             AND c.status NOT IN ('closed', 'spam')"
    ))
    .bind(contact.0)
    .bind(connection.0)
    .fetch_optional(c))?;
    row.map(Conversation::try_from).transpose()
}

/// As [`open_of`], kept from others until the end of the transaction.
pub async fn lock_open_of(
    tx: &mut Tx,
    contact: ContactId,
    connection: ConnectionId,
) -> Result<Option<Conversation>, StoreError> {
    let sql = tx.sql(
        concat!(
            select!(),
            " WHERE c.contact_id = $1 AND (c.connection_id = $2 OR c.home_connection_id = $2) \
             AND c.status NOT IN ('closed', 'spam')"
        ),
        concat!(
            select!(),
            " WHERE c.contact_id = $1 AND (c.connection_id = $2 OR c.home_connection_id = $2) \
             AND c.status NOT IN ('closed', 'spam')",
            in_line!(),
            " FOR UPDATE OF c"
        ),
    );
    let row: Option<Row> = run!(tx, c => sqlx::query_as(sql).bind(contact.0).bind(connection.0).fetch_optional(c))?;
    row.map(Conversation::try_from).transpose()
}

/// The contact's last conversation in a live chat, over or not; also when it was moved to another connection.
pub async fn latest_of(
    conn: &mut Conn,
    contact: ContactId,
    connection: ConnectionId,
) -> Result<Option<Conversation>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(concat!(
        select!(),
        " WHERE c.contact_id = $1 AND coalesce(c.home_connection_id, c.connection_id) = $2 ORDER BY c.id DESC LIMIT 1"
    ))
    .bind(contact.0)
    .bind(connection.0)
    .fetch_optional(c))?;
    row.map(Conversation::try_from).transpose()
}

/// All conversations of a contact, in the order of their numbers.
pub async fn ids_of(conn: &mut Conn, contact: ContactId) -> Result<Vec<ConversationId>, StoreError> {
    let ids: Vec<i64> = run!(conn, c => sqlx::query_scalar("SELECT id FROM conversation WHERE contact_id = $1 ORDER BY id")
        .bind(contact.0)
        .fetch_all(c))?;
    Ok(ids.into_iter().map(ConversationId).collect())
}

/// Stores what has changed of a conversation since it was read by [`lock`] in this transaction; its version grows by one. A work
/// in which it has changed otherwise meanwhile fails.
///
/// Who makes a conversation that was over open again asks [`open_of`] first. Two that do so at once on Postgres collide;
/// [`crate::Db::write`] then does the later one again.
pub async fn update(tx: &mut Tx, before: &Conversation, conversation: &mut Conversation) -> Result<(), StoreError> {
    use core::fmt::Write as _;

    // No version is stored where it is another: the column wants one.
    let mut sql = "UPDATE conversation SET version = CASE version WHEN $2 THEN $2 + 1 END".to_owned();
    let mut values = vec![Value::from(conversation.id.0), Value::from(conversation.version)];
    let known = row::state(before)?;
    for ((column, value), (_, known)) in row::state(conversation)?.into_iter().zip(known) {
        if value != known {
            values.push(value);
            // Writing to a String cannot fail.
            let _ = write!(sql, ", {column} = ${}", values.len());
        }
    }
    sql.push_str(" WHERE id = $1");
    tx.later(&sql, values).await?;
    conversation.version += 1;
    Ok(())
}

/// When the customer was last told that nobody is there.
pub async fn outside_told_at(conn: &mut Conn, id: ConversationId) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<Option<i64>> = run!(conn, c => sqlx::query_scalar("SELECT outside_told_at FROM conversation WHERE id = $1")
        .bind(id.0)
        .fetch_optional(c))?;
    Ok(time(at.flatten()))
}

pub async fn set_outside_told_at(tx: &mut Tx, id: ConversationId, at: Timestamp) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("UPDATE conversation SET outside_told_at = $2 WHERE id = $1")
            .bind(id.0)
            .bind(at.0)
    )?;
    Ok(())
}

/// Conversations with a timer that is over, the longest due first, at most `limit`.
pub async fn due(conn: &mut Conn, now: Timestamp, limit: usize) -> Result<Vec<ConversationId>, StoreError> {
    let ids: Vec<i64> = run!(conn, c => sqlx::query_scalar(
        "SELECT id FROM conversation WHERE due_at IS NOT NULL AND due_at <= $1 ORDER BY due_at LIMIT $2"
    )
    .bind(now.0)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(c))?;
    Ok(ids.into_iter().map(ConversationId).collect())
}

/// When the next timer of all will be over.
pub async fn next_due(conn: &mut Conn) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<i64> = run!(conn, c => sqlx::query_scalar(
        "SELECT min(due_at) FROM conversation WHERE due_at IS NOT NULL"
    )
    .fetch_one(c))?;
    Ok(time(at))
}

/// As [`lock`], if one of its timers is over and nobody else has it: of several workers one gets it.
pub async fn claim_due(tx: &mut Tx, id: ConversationId, now: Timestamp) -> Result<Option<Conversation>, StoreError> {
    let sql = tx.sql(
        concat!(select!(), " WHERE c.id = $1 AND c.due_at <= $2"),
        concat!(
            select!(),
            " WHERE c.id = $1 AND c.due_at <= $2",
            if_nobody_has_it!(),
            " FOR UPDATE OF c SKIP LOCKED"
        ),
    );
    let row: Option<Row> = run!(tx, c => sqlx::query_as(sql).bind(id.0).bind(now.0).fetch_optional(c))?;
    row.map(Conversation::try_from).transpose()
}

/// As [`lock`], if it waits to be handed out and nobody else has it: of several servers one gets it.
pub async fn claim_to_hand_out(tx: &mut Tx, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
    let sql = tx.sql(
        concat!(select!(), " WHERE c.id = $1 AND ", to_hand_out!()),
        concat!(
            select!(),
            " WHERE c.id = $1 AND ",
            to_hand_out!(),
            if_nobody_has_it!(),
            " FOR UPDATE OF c SKIP LOCKED"
        ),
    );
    let row: Option<Row> = run!(tx, c => sqlx::query_as(sql).bind(id.0).fetch_optional(c))?;
    row.map(Conversation::try_from).transpose()
}

/// What waits and is reserved for a user, in the order of numbers.
pub async fn reserved_for(conn: &mut Conn, user: UserId) -> Result<Vec<Conversation>, StoreError> {
    let rows: Vec<Row> = run!(conn, c => sqlx::query_as(concat!(
        select!(),
        " WHERE c.status IN ('new', 'queued') AND c.reserved_for = $1 ORDER BY c.id"
    ))
    .bind(user.0)
    .fetch_all(c))?;
    rows.into_iter().map(Conversation::try_from).collect()
}

/// Asked every second. With `ORDER BY c.id` SQLite would go through all conversations in that order.
const RESERVED_FOR_DISABLED: &str = "SELECT c.id FROM conversation c JOIN app_user u ON u.id = c.reserved_for \
                                     WHERE c.status IN ('new', 'queued') AND c.reserved_for IS NOT NULL AND u.enabled = 0";

/// What waits and is reserved for users who have been disabled, in the order of numbers.
pub async fn reserved_for_disabled(conn: &mut Conn) -> Result<Vec<ConversationId>, StoreError> {
    let mut ids: Vec<i64> = run!(conn, c => sqlx::query_scalar(RESERVED_FOR_DISABLED).fetch_all(c))?;
    ids.sort_unstable();
    Ok(ids.into_iter().map(ConversationId).collect())
}

/// A stretch of what a filter lets through of a tab's list in a scope, newest activity first, after `before` (exclusive; `None`: from the top).
pub async fn page(
    conn: &mut Conn,
    scope: &Scope,
    filter: &Filter,
    tab: Tab,
    before: Option<ListKey>,
    limit: usize,
) -> Result<ListPage, StoreError> {
    let mut rows: Vec<Row> =
        run!(conn, c => list_query(scope, filter, tab, before, limit).build_query_as().fetch_all(c))?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    Ok(ListPage {
        tab,
        filter: filter.clone(),
        rows: rows.into_iter().map(Conversation::try_from).collect::<Result<_, _>>()?,
        more,
    })
}

/// How many conversations of a scope wait and are in service.
pub async fn counts(conn: &mut Conn, scope: &Scope) -> Result<Counts, StoreError> {
    let waiting: i64 = run!(conn, c => count_query(scope, Tab::Waiting).build_query_scalar().fetch_one(c))?;
    let in_service: i64 = run!(conn, c => count_query(scope, Tab::InService).build_query_scalar().fetch_one(c))?;
    let unowned: i64 = run!(conn, c => {
        let mut query = count_query(scope, Tab::Waiting);
        query.push(" AND ").push(filter::UNOWNED);
        query
    }
    .build_query_scalar()
    .fetch_one(c))?;
    Ok(Counts {
        waiting: count(waiting),
        in_service: count(in_service),
        unowned: count(unowned),
    })
}

/// How many conversations the contact had before this one that the scope sees.
pub async fn earlier(
    conn: &mut Conn,
    scope: &Scope,
    contact: ContactId,
    before: ConversationId,
) -> Result<u32, StoreError> {
    let number: i64 = run!(conn, c => {
        let mut query = QueryBuilder::new("SELECT count(*) FROM conversation c WHERE c.contact_id = ");
        query.push_bind(contact.0).push(" AND c.id < ").push_bind(before.0).push(" AND ");
        scope::push(&mut query, scope, scope::CONVERSATION);
        query
    }
    .build_query_scalar()
    .fetch_one(c))?;
    Ok(count(number))
}

/// The conversations that the contact had before this one and that the scope sees, newest first, at most `limit`.
pub async fn earlier_ones(
    conn: &mut Conn,
    scope: &Scope,
    contact: ContactId,
    before: ConversationId,
    limit: usize,
) -> Result<Vec<ConversationId>, StoreError> {
    let ids: Vec<i64> = run!(conn, c => {
        let mut query = QueryBuilder::new("SELECT c.id FROM conversation c WHERE c.contact_id = ");
        query.push_bind(contact.0).push(" AND c.id < ").push_bind(before.0).push(" AND ");
        scope::push(&mut query, scope, scope::CONVERSATION);
        query.push(" ORDER BY c.id DESC LIMIT ").push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
        query
    }
    .build_query_scalar()
    .fetch_all(c))?;
    Ok(ids.into_iter().map(ConversationId).collect())
}

/// The condition of a tab's partial indexes, word for word: SQLite uses such an index only then.
pub(crate) const fn on_tab(tab: Tab) -> &'static str {
    match tab {
        Tab::Waiting => "c.status IN ('new', 'queued')",
        Tab::InService => "c.status IN ('accepted', 'waiting', 'waiting_again', 'replied')",
        Tab::Resolved => "c.status IN ('pending_close', 'closed', 'spam')",
    }
}

/// Open rows are few: their index is walked in order and filtered. Closed ones are many: every way of the scope into them
/// is walked by its own index, so far as one page needs, and the ways are merged.
fn list_query<DB>(scope: &Scope, filter: &Filter, tab: Tab, before: Option<ListKey>, limit: usize) -> QueryBuilder<DB>
where
    DB: Database,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    let mut query = QueryBuilder::new(concat!(select!(), " WHERE "));
    if tab == Tab::Resolved && !scope.all {
        for (index, branch) in scope::branches(scope).into_iter().enumerate() {
            query.push(if index == 0 { "c.id IN (" } else { " UNION " });
            query.push("SELECT id FROM (SELECT c.id FROM conversation c WHERE ");
            query.push(on_tab(tab)).push(" AND ");
            if matches!(branch, Branch::ReservedFor(_)) {
                query.push("c.reserved_for IS NOT NULL AND ");
            }
            branch.push(&mut query, scope::CONVERSATION);
            filter::push(&mut query, filter, scope.user);
            push_before(&mut query, before);
            push_order(&mut query, limit);
            query.push(") AS way");
        }
        query.push(")");
    } else {
        query.push(on_tab(tab)).push(" AND ");
        scope::push(&mut query, scope, scope::CONVERSATION);
        filter::push(&mut query, filter, scope.user);
        push_before(&mut query, before);
    }
    push_order(&mut query, limit);
    query
}

fn push_before<DB>(query: &mut QueryBuilder<DB>, before: Option<ListKey>)
where
    DB: Database,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    if let Some(before) = before {
        query
            .push(" AND (c.listed_at, c.id) < (")
            .push_bind(before.at.0)
            .push(", ")
            .push_bind(before.id.0)
            .push(")");
    }
}

fn push_order<DB>(query: &mut QueryBuilder<DB>, limit: usize)
where
    DB: Database,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    query
        .push(" ORDER BY c.listed_at DESC, c.id DESC LIMIT ")
        .push_bind(rows_to_ask(limit));
}

fn count_query<DB>(scope: &Scope, tab: Tab) -> QueryBuilder<DB>
where
    DB: Database,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    let mut query = QueryBuilder::new("SELECT count(*) FROM conversation c WHERE ");
    query.push(on_tab(tab)).push(" AND ");
    scope::push(&mut query, scope, scope::CONVERSATION);
    query
}

#[cfg(test)]
mod tests {
    use super::on_tab;
    use model::Tab;

    /// Else a conversation of a new status would stand on no tab at all.
    #[test]
    fn the_tabs_conditions_name_exactly_the_tabs_statuses() {
        for tab in Tab::ALL {
            let words: Vec<_> = tab.statuses().map(|status| format!("'{}'", status.as_str())).collect();
            assert_eq!(on_tab(*tab), format!("c.status IN ({})", words.join(", ")));
        }
    }
}

#[cfg(all(test, feature = "testing"))]
mod plans {
    use sqlx::AssertSqlSafe;

    use super::RESERVED_FOR_DISABLED;
    use crate::conn::run;
    use crate::testing::{Engine, TestDb};

    async fn what_is_asked_every_second_goes_by_an_index_of_what_waits(db: TestDb) {
        let mut conn = db.read().await.expect("a reader");
        let explain = format!("EXPLAIN QUERY PLAN {RESERVED_FOR_DISABLED}");
        let plan: Result<Vec<(i64, i64, i64, String)>, _> =
            run!(&mut conn, c => sqlx::query_as(AssertSqlSafe(explain.as_str())).fetch_all(c));
        for (.., step) in plan.expect("a plan") {
            let is_short = ["conversation_waiting", "conversation_reserved"]
                .iter()
                .any(|it| step.contains(it));
            let is_of_conversations = step.split(' ').any(|word| word == "c");
            assert!(!is_of_conversations || is_short, "it reads every conversation: {step}");
        }
    }

    #[test]
    fn an_idle_server_does_not_read_all_conversations() {
        crate::testing::run(
            Engine::Sqlite,
            what_is_asked_every_second_goes_by_an_index_of_what_waits,
        );
    }
}
