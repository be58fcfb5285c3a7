//! What stands in a cell, as people read it: dates and durations in their own language, a dash where nothing is (R8 to R33).

use leptos::either::Either;
use leptos::prelude::*;
use model::{CellValue, Column, Conversation, Directory, Rating, RatingKind, StartPage, Status, TimeBasis, Timestamp};

use super::address::Side;
use super::shown::Table;
use crate::components::{GeneralSign, Icon, Symbol, contact_name};
use crate::state::Place;
use crate::{format, texts::later as texts};

/// Ratings up to this stand out (R169).
const LOW: u8 = 2;

/// What a cell shows. Most are a text and no more: a row is drawn often while the table is scrolled.
pub struct Shown {
    pub inside: Either<String, AnyView>,
    pub title: Option<String>,
    /// For the style sheet.
    pub look: Option<&'static str>,
}

impl Shown {
    fn text(text: impl Into<String>) -> Self {
        Self {
            inside: Either::Left(text.into()),
            title: None,
            look: None,
        }
    }

    fn nothing() -> Self {
        Self::text(texts::details_none()).looking("none")
    }

    fn view(view: AnyView) -> Self {
        Self {
            inside: Either::Right(view),
            title: None,
            look: None,
        }
    }

    fn titled(self, title: String) -> Self {
        Self {
            title: Some(title),
            ..self
        }
    }

    fn looking(self, look: &'static str) -> Self {
        Self {
            look: Some(look),
            ..self
        }
    }
}

/// What a row shows in a column.
pub fn cell(table: Table, column: Column, it: &Conversation, time: TimeBasis, now: Signal<Timestamp>) -> Shown {
    if let Some(since) = column.runs_since(it, time) {
        return Shown::view(running(since, now));
    }
    match column {
        Column::Number => Shown::view(number(it)),
        Column::Contact => Shown::view(contact(table, it)),
        _ => value(table, column, it, time),
    }
}

fn value(table: Table, column: Column, it: &Conversation, time: TimeBasis) -> Shown {
    match column.value(it, time) {
        CellValue::Empty => Shown::nothing(),
        CellValue::Text(text) => Shown::text(text),
        CellValue::Status(status) => Shown::view(view! { <GeneralSign status=status /> }.into_any()),
        CellValue::DetailedStatus(status) => {
            let look = if status == Status::Spam { "spam" } else { "stage" };
            Shown::text(texts::status(status)).looking(look)
        }
        CellValue::Contact(_) => Shown::text(contact_name(it)).looking("customer"),
        CellValue::Page(page) => start_page(page),
        CellValue::Flag(true) if column == Column::Spam => Shown::view(
            view! {
                <span class="cell-spam">
                    <Icon symbol=Symbol::Spam />
                    {texts::status_spam()}
                </span>
            }
            .into_any(),
        ),
        CellValue::Flag(is_set) => Shown::text(yes_or_no(is_set)),
        CellValue::Time(at) => Shown::text(format::moment(at)).titled(format::exact(at)),
        CellValue::Duration(length) => Shown::text(format::short_length(length)).titled(format::length(length)),
        CellValue::CustomerRating(rating) => Shown::view(customer_rating(rating)),
        CellValue::SupervisorRating(value) => Shown::view(stars(value)),
        CellValue::Tags(tags) => {
            let names = table.directory().with(|directory| {
                let name = |id| directory.tags.iter().find(|it| it.id == id).map(|it| it.name.clone());
                tags.iter().filter_map(|id| name(*id)).collect::<Vec<_>>()
            });
            let tag = |name: String| view! { <span class="cell-tag">{name}</span> };
            Shown::view(view! { <span class="cell-tags">{names.into_iter().map(tag).collect_view()}</span> }.into_any())
        }
        named => table
            .directory()
            .with(|directory| words(named, directory))
            .map_or_else(Shown::nothing, Shown::text),
    }
}

/// The name of what is known by its id, and the words for what has one.
fn words(value: CellValue<'_>, directory: &Directory) -> Option<String> {
    match value {
        CellValue::Number(number) => Some(number.to_string()),
        CellValue::Inbox(id) => directory
            .inboxes
            .iter()
            .find(|it| it.id == id)
            .map(|it| it.name.clone()),
        CellValue::Connection(id) => {
            let mut all = directory.connections.iter();
            all.find(|it| it.id == id).map(|it| it.name.clone())
        }
        CellValue::Department(id) => {
            let mut all = directory.departments.iter();
            all.find(|it| it.id == id).map(|it| it.name.clone())
        }
        CellValue::Agent(id) => Some(directory.user_name(id).unwrap_or(texts::somebody()).to_owned()),
        CellValue::Direction(direction) => Some(texts::direction(direction).to_owned()),
        CellValue::Channel(channel) => Some(texts::channel(channel).to_owned()),
        _ => None,
    }
}

/// Counts on while the customer waits.
fn running(since: Timestamp, now: Signal<Timestamp>) -> AnyView {
    view! {
        <span class="cell-running" title=texts::metrics_running()>
            {move || format::short_length(now.get().since(since))}
            <Icon symbol=Symbol::Clock />
        </span>
    }
    .into_any()
}

/// The way to the conversation on the desk.
fn number(it: &Conversation) -> AnyView {
    view! {
        <a class="cell-number" tabindex="-1" href=place(it).path()>
            {it.id.to_string()}
        </a>
    }
    .into_any()
}

/// Where a conversation is on the desk.
pub fn place(it: &Conversation) -> Place {
    Place {
        tab: it.lifecycle.status.tab(),
        conversation: Some(it.id),
    }
}

/// Opens the contact's sheet beside the table (R17, R83).
fn contact(table: Table, it: &Conversation) -> AnyView {
    let id = it.id;
    view! {
        <button
            type="button"
            class="cell-link"
            tabindex="-1"
            on:click=move |_| table.show_beside(Some((id, Side::Details)))
        >
            {texts::details_contact()}
        </button>
    }
    .into_any()
}

/// A link only to the web: the address came from a visitor's browser.
fn start_page(page: &StartPage) -> Shown {
    let StartPage { url, title } = page.clone();
    let shown = if title.is_empty() { url.clone() } else { title };
    if url.starts_with("https://") || url.starts_with("http://") {
        let link = view! {
            <a class="cell-link" tabindex="-1" href=url.clone() title=url target="_blank" rel="noopener noreferrer nofollow">
                {shown}
            </a>
        };
        Shown::view(link.into_any())
    } else {
        Shown::text(shown)
    }
}

fn yes_or_no(is_set: bool) -> &'static str {
    if is_set {
        texts::details_yes()
    } else {
        texts::details_no()
    }
}

fn customer_rating(rating: &Rating) -> AnyView {
    let (symbol, words, is_low) = match (rating.kind, rating.value) {
        (RatingKind::Five, value) => return stars(value),
        (RatingKind::Like, 0) => (Symbol::Dislike, texts::rating_disliked(), true),
        (RatingKind::Like, _) => (Symbol::Like, texts::rating_liked(), false),
    };
    view! {
        <span class="cell-rating" data-low=is_low.then_some("")>
            <Icon symbol=symbol />
            {words}
        </span>
    }
    .into_any()
}

/// Five discs, as many filled as were given; few of them have a sign of their own.
fn stars(value: u8) -> AnyView {
    let discs: String = (1..=5).map(|at| if at <= value { '●' } else { '○' }).collect();
    view! {
        <span class="cell-rating" data-low=(value <= LOW).then_some("")>
            <span aria-hidden="true">{discs}</span>
            <span class="sr-only">{texts::rating_of_five(&value.to_string())}</span>
            {(value <= LOW).then(|| view! { <Icon symbol=Symbol::Alert /> })}
        </span>
    }
    .into_any()
}
