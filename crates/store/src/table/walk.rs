//! Walks closed rows by the index of an order, segment after segment.

use model::Column;
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::Asked;
use super::key::{Key, NEWEST_FIRST, Towards, Value};
use super::order::{KeyRow, Order, Segment, Walk};
use super::way::is_sqlite;
use crate::conn::run;
use crate::{Conn, StoreError};

/// Most rows that are looked at in one step.
const LONGEST_STEP: usize = 5_000;

/// How a walk ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// There is no more.
    All,
    /// It has as many as were wanted.
    Full,
    /// It has looked at enough for once, up to here.
    At(Key),
}

impl End {
    /// Up to where enough was looked at.
    pub(super) const fn place(&self) -> Option<&Key> {
        match self {
            Self::At(place) => Some(place),
            Self::All | Self::Full => None,
        }
    }
}

pub(super) struct Walked {
    pub(super) keys: Vec<Key>,
    pub(super) end: End,
}

impl Walked {
    pub(super) const fn all(keys: Vec<Key>) -> Self {
        Self { keys, end: End::All }
    }
}

/// The closed rows that are asked for, in order, from behind `from` on: at most `wanted`.
pub(super) async fn walk(
    conn: &mut Conn,
    asked: &Asked<'_>,
    order: &Order,
    towards: Towards,
    from: Option<&Key>,
    wanted: usize,
) -> Result<Walked, StoreError> {
    let asks_more = asked.asks_more(order);
    // In the order of creation its own index begins and ends where the conditions on it do.
    let numbers = match order.column {
        Column::Created => None,
        _ => asked.numbers(conn).await?,
    };
    let mut keys: Vec<Key> = Vec::new();
    let mut looked_at = 0;
    let mut step = asked.effort.first;
    for segment in order.segments(towards) {
        let Some(after) = within(&segment, from, towards) else {
            continue;
        };
        let mut part = match after {
            Some(key) => Part::Same(key),
            None => beginning(conn, asked, order, &segment, towards, numbers).await?,
        };
        loop {
            let limit = if asks_more {
                step.min(asked.effort.most.saturating_sub(looked_at)).max(1)
            } else {
                wanted - keys.len()
            };
            let sqlite = is_sqlite(conn);
            let rows: Vec<KeyRow> = run!(conn, c => {
                let stretch = Stretch { asked, order, segment: &segment, towards, part: &part, numbers };
                stretch.query(sqlite, limit)
            }
            .build_query_as()
            .persistent(false)
            .fetch_all(c))?;
            let mut found: Vec<Key> = rows.into_iter().map(|row| order.key_of(&segment, row)).collect();
            looked_at += found.len();
            let (full, last) = (found.len() >= limit, found.last().cloned());
            if asks_more {
                let ids: Vec<i64> = found.iter().map(|key| key.id).collect();
                let passing = asked.passing(conn, &ids).await?;
                found.retain(|key| passing.contains(&key.id));
                step = (step * 4).min(LONGEST_STEP);
            }
            keys.extend(found);
            if keys.len() >= wanted {
                keys.truncate(wanted);
                return Ok(Walked { keys, end: End::Full });
            }
            part = match (last.filter(|_| full), part) {
                (Some(last), _) if looked_at >= asked.effort.most => {
                    return Ok(Walked {
                        keys,
                        end: End::At(last),
                    });
                }
                (Some(last), _) => Part::Same(last),
                (None, Part::Same(key)) if segment.walk.has_others() => Part::Behind(key),
                (None, _) => break,
            };
        }
    }
    Ok(Walked { keys, end: End::All })
}

/// How many closed rows are asked for, among those that one walk looks at; whether there may be more.
pub(super) async fn count(
    conn: &mut Conn,
    asked: &Asked<'_>,
    order: &Order,
    most: usize,
) -> Result<(usize, bool), StoreError> {
    let walked = walk(conn, asked, order, NEWEST_FIRST, None, most).await?;
    Ok((walked.keys.len(), walked.end != End::All))
}

/// With what a segment begins of which only rows with some numbers are wanted: these stand in the midst of all that have the first
/// value, which may be many.
async fn beginning(
    conn: &mut Conn,
    asked: &Asked<'_>,
    order: &Order,
    segment: &Segment,
    towards: Towards,
    numbers: Option<(i64, i64)>,
) -> Result<Part, StoreError> {
    let (Some((lowest, highest)), Walk::Column(_)) = (numbers, &segment.walk) else {
        return Ok(Part::All);
    };
    let sqlite = is_sqlite(conn);
    let first: Option<KeyRow> = run!(conn, c => {
        let stretch = Stretch { asked, order, segment, towards, part: &Part::All, numbers: None };
        stretch.query(sqlite, 1)
    }
    .build_query_as()
    .persistent(false)
    .fetch_optional(c))?;
    let before = if towards.descending {
        highest.saturating_add(1)
    } else {
        lowest.saturating_sub(1)
    };
    Ok(first.map_or(Part::All, |row| {
        let value = order.key(row).value;
        Part::Same(Key { value, id: before })
    }))
}

/// What of a segment is asked for at once. Many rows may have the same value: those after a place are found by value and number,
/// as an index finds no more than one column from a place on.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    All,
    /// The rows with the value of this place, behind it.
    Same(Key),
    /// The rows whose values come after that of this place.
    Behind(Key),
}

impl Walk {
    /// Whether rows of other values follow those of one value.
    const fn has_others(&self) -> bool {
        matches!(self, Self::Column(_) | Self::Contacts { named: true })
    }
}

/// Where in a segment a walk from behind `from` begins: `None`: all of it lies before; `Some(None)`: at its first row.
#[expect(clippy::option_option, reason = "not at all, or from its first row, or behind a key")]
fn within(segment: &Segment, from: Option<&Key>, towards: Towards) -> Option<Option<Key>> {
    let Some(from) = from else {
        return Some(None);
    };
    let is_empty = from.value.is_empty();
    match (&segment.walk, &segment.value) {
        // All rows have one value: before, at, or behind that of the place.
        (Walk::Numbers, Some(value)) => {
            let at = |id| Key {
                value: value.clone(),
                id,
            };
            let begin = Key {
                value: from.value.clone(),
                id: 0,
            };
            match towards.compare(&at(0), &begin) {
                core::cmp::Ordering::Less => None,
                core::cmp::Ordering::Equal => Some(Some(at(from.id))),
                core::cmp::Ordering::Greater => Some(None),
            }
        }
        (Walk::Contacts { named }, _) if *named == is_empty => {
            // The other part: it lies behind unless it is the one that comes first.
            let comes_first = *named != towards.empty_first;
            (!comes_first).then_some(None)
        }
        (Walk::Column(_), _) if is_empty => towards.empty_first.then_some(None),
        _ => Some(Some(from.clone())),
    }
}

/// A stretch of one segment.
struct Stretch<'a> {
    asked: &'a Asked<'a>,
    order: &'a Order,
    segment: &'a Segment,
    towards: Towards,
    part: &'a Part,
    numbers: Option<(i64, i64)>,
}

impl Stretch<'_> {
    fn query<DB>(&self, is_sqlite: bool, limit: usize) -> QueryBuilder<DB>
    where
        DB: Database,
        i64: for<'q> Encode<'q, DB> + Type<DB>,
        for<'s> &'s str: Encode<'s, DB>,
        String: for<'q> Encode<'q, DB> + Type<DB>,
    {
        let mut query = QueryBuilder::new("SELECT ");
        query.push(self.order.columns_of(self.segment)).push(" FROM ");
        let by_contact = matches!(self.segment.walk, Walk::Contacts { .. });
        match (by_contact, is_sqlite) {
            (true, true) => query.push(
                "contact k INDEXED BY contact_name CROSS JOIN conversation c INDEXED BY conversation_by_contact ON \
                 c.contact_id = k.id",
            ),
            (true, false) => query.push("contact k JOIN conversation c ON c.contact_id = k.id"),
            (false, true) => query.push("conversation c INDEXED BY ").push(&self.segment.index),
            (false, false) => query.push("conversation c"),
        };
        query
            .push(" WHERE c.status IN ('closed', 'spam') AND ")
            .push(&self.segment.condition);
        if !self.segment.is_seen {
            self.asked.push_scope(&mut query);
        }
        for condition in self.asked.conditions {
            if self.order.knows(condition) {
                super::condition::push(&mut query, condition, self.asked.now);
            }
        }
        self.push_part(&mut query);
        self.push_order(&mut query);
        query
            .push(" LIMIT ")
            .push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
        query
    }

    fn push_part<DB>(&self, query: &mut QueryBuilder<DB>)
    where
        DB: Database,
        i64: for<'q> Encode<'q, DB> + Type<DB>,
        String: for<'q> Encode<'q, DB> + Type<DB>,
    {
        let beyond = self.towards.beyond();
        let (key, sign) = match self.part {
            Part::All => (None, ""),
            Part::Same(key) => (Some(key), "="),
            Part::Behind(key) => (Some(key), beyond),
        };
        if let Some((lowest, highest)) = self.numbers {
            query
                .push(" AND c.id >= ")
                .push(lowest)
                .push(" AND c.id <= ")
                .push(highest);
        }
        match &self.segment.walk {
            Walk::Numbers => {}
            Walk::Column(column) => {
                if let Some(earliest) = self.asked.earliest(self.order) {
                    query.push(" AND ").push(*column).push(" >= ").push(earliest);
                }
                if let Some(key) = key {
                    query.push(" AND ").push(*column).push(" ").push(sign).push(" ");
                    key.value.push(query);
                }
            }
            Walk::Contacts { named } => {
                let is_named = if *named { "NOT NULL" } else { "NULL" };
                query.push(" AND k.name_key IS ").push(is_named);
                if let (true, Some(key)) = (*named, key) {
                    query.push(" AND k.name_key ").push(sign).push(" ");
                    key.value.push(query);
                }
            }
        }
        let Part::Same(key) = self.part else {
            return;
        };
        let (Walk::Contacts { .. }, Value::Name(_, contact)) = (&self.segment.walk, &key.value) else {
            query.push(" AND c.id ").push(beyond).push(" ").push_bind(key.id);
            return;
        };
        query.push(" AND k.id ").push(beyond).push("= ").push_bind(*contact);
        query.push(" AND (k.id <> ").push_bind(*contact);
        query
            .push(" OR c.id ")
            .push(beyond)
            .push(" ")
            .push_bind(key.id)
            .push(")");
    }

    fn push_order<DB: Database>(&self, query: &mut QueryBuilder<DB>) {
        let way = self.towards.word();
        query.push(" ORDER BY ");
        match &self.segment.walk {
            Walk::Numbers => {
                if let Some(column) = self.segment.empty {
                    query.push(column).push(way).push(", ");
                }
            }
            Walk::Column(column) => {
                query.push(*column).push(way).push(", ");
            }
            Walk::Contacts { .. } => {
                query.push("k.name_key").push(way).push(", k.id").push(way).push(", ");
            }
        }
        query.push("c.id").push(way);
    }
}
