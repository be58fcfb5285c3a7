//! The managers' table: stretches of it in any order, and how many rows it has. docs/table.md says which is how fast.
//!
//! Open rows are few: those that are asked for are read and sorted here. Closed ones are many. When one of the conditions, or
//! the scope, leads to few of them, these are sorted with the open ones. Otherwise their order's index is walked, and what
//! it does not say of a row is looked up, so many rows at most; a stretch that ends before it is full says where to go on.
//! Never OFFSET.

mod condition;
mod key;
pub mod layout;
mod order;
pub mod supervision;
pub mod view;
mod walk;
mod way;

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Column, Condition, ContactTerms, Conversation, ConversationId, Field, MOST_COUNTED, Moment, Place, Scope,
    TableCount, TableKey, TablePage, TableQuery, Terms, Test, Timestamp,
};
use sqlx::{Database, Encode, QueryBuilder, Type};

use crate::conn::run;
use crate::conversation::row::{Row, select};
use crate::row::to_json;
use crate::{Conn, StoreError, scope, search};
use condition::{Now, Rows, Sought, Texts, may_meet};
use key::{Key, NEWEST_FIRST, Towards, Value};
use order::{KeyRow, Order};
use walk::{End, Walked};
use way::{Counted, Way, is_sqlite, push_numbers, ways};

/// Rows whose ids stand in one statement.
const AT_ONCE: usize = 1_000;
/// Contacts and messages that a text may lead to; more are looked for in the order.
const MOST_FOUND: usize = 2_000;
/// To read the messages of a row costs as much as to look at so many rows.
const MESSAGES: usize = 8;
/// Rows that counting looks at when the index alone does not say.
const MOST_LOOKED_AT: usize = 50_000;

/// How much is looked at before something else is tried. What is found is the same, whatever these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// So many rows and fewer are read and sorted rather than looked for in the order's index.
    pub few: usize,
    /// Rows that a walk looks at when the index does not say all that is asked: at first, and at most.
    pub first: usize,
    pub most: usize,
    /// As `most`, when rows are counted.
    pub counted: usize,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            few: 4_000,
            first: 64,
            most: 8_000,
            counted: 20_000,
        }
    }
}

impl Effort {
    /// Of rows whose messages have to be read: there are many of them in each.
    const fn of_messages(self) -> Self {
        Self {
            few: self.few / MESSAGES,
            first: self.first,
            most: self.most / MESSAGES,
            counted: self.counted / MESSAGES,
        }
    }
}

/// Who asks for what, and when.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    pub scope: &'a Scope,
    /// Checked.
    pub query: &'a TableQuery,
    pub now: Timestamp,
    /// Minutes by which the reader's clocks are ahead of UTC.
    pub offset: i16,
    pub effort: Effort,
}

/// The conditions, ready to be asked for.
struct Asked<'a> {
    scope: &'a Scope,
    effort: Effort,
    now: Now,
    conditions: &'a [Condition],
    /// What texts were found to lead to, all of it.
    contacts: Vec<Vec<i64>>,
    conversations: Vec<Vec<i64>>,
    /// Conditions on text whose rows are looked at themselves.
    texts: Vec<Sought>,
    messages: Vec<Terms>,
}

/// A stretch of the table. `None`: the place is a number that is not in the table, or no place of this order.
pub async fn page(
    conn: &mut Conn,
    reading: &Reading<'_>,
    place: &Place,
    rows: usize,
) -> Result<Option<TablePage>, StoreError> {
    let asked = Asked::new(conn, reading).await?;
    let sort = reading.query.sort;
    let conditions = &reading.query.conditions;
    let order = Order::new(conn, sort, reading.query.time, conditions, reading.scope).await?;
    let back = matches!(place, Place::Before(_));
    let towards = Towards::new(sort, back);
    let Some(from) = start(conn, &asked, &order, place, towards).await? else {
        return Ok(None);
    };
    let found = stretch(conn, &asked, &order, towards, from.as_ref(), rows).await?;
    let mut keys = found.keys;
    let mut more = found.more.map(TableKey::from);
    if back {
        keys.reverse();
    }
    let first = keys.first().cloned().or_else(|| from.clone());
    let last = keys.last().cloned();
    let there = |key: Option<Key>| key.filter(|_| !matches!(place, Place::Top)).map(TableKey::from);
    let (previous, next) = if back {
        (more.take(), there(last.or(from)))
    } else {
        (there(first), more.take())
    };
    Ok(Some(TablePage {
        rows: whole(conn, &keys).await?,
        previous,
        next,
    }))
}

/// How many rows the table has.
pub async fn count(conn: &mut Conn, reading: &Reading<'_>) -> Result<TableCount, StoreError> {
    let mut asked = Asked::new(conn, reading).await?;
    asked.effort.most = asked.effort.counted;
    let most = usize::try_from(MOST_COUNTED).unwrap_or(usize::MAX);
    let order = Order::new(conn, model::Sort::default(), reading.query.time, &[], reading.scope).await?;
    let (open, more_open) = asked.count_open(conn, &order).await?;
    let (closed, more) = if open > most {
        (0, true)
    } else {
        count_closed(conn, &asked, &order, most + 1 - open).await?
    };
    let all = open + closed;
    Ok(TableCount {
        rows: u32::try_from(all).unwrap_or(u32::MAX).min(MOST_COUNTED),
        more: more || more_open || all > most,
    })
}

/// The places that a stretch found.
struct Found {
    keys: Vec<Key>,
    /// The stretch goes on behind this place.
    more: Option<Key>,
}

async fn stretch(
    conn: &mut Conn,
    asked: &Asked<'_>,
    order: &Order,
    towards: Towards,
    from: Option<&Key>,
    rows: usize,
) -> Result<Found, StoreError> {
    let open = asked.open(conn, order, towards, from, rows + 1).await?;
    // Where the order's index says everything, walking past many rows costs less than reading a few; but not walking in many pieces.
    let few = if asked.asks_more(order) || order.is_in_pieces() {
        asked.effort.few
    } else {
        asked.effort.few / 4
    };
    let rarest = if may_meet(asked.conditions, Rows::Closed) {
        asked.rarest(conn, few, few + 1).await?
    } else {
        Some(Counted {
            way: Way::Ids(Vec::new()),
            rows: 0,
            is_all: false,
        })
    };
    let closed = match rarest {
        Some(counted) if counted.rows == 0 => Walked::all(Vec::new()),
        Some(counted) if counted.rows <= few => Walked::all(asked.by_way(conn, order, &counted.way).await?),
        _ => walk::walk(conn, asked, order, towards, from, rows + 1).await?,
    };
    let ends = [open.end, closed.end];
    let mut keys = open.keys;
    keys.extend(closed.keys);
    if let Some(from) = from {
        keys.retain(|key| towards.compare(key, from).is_gt());
    }
    keys.sort_unstable_by(|a, b| towards.compare(a, b));
    // What was open a moment ago may have been closed meanwhile, and be met twice.
    keys.dedup_by_key(|key| key.id);
    let places = ends.iter().filter_map(End::place);
    let place = places.min_by(|a, b| towards.compare(a, b));
    if let Some(place) = place {
        keys.retain(|key| towards.compare(key, place).is_le());
    }
    let full = keys.len() > rows;
    keys.truncate(rows);
    let more = match place {
        Some(place) if !full => Some(place.clone()),
        None if !full && !ends.contains(&End::Full) => None,
        _ => keys.last().cloned(),
    };
    Ok(Found { keys, more })
}

/// Where a place begins: `Some(None)`: at the top.
async fn start(
    conn: &mut Conn,
    asked: &Asked<'_>,
    order: &Order,
    place: &Place,
    towards: Towards,
) -> Result<Option<Option<Key>>, StoreError> {
    let just_before = |key: &Key| Key {
        value: key.value.clone(),
        id: if towards.descending {
            key.id.saturating_add(1)
        } else {
            key.id.saturating_sub(1)
        },
    };
    let key = match place {
        Place::Top => return Ok(Some(None)),
        Place::After(key) | Place::Before(key) => Key::from(key),
        Place::Time(at) => Key {
            value: Value::Number(at.0),
            id: if towards.descending { i64::MAX } else { i64::MIN },
        },
        Place::Number(number) if order.column == Column::Number => just_before(&Key {
            value: Value::Empty,
            id: number.0,
        }),
        Place::Number(number) => {
            let ids = [number.0];
            match asked.keys_of(conn, order, &ids).await?.first() {
                Some(key) => just_before(key),
                None => return Ok(None),
            }
        }
    };
    Ok(order.has(&key).then_some(Some(key)))
}

/// The rows of these keys, in their order. What is gone meanwhile is left out.
async fn whole(conn: &mut Conn, keys: &[Key]) -> Result<Vec<Conversation>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = keys.iter().map(|key| key.id).collect();
    // One text for any number of them: it is long, and kept prepared.
    let sql = conn.sql(
        concat!(select!(), " WHERE c.id IN (SELECT value FROM json_each($1))"),
        concat!(
            select!(),
            " WHERE c.id IN (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb))"
        ),
    );
    let rows: Vec<Row> = run!(conn, c => sqlx::query_as(sql).bind(to_json(&ids)?).fetch_all(c))?;
    let mut by_id: BTreeMap<ConversationId, Conversation> = BTreeMap::new();
    for row in rows {
        let conversation = Conversation::try_from(row)?;
        by_id.insert(conversation.id, conversation);
    }
    Ok(ids.iter().filter_map(|id| by_id.remove(&ConversationId(*id))).collect())
}

impl<'a> Asked<'a> {
    /// Looks texts up first: what few contacts or messages have is found by their index.
    async fn new(conn: &mut Conn, reading: &Reading<'a>) -> Result<Self, StoreError> {
        let mut asked = Self {
            scope: reading.scope,
            effort: reading.effort,
            now: Now {
                reader: reading.scope.user,
                basis: reading.query.time,
                at: reading.now,
                offset: reading.offset,
            },
            conditions: &reading.query.conditions,
            contacts: Vec::new(),
            conversations: Vec::new(),
            texts: Vec::new(),
            messages: Vec::new(),
        };
        for condition in asked.conditions {
            let Test::Contains(part) = &condition.test else {
                continue;
            };
            match condition.field {
                Field::Messages => {
                    let terms = Terms::of(part);
                    match search::conversations(conn, &terms, MOST_FOUND).await? {
                        Some(found) => asked.conversations.push(found),
                        None => asked.messages.push(terms),
                    }
                }
                Field::Phone | Field::Email | Field::Column(Column::Customer) => {
                    let found = search::contact_ids(conn, &ContactTerms::of(part), MOST_FOUND).await?;
                    asked.contacts.extend(found);
                }
                _ => {}
            }
        }
        asked.texts = asked.conditions.iter().filter_map(Sought::of).collect();
        if !asked.messages.is_empty() {
            asked.effort = asked.effort.of_messages();
        }
        Ok(asked)
    }

    /// Whether there is more to be said of a row than the index of an order says.
    fn asks_more(&self, order: &Order) -> bool {
        !self.contacts.is_empty()
            || !self.conversations.is_empty()
            || !self.texts.is_empty()
            || !self.messages.is_empty()
            || !self.conditions.iter().all(|condition| order.knows(condition))
    }

    /// Appends what decides who sees a row.
    fn push_scope<DB>(&self, query: &mut QueryBuilder<DB>)
    where
        DB: Database,
        i64: for<'q> Encode<'q, DB> + Type<DB>,
    {
        if !self.scope.all {
            query.push(" AND ");
            scope::push(query, self.scope, scope::CONVERSATION);
        }
    }

    /// Appends everything that SQL can say.
    fn push<DB>(&self, query: &mut QueryBuilder<DB>)
    where
        DB: Database,
        i64: for<'q> Encode<'q, DB> + Type<DB>,
    {
        self.push_scope(query);
        for condition in self.conditions {
            condition::push(query, condition, self.now);
        }
        for ids in &self.contacts {
            query.push(" AND c.contact_id IN (");
            push_numbers(query, ids);
            query.push(")");
        }
        for ids in &self.conversations {
            query.push(" AND c.id IN (");
            push_numbers(query, ids);
            query.push(")");
        }
    }

    fn ways(&self, is_sqlite: bool) -> Vec<Way> {
        let mut ways = ways(self.scope, self.conditions, self.now, is_sqlite);
        for contacts in &self.contacts {
            let mut ids = QueryBuilder::<sqlx::Sqlite>::new("");
            push_numbers(&mut ids, contacts);
            ways.push(way::of_contacts(ids.sql().as_str()));
        }
        ways.extend(self.conversations.iter().cloned().map(Way::Ids));
        ways
    }

    async fn rarest(&self, conn: &mut Conn, few: usize, counted: usize) -> Result<Option<Counted>, StoreError> {
        let ways = self.ways(is_sqlite(conn));
        // Tags are on open rows too.
        let tagged = |it: &Condition| it.field == Field::Column(Column::Tags);
        let is_only = ways.len() == 1
            && !self.conditions.iter().any(tagged)
            && self.texts.is_empty()
            && self.messages.is_empty()
            && self.conditions.len() + usize::from(!self.scope.all) == 1;
        way::rarest(conn, ways, few, counted, is_only).await
    }

    /// The open rows that are asked for behind a place: all, or at least those that come first.
    async fn open(
        &self,
        conn: &mut Conn,
        order: &Order,
        towards: Towards,
        from: Option<&Key>,
        wanted: usize,
    ) -> Result<Walked, StoreError> {
        if !may_meet(self.conditions, Rows::Open) {
            return Ok(Walked::all(Vec::new()));
        }
        let open = open_rows(conn, order);
        let is_all_said = self.texts.is_empty() && self.messages.is_empty();
        let rows: Vec<KeyRow> = run!(conn, c => {
            let mut query = select_keys(order, open);
            query.push(" WHERE c.status NOT IN ('closed', 'spam')");
            self.push(&mut query);
            order.push_first(&mut query, towards, from, if is_all_said { wanted } else { usize::MAX });
            query
        }
        .build_query_as()
        .persistent(false)
        .fetch_all(c))?;
        let mut keys: Vec<Key> = rows.into_iter().map(|row| order.key(row)).collect();
        if is_all_said {
            return Ok(Walked::all(keys));
        }
        if let Some(from) = from {
            keys.retain(|key| towards.compare(key, from).is_gt());
        }
        keys.sort_unstable_by(|a, b| towards.compare(a, b));
        self.first_with_texts(conn, keys, wanted).await
    }

    /// Of rows in their order the first whose texts and messages say what they should: no further than wanted, or than `most`.
    async fn first_with_texts(&self, conn: &mut Conn, keys: Vec<Key>, wanted: usize) -> Result<Walked, StoreError> {
        let mut first = Vec::new();
        let mut rest = keys.as_slice();
        let mut step = self.effort.first.max(1);
        while !rest.is_empty() {
            let left = self.effort.most.saturating_sub(keys.len() - rest.len());
            let (looked_at, behind) = rest.split_at(step.min(left.max(1)).min(rest.len()));
            let ids: Vec<i64> = looked_at.iter().map(|key| key.id).collect();
            let kept = self.with_texts(conn, &ids).await?;
            first.extend(looked_at.iter().filter(|key| kept.contains(&key.id)).cloned());
            if first.len() >= wanted {
                return Ok(Walked {
                    keys: first,
                    end: End::Full,
                });
            }
            if let Some(last) = looked_at
                .last()
                .filter(|_| left <= looked_at.len() && !behind.is_empty())
            {
                let end = End::At(last.clone());
                return Ok(Walked { keys: first, end });
            }
            rest = behind;
            step *= 4;
        }
        Ok(Walked::all(first))
    }

    /// How many open rows are asked for; whether there may be more.
    async fn count_open(&self, conn: &mut Conn, order: &Order) -> Result<(usize, bool), StoreError> {
        if !may_meet(self.conditions, Rows::Open) {
            return Ok((0, false));
        }
        if self.texts.is_empty() && self.messages.is_empty() {
            let open = open_rows(conn, order);
            let rows: i64 = run!(conn, c => {
                let mut query = QueryBuilder::new("SELECT count(*) FROM ");
                query.push(open).push(" WHERE c.status NOT IN ('closed', 'spam')");
                self.push(&mut query);
                query
            }
            .build_query_scalar()
            .persistent(false)
            .fetch_one(c))?;
            return Ok((usize::try_from(rows).unwrap_or_default(), false));
        }
        let open = self.open(conn, order, NEWEST_FIRST, None, usize::MAX).await?;
        Ok((open.keys.len(), open.end != End::All))
    }

    /// The closed rows of a way that are asked for, in no order.
    async fn by_way(&self, conn: &mut Conn, order: &Order, way: &Way) -> Result<Vec<Key>, StoreError> {
        let rows: Vec<KeyRow> = run!(conn, c => {
            let mut query = select_keys(order, "conversation c");
            query.push(" WHERE c.id IN (");
            way.push(&mut query, usize::MAX);
            query.push(") AND c.status IN ('closed', 'spam')");
            self.push(&mut query);
            query
        }
        .build_query_as()
        .persistent(false)
        .fetch_all(c))?;
        self.read(conn, order, rows).await
    }

    /// Those of some rows that are asked for.
    async fn keys_of(&self, conn: &mut Conn, order: &Order, ids: &[i64]) -> Result<Vec<Key>, StoreError> {
        let rows: Vec<KeyRow> = run!(conn, c => {
            let mut query = select_keys(order, "conversation c");
            query.push(" WHERE c.id IN (");
            push_numbers(&mut query, ids);
            query.push(")");
            self.push(&mut query);
            query
        }
        .build_query_as()
        .persistent(false)
        .fetch_all(c))?;
        self.read(conn, order, rows).await
    }

    /// The places of rows, without those whose texts do not say what they should.
    async fn read(&self, conn: &mut Conn, order: &Order, rows: Vec<KeyRow>) -> Result<Vec<Key>, StoreError> {
        let mut keys: Vec<Key> = rows.into_iter().map(|row| order.key(row)).collect();
        if !self.texts.is_empty() || !self.messages.is_empty() {
            let ids: Vec<i64> = keys.iter().map(|key| key.id).collect();
            let kept = self.with_texts(conn, &ids).await?;
            keys.retain(|key| kept.contains(&key.id));
        }
        Ok(keys)
    }

    /// Those of some rows that meet everything.
    async fn passing(&self, conn: &mut Conn, ids: &[i64]) -> Result<BTreeSet<i64>, StoreError> {
        let mut passing = BTreeSet::new();
        for ids in ids.chunks(AT_ONCE) {
            passing.extend(self.passing_of(conn, ids, true).await?);
        }
        self.with_messages(conn, passing).await
    }

    /// Those of some rows whose texts and messages say what they should.
    async fn with_texts(&self, conn: &mut Conn, ids: &[i64]) -> Result<BTreeSet<i64>, StoreError> {
        let mut kept: BTreeSet<i64> = ids.iter().copied().collect();
        if !self.texts.is_empty() {
            kept.clear();
            for ids in ids.chunks(AT_ONCE) {
                kept.extend(self.passing_of(conn, ids, false).await?);
            }
        }
        self.with_messages(conn, kept).await
    }

    /// Those of a few rows whose texts say what they should; `everything`: which meet all that SQL can say as well.
    async fn passing_of(&self, conn: &mut Conn, ids: &[i64], everything: bool) -> Result<Vec<i64>, StoreError> {
        let texts: Vec<Texts> = run!(conn, c => {
            let mut query = QueryBuilder::new("");
            condition::push_texts(&mut query, &self.texts);
            query.push(" WHERE c.id IN (");
            push_numbers(&mut query, ids);
            query.push(")");
            if everything {
                self.push(&mut query);
            }
            query
        }
        .build_query_as()
        .persistent(false)
        .fetch_all(c))?;
        let met = texts
            .into_iter()
            .filter(|texts| self.texts.iter().all(|sought| sought.is_in(texts)));
        Ok(met.map(|texts| texts.id).collect())
    }

    async fn with_messages(&self, conn: &mut Conn, mut kept: BTreeSet<i64>) -> Result<BTreeSet<i64>, StoreError> {
        for terms in &self.messages {
            let ids: Vec<i64> = kept.iter().copied().collect();
            kept.clear();
            for ids in ids.chunks(AT_ONCE) {
                kept.extend(search::conversations_with(conn, ids, terms).await?);
            }
        }
        Ok(kept)
    }

    /// The lowest and the highest number of closed rows that conditions on the creation leave: numbers are given in this order
    /// mostly, so that a walk by number need not begin at the other end.
    async fn numbers(&self, conn: &mut Conn) -> Result<Option<(i64, i64)>, StoreError> {
        let is_sqlite = is_sqlite(conn);
        // Postgres would look for the lowest and the highest from both ends of all numbers.
        let fence = conn.sql("", " OFFSET 0");
        let created = self.conditions.iter().find(|it| {
            it.field == Field::Column(Column::Created)
                && matches!(it.test, Test::At(moment) if moment != Moment::Between { from: None, until: None })
        });
        let Some(created) = created else {
            return Ok(None);
        };
        let way = ways(&all(self.scope), core::slice::from_ref(created), self.now, is_sqlite);
        let Some(way) = way.first() else {
            return Ok(None);
        };
        let ends: (Option<i64>, Option<i64>) = run!(conn, c => {
            let mut query = QueryBuilder::new("SELECT min(it.id), max(it.id) FROM (");
            way.push(&mut query, usize::MAX);
            query.push(fence).push(") AS it");
            query
        }
        .build_query_as()
        .persistent(false)
        .fetch_one(c))?;
        Ok(Some((ends.0.unwrap_or(0), ends.1.unwrap_or(0))))
    }

    /// Nothing that happens to a conversation is before its creation.
    fn earliest(&self, order: &Order) -> Option<i64> {
        if order.column.kind() != model::ColumnKind::Time {
            return None;
        }
        let created = self.conditions.iter().filter_map(|it| match (it.field, &it.test) {
            (Field::Column(Column::Created), Test::At(moment)) => moment.resolve(self.now.at, self.now.offset).0,
            _ => None,
        });
        created.map(|it| it.0).max()
    }
}

fn all(scope: &Scope) -> Scope {
    Scope {
        all: true,
        ..scope.clone()
    }
}

/// Where the open rows are: SQLite knows nothing of how rows are spread, and Postgres would look for the first ones among all, unless
/// an index of open rows alone is in their order.
fn open_rows(conn: &mut Conn, order: &Order) -> &'static str {
    match order.column {
        Column::Number => conn.sql(
            "conversation c INDEXED BY conversation_open_by_number",
            "conversation c",
        ),
        Column::Created => conn.sql(
            "conversation c INDEXED BY conversation_open_by_created_at",
            "conversation c",
        ),
        _ => conn.sql(
            "conversation c INDEXED BY conversation_open",
            "(SELECT * FROM conversation WHERE status NOT IN ('closed', 'spam') OFFSET 0) AS c",
        ),
    }
}

fn select_keys<DB: Database>(order: &Order, rows: &str) -> QueryBuilder<DB> {
    let mut query = QueryBuilder::new("SELECT ");
    query.push(order.columns()).push(" FROM ").push(rows);
    if matches!(order.reads, order::Reads::Contact) {
        query.push(" JOIN contact k ON k.id = c.contact_id");
    }
    query
}

/// How many closed rows are asked for, counted no further than `most`; whether there may be more.
async fn count_closed(
    conn: &mut Conn,
    asked: &Asked<'_>,
    order: &Order,
    most: usize,
) -> Result<(usize, bool), StoreError> {
    if !may_meet(asked.conditions, Rows::Closed) {
        return Ok((0, false));
    }
    let rarest = asked.rarest(conn, asked.effort.few, way::COUNTED).await?;
    if let Some(counted) = &rarest {
        if counted.is_all || counted.rows == 0 {
            return Ok((counted.rows.min(most), counted.rows >= most));
        }
        if !asked.texts.is_empty() || !asked.messages.is_empty() {
            if counted.rows <= asked.effort.few {
                return Ok((asked.by_way(conn, order, &counted.way).await?.len(), false));
            }
            return walk::count(conn, asked, order, most).await;
        }
    } else if !asked.texts.is_empty() || !asked.messages.is_empty() {
        return walk::count(conn, asked, order, most).await;
    }
    let looked_at = i64::try_from(MOST_LOOKED_AT).unwrap_or(i64::MAX);
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let hint = if is_sqlite(conn) {
        " INDEXED BY conversation_by_number"
    } else {
        ""
    };
    let asks_more = asked.asks_more(order);
    let rows: i64 = run!(conn, c => {
        let mut query = QueryBuilder::new("SELECT count(*) FROM (SELECT 1 FROM ");
        match &rarest {
            Some(counted) => {
                query.push("(SELECT it.id FROM (");
                counted.way.push(&mut query, MOST_LOOKED_AT + 1);
                query.push(") AS it LIMIT ").push_bind(looked_at);
                query.push(") AS way CROSS JOIN conversation c WHERE c.id = way.id");
            }
            None if asks_more => {
                query.push("(SELECT it.id FROM (");
                way::all().push(&mut query, MOST_LOOKED_AT + 1);
                query.push(" ORDER BY w.id DESC) AS it LIMIT ").push_bind(looked_at);
                query.push(") AS way CROSS JOIN conversation c WHERE c.id = way.id");
            }
            None => {
                query.push("conversation c").push(hint).push(" WHERE 1 = 1");
            }
        }
        query.push(" AND c.status IN ('closed', 'spam')");
        asked.push(&mut query);
        query.push(" LIMIT ").push_bind(limit).push(") AS counted");
        query
    }
    .build_query_scalar()
    .persistent(false)
    .fetch_one(c))?;
    let rows = usize::try_from(rows).unwrap_or_default();
    if rows >= most {
        return Ok((rows, true));
    }
    let cut = match &rarest {
        Some(counted) if counted.rows < way::COUNTED => false,
        Some(counted) => way::count(conn, &counted.way, MOST_LOOKED_AT + 1).await? > MOST_LOOKED_AT,
        None => asks_more && way::count(conn, &way::all(), MOST_LOOKED_AT + 1).await? > MOST_LOOKED_AT,
    };
    Ok((rows, cut))
}
