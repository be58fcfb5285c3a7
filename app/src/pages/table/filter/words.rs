//! A condition in words, as its chip shows it.

use model::{Choice, ColumnKind, Condition, Field, Moment, Span, Test};

use super::active;
use super::options::{self, Lists};
use crate::pages::table::shown::Table;
use crate::{format, texts::later as texts};

/// So many choices are named; of more, how many there are.
const NAMED: usize = 3;
const MINUTE: i64 = 60_000;

/// What the field is asked to be; `None`: that is not chosen yet. Followed.
pub fn of_condition(condition: &Condition, table: Table, lists: Lists) -> Option<String> {
    let Condition { field, test } = condition;
    if active().first() == Some(condition) {
        return Some(texts::funnel_only_active().to_owned());
    }
    match test {
        Test::OneOf(choices) => named(*field, choices, table, lists),
        Test::NoneOf(choices) => named(*field, choices, table, lists).map(|named| texts::filter_not(&named)),
        Test::Empty => Some(texts::filter_empty().to_owned()),
        Test::NotEmpty => Some(texts::filter_not_empty().to_owned()),
        Test::Yes => Some(texts::yes().to_owned()),
        Test::No => Some(texts::no().to_owned()),
        Test::Within(Span { from, to }) => {
            let number = |value: i64| match field.kind() {
                ColumnKind::Duration => format::length(value / MINUTE * MINUTE),
                _ => value.to_string(),
            };
            range(from.map(number), to.map(number))
        }
        Test::At(moment) => moment_in_words(*moment),
        Test::Contains(part) => (!part.trim().is_empty()).then(|| part.clone()),
    }
}

fn named(field: Field, choices: &[Choice], table: Table, lists: Lists) -> Option<String> {
    let all = options::of_field(field, table, lists);
    let name = |choice: &Choice| {
        let found = all.iter().find(|(it, _)| it == choice).map(|(_, name)| name.clone());
        found.unwrap_or_else(|| match choice {
            Choice::Id(id) => format!("#{id}"),
            _ => texts::details_none().to_owned(),
        })
    };
    let mut names: Vec<_> = choices.iter().take(NAMED).map(name).collect();
    if choices.len() > NAMED {
        names.push(format!("+{}", choices.len() - NAMED));
    }
    (!names.is_empty()).then(|| names.join(", "))
}

fn range(from: Option<String>, until: Option<String>) -> Option<String> {
    match (from, until) {
        (Some(from), Some(until)) if from == until => Some(from),
        (Some(from), Some(until)) => Some(texts::filter_range(&from, &until)),
        (Some(from), None) => Some(texts::filter_range_from(&from)),
        (None, Some(until)) => Some(texts::filter_range_until(&until)),
        (None, None) => None,
    }
}

fn moment_in_words(moment: Moment) -> Option<String> {
    Some(match moment {
        Moment::Between { from, until } => {
            // Its end is the beginning of the next day.
            let until = until.map(|until| format::date(until.plus(-1)));
            return range(from.map(format::date), until);
        }
        Moment::Today => texts::filter_today().to_owned(),
        Moment::Yesterday => texts::filter_yesterday().to_owned(),
        Moment::LastDays(days) => texts::filter_last_days(u32::from(days)),
        Moment::BeforeLastDays(days) => texts::filter_before_last_days(u32::from(days)),
        Moment::ThisWeek => texts::filter_this_week().to_owned(),
        Moment::ThisMonth => texts::filter_this_month().to_owned(),
        Moment::LastMonth => texts::filter_last_month().to_owned(),
    })
}
