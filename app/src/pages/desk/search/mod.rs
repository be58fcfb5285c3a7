//! Search for contacts and messages (R61, R62): the box above the list, and in the list's place what was found. The address
//! holds what is searched for.

mod results;

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use results::Results;

use super::work::Work;
use crate::components::{Icon, Symbol};
use crate::pages::part::Part;
use crate::state::{Place, narrowed};
use crate::texts;
use crate::{parts, platform};

/// In the address: what is searched for, and the message that is shown.
pub const QUERY: &str = "q";
pub const MESSAGE: &str = "message";

/// Nobody wants to see what half a word finds.
const PAUSE: Duration = Duration::from_millis(180);

/// The box. What is typed goes into the address after a short pause.
#[component]
pub fn SearchBox(sought: Memo<String>) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let text = RwSignal::new(sought.get_untracked());
    let (work, path) = (Work::expect(), use_location().pathname);
    let navigate = use_navigate();
    let go = Callback::new(move |text: String| {
        let path = path.get_untracked();
        let narrowed = work.filter().with_untracked(narrowed::to_query);
        let sought = match text.trim() {
            "" => String::new(),
            text => format!("{QUERY}={}", js_sys::encode_uri_component(text)),
        };
        let query = [sought, narrowed].into_iter().filter(|part| !part.is_empty());
        let query = query.collect::<Vec<_>>().join("&");
        let to = if query.is_empty() {
            path
        } else {
            format!("{path}?{query}")
        };
        let options = NavigateOptions {
            scroll: false,
            replace: true,
            ..NavigateOptions::default()
        };
        navigate(&to, options);
    });
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    on_cleanup(stop);
    Effect::new(move || {
        // Somebody went back, or to another tab.
        let sought = sought.get();
        if text.with_untracked(|text| text.trim() != sought) {
            text.set(sought);
        }
    });
    let on_input = move |_| {
        let Some(input) = input.get_untracked() else { return };
        text.set(input.value());
        stop();
        let waits = set_timeout_with_handle(move || go.run(text.get_untracked()), PAUSE);
        timer.set_value(waits.ok());
    };
    let clear = move || {
        stop();
        text.set(String::new());
        go.run(String::new());
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowDown" | "Enter" => {
            event.prevent_default();
            platform::focus_first(".found .hit");
        }
        "Escape" => {
            event.prevent_default();
            clear();
            if let Some(input) = input.get_untracked() {
                let _ = input.blur();
            }
        }
        _ => (),
    };
    view! {
        <search class="search">
            <Icon symbol=Symbol::Search />
            <input
                class="search-input"
                type="search"
                node_ref=input
                placeholder=texts::search_label()
                aria-label=texts::search_label()
                aria-keyshortcuts="/"
                autocomplete="off"
                enterkeyhint="search"
                maxlength="200"
                prop:value=text
                on:input=on_input
                on:keydown=on_key
            />
            <Show when=move || !text.with(String::is_empty) fallback=|| view! { <kbd class="search-key">"/"</kbd> }>
                <button
                    type="button"
                    class="search-clear"
                    aria-label=texts::search_clear()
                    title=texts::search_clear()
                    on:click=move |_| {
                        clear();
                        platform::focus(input);
                    }
                >
                    <Icon symbol=Symbol::Close />
                </button>
            </Show>
        </search>
    }
    .into_any()
}

/// What was found, in the place of the list.
#[component]
pub fn Found(place: Memo<Place>, sought: Memo<String>) -> impl IntoView {
    view! { <Part load=parts::search show=move |make: parts::MakeResults| make(place, sought) /> }.into_any()
}

/// It, as a part of the app.
pub fn results(place: Memo<Place>, sought: Memo<String>) -> AnyView {
    view! { <Results place=place sought=sought /> }.into_any()
}
