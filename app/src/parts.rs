//! The parts of the app that the browser loads after the first page: what most people do not need at once should not delay it.
//!
//! All of them are here, and this is the first file of the crate: the splitter names a part by where it stands in the source, and
//! after an edit of anything before it half the crate would be compiled again.
#![expect(clippy::unnecessary_wraps, reason = "it is loading that may fail")]

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Conversation, ConversationId};
use replica::Queue;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::live::command_queue;
use crate::pages::{self, desk};
use crate::state::{DeskState, Place};

pub type Page = fn() -> AnyView;

/// Most agents seldom open them.
#[wasm_split(settings, fallible)]
pub fn settings() -> Result<Page, NotLoaded> {
    Ok(pages::settings::page)
}

/// Agents work on the desk.
#[wasm_split(table, fallible)]
pub fn table() -> Result<Page, NotLoaded> {
    Ok(pages::table::page)
}

pub type MakePane = fn(ConversationId, Memo<Place>) -> AnyView;

/// What the pane holds: the list comes first.
#[wasm_split(conversation, fallible)]
pub fn conversation() -> Result<MakePane, NotLoaded> {
    Ok(desk::conversation::pane)
}

pub type Make = fn(ConversationId, Memo<Conversation>) -> AnyView;

/// The messages alone.
#[wasm_split(conversation, fallible)]
pub fn conversation_log() -> Result<Make, NotLoaded> {
    Ok(desk::conversation::log)
}

/// What the panel beside a conversation holds.
#[wasm_split(details, fallible)]
pub fn details() -> Result<Make, NotLoaded> {
    Ok(desk::details::content)
}

pub type MakeResults = fn(Memo<Place>, Memo<String>) -> AnyView;

#[wasm_split(search, fallible)]
pub fn search() -> Result<MakeResults, NotLoaded> {
    Ok(desk::search::results)
}

/// The dialogs that ask before something is done.
#[wasm_split(questions, fallible)]
pub fn questions() -> Result<Page, NotLoaded> {
    Ok(desk::questions::open_question)
}

/// The palette, the list of keys and the choices of the funnel.
#[wasm_split(overview, fallible)]
pub fn overview() -> Result<fn(desk::action::Action) -> AnyView, NotLoaded> {
    Ok(pages::overview::dialog)
}

#[wasm_split(notify, fallible)]
pub fn notify() -> Result<fn(DeskState, Callback<Place>), NotLoaded> {
    Ok(pages::notify::listen)
}

/// Reading commands is seldom needed and much code.
#[wasm_split(unsent, fallible)]
pub fn unsent() -> Result<fn(&str) -> Option<Queue>, NotLoaded> {
    Ok(command_queue::read)
}

/// It could not be loaded: the network, or a server that has another version by now.
#[derive(Debug, Clone, Copy)]
pub struct NotLoaded;

impl From<SplitLoaderError> for NotLoaded {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// How long after the first page the parts that will be wanted soon are fetched.
const SOON: Duration = Duration::from_secs(2);

/// Fetches a part before it is asked for. A failure says nothing: whoever needs the part tries again.
pub fn fetch_soon<V, L: Future<Output = Result<V, NotLoaded>> + 'static>(load: impl Fn() -> L + Copy + 'static) {
    Effect::new(move || {
        set_timeout(
            move || {
                spawn_local(async move {
                    let _ = load().await;
                });
            },
            SOON,
        );
    });
}

/// Calls soon after each beginning of a connection, if it then still stands. For what is fetched once and has to be fetched: a
/// network that was gone too early is made up for by the next connection.
pub fn soon_after_connecting(is_live: Signal<bool>, then: impl Fn() + Copy + 'static) {
    Effect::new(move || {
        if is_live.get() {
            set_timeout(
                move || {
                    if is_live.try_get_untracked() == Some(true) {
                        then();
                    }
                },
                SOON,
            );
        }
    });
}
