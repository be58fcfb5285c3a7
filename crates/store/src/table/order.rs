//! The orders of the table: what a row stands in order by, and by which indexes the closed rows are walked.
//!
//! An order is a row of segments, one after the other; within a segment an index is in the right order. So what has no value
//! comes last both ways, whatever the engines think of NULL, and words and names need no index that knows their order.

use model::{
    Channel, Choice, Column, Condition, Direction, Field, GeneralStatus, Scope, Sort, Status, Test, TimeBasis,
    sort_name,
};
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::condition::{met_by_choice, met_by_group};
use super::key::{Key, Towards, Value};
use crate::conn::run;
use crate::{Conn, StoreError};

/// How the index of an order is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Walk {
    /// In the order of numbers.
    Numbers,
    /// By a column that may be empty (then not the empty ones).
    Column(&'static str),
    /// By the names of contacts: those that have one, or the others.
    Contacts { named: bool },
}

/// A stretch of the order that one index gives.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    pub(super) walk: Walk,
    pub(super) index: String,
    /// What else its rows have in common.
    pub(super) condition: String,
    /// Of segments in the order of numbers: what all their rows stand in order by.
    pub(super) value: Option<Value>,
    /// The column that is empty in all of them, by which Postgres has to be told to sort to see that the index is in order.
    pub(super) empty: Option<&'static str>,
    /// The reader sees all of its rows.
    pub(super) is_seen: bool,
}

/// How the key of a row is found: what to select, and what it means.
#[derive(Debug, Clone)]
pub(super) enum Reads {
    /// `c.id` itself.
    Id,
    Number(&'static str),
    Text(&'static str),
    /// The place of a stored word.
    Word(&'static str, fn(&str) -> Option<i64>),
    /// The owner's id; its name is looked up.
    Owner(&'static str, Vec<Named>),
    Contact,
}

/// Somebody or something with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) id: i64,
    pub(super) name: Option<String>,
}

pub(super) struct Order {
    pub(super) column: Column,
    pub(super) reads: Reads,
    segments: Vec<Segment>,
}

#[derive(sqlx::FromRow)]
pub(super) struct KeyRow {
    pub(super) id: i64,
    pub(super) number: Option<i64>,
    pub(super) text: Option<String>,
}

const NO_NUMBER: &str = "CAST(NULL AS BIGINT)";
const NO_TEXT: &str = "CAST(NULL AS TEXT)";

/// The column of the row that a column of the table is.
pub(super) const fn stored(column: Column, basis: TimeBasis) -> Option<&'static str> {
    macro_rules! duration {
        ($name:literal) => {
            match basis {
                TimeBasis::Calendar => concat!("c.", $name),
                TimeBasis::Business => concat!("c.business_", $name),
            }
        };
    }
    Some(match column {
        Column::StartPage => "c.start_key",
        Column::SupervisorComment => "c.comment_key",
        Column::CustomerRating => "c.rating_key",
        Column::SupervisorRating => "c.review_value",
        Column::Created => "c.created_at",
        Column::SentToAgent => "c.queued_at",
        Column::AgentReplied => "c.first_reply_at",
        Column::Accepted => "c.accepted_at",
        Column::LastMessage => "c.last_message_at",
        Column::EndedByAgent => "c.ended_at",
        Column::Closed => "c.closed_at",
        Column::Modified => "c.modified_at",
        Column::WaitingForAgentReply => duration!("waiting_for_agent_reply"),
        Column::AgentResponseTime => duration!("agent_response_time"),
        Column::DurationBeforeAgentClose => duration!("duration_before_agent_close"),
        Column::ConversationDuration => duration!("conversation_duration"),
        Column::InitialResponseTime => duration!("initial_response_time"),
        Column::ChatbotTime => duration!("chatbot_time"),
        Column::TotalResponseTime => duration!("total_response_time"),
        Column::AverageResponseTime => duration!("average_response_time"),
        Column::MaximumResponseTime => duration!("maximum_response_time"),
        _ => return None,
    })
}

/// The index of closed rows by a stored column.
pub(super) fn index_of(column: Column, stored: &str) -> String {
    let name = match column {
        Column::StartPage => "start_page",
        Column::SupervisorComment => "comment",
        Column::CustomerRating => "rating",
        Column::SupervisorRating => "review",
        _ => stored.trim_start_matches("c."),
    };
    format!("conversation_by_{name}")
}

impl Order {
    /// The order of a sort. `conditions` on the column itself leave out segments that nothing could stand in.
    pub(super) async fn new(
        conn: &mut Conn,
        sort: Sort,
        basis: TimeBasis,
        conditions: &[Condition],
        scope: &Scope,
    ) -> Result<Self, StoreError> {
        let (column, reader) = (sort.column, scope.user);
        let group = |index: &str, condition: String, value: Value| Segment {
            walk: Walk::Numbers,
            index: format!("conversation_by_{index}"),
            condition,
            value: Some(value),
            empty: None,
            is_seen: scope.all,
        };
        let (reads, segments) = match column {
            Column::Inbox | Column::Connection | Column::Department | Column::Agent => {
                let (stored, index) = owner(column);
                let named = names(conn, column).await?;
                let seen = match column {
                    Column::Agent => agents_seen(conn, scope).await?,
                    _ => None,
                };
                let is_seen = |agent| seen.as_ref().is_none_or(|seen| seen.contains(&agent));
                let mut segments = Vec::new();
                for it in &named {
                    if is_seen(Some(it.id)) && met_by_group(conditions, column, Some(it.id), None, reader) {
                        let value = Value::Name(it.name.clone(), it.id);
                        segments.push(Segment {
                            is_seen: sees_all_of(scope, column, Some(it.id)),
                            ..group(index, format!("{stored} = {}", it.id), value)
                        });
                    }
                }
                let may_be_empty = Field::Column(column).may_be_empty();
                if may_be_empty && is_seen(None) && met_by_group(conditions, column, None, None, reader) {
                    segments.push(Segment {
                        empty: Some(stored),
                        is_seen: sees_all_of(scope, column, None),
                        ..group(index, format!("{stored} IS NULL"), Value::Empty)
                    });
                }
                (Reads::Owner(stored, named), segments)
            }
            Column::Status | Column::DetailedStatus | Column::Spam => {
                let place = match column {
                    Column::Status => general_place,
                    Column::DetailedStatus => detailed_place,
                    _ => spam_place,
                };
                let mut segments = Vec::new();
                for status in [Status::Closed, Status::Spam] {
                    if met_by_group(conditions, column, None, Some(status), reader) {
                        let value = place(status.as_str()).map_or(Value::Empty, Value::Number);
                        let condition = format!("c.status = '{}'", status.as_str());
                        segments.push(group("status", condition, value));
                    }
                }
                // Both are "closed" there: one segment, as they are to be in the order of their numbers.
                if column == Column::Status && segments.len() == 2 {
                    segments.truncate(1);
                    "conversation_by_number".clone_into(&mut segments[0].index);
                    "1 = 1".clone_into(&mut segments[0].condition);
                }
                (Reads::Word("c.status", place), segments)
            }
            Column::Direction => {
                let all = Direction::ALL.iter().map(|it| (Choice::Direction(*it), it.as_str()));
                let met = all.filter(|(it, _)| met_by_choice(conditions, column, *it));
                words(
                    "direction",
                    "c.direction",
                    met.map(|(_, word)| word),
                    direction_place,
                    &group,
                )
            }
            Column::Channel => {
                let all = Channel::ALL.iter().map(|it| (Choice::Channel(*it), it.as_str()));
                let met = all.filter(|(it, _)| met_by_choice(conditions, column, *it));
                words("channel", "c.channel", met.map(|(_, word)| word), channel_place, &group)
            }
            Column::FormFilled | Column::HistoryRequested => flags(column, conditions, &group),
            Column::Customer | Column::Contact => {
                let part = |named| Segment {
                    walk: Walk::Contacts { named },
                    value: None,
                    ..group("contact", "1 = 1".to_owned(), Value::Empty)
                };
                let asked = |test: &Test| on(conditions, column).any(|it| it.test == *test);
                let segments = [(true, Test::Empty), (false, Test::NotEmpty)];
                let segments = segments.into_iter().filter(|(_, without)| !asked(without));
                (Reads::Contact, segments.map(|(named, _)| part(named)).collect())
            }
            Column::Number | Column::Tags => (Reads::Id, vec![group("number", "1 = 1".to_owned(), Value::Empty)]),
            _ => by_column(column, basis, conditions, &group)?,
        };
        let mut order = Self {
            column,
            reads,
            segments,
        };
        order.in_order();
        Ok(order)
    }

    /// Puts the segments in rising order, the empty one last.
    fn in_order(&mut self) {
        let rising = Towards {
            descending: false,
            empty_first: false,
        };
        let key = |segment: &Segment| {
            let value = segment.value.clone().unwrap_or(Value::Number(0));
            Key { value, id: 0 }
        };
        if !matches!(
            self.reads,
            Reads::Contact | Reads::Id | Reads::Number(_) | Reads::Text(_)
        ) {
            self.segments.sort_by(|a, b| rising.compare(&key(a), &key(b)));
        }
    }

    /// Whether a walk asks for many stretches, one for each of whom rows may be.
    pub(super) fn is_in_pieces(&self) -> bool {
        self.segments.len() > 8
    }

    /// The segments in the order in which they are walked.
    pub(super) fn segments(&self, towards: Towards) -> Vec<Segment> {
        let is_empty = |segment: &Segment| {
            (segment.value == Some(Value::Empty) && !matches!(self.reads, Reads::Id))
                || segment.walk == Walk::Contacts { named: false }
        };
        let (empty, mut filled): (Vec<_>, Vec<_>) = self.segments.iter().cloned().partition(is_empty);
        if towards.descending {
            filled.reverse();
        }
        if towards.empty_first {
            empty.into_iter().chain(filled).collect()
        } else {
            filled.into_iter().chain(empty).collect()
        }
    }

    /// Appends that only the first rows behind a place are wanted, where the engines order as we do: by numbers and texts.
    pub(super) fn push_first<DB>(
        &self,
        query: &mut QueryBuilder<DB>,
        towards: Towards,
        from: Option<&Key>,
        wanted: usize,
    ) where
        DB: Database,
        i64: for<'q> Encode<'q, DB> + Type<DB>,
        String: for<'q> Encode<'q, DB> + Type<DB>,
    {
        // The column, and what stands between it and the number.
        let (column, contact) = match self.reads {
            Reads::Id => (None, None),
            Reads::Number(column) | Reads::Text(column) => (Some(column), None),
            Reads::Contact => (Some("k.name_key"), Some("k.id")),
            Reads::Word(..) | Reads::Owner(..) => return,
        };
        let (beyond, way) = (towards.beyond(), towards.word());
        // What no row is without is in the order of an index as it stands.
        if let (Column::Created | Column::Modified, Some(column)) = (self.column, column) {
            if let Some(from) = from {
                query.push(format!(" AND ({column}, c.id) {beyond} ("));
                from.value.push(query);
                query.push(format!(", {})", from.id));
            }
            query.push(format!(" ORDER BY {column}{way}, c.id{way} LIMIT "));
            query.push_bind(i64::try_from(wanted).unwrap_or(i64::MAX));
            return;
        }
        if let Some(from) = from {
            let id = format!("c.id {beyond} {}", from.id);
            let same = match (contact, &from.value) {
                (Some(contact), Value::Name(_, its)) => {
                    format!("({contact} {beyond} {its} OR ({contact} = {its} AND {id}))")
                }
                _ => id,
            };
            let is_empty = from.value.is_empty();
            query.push(" AND ");
            match column {
                None => query.push(same),
                Some(column) if is_empty && towards.empty_first => {
                    query.push(format!("({column} IS NOT NULL OR ({column} IS NULL AND {same}))"))
                }
                Some(column) if is_empty => query.push(format!("({column} IS NULL AND {same})")),
                Some(column) => {
                    query.push(format!("({column} {beyond} "));
                    from.value.push(query);
                    query.push(format!(" OR ({column} = "));
                    from.value.push(query);
                    let others = if towards.empty_first { "FALSE" } else { "TRUE" };
                    query.push(format!(" AND {same}) OR ({column} IS NULL AND {others}))"))
                }
            };
        }
        query.push(" ORDER BY ");
        if let Some(column) = column {
            let empty = if towards.empty_first { " DESC" } else { "" };
            query.push(format!("{column} IS NULL{empty}, {column}{way}, "));
        }
        if let Some(contact) = contact {
            query.push(format!("{contact}{way}, "));
        }
        query.push(format!("c.id{way} LIMIT "));
        query.push_bind(i64::try_from(wanted).unwrap_or(i64::MAX));
    }

    /// What is selected for the key of a segment's row: no more than its number when all of them have the same value.
    pub(super) fn columns_of(&self, segment: &Segment) -> String {
        if segment.value.is_some() {
            format!("c.id, {NO_NUMBER} AS number, {NO_TEXT} AS text")
        } else {
            self.columns()
        }
    }

    /// The place of a segment's row that was read.
    pub(super) fn key_of(&self, segment: &Segment, row: KeyRow) -> Key {
        match &segment.value {
            Some(value) => Key {
                value: value.clone(),
                id: row.id,
            },
            None => self.key(row),
        }
    }

    /// What is selected for a row's key.
    pub(super) fn columns(&self) -> String {
        let (number, text) = match &self.reads {
            Reads::Id => (NO_NUMBER, NO_TEXT),
            Reads::Number(number) | Reads::Owner(number, _) => (*number, NO_TEXT),
            Reads::Text(text) | Reads::Word(text, _) => (NO_NUMBER, *text),
            Reads::Contact => ("k.id", "k.name_key"),
        };
        format!("c.id, {number} AS number, {text} AS text")
    }

    /// The place of a row that was read.
    pub(super) fn key(&self, row: KeyRow) -> Key {
        let value = match &self.reads {
            Reads::Id => Value::Empty,
            Reads::Number(_) => row.number.map_or(Value::Empty, Value::Number),
            Reads::Text(_) => row.text.map_or(Value::Empty, Value::Text),
            Reads::Word(_, place) => row.text.as_deref().and_then(place).map_or(Value::Empty, Value::Number),
            Reads::Owner(_, named) => row.number.map_or(Value::Empty, |id| {
                let name = named.iter().find(|it| it.id == id).and_then(|it| it.name.clone());
                Value::Name(name, id)
            }),
            Reads::Contact => Value::Name(row.text, row.number.unwrap_or_default()),
        };
        Key { value, id: row.id }
    }
}

fn by_column(
    column: Column,
    basis: TimeBasis,
    conditions: &[Condition],
    group: &impl Fn(&str, String, Value) -> Segment,
) -> Result<(Reads, Vec<Segment>), StoreError> {
    let stored = stored(column, basis)
        .ok_or_else(|| StoreError::internal(&format_args!("there is no order by {}", column.as_str())))?;
    let index = index_of(column, stored);
    let name = index.trim_start_matches("conversation_by_");
    let filled = Segment {
        walk: Walk::Column(stored),
        value: None,
        ..group(name, format!("{stored} IS NOT NULL"), Value::Empty)
    };
    let mut segments = Vec::new();
    if !on(conditions, column).any(|it| it.test == Test::Empty) {
        segments.push(filled);
    }
    let may_be_empty = on(conditions, column).all(|it| it.test == Test::Empty);
    if may_be_empty && !matches!(column, Column::Created | Column::Modified) {
        segments.push(Segment {
            empty: Some(stored),
            ..group(name, format!("{stored} IS NULL"), Value::Empty)
        });
    }
    let is_text = matches!(column, Column::StartPage | Column::SupervisorComment);
    let reads = if is_text {
        Reads::Text(stored)
    } else {
        Reads::Number(stored)
    };
    Ok((reads, segments))
}

fn words(
    index: &str,
    stored: &'static str,
    all: impl Iterator<Item = &'static str>,
    place: fn(&str) -> Option<i64>,
    group: &impl Fn(&str, String, Value) -> Segment,
) -> (Reads, Vec<Segment>) {
    let segments = all
        .map(|word| {
            let value = place(word).map_or(Value::Empty, Value::Number);
            group(index, format!("{stored} = '{word}'"), value)
        })
        .collect();
    (Reads::Word(stored, place), segments)
}

fn flags(
    column: Column,
    conditions: &[Condition],
    group: &impl Fn(&str, String, Value) -> Segment,
) -> (Reads, Vec<Segment>) {
    let (stored, index, reads) = if column == Column::FormFilled {
        (
            "c.form_filled_at",
            "form_filled",
            "CAST(CASE WHEN c.form_filled_at IS NULL THEN 0 ELSE 1 END AS BIGINT)",
        )
    } else {
        (
            "c.history_requested_at",
            "history_requested",
            "CAST(CASE WHEN c.history_requested_at IS NULL THEN 0 ELSE 1 END AS BIGINT)",
        )
    };
    let asked = |test: &Test| on(conditions, column).any(|it| it.test == *test);
    let mut segments = Vec::new();
    if !asked(&Test::Yes) {
        segments.push(group(
            &format!("no_{index}"),
            format!("{stored} IS NULL"),
            Value::Number(0),
        ));
    }
    if !asked(&Test::No) {
        segments.push(group(index, format!("{stored} IS NOT NULL"), Value::Number(1)));
    }
    (Reads::Number(reads), segments)
}

fn on(conditions: &[Condition], column: Column) -> impl Iterator<Item = &Condition> {
    conditions.iter().filter(move |it| it.field == Field::Column(column))
}

const fn owner(column: Column) -> (&'static str, &'static str) {
    match column {
        Column::Inbox => ("c.inbox_id", "inbox"),
        Column::Connection => ("c.connection_id", "connection"),
        Column::Department => ("c.department_id", "department"),
        _ => ("c.assignee_id", "agent"),
    }
}

/// Whether a reader sees all that somebody has, or that is in a department.
fn sees_all_of(scope: &Scope, column: Column, owner: Option<i64>) -> bool {
    scope.all
        || match (column, owner) {
            (Column::Agent, Some(agent)) => agent == scope.user.0,
            (Column::Department, Some(department)) => scope.departments.iter().any(|it| it.0 == department),
            (Column::Department, None) => scope.without_department,
            _ => false,
        }
}

/// Everything of a kind with the key of its name.
async fn names(conn: &mut Conn, column: Column) -> Result<Vec<Named>, StoreError> {
    let sql = match column {
        Column::Inbox => "SELECT id, name FROM inbox",
        Column::Connection => "SELECT id, name FROM connection",
        Column::Department => "SELECT id, name FROM department",
        _ => "SELECT id, name FROM app_user",
    };
    let rows: Vec<(i64, String)> = run!(conn, c => sqlx::query_as(sql).fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| Named {
            id,
            // Not empty, so that it is not taken for a contact without one.
            name: Some(sort_name(&name).unwrap_or_default()),
        })
        .collect())
}

/// Whose closed conversations somebody sees who sees nobody else's but by reservation: themselves and those few. `None`: anybody's.
async fn agents_seen(conn: &mut Conn, scope: &Scope) -> Result<Option<Vec<Option<i64>>>, StoreError> {
    if scope.all || scope.without_department || !scope.departments.is_empty() {
        return Ok(None);
    }
    // The status as the index has it: what awaits its close may be closed a moment later.
    let mut seen: Vec<Option<i64>> = run!(conn, c => sqlx::query_scalar(
        "SELECT DISTINCT assignee_id FROM conversation \
         WHERE reserved_for IS NOT NULL AND reserved_for = $1 AND status IN ('pending_close', 'closed', 'spam')"
    )
    .bind(scope.user.0)
    .fetch_all(c))?;
    seen.push(Some(scope.user.0));
    Ok(Some(seen))
}

fn place<T: PartialEq>(all: &[T], it: &T) -> Option<i64> {
    all.iter()
        .position(|one| one == it)
        .and_then(|at| i64::try_from(at).ok())
}

fn general_place(word: &str) -> Option<i64> {
    place(GeneralStatus::ALL, &Status::parse(word)?.general())
}

fn detailed_place(word: &str) -> Option<i64> {
    place(Status::ALL, &Status::parse(word)?)
}

fn spam_place(word: &str) -> Option<i64> {
    Some(i64::from(Status::parse(word)? == Status::Spam))
}

fn direction_place(word: &str) -> Option<i64> {
    place(Direction::ALL, &Direction::parse(word)?)
}

fn channel_place(word: &str) -> Option<i64> {
    place(Channel::ALL, &Channel::parse(word)?)
}

impl Order {
    /// Whether a place can be one of this order: what comes from a client may be anything.
    pub(super) fn has(&self, key: &Key) -> bool {
        // Postgres takes no text with a zero in it.
        let is_text = match &key.value {
            Value::Text(text) | Value::Name(Some(text), _) => !text.contains('\0'),
            Value::Empty | Value::Number(_) | Value::Name(None, _) => true,
        };
        is_text
            && matches!(
                (&self.reads, &key.value),
                (Reads::Id, Value::Empty)
                    | (Reads::Number(_), Value::Number(_) | Value::Empty)
                    | (Reads::Text(_), Value::Text(_) | Value::Empty)
                    | (Reads::Word(..), Value::Number(_))
                    | (Reads::Owner(..), Value::Name(Some(_), _) | Value::Empty)
                    | (Reads::Contact, Value::Name(..))
            )
    }
}

/// Whether every index of closed rows says it.
pub(super) const fn is_in_all_indexes(field: Field) -> bool {
    matches!(
        field,
        Field::Column(
            Column::Number
                | Column::Agent
                | Column::Department
                | Column::Status
                | Column::DetailedStatus
                | Column::Spam
        )
    )
}

impl Order {
    /// Whether the indexes of this order say of a row if it meets a condition: all of them hold who has it, where it is and
    /// how it ended.
    pub(super) fn knows(&self, condition: &Condition) -> bool {
        if is_in_all_indexes(condition.field) {
            return true;
        }
        match condition.field {
            // The name itself is not in the index.
            Field::Column(Column::Customer) => false,
            Field::Column(column) => column == self.column && !matches!(condition.test, Test::Contains(_)),
            _ => false,
        }
    }
}
