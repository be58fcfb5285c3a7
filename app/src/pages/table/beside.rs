//! A conversation beside the table, without leaving it: its messages and those of the earlier ones (R78), or the contact, what the
//! conversation is and what people thought of it, with the supervisor's rating (R17, R171).

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Conversation, ConversationId, Problem};

use super::address::Side;
use super::shown::Table;
use crate::components::{EmptyState, Icon, IconButton, MessagesSkeleton, StatusSign, Symbol, contact_name};
use crate::live::fetch;
use crate::pages::desk::{conversation_log, conversation_sheet};
use crate::platform;
use crate::state::{DeskState, Place};
use crate::texts::later as texts;

/// Made anew for each conversation.
#[component]
pub fn Beside() -> impl IntoView {
    let table = Table::expect();
    let id = Memo::new(move |_| table.address().with(|address| address.beside.map(|(id, _)| id)));
    move || id.get().map(|id| view! { <Panel id=id /> })
}

#[component]
fn Panel(id: ConversationId) -> impl IntoView {
    let table = Table::expect();
    let state = table.state();
    let problem = RwSignal::new(None::<Problem>);
    load(state, id, problem);
    let side = Memo::new(move |before: Option<&Side>| {
        let now = table.address().with(|address| address.beside.map(|(_, side)| side));
        now.or(before.copied()).unwrap_or(Side::History)
    });
    let is_there = Memo::new(move |_| state.read(|replica| replica.window(id).is_some()).unwrap_or_default());
    let present = move || {
        state
            .read(|replica| replica.conversation(id).map(std::borrow::Cow::into_owned))
            .flatten()
    };
    let before = StoredValue::new_local(platform::focused());
    let close = move || {
        table.show_beside(None);
        if let Some(element) = before.get_value() {
            let _ = element.focus();
        }
    };
    Effect::new(|| platform::focus_first(".beside-close button"));
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() {
            event.stop_propagation();
            close();
        }
    };
    let tab = move |this: Side, label: &'static str| {
        view! {
            <button
                type="button"
                class="beside-tab"
                aria-pressed=move || (side.get() == this).to_string()
                on:click=move |_| table.go(true, |address| address.beside = Some((id, this)))
            >
                {label}
            </button>
        }
    };
    let body = move || {
        if let Some(now) = is_there.get().then(|| untrack(present)).flatten() {
            let conversation = Memo::new(move |before: Option<&Conversation>| {
                present().or_else(|| before.cloned()).unwrap_or_else(|| now.clone())
            });
            match side.get() {
                Side::History => conversation_log(id, conversation),
                Side::Details => {
                    view! { <div class="beside-details">{conversation_sheet(id, conversation)}</div> }.into_any()
                }
            }
        } else if problem.with(Option::is_some) {
            view! { <EmptyState symbol=Symbol::Alert text=Signal::stored(texts::pane_not_found().to_owned()) /> }
                .into_any()
        } else {
            view! { <MessagesSkeleton /> }.into_any()
        }
    };
    let head = move || {
        present().map(|it| {
            let to = Place {
                tab: it.lifecycle.status.tab(),
                conversation: Some(id),
            };
            view! {
                <h2 class="beside-name">{contact_name(&it)}</h2>
                <p class="beside-about">
                    <a href=to.path()>{texts::conversation_number(&id.to_string())}</a>
                    <StatusSign status=Signal::stored(it.lifecycle.status) />
                </p>
            }
        })
    };
    view! {
        <aside class="beside-pane" aria-label=texts::table_beside(&id.to_string()) on:keydown=on_key>
            <header class="beside-head">
                <div class="beside-title">{head}</div>
                <span class="beside-close">
                    <IconButton
                        symbol=Symbol::Close
                        label=Signal::stored(texts::close().to_owned())
                        on_press=move |()| close()
                    />
                </span>
                <div class="beside-tabs">
                    {tab(Side::History, texts::table_history())} {tab(Side::Details, texts::table_details())}
                    <a
                        class="beside-tab"
                        href=move || {
                            let tab = present().map_or(model::Tab::Resolved, |it| it.lifecycle.status.tab());
                            Place { tab, conversation: Some(id) }.path()
                        }
                    >
                        <Icon symbol=Symbol::Chat />
                        {texts::table_open()}
                    </a>
                </div>
            </header>
            <div class="beside-body">{body}</div>
        </aside>
    }
    .into_any()
}

/// Fetches it when it is not there, or may have holes since a resync.
fn load(state: DeskState, id: ConversationId, problem: RwSignal<Option<Problem>>) {
    let needed = Memo::new(move |_| {
        state
            .read(|replica| replica.window(id).is_none_or(|window| window.stale))
            .unwrap_or_default()
    });
    let live = state.is_live();
    Effect::new(move || {
        let _ = live.get();
        if needed.get() {
            spawn_local(async move {
                let result = fetch::open(state, id).await;
                let _ = problem.try_set(result.err());
            });
        }
    });
}
