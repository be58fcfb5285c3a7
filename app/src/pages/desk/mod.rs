//! `/desk/{tab}/{number?}`: the list of conversations and the one that is open.
//!
//! The server renders its frame only: nothing here depends on the route or the user until the snapshot has arrived.
//! Under 800 px list and conversation are two pages: `data-open` on `.desk` says which one shows.

pub mod action;
mod connection_banner;
pub mod conversation;
pub mod deed;
pub mod details;
#[cfg(test)]
mod example;
mod funnel;
mod list;
pub mod questions;
pub mod search;
pub mod shortcuts;
mod wanted;
mod way_back;
pub mod work;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::{Command, MessageId, Problem, Tab, UserId};
use replica::Refusal;

pub use connection_banner::ConnectionBanner;
pub use conversation::conversation_log;
pub use details::conversation_sheet;
pub use questions::Questions;
pub use wanted::Wanted;
pub use work::quietly;

use crate::components::{EmptyState, MessagesSkeleton, Notices, Symbol};
use crate::parts::{self, fetch_soon};
use crate::state::{DeskState, Place};
use crate::{platform, texts};

/// The agent's desk.
#[component]
pub fn DeskPage() -> impl IntoView {
    fetch_soon(parts::conversation);
    fetch_soon(parts::details);
    fetch_soon(parts::search);
    let state = DeskState::expect();
    let work = work::Work::expect();
    let place = Memo::new(move |before: Option<&Place>| {
        // On its way out the page stays what it was.
        work.place().get().or(before.copied()).unwrap_or(Place::of(None, None))
    });
    let open = Memo::new(move |_| place.get().conversation);
    let query = use_location().query;
    let sought = Memo::new(move |_| query.with(|query| query.get(search::QUERY)).unwrap_or_default());
    let message = Memo::new(move |_| {
        let message = query.with(|query| query.get(search::MESSAGE)?.parse().ok());
        message.map(MessageId)
    });
    let wanted = Wanted::provide();
    Effect::new(move || match open.get().zip(message.get()) {
        Some((conversation, message)) => wanted.jump_to(conversation, message),
        None => wanted.forget(),
    });
    let title = Memo::new(move |_| {
        let tab = texts::tab(place.get().tab);
        let waiting = state.read(|replica| replica.counts().waiting).unwrap_or_default();
        match waiting {
            0 => format!("{tab} · {}", texts::app_name()),
            _ => format!("({waiting}) {tab} · {}", texts::app_name()),
        }
    });
    Effect::new(move || title.with(|title| document().set_title(title)));
    let drawn = platform::painted(open);
    let pane = move || match drawn.get() {
        Some(id) if state.is_ready().get() => view! { <conversation::ConversationPane id=id place=place /> }.into_any(),
        Some(_) => view! { <MessagesSkeleton /> }.into_any(),
        None => {
            view! { <EmptyState symbol=Symbol::Chat text=Signal::stored(texts::pane_empty().to_owned()) /> }.into_any()
        }
    };
    view! {
        <main class="desk" id="content" data-open=move || open.get().map(|_| "")>
            <h1 class="sr-only">{texts::rail_desk()}</h1>
            <list::ListPane place=place sought=sought />
            <section class="desk-pane" aria-label=texts::pane_label()>
                {pane}
            </section>
            <Questions />
        </main>
    }
    .into_any()
}

/// Actions that were refused are told where notices appear; refused messages say it in their bubble.
pub fn tell_refusals(work: work::Work) {
    let state = work.state;
    let notices = use_context::<Notices>();
    Effect::new(move || {
        let Some(Refusal { command, problem }) = state.refusal.get() else {
            return;
        };
        let silent = matches!(
            command,
            Command::SendMessage { .. } | Command::AddNote { .. } | Command::MarkRead { .. }
        );
        if let (false, Some(notices)) = (silent, notices) {
            if let Command::StartConversation { text, .. } = command {
                let copy = move || platform::copy(text.as_str());
                notices.offer(texts::write_again_failed(), texts::copy(), copy);
            }
            let said = explain(state, &problem);
            match newer(&problem) {
                Some(place) => notices.offer(said, texts::open_it(), move || work.go(place)),
                None => notices.show(said),
            }
        }
    });
}

/// Where the conversation is that stands in the way.
fn newer(problem: &Problem) -> Option<Place> {
    match problem {
        Problem::Conflict {
            status: Some(status),
            conversation: Some(newer),
            ..
        } => Some(Place {
            tab: status.tab(),
            conversation: Some(*newer),
        }),
        _ => None,
    }
}

/// A problem in words, with the name of who was faster where that is the reason.
fn explain(state: DeskState, problem: &Problem) -> String {
    let holder = match problem {
        Problem::Conflict {
            status: Some(status),
            assignee: Some(user),
            ..
        } if status.tab() == Tab::InService => another(state, *user),
        _ => None,
    };
    texts::problem(problem, holder.as_deref())
}

/// The name of a colleague; `None` for myself.
fn another(state: DeskState, user: UserId) -> Option<String> {
    state
        .peek(|replica| {
            (replica.actor().user != user).then(|| {
                let name = replica.directory().user_name(user);
                name.map_or_else(|| texts::somebody().to_owned(), ToOwned::to_owned)
            })
        })
        .flatten()
}
