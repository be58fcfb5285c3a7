//! Search in the open conversation and the customer's earlier ones (R69 to R71): a box below the head, the number of hits, and
//! the way from one to the next, also to messages that were not loaded.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{ConversationId, FoundMessage, Terms};

use super::history::History;
use crate::api;
use crate::components::{Icon, IconButton, Symbol};
use crate::{platform, texts};

/// Nobody wants to see what half a word finds.
const PAUSE: Duration = Duration::from_millis(180);

/// What is searched for in a conversation. Copied freely.
#[derive(Clone, Copy)]
pub struct Finder {
    id: ConversationId,
    pub open: RwSignal<bool>,
    text: RwSignal<String>,
    /// What bubbles highlight.
    pub terms: Memo<Option<Terms>>,
    hits: RwSignal<Option<Hits>>,
    failed: RwSignal<bool>,
    /// Which of the hits is shown, from the newest on.
    at: RwSignal<usize>,
    searches: StoredValue<u32>,
    input: NodeRef<html::Input>,
}

#[derive(Debug, Clone)]
struct Hits {
    found: Vec<FoundMessage>,
    more: bool,
}

impl Finder {
    pub fn of(id: ConversationId) -> Self {
        let (open, text) = (RwSignal::new(false), RwSignal::new(String::new()));
        let terms = Memo::new(move |_| {
            let terms = open.get().then(|| text.with(|text| Terms::of(text)))?;
            (!terms.is_empty()).then_some(terms)
        });
        Self {
            id,
            open,
            text,
            terms,
            hits: RwSignal::new(None),
            failed: RwSignal::new(false),
            at: RwSignal::new(0),
            searches: StoredValue::new(0),
            input: NodeRef::new(),
        }
    }

    /// Opens the box, or comes back to it.
    pub fn show(self) {
        self.open.set(true);
        request_animation_frame(move || {
            platform::focus(self.input);
            if let Some(Some(input)) = self.input.try_get_untracked() {
                input.select();
            }
        });
    }

    fn close(self) {
        self.open.set(false);
        platform::focus_first(".composer-text, .messages");
    }

    fn search(self, show: impl Fn(FoundMessage) + Copy + 'static) {
        let Some(this) = self.searches.try_update_value(|searches| {
            *searches = searches.wrapping_add(1);
            *searches
        }) else {
            return;
        };
        let text = self.text.get_untracked();
        if Terms::of(&text).is_empty() {
            self.hits.set(None);
            return;
        }
        spawn_local(async move {
            let answer = api::search_history(self.id, text).await;
            // Something else is searched for by now, or the conversation is closed.
            if self.searches.try_get_value() != Some(this) {
                return;
            }
            self.failed.set(answer.is_err());
            let hits = answer.ok().map(|(found, more)| Hits { found, more });
            let first = hits.as_ref().and_then(|hits| hits.found.first().copied());
            self.hits.set(hits);
            self.at.set(0);
            if let Some(first) = first {
                show(first);
            }
        });
    }

    /// To the next hit above, or the one below; from one end to the other.
    fn step(self, back: bool, show: impl Fn(FoundMessage)) {
        let to = self.hits.with_untracked(|hits| {
            let found = &hits.as_ref()?.found;
            let (at, last) = (self.at.get_untracked(), found.len().checked_sub(1)?);
            let to = match (back, at) {
                (false, at) if at >= last => 0,
                (false, at) => at + 1,
                (true, 0) => last,
                (true, at) => at - 1,
            };
            Some((to, found[to]))
        });
        if let Some((to, hit)) = to {
            self.at.set(to);
            show(hit);
        }
    }

    fn count(self) -> String {
        if self.failed.get() {
            return texts::search_failed().to_owned();
        }
        self.hits.with(|hits| match hits {
            None => String::new(),
            Some(hits) if hits.found.is_empty() => texts::finder_nothing().to_owned(),
            Some(hits) => {
                let more = if hits.more { "+" } else { "" };
                let of = format!("{}{more}", hits.found.len());
                texts::finder_count(&(self.at.get() + 1).to_string(), &of)
            }
        })
    }
}

/// The box. Enter goes to the next hit above, Shift+Enter to the one below, Escape closes.
#[component]
pub fn FinderBox(finder: Finder, history: History, #[prop(into)] show: Callback<FoundMessage>) -> impl IntoView {
    let reach = move |hit: FoundMessage| {
        spawn_local(async move {
            if history.reach(hit.conversation, hit.message).await {
                show.run(hit);
            }
        });
    };
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    on_cleanup(stop);
    let on_input = move |_| {
        let Some(input) = finder.input.get_untracked() else {
            return;
        };
        finder.text.set(input.value());
        stop();
        timer.set_value(set_timeout_with_handle(move || finder.search(reach), PAUSE).ok());
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            finder.step(event.shift_key(), reach);
        }
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            finder.close();
        }
        _ => (),
    };
    view! {
        <Show when=move || finder.open.get()>
            <search class="finder" on:keydown=on_key>
                <Icon symbol=Symbol::Search />
                <input
                    class="finder-input"
                    type="search"
                    node_ref=finder.input
                    aria-label=texts::finder_label()
                    placeholder=texts::finder_label()
                    autocomplete="off"
                    maxlength="200"
                    prop:value=finder.text
                    on:input=on_input
                />
                <span class="finder-count" role="status">{move || finder.count()}</span>
                <IconButton symbol=Symbol::Up label=texts::finder_next() on_press=move |()| finder.step(false, reach) />
                <IconButton symbol=Symbol::Down label=texts::finder_previous() on_press=move |()| finder.step(true, reach) />
                <IconButton symbol=Symbol::Close label=texts::finder_close() on_press=move |()| finder.close() />
            </search>
        </Show>
    }
    .into_any()
}
