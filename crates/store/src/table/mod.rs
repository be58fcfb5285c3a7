//! The managers' table: stretches of it in any order, and how many rows it has. docs/table.md says which is how fast.
//!
//! Open rows are few: those that are asked for are read and sorted here. Closed ones are many. When one of the conditions, or
//! the scope, leads to few of them, these are sorted with the open ones. Otherwise their order's index is walked, and what
//! it does not say of a row is looked up, so many rows at most; a stretch that ends before it is full says where to go on.
//! Never OFFSET.

mod asked;
mod condition;
mod key;
pub mod layout;
mod order;
pub mod supervision;
pub mod view;
mod walk;
mod way;

use std::collections::BTreeMap;

use model::{
    Column, Conversation, ConversationId, MOST_COUNTED, Place, Scope, TableCount, TableKey, TablePage, TableQuery,
    Timestamp,
};
use sqlx::QueryBuilder;

use crate::conn::run;
use crate::conversation::row::{Row, select};
use crate::row::to_json;
use crate::{Conn, StoreError};
use asked::Asked;
use condition::{Rows, may_meet};
use key::{Key, Towards, Value};
use order::Order;
use walk::{End, Walked};
use way::{Counted, Way, is_sqlite};

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
