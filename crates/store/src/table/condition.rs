//! The table's conditions in SQL: what [`model::Condition::is_met_by`] says of one conversation, on its row `c`.

use model::{
    Choice, Column, Condition, ContactTerms, Field, GeneralStatus, Moment, Span, Status, Test, TextPart, TimeBasis,
    Timestamp, UserId,
};
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::order::stored;

/// What conditions are resolved with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Now {
    pub(super) reader: UserId,
    pub(super) basis: TimeBasis,
    pub(super) at: Timestamp,
    pub(super) offset: i16,
}

/// Appends a condition after an AND. What is compared as text is left to [`Sought`].
pub(super) fn push<DB>(query: &mut QueryBuilder<DB>, condition: &Condition, now: Now)
where
    DB: Database,
    i64: for<'q> Encode<'q, DB> + Type<DB>,
{
    let sql = sql(condition, now);
    if !sql.is_empty() {
        query.push(" AND ").push(sql);
    }
}

/// Numbers and the model's own words only: nothing that somebody has typed.
pub(super) fn sql(condition: &Condition, now: Now) -> String {
    match condition.field {
        Field::Unread => match condition.test {
            Test::Yes => "c.unread > 0".to_owned(),
            _ => "c.unread = 0".to_owned(),
        },
        Field::Messages => String::new(),
        Field::Phone => of_contact("phone", &condition.test),
        Field::Email => of_contact("email", &condition.test),
        Field::Stage => {
            const STAGE: &str = "(SELECT k.stage_id FROM contact k WHERE k.id = c.contact_id)";
            chosen(STAGE, &condition.test, now.reader)
        }
        Field::Groups => listed(
            "SELECT 1 FROM contact_group g WHERE g.contact_id = c.contact_id",
            "g.choice_id",
            &condition.test,
        ),
        Field::Column(column) => of_column(column, &condition.test, now),
    }
}

fn of_column(column: Column, test: &Test, now: Now) -> String {
    match column {
        Column::Number => within("c.id", test),
        Column::Inbox => chosen("c.inbox_id", test, now.reader),
        Column::Connection => chosen("c.connection_id", test, now.reader),
        Column::Department => chosen("c.department_id", test, now.reader),
        Column::Agent => chosen("c.assignee_id", test, now.reader),
        Column::Contact => chosen("c.contact_id", test, now.reader),
        Column::Tags => match test {
            Test::Empty => "c.tags = ''".to_owned(),
            Test::NotEmpty => "c.tags <> ''".to_owned(),
            _ => listed(
                "SELECT 1 FROM conversation_tag t WHERE t.conversation_id = c.id",
                "t.tag_id",
                test,
            ),
        },
        Column::Direction => words("c.direction", test),
        Column::Channel => words("c.channel", test),
        Column::Status | Column::DetailedStatus => words("c.status", test),
        Column::Spam => match test {
            Test::Yes => "c.status = 'spam'".to_owned(),
            _ => "c.status <> 'spam'".to_owned(),
        },
        Column::Customer => of_contact("name", test),
        Column::FormFilled => flag("c.form_filled_at", test),
        Column::HistoryRequested => flag("c.history_requested_at", test),
        _ => match (stored(column, now.basis), test) {
            (Some(stored), Test::Empty) => format!("{stored} IS NULL"),
            (Some(stored), Test::NotEmpty | Test::Contains(_)) => format!("{stored} IS NOT NULL"),
            (Some(stored), Test::At(moment)) => at(stored, *moment, now),
            (Some(stored), test) => within(stored, test),
            (None, _) => String::new(),
        },
    }
}

fn of_contact(column: &str, test: &Test) -> String {
    let value = format!("coalesce((SELECT k.{column} FROM contact k WHERE k.id = c.contact_id), '')");
    match test {
        Test::Empty => format!("{value} = ''"),
        _ => format!("{value} <> ''"),
    }
}

fn flag(stored: &str, test: &Test) -> String {
    match test {
        Test::Yes => format!("{stored} IS NOT NULL"),
        _ => format!("{stored} IS NULL"),
    }
}

fn within(stored: &str, test: &Test) -> String {
    let Test::Within(Span { from, to }) = test else {
        return String::new();
    };
    between(stored, *from, *to, "<=")
}

fn at(stored: &str, moment: Moment, now: Now) -> String {
    let (from, until) = moment.resolve(now.at, now.offset);
    between(stored, from.map(|it| it.0), until.map(|it| it.0), "<")
}

fn between(stored: &str, from: Option<i64>, to: Option<i64>, last: &str) -> String {
    let from = from.map(|from| format!("{stored} >= {from}"));
    let to = to.map(|to| format!("{stored} {last} {to}"));
    let ends: Vec<String> = [from, to].into_iter().flatten().collect();
    ends.join(" AND ")
}

fn ids(choices: &[Choice], reader: UserId) -> String {
    let ids: Vec<String> = choices
        .iter()
        .filter_map(|choice| match choice {
            Choice::Id(id) => Some(id.to_string()),
            Choice::Me => Some(reader.to_string()),
            _ => None,
        })
        .collect();
    ids.join(", ")
}

/// Of a column with the id of one thing, or none.
fn chosen(stored: &str, test: &Test, reader: UserId) -> String {
    match test {
        Test::OneOf(choices) => format!("{stored} IN ({})", ids(choices, reader)),
        Test::NoneOf(choices) => format!("({stored} IS NULL OR {stored} NOT IN ({}))", ids(choices, reader)),
        Test::Empty => format!("{stored} IS NULL"),
        Test::NotEmpty => format!("{stored} IS NOT NULL"),
        _ => String::new(),
    }
}

/// Of a table with a row for each of several things.
fn listed(rows: &str, id: &str, test: &Test) -> String {
    match test {
        Test::OneOf(choices) => format!("EXISTS ({rows} AND {id} IN ({}))", ids(choices, UserId(0))),
        Test::NoneOf(choices) => format!("NOT EXISTS ({rows} AND {id} IN ({}))", ids(choices, UserId(0))),
        Test::Empty => format!("NOT EXISTS ({rows})"),
        _ => format!("EXISTS ({rows})"),
    }
}

fn words(stored: &str, test: &Test) -> String {
    let (choices, not) = match test {
        Test::OneOf(choices) => (choices, ""),
        Test::NoneOf(choices) => (choices, "NOT "),
        _ => return String::new(),
    };
    let words: Vec<String> = choices
        .iter()
        .flat_map(|it| stored_words(*it))
        .map(|it| format!("'{it}'"))
        .collect();
    format!("{stored} {not}IN ({})", words.join(", "))
}

fn stored_words(choice: Choice) -> Vec<&'static str> {
    let of = |general: GeneralStatus| Status::ALL.iter().copied().filter(move |it| it.general() == general);
    match choice {
        Choice::Status(general) => of(general).map(Status::as_str).collect(),
        Choice::DetailedStatus(status) => vec![status.as_str()],
        Choice::Direction(direction) => vec![direction.as_str()],
        Choice::Channel(channel) => vec![channel.as_str()],
        Choice::Id(_) | Choice::Me => Vec::new(),
    }
}

/// Whether what all rows of a group have in common, their owner or their status, meets the conditions on that column.
pub(super) fn met_by_group(
    conditions: &[Condition],
    column: Column,
    owner: Option<i64>,
    status: Option<Status>,
    reader: UserId,
) -> bool {
    let is = |choice: &Choice| match *choice {
        Choice::Id(id) => owner == Some(id),
        Choice::Me => owner == Some(reader.0),
        Choice::Status(general) => status.is_some_and(|it| it.general() == general),
        Choice::DetailedStatus(detailed) => status == Some(detailed),
        Choice::Direction(_) | Choice::Channel(_) => false,
    };
    conditions
        .iter()
        .filter(|condition| condition.field == Field::Column(column))
        .all(|condition| match &condition.test {
            Test::OneOf(choices) => choices.iter().any(is),
            Test::NoneOf(choices) => !choices.iter().any(is),
            Test::Empty => owner.is_none(),
            Test::NotEmpty => owner.is_some(),
            Test::Yes => status == Some(Status::Spam),
            Test::No => status != Some(Status::Spam),
            _ => true,
        })
}

/// As [`met_by_group`], of a word.
pub(super) fn met_by_choice(conditions: &[Condition], column: Column, is: Choice) -> bool {
    conditions
        .iter()
        .filter(|condition| condition.field == Field::Column(column))
        .all(|condition| match &condition.test {
            Test::OneOf(choices) => choices.contains(&is),
            Test::NoneOf(choices) => !choices.contains(&is),
            _ => true,
        })
}

/// The two kinds of rows, which are read in different ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    Open,
    Closed,
}

/// Whether rows of a kind can meet the conditions at all.
pub(super) fn may_meet(conditions: &[Condition], rows: Rows) -> bool {
    let is_closed = |status: Status| matches!(status, Status::Closed | Status::Spam);
    let statuses = Status::ALL
        .iter()
        .filter(|status| is_closed(**status) == (rows == Rows::Closed));
    statuses.into_iter().any(|status| {
        [Column::Status, Column::DetailedStatus, Column::Spam]
            .into_iter()
            .all(|column| met_by_group(conditions, column, None, Some(*status), UserId(0)))
    })
}

/// A condition on a text of the row or its contact, ready to be compared.
pub(super) struct Sought {
    text: Text,
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Text {
    StartPage,
    Comment,
    Name,
    Email,
    Phone,
}

enum What {
    Part(TextPart),
    OfContact(ContactTerms),
}

/// The texts of a row that are looked at; the others are not read.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Texts {
    pub(super) id: i64,
    start_url: Option<String>,
    review_comment: Option<String>,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
}

impl Sought {
    /// `None`: SQL says all of this condition, or it is about messages.
    pub(super) fn of(condition: &Condition) -> Option<Self> {
        let Test::Contains(part) = &condition.test else {
            return None;
        };
        let of_contact = |text| (text, What::OfContact(ContactTerms::of(part)));
        let (text, what) = match condition.field {
            Field::Column(Column::Customer) => of_contact(Text::Name),
            Field::Email => of_contact(Text::Email),
            Field::Phone => of_contact(Text::Phone),
            Field::Column(Column::StartPage) => (Text::StartPage, What::Part(TextPart::of(part))),
            Field::Column(Column::SupervisorComment) => (Text::Comment, What::Part(TextPart::of(part))),
            _ => return None,
        };
        Some(Self { text, what })
    }

    pub(super) fn is_in(&self, texts: &Texts) -> bool {
        let text = match self.text {
            Text::StartPage => texts.start_url.as_deref(),
            Text::Comment => texts.review_comment.as_deref(),
            Text::Name => texts.name.as_deref(),
            Text::Email => texts.email.as_deref(),
            Text::Phone => texts.phone.as_deref(),
        };
        match (&self.what, self.text) {
            (What::Part(part), _) => text.is_some_and(|text| part.is_in(text)),
            (What::OfContact(terms), Text::Email) => terms.match_contact("", text, None),
            (What::OfContact(terms), Text::Phone) => terms.match_contact("", None, text),
            (What::OfContact(terms), _) => terms.match_contact(text.unwrap_or_default(), None, None),
        }
    }
}

/// Appends what is selected for [`Texts`], and from where.
pub(super) fn push_texts<DB: Database>(query: &mut QueryBuilder<DB>, sought: &[Sought]) {
    let mut of_contact = false;
    query.push("SELECT c.id");
    for (text, column, name) in [
        (Text::StartPage, "c.start_url", "start_url"),
        (Text::Comment, "c.review_comment", "review_comment"),
        (Text::Name, "k.name", "name"),
        (Text::Email, "k.email", "email"),
        (Text::Phone, "k.phone", "phone"),
    ] {
        let is_sought = sought.iter().any(|it| it.text == text);
        of_contact |= is_sought && column.starts_with("k.");
        let column = if is_sought { column } else { "CAST(NULL AS TEXT)" };
        query.push(", ").push(column).push(" AS ").push(name);
    }
    query.push(" FROM conversation c");
    if of_contact {
        query.push(" JOIN contact k ON k.id = c.contact_id");
    }
}
