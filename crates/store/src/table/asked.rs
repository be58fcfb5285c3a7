//! What is asked of the table, and the rows that meet it.

use std::collections::BTreeSet;

use model::{Column, Condition, ContactTerms, Field, Moment, Scope, Terms, Test};
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::condition::{self, Now, Rows, Sought, Texts, may_meet};
use super::key::{Key, NEWEST_FIRST, Towards};
use super::order::{self, KeyRow, Order};
use super::walk::{End, Walked};
use super::way::{self, Counted, Way, is_sqlite, push_numbers, ways};
use super::{Effort, Reading};
use crate::conn::run;
use crate::{Conn, StoreError, scope, search};

/// Rows whose ids stand in one statement.
const AT_ONCE: usize = 1_000;
/// Contacts and messages that a text may lead to; more are looked for in the order.
const MOST_FOUND: usize = 2_000;

/// The conditions, ready to be asked for.
pub(super) struct Asked<'a> {
    pub(super) scope: &'a Scope,
    pub(super) effort: Effort,
    pub(super) now: Now,
    pub(super) conditions: &'a [Condition],
    /// What texts were found to lead to, all of it.
    contacts: Vec<Vec<i64>>,
    conversations: Vec<Vec<i64>>,
    /// Conditions on text whose rows are looked at themselves.
    pub(super) texts: Vec<Sought>,
    pub(super) messages: Vec<Terms>,
}

impl<'a> Asked<'a> {
    /// Looks texts up first: what few contacts or messages have is found by their index.
    pub(super) async fn new(conn: &mut Conn, reading: &Reading<'a>) -> Result<Self, StoreError> {
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
    pub(super) fn asks_more(&self, order: &Order) -> bool {
        !self.contacts.is_empty()
            || !self.conversations.is_empty()
            || !self.texts.is_empty()
            || !self.messages.is_empty()
            || !self.conditions.iter().all(|condition| order.knows(condition))
    }

    /// Appends what decides who sees a row.
    pub(super) fn push_scope<DB>(&self, query: &mut QueryBuilder<DB>)
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
    pub(super) fn push<DB>(&self, query: &mut QueryBuilder<DB>)
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

    pub(super) async fn rarest(
        &self,
        conn: &mut Conn,
        few: usize,
        counted: usize,
    ) -> Result<Option<Counted>, StoreError> {
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
    pub(super) async fn open(
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
        let (open, end) = open_rows(conn, order);
        let is_all_said = self.texts.is_empty() && self.messages.is_empty();
        let rows: Vec<KeyRow> = run!(conn, c => {
            let mut query = QueryBuilder::new("SELECT ");
            query.push(order.columns()).push(" FROM (SELECT c.* FROM ").push(open).push(IS_OPEN);
            self.push(&mut query);
            query.push(end).push(") AS c");
            if matches!(order.reads, order::Reads::Contact) {
                query.push(" JOIN contact k ON k.id = c.contact_id");
            }
            query.push(" WHERE 1 = 1");
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
    pub(super) async fn count_open(&self, conn: &mut Conn, order: &Order) -> Result<(usize, bool), StoreError> {
        if !may_meet(self.conditions, Rows::Open) {
            return Ok((0, false));
        }
        if self.texts.is_empty() && self.messages.is_empty() {
            let (open, _) = open_rows(conn, order);
            let rows: i64 = run!(conn, c => {
                let mut query = QueryBuilder::new("SELECT count(*) FROM ");
                query.push(open).push(IS_OPEN);
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
    pub(super) async fn by_way(&self, conn: &mut Conn, order: &Order, way: &Way) -> Result<Vec<Key>, StoreError> {
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
    pub(super) async fn keys_of(&self, conn: &mut Conn, order: &Order, ids: &[i64]) -> Result<Vec<Key>, StoreError> {
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
    pub(super) async fn passing(&self, conn: &mut Conn, ids: &[i64]) -> Result<BTreeSet<i64>, StoreError> {
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
    pub(super) async fn numbers(&self, conn: &mut Conn) -> Result<Option<(i64, i64)>, StoreError> {
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
    pub(super) fn earliest(&self, order: &Order) -> Option<i64> {
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

/// What open rows are, as the indexes of them say it.
const IS_OPEN: &str = " WHERE c.status NOT IN ('closed', 'spam')";

/// Where the open rows are, and what keeps their conditions together. SQLite knows nothing of how rows are spread: it is told the
/// index that has most of what is asked. Postgres would look for the first ones among all, unless an index of open rows alone is in
/// their order.
fn open_rows(conn: &mut Conn, order: &Order) -> (&'static str, &'static str) {
    let rows = match order.column {
        Column::Created => conn.sql(
            "conversation c INDEXED BY conversation_open_by_created_at",
            "conversation c",
        ),
        _ => conn.sql(
            "conversation c INDEXED BY conversation_open_by_number",
            "conversation c",
        ),
    };
    match order.column {
        Column::Created | Column::Number => (rows, ""),
        _ => (rows, conn.sql("", " OFFSET 0")),
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
