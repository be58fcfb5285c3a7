//! A row's place in an order, and which comes first of two.

use core::cmp::Ordering;

use model::{ConversationId, KeyValue, Sort, TableKey};
use sqlx::{Database, Encode, QueryBuilder, Type};

/// What a row stands in order by, in Rust's order; the empty ones are put last by [`Towards::compare`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Empty,
    Number(i64),
    Text(String),
    /// A name and whose it is.
    Name(Option<String>, i64),
}

/// A row's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) value: Value,
    pub(super) id: i64,
}

/// Which way the table is read: as it is sorted, or from a place back to its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Towards {
    pub(super) descending: bool,
    /// Reading back: what has no value comes first.
    pub(super) empty_first: bool,
}

/// In the order of numbers, the highest first.
pub(super) const NEWEST_FIRST: Towards = Towards {
    descending: true,
    empty_first: false,
};

impl Towards {
    pub(super) fn new(sort: Sort, back: bool) -> Self {
        Self {
            descending: sort.descending != back,
            empty_first: back,
        }
    }

    pub(super) fn compare(self, a: &Key, b: &Key) -> Ordering {
        let turned = |ordering: Ordering| if self.descending { ordering.reverse() } else { ordering };
        let by_value = match (a.value.is_empty(), b.value.is_empty()) {
            (true, false) if self.empty_first => Ordering::Less,
            (true, false) => Ordering::Greater,
            (false, true) if self.empty_first => Ordering::Greater,
            (false, true) => Ordering::Less,
            _ => turned(compare_values(&a.value, &b.value)),
        };
        by_value.then_with(|| turned(a.id.cmp(&b.id)))
    }

    /// The sign between a column and the place after which to go on.
    pub(super) const fn beyond(self) -> &'static str {
        if self.descending { "<" } else { ">" }
    }

    pub(super) const fn word(self) -> &'static str {
        if self.descending { " DESC" } else { "" }
    }
}

fn compare_values(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Name(a, a_id), Value::Name(b, b_id)) => a.cmp(b).then(a_id.cmp(b_id)),
        _ => Ordering::Equal,
    }
}

impl Value {
    /// Nothing, or a name that is none.
    pub(super) const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty | Self::Name(None, _))
    }

    /// Appends what a column is compared with.
    pub(super) fn push<DB>(&self, query: &mut QueryBuilder<DB>)
    where
        DB: Database,
        i64: for<'q> Encode<'q, DB> + Type<DB>,
        String: for<'q> Encode<'q, DB> + Type<DB>,
    {
        match self {
            Self::Text(text) | Self::Name(Some(text), _) => query.push_bind(text.clone()),
            Self::Number(number) => query.push_bind(*number),
            Self::Empty | Self::Name(None, _) => query.push("NULL"),
        };
    }
}

impl From<Key> for TableKey {
    fn from(key: Key) -> Self {
        Self {
            value: match key.value {
                Value::Empty => KeyValue::Empty,
                Value::Number(number) => KeyValue::Number(number),
                Value::Text(text) => KeyValue::Text(text),
                Value::Name(name, id) => KeyValue::Name { name, id },
            },
            id: ConversationId(key.id),
        }
    }
}

impl From<&TableKey> for Key {
    fn from(key: &TableKey) -> Self {
        Self {
            value: match &key.value {
                KeyValue::Empty => Value::Empty,
                KeyValue::Number(number) => Value::Number(*number),
                KeyValue::Text(text) => Value::Text(text.clone()),
                KeyValue::Name { name, id } => Value::Name(name.clone(), *id),
            },
            id: key.id.0,
        }
    }
}
