//! What is asked of the table, and a stretch of its rows.

use super::column::{Column, TimeBasis};
use super::condition::{Condition, check};
use crate::{Conversation, ConversationId, Problem, Timestamp, UserId};

/// Counting stops here: "10,000+".
pub const MOST_COUNTED: u32 = 10_000;
/// Most rows that are given at once.
pub const MOST_ROWS: u16 = 200;

/// The order of the table (R6). What has no value comes last both ways; what is equal is in the order of its numbers, the same
/// way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Sort {
    pub column: Column,
    pub descending: bool,
}

/// What stands in the table, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct TableQuery {
    pub conditions: Vec<Condition>,
    pub sort: Sort,
    /// Which durations are meant, in conditions and order.
    pub time: TimeBasis,
}

/// What a row stands in order by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyValue {
    Empty,
    /// A number, time, duration or rating, or the place of a word among its like.
    Number(i64),
    Text(String),
    /// An inbox, connection, department, agent or contact: in the order of their names as they are now. `None`: a contact
    /// without one, after all others.
    Name {
        name: Option<String>,
        id: i64,
    },
}

/// A place in the table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct TableKey {
    pub value: KeyValue,
    pub id: ConversationId,
}

/// Where a stretch begins or ends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    #[default]
    Top,
    /// The rows that follow this place.
    After(TableKey),
    /// The rows that come before it.
    Before(TableKey),
    /// From the row with this number on. Where it is not in the table: from the next one on, in the order of numbers;
    /// in another order `NotFound`.
    Number(ConversationId),
    /// In the order of times: from the first row that is not before this, or when descending not after it. In another order
    /// `Invalid`.
    Time(Timestamp),
}

/// A stretch of the table, asked for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TableRequest {
    pub query: TableQuery,
    #[serde(default)]
    pub place: Place,
    /// At most [`MOST_ROWS`].
    pub rows: u16,
    /// Minutes by which the reader's clocks are ahead of UTC: where "today" begins.
    pub offset: i16,
}

/// A stretch of the table, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TablePage {
    pub rows: Vec<Conversation>,
    /// The table may go on before the first row: ask for what is before this.
    pub previous: Option<TableKey>,
    /// The table may go on after the last row: ask for what is after this. There may be fewer rows than were asked for, or
    /// none, and yet more to come: what is rare is looked for step by step.
    pub next: Option<TableKey>,
}

/// How many rows the table has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TableCount {
    /// At most [`MOST_COUNTED`].
    pub rows: u32,
    /// There are more than that, or counting on would take too long.
    pub more: bool,
}

impl Default for Sort {
    /// The newest first.
    fn default() -> Self {
        Self {
            column: Column::Number,
            descending: true,
        }
    }
}

impl Sort {
    /// `created`, or `-created` for descending: for addresses.
    pub fn to_text(self) -> String {
        let sign = if self.descending { "-" } else { "" };
        format!("{sign}{}", self.column.as_str())
    }

    /// What [`Self::to_text`] wrote, of a column that sorts.
    pub fn from_text(text: &str) -> Option<Self> {
        let (descending, word) = text.strip_prefix('-').map_or((false, text), |word| (true, word));
        let column = Column::parse(word).filter(|column| column.sorts())?;
        Some(Self { column, descending })
    }

    /// What a click on a column's header makes of it: this column, or the other way round.
    #[must_use]
    pub fn clicked(self, column: Column) -> Self {
        Self {
            column,
            descending: self.column == column && !self.descending,
        }
    }
}

impl TableQuery {
    /// `Invalid` as [`check`] says, or with field `sort`.
    pub fn check(&self) -> Result<(), Problem> {
        if !self.sort.column.sorts() {
            return Err(Problem::invalid("sort", "wrong"));
        }
        check(&self.conditions)
    }

    /// Whether a conversation stands in the table of a reader who may see it. `None`: its row does not say.
    pub fn lets_through(&self, it: &Conversation, reader: UserId, now: Timestamp, offset: i16) -> Option<bool> {
        let mut all_known = true;
        for condition in &self.conditions {
            match condition.is_met_by(it, reader, self.time, now, offset) {
                Some(false) => return Some(false),
                Some(true) => {}
                None => all_known = false,
            }
        }
        all_known.then_some(true)
    }
}

impl TableRequest {
    /// `Invalid` as [`TableQuery::check`] says, or with field `rows`, `offset` or `place`.
    pub fn check(&self) -> Result<(), Problem> {
        if self.rows == 0 || self.rows > MOST_ROWS {
            return Err(Problem::invalid("rows", "wrong"));
        }
        // The farthest places are 14 hours ahead of UTC and 12 behind.
        if !(-720..=840).contains(&self.offset) {
            return Err(Problem::invalid("offset", "wrong"));
        }
        if matches!(self.place, Place::Time(_)) && self.query.sort.column.kind() != super::ColumnKind::Time {
            return Err(Problem::invalid("place", "wrong"));
        }
        self.query.check()
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, Sort, TableQuery, TableRequest};
    use crate::conversation::tests::conversation;
    use crate::{Choice, Column, Condition, Field, Problem, Test, Timestamp, UserId};

    #[test]
    fn an_order_comes_back_from_its_short_form() {
        for column in Column::ALL.iter().copied().filter(|column| column.sorts()) {
            for descending in [false, true] {
                let sort = Sort { column, descending };
                assert_eq!(Sort::from_text(&sort.to_text()), Some(sort));
            }
        }
        for wrong in ["", "-", "tags", "--number", "nothing"] {
            assert_eq!(Sort::from_text(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_click_sorts_and_the_next_one_turns_it_round() {
        let first = Sort::default().clicked(Column::Created);
        assert_eq!(first.to_text(), "created");
        assert_eq!(first.clicked(Column::Created).to_text(), "-created");
        assert_eq!(first.clicked(Column::Created).clicked(Column::Created), first);
    }

    #[test]
    fn a_request_that_cannot_be_answered_is_refused() {
        let fine = TableRequest {
            query: TableQuery::default(),
            place: Place::Top,
            rows: 50,
            offset: -180,
        };
        assert_eq!(fine.check(), Ok(()));
        let change = |change: fn(&mut TableRequest)| {
            let mut it = fine.clone();
            change(&mut it);
            it.check()
        };
        assert_eq!(change(|it| it.rows = 0), Err(Problem::invalid("rows", "wrong")));
        assert_eq!(change(|it| it.rows = 201), Err(Problem::invalid("rows", "wrong")));
        assert_eq!(change(|it| it.offset = 900), Err(Problem::invalid("offset", "wrong")));
        assert_eq!(
            change(|it| it.place = Place::Time(Timestamp(1))),
            Err(Problem::invalid("place", "wrong"))
        );
        assert_eq!(
            change(|it| it.query.sort.column = Column::Tags),
            Err(Problem::invalid("sort", "wrong"))
        );
    }

    #[test]
    fn what_fails_one_condition_is_out_even_if_another_is_not_known() {
        let known = |test| Condition {
            field: Field::Column(Column::Spam),
            test,
        };
        let unknown = Condition {
            field: Field::Stage,
            test: Test::OneOf(vec![Choice::Id(1)]),
        };
        for (conditions, expected) in [
            (vec![], Some(true)),
            (vec![known(Test::No)], Some(true)),
            (vec![unknown.clone(), known(Test::Yes)], Some(false)),
            (vec![unknown, known(Test::No)], None),
        ] {
            let query = TableQuery {
                conditions,
                ..TableQuery::default()
            };
            let through = query.lets_through(&conversation(), UserId(1), Timestamp(0), 0);
            assert_eq!(through, expected, "{query:?}");
        }
    }
}
