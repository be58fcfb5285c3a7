//! The table's filter: a list of conditions that a conversation meets all (R52 to R59), and its short form for addresses.

use core::fmt::Write as _;

use super::column::{Column, ColumnKind, TimeBasis};
use super::moment::Moment;
use super::text::TextPart;
use crate::{
    Channel, ContactTerms, Conversation, Direction, GeneralStatus, MAX_CHOSEN, Problem, RatingKind, Status, Terms,
    Timestamp, UserId,
};

/// Most conditions of a filter.
pub const MAX_CONDITIONS: usize = 30;
/// Most characters of a text that is looked for.
const MAX_PART: usize = 200;

/// What a condition is about: a column, or what has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Field {
    Column(Column),
    /// Of the contact (R147).
    Groups,
    /// Of the contact (R148).
    Stage,
    /// Of the contact (R57).
    Phone,
    /// Of the contact (R57).
    Email,
    /// Words in the messages (R61).
    Messages,
    /// It has customer messages that nobody has read.
    Unread,
}

/// One of several things that are chosen from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Of an inbox, connection, department, tag, agent, contact, group or stage.
    Id(i64),
    /// As an agent: whoever reads.
    Me,
    Status(GeneralStatus),
    DetailedStatus(Status),
    Direction(Direction),
    Channel(Channel),
}

/// From here to there, both included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Span {
    pub from: Option<i64>,
    pub to: Option<i64>,
}

/// What a field must be.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    OneOf(Vec<Choice>),
    /// Also met by what is empty.
    NoneOf(Vec<Choice>),
    Empty,
    NotEmpty,
    Yes,
    No,
    /// Of a number; of a rating in five steps, where a like is 5 and its opposite 1; of a duration in milliseconds.
    Within(Span),
    At(Moment),
    /// Part of a text; of messages and contacts all of its words, the last one unfinished or not.
    Contains(String),
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Condition {
    pub field: Field,
    pub test: Test,
}

impl Field {
    /// In the order in which they are offered.
    pub fn all() -> impl Iterator<Item = Self> {
        let others = [
            Self::Phone,
            Self::Email,
            Self::Groups,
            Self::Stage,
            Self::Messages,
            Self::Unread,
        ];
        Column::ALL.iter().copied().map(Self::Column).chain(others)
    }

    /// Its word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Column(column) => column.as_str(),
            Self::Groups => "groups",
            Self::Stage => "stage",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Messages => "messages",
            Self::Unread => "unread",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::all().find(|field| field.as_str() == text)
    }

    /// What kind of test it takes: of choices [`Test::OneOf`] and [`Test::NoneOf`], of flags [`Test::Yes`] and [`Test::No`], of
    /// texts [`Test::Contains`], of times [`Test::At`], of all others [`Test::Within`].
    pub const fn kind(self) -> ColumnKind {
        match self {
            // Chosen by its id: all conversations of one contact.
            Self::Column(Column::Contact) | Self::Groups | Self::Stage => ColumnKind::Choice,
            Self::Column(column) => column.kind(),
            Self::Phone | Self::Email | Self::Messages => ColumnKind::Text,
            Self::Unread => ColumnKind::Flag,
        }
    }

    /// Whether it can be empty, and be asked for that.
    pub const fn may_be_empty(self) -> bool {
        match self {
            Self::Groups | Self::Stage | Self::Phone | Self::Email => true,
            Self::Messages | Self::Unread => false,
            Self::Column(column) => match column {
                Column::Agent
                | Column::Department
                | Column::Tags
                | Column::Customer
                | Column::StartPage
                | Column::SupervisorComment
                | Column::CustomerRating
                | Column::SupervisorRating => true,
                Column::Created | Column::Modified => false,
                _ => matches!(column.kind(), ColumnKind::Time | ColumnKind::Duration),
            },
        }
    }

    fn takes_choice(self, choice: Choice) -> bool {
        match choice {
            Choice::Id(_) => matches!(
                self,
                Self::Column(
                    Column::Inbox
                        | Column::Connection
                        | Column::Department
                        | Column::Tags
                        | Column::Agent
                        | Column::Contact
                ) | Self::Groups
                    | Self::Stage
            ),
            Choice::Me => self == Self::Column(Column::Agent),
            Choice::Status(_) => self == Self::Column(Column::Status),
            Choice::DetailedStatus(_) => self == Self::Column(Column::DetailedStatus),
            Choice::Direction(_) => self == Self::Column(Column::Direction),
            Choice::Channel(_) => self == Self::Column(Column::Channel),
        }
    }

    fn choice(self, word: &str) -> Option<Choice> {
        let choice = match self {
            Self::Column(Column::Status) => Choice::Status(GeneralStatus::parse(word)?),
            Self::Column(Column::DetailedStatus) => Choice::DetailedStatus(Status::parse(word)?),
            Self::Column(Column::Direction) => Choice::Direction(Direction::parse(word)?),
            Self::Column(Column::Channel) => Choice::Channel(Channel::parse(word)?),
            _ if word == "me" => Choice::Me,
            _ => Choice::Id(word.parse().ok()?),
        };
        self.takes_choice(choice).then_some(choice)
    }
}

impl TryFrom<String> for Field {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        Self::parse(&text).ok_or_else(|| Problem::invalid("field", "wrong"))
    }
}

impl From<Field> for String {
    fn from(field: Field) -> Self {
        field.as_str().to_owned()
    }
}

impl Span {
    fn has(self, value: i64) -> bool {
        self.from.is_none_or(|from| from <= value) && self.to.is_none_or(|to| value <= to)
    }
}

/// `Invalid`: `conditions`/`too_long` for more than [`MAX_CONDITIONS`]; else with the word of the field that is at fault and
/// `wrong` (a test that it does not take, or a stretch that ends before it begins), `required` (nothing chosen, no end, no
/// words) or `too_long` (a text, or more than [`MAX_CHOSEN`] choices).
pub fn check(conditions: &[Condition]) -> Result<(), Problem> {
    if conditions.len() > MAX_CONDITIONS {
        return Err(Problem::invalid("conditions", "too_long"));
    }
    conditions.iter().try_for_each(Condition::check)
}

impl Condition {
    fn check(&self) -> Result<(), Problem> {
        let field = self.field.as_str();
        let refuse = |reason| Err(Problem::invalid(field, reason));
        let takes = match (&self.test, self.field.kind()) {
            (Test::Empty | Test::NotEmpty, _) => self.field.may_be_empty(),
            (Test::OneOf(_) | Test::NoneOf(_), kind) => kind == ColumnKind::Choice,
            (Test::Yes | Test::No, kind) => kind == ColumnKind::Flag,
            (Test::Contains(_), kind) => kind == ColumnKind::Text,
            (Test::At(_), kind) => kind == ColumnKind::Time,
            (Test::Within(_), kind) => {
                matches!(kind, ColumnKind::Number | ColumnKind::Duration | ColumnKind::Rating)
            }
        };
        if !takes {
            return refuse("wrong");
        }
        match &self.test {
            Test::OneOf(choices) | Test::NoneOf(choices) => {
                if choices.is_empty() {
                    return refuse("required");
                }
                if choices.len() > MAX_CHOSEN {
                    return refuse("too_long");
                }
                if !choices.iter().all(|choice| self.field.takes_choice(*choice)) {
                    return refuse("wrong");
                }
            }
            Test::Within(Span { from: None, to: None }) => return refuse("required"),
            Test::Within(Span {
                from: Some(from),
                to: Some(to),
            }) if from > to => return refuse("wrong"),
            Test::At(moment) => moment.check(field)?,
            Test::Contains(part) => {
                if part.chars().count() > MAX_PART {
                    return refuse("too_long");
                }
                let says_nothing = match self.field {
                    Field::Messages => Terms::of(part).is_empty(),
                    Field::Phone | Field::Email | Field::Column(Column::Customer) => ContactTerms::of(part).is_empty(),
                    _ => part.trim().is_empty(),
                };
                if says_nothing {
                    return refuse("required");
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether a conversation meets it. `None`: its row does not say (the contact's groups, stage, number and address, and
    /// what the messages say). `offset` as in [`Moment::resolve`].
    pub fn is_met_by(
        &self,
        conversation: &Conversation,
        reader: UserId,
        basis: TimeBasis,
        now: Timestamp,
        offset: i16,
    ) -> Option<bool> {
        let Field::Column(column) = self.field else {
            return match (self.field, &self.test) {
                (Field::Unread, Test::Yes) => Some(conversation.unread > 0),
                (Field::Unread, Test::No) => Some(conversation.unread == 0),
                _ => None,
            };
        };
        Some(match &self.test {
            Test::OneOf(choices) => choices.iter().any(|it| is(column, *it, conversation, reader)),
            Test::NoneOf(choices) => !choices.iter().any(|it| is(column, *it, conversation, reader)),
            Test::Empty => is_empty(column, conversation, basis),
            Test::NotEmpty => !is_empty(column, conversation, basis),
            Test::Yes => has_flag(column, conversation),
            Test::No => !has_flag(column, conversation),
            Test::Within(span) => column.number(conversation, basis).is_some_and(|it| span.has(it)),
            Test::At(moment) => {
                let (from, until) = moment.resolve(now, offset);
                column
                    .time(conversation)
                    .is_some_and(|it| from.is_none_or(|from| from <= it) && until.is_none_or(|until| it < until))
            }
            Test::Contains(part) => text_of(column, conversation).is_some_and(|text| {
                if column == Column::Customer {
                    ContactTerms::of(part).match_contact(text, None, None)
                } else {
                    TextPart::of(part).is_in(text)
                }
            }),
        })
    }
}

fn is(column: Column, choice: Choice, conversation: &Conversation, reader: UserId) -> bool {
    let lifecycle = &conversation.lifecycle;
    match choice {
        Choice::Me => lifecycle.assignee == Some(reader),
        Choice::Status(status) => lifecycle.status.general() == status,
        Choice::DetailedStatus(status) => lifecycle.status == status,
        Choice::Direction(direction) => lifecycle.direction == direction,
        Choice::Channel(channel) => conversation.channel == channel,
        Choice::Id(id) => match column {
            Column::Inbox => lifecycle.inbox.0 == id,
            Column::Connection => lifecycle.connection.0 == id,
            Column::Department => lifecycle.department.is_some_and(|it| it.0 == id),
            Column::Agent => lifecycle.assignee.is_some_and(|it| it.0 == id),
            Column::Contact => conversation.contact.id.0 == id,
            Column::Tags => conversation.tags.iter().any(|tag| tag.0 == id),
            _ => false,
        },
    }
}

fn is_empty(column: Column, conversation: &Conversation, basis: TimeBasis) -> bool {
    if column == Column::Customer {
        return conversation.contact.name.trim().is_empty();
    }
    column.value(conversation, basis) == super::column::CellValue::Empty
}

fn has_flag(column: Column, conversation: &Conversation) -> bool {
    column.value(conversation, TimeBasis::Calendar) == super::column::CellValue::Flag(true)
}

fn text_of(column: Column, conversation: &Conversation) -> Option<&str> {
    match column {
        Column::Customer => Some(&conversation.contact.name),
        Column::StartPage => conversation.start_page.as_ref().map(|page| page.url.as_str()),
        Column::SupervisorComment => {
            let comment = conversation.review.as_ref()?.comment.as_ref()?;
            Some(comment.as_str())
        }
        _ => None,
    }
}

impl Column {
    /// The number that a rating, a duration or the conversation's number stands in order and is filtered by. A like counts as
    /// 5, its opposite as 1.
    pub fn number(self, conversation: &Conversation, basis: TimeBasis) -> Option<i64> {
        match self {
            Self::Number => Some(conversation.id.0),
            Self::CustomerRating => conversation.rating.as_ref().map(|rating| match rating.kind {
                RatingKind::Five => i64::from(rating.value),
                RatingKind::Like => i64::from(rating.value) * 4 + 1,
            }),
            Self::SupervisorRating => conversation.review.as_ref().map(|review| i64::from(review.value)),
            _ => self.duration(conversation, basis),
        }
    }
}

/// Letters, digits, `-` and `_` stand for themselves; every other byte is `!` and two hexadecimal digits. So an address needs no
/// further escapes.
fn escape(text: &str, into: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            into.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(into, "!{byte:02x}");
        }
    }
}

fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'!' {
            let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            bytes.push(digit(rest.next()?)? * 16 + digit(rest.next()?)?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

impl Condition {
    /// `status.in.waiting.replied~created.last.7~customer.has.maria`: conditions with `~` between, their parts with dots.
    pub fn list_to_text(conditions: &[Self]) -> String {
        let mut text = String::new();
        for condition in conditions {
            if !text.is_empty() {
                text.push('~');
            }
            condition.write(&mut text);
        }
        text
    }

    /// What [`Self::list_to_text`] wrote. `None`: something else; an empty text is an empty list.
    pub fn list_from_text(text: &str) -> Option<Vec<Self>> {
        if text.is_empty() {
            return Some(Vec::new());
        }
        text.split('~').map(Self::read).collect()
    }

    fn write(&self, text: &mut String) {
        text.push_str(self.field.as_str());
        text.push('.');
        text.push_str(self.test.word());
        match &self.test {
            Test::OneOf(choices) | Test::NoneOf(choices) => {
                for choice in choices {
                    text.push('.');
                    choice.write(text);
                }
            }
            Test::Within(Span { from, to }) => write_ends(*from, *to, text),
            Test::At(Moment::Between { from, until }) => write_ends(from.map(|it| it.0), until.map(|it| it.0), text),
            Test::At(Moment::LastDays(days) | Moment::BeforeLastDays(days)) => {
                let _ = write!(text, ".{days}");
            }
            Test::Contains(part) => {
                text.push('.');
                escape(part, text);
            }
            Test::Empty | Test::NotEmpty | Test::Yes | Test::No | Test::At(_) => {}
        }
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let field = Field::parse(parts.next()?)?;
        let word = parts.next()?;
        let parts: Vec<&str> = parts.collect();
        let choices = || parts.iter().map(|part| field.choice(part)).collect::<Option<Vec<_>>>();
        let is = match (word, parts.as_slice()) {
            ("in", _) => Test::OneOf(choices()?),
            ("not", _) => Test::NoneOf(choices()?),
            ("empty", []) => Test::Empty,
            ("filled", []) => Test::NotEmpty,
            ("yes", []) => Test::Yes,
            ("no", []) => Test::No,
            ("within", [from, to]) => {
                let [from, to] = read_ends(from, to)?;
                Test::Within(Span { from, to })
            }
            ("between", [from, until]) => {
                let [from, until] = read_ends(from, until)?.map(|end| end.map(Timestamp));
                Test::At(Moment::Between { from, until })
            }
            ("today", []) => Test::At(Moment::Today),
            ("yesterday", []) => Test::At(Moment::Yesterday),
            ("week", []) => Test::At(Moment::ThisWeek),
            ("month", []) => Test::At(Moment::ThisMonth),
            ("last_month", []) => Test::At(Moment::LastMonth),
            ("last", [days]) => Test::At(Moment::LastDays(days.parse().ok()?)),
            ("before_last", [days]) => Test::At(Moment::BeforeLastDays(days.parse().ok()?)),
            ("has", [part]) => Test::Contains(unescape(part)?),
            _ => return None,
        };
        Some(Self { field, test: is })
    }
}

fn write_ends(from: Option<i64>, to: Option<i64>, text: &mut String) {
    for end in [from, to] {
        text.push('.');
        if let Some(end) = end {
            let _ = write!(text, "{end}");
        }
    }
}

/// The two ends of a stretch; an empty one is open.
fn read_ends(from: &str, to: &str) -> Option<[Option<i64>; 2]> {
    let mut ends = [None; 2];
    for (end, text) in ends.iter_mut().zip([from, to]) {
        if !text.is_empty() {
            *end = Some(text.parse().ok()?);
        }
    }
    Some(ends)
}

impl Test {
    /// Its word in addresses.
    const fn word(&self) -> &'static str {
        match self {
            Self::OneOf(_) => "in",
            Self::NoneOf(_) => "not",
            Self::Empty => "empty",
            Self::NotEmpty => "filled",
            Self::Yes => "yes",
            Self::No => "no",
            Self::Within(_) => "within",
            Self::Contains(_) => "has",
            Self::At(moment) => match moment {
                Moment::Between { .. } => "between",
                Moment::Today => "today",
                Moment::Yesterday => "yesterday",
                Moment::LastDays(_) => "last",
                Moment::BeforeLastDays(_) => "before_last",
                Moment::ThisWeek => "week",
                Moment::ThisMonth => "month",
                Moment::LastMonth => "last_month",
            },
        }
    }
}

impl Choice {
    fn write(self, text: &mut String) {
        match self {
            Self::Id(id) => {
                let _ = write!(text, "{id}");
            }
            Self::Me => text.push_str("me"),
            Self::Status(status) => text.push_str(status.as_str()),
            Self::DetailedStatus(status) => text.push_str(status.as_str()),
            Self::Direction(direction) => text.push_str(direction.as_str()),
            Self::Channel(channel) => text.push_str(channel.as_str()),
        }
    }
}

#[cfg(test)]
mod tests;
