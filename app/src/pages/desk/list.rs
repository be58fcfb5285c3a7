//! The left side: the tabs with their counts and the virtual list of the one that is chosen (R84 to R88).

use std::borrow::Cow;

use leptos::prelude::*;
use model::{Conversation, ConversationId, Density, Filter, Permission, Tab, TagId, UserId};

use super::action::Action;
use super::funnel::{FunnelButton, Narrowed};
use super::search::{Found, SearchBox};
use super::work::Work;
use crate::components::{
    Colleague, ConversationRow, EmptyState, Icon, IconButton, ListSkeleton, Symbol, Tabs, VirtualList,
};
use crate::live::fetch::{self, Loading};
use crate::state::{DeskState, Place};
use crate::{platform, texts};

/// Height of a row in CSS pixels; `--row` in the style sheet has the same.
const fn row_height(density: Density) -> f64 {
    match density {
        Density::Comfortable => 84.0,
        Density::Compact => 64.0,
    }
}

/// So many rows fill any screen: a list that has fewer fetches on by itself.
const A_SCREEN: usize = 20;

/// Tabs and list.
#[component]
pub fn ListPane(place: Memo<Place>, sought: Memo<String>) -> impl IntoView {
    let state = DeskState::expect();
    let work = Work::expect();
    let tab = Memo::new(move |_| place.get().tab);
    let drawn = platform::painted(tab);
    let counts = Memo::new(move |_| state.read(replica::Replica::counts).unwrap_or_default());
    let on_select = move |tab| {
        work.go(Place {
            tab,
            conversation: None,
        });
    };
    let density = Memo::new(move |_| state.own_settings().get().density);
    let searches = Memo::new(move |_| sought.with(|sought| !sought.trim().is_empty()));
    let list = move || {
        if state.is_ready().get() && searches.get() {
            view! { <Found place=place sought=sought /> }.into_any()
        } else if state.is_ready().get() {
            view! { <TabList tab=drawn.get() place=place density=density.get() /> }.into_any()
        } else {
            view! { <ListSkeleton /> }.into_any()
        }
    };
    view! {
        <section class="desk-list" aria-label=texts::list_label()>
            <div class="desk-list-head">
                <div class="desk-search">
                    <SearchBox sought=sought />
                    <FunnelButton />
                    <BeginButton />
                </div>
                <Tabs selected=tab counts=counts on_select=on_select />
            </div>
            <Show when=move || !searches.get()>
                <Narrowed />
            </Show>
            <div
                id="desk-list"
                class="desk-rows"
                role="tabpanel"
                aria-labelledby=move || format!("tab-{}", drawn.get().as_str())
            >
                {list}
            </div>
        </section>
    }
    .into_any()
}

/// Begins a conversation (R186), for who may answer.
#[component]
fn BeginButton() -> impl IntoView {
    let work = Work::expect();
    let may = Memo::new(move |_| {
        let may = work
            .state
            .read(|replica| replica.actor().permissions.has(Permission::Reply));
        may.unwrap_or_default()
    });
    view! {
        <Show when=move || may.get()>
            <span class="begin">
                <IconButton
                    symbol=Symbol::Add
                    label=Signal::stored(texts::begin().to_owned())
                    on_press=move |()| Action::Begin.run(work)
                />
            </span>
        </Show>
    }
    .into_any()
}

/// The loaded rows of one tab.
#[component]
fn TabList(tab: Tab, place: Memo<Place>, density: Density) -> impl IntoView {
    let state = DeskState::expect();
    let filter = Work::expect().filter();
    let shows_snoozed = RwSignal::new(false);
    let snoozed = Memo::new(move |_| {
        let snoozed = (tab == Tab::InService)
            .then(|| state.read(replica::Replica::snoozed))
            .flatten();
        snoozed.unwrap_or_default()
    });
    Effect::new(move || {
        if snoozed.with(Vec::is_empty) && shows_snoozed.get_untracked() {
            shows_snoozed.set(false);
        }
    });
    let order = Memo::new(move |_| {
        if shows_snoozed.get() {
            snoozed.get()
        } else {
            state.read(|replica| replica.order(tab)).unwrap_or_default()
        }
    });
    let more = Memo::new(move |_| state.read(|replica| replica.next_page(tab)).flatten().is_some());
    let is_empty = Memo::new(move |_| order.with(Vec::is_empty));
    let is_short = Memo::new(move |_| order.with(Vec::len) < A_SCREEN);
    Effect::new(move || {
        // The loaded rows have left for other tabs, or the filter holds them back, and there are more.
        if is_short.get() && more.get() && !state.is_loading(Loading::List(tab)) {
            fetch::more_rows(state, tab);
        }
    });
    let tag = Callback::new(move |tag: TagId| {
        let name = state.read(|replica| {
            let mut tags = replica.directory().tags.iter();
            tags.find(|it| it.id == tag).map(|it| it.name.clone())
        });
        name.flatten().unwrap_or_default()
    });
    let unowned = Filter {
        unowned: true,
        ..Filter::default()
    };
    let unowned = StoredValue::new(unowned);
    let colleague = Callback::new(move |user: UserId| {
        let name = state.read(|replica| replica.directory().user_name(user).map(ToOwned::to_owned));
        Colleague {
            name: name.flatten().unwrap_or_else(|| texts::somebody().to_owned()),
            presence: state.presence(user),
        }
    });
    let row = move |item: Signal<ConversationId>| {
        let id = item.get_untracked();
        let Some(first) = state
            .peek(|replica| replica.conversation(id).map(Cow::into_owned))
            .flatten()
        else {
            return ().into_any();
        };
        let conversation = Memo::new(move |_| {
            let now = state
                .read(|replica| replica.conversation(id).map(Cow::into_owned))
                .flatten();
            now.unwrap_or_else(|| first.clone())
        });
        let here = Place {
            tab,
            conversation: Some(id),
        };
        let href = Signal::derive(move || filter.with(|filter| here.path_in(filter)));
        let is_nobodys = Memo::new(move |_| {
            let nobodys = |row: &Conversation| {
                let me = UserId(0);
                state.read(|replica| unowned.with_value(|it| it.lets_through(row, me, replica.directory())))
            };
            conversation.with(nobodys).unwrap_or_default()
        });
        let selected = Memo::new(move |_| place.get().conversation == Some(id));
        view! {
            <ConversationRow
                conversation=conversation
                href=href
                is_nobodys=is_nobodys
                tag=tag
                selected=selected
                now=state.now
                colleague=colleague
            />
        }
        .into_any()
    };
    let rows = move || {
        if !is_empty.get() {
            view! {
                <VirtualList
                    items=order
                    key=|id: &ConversationId| *id
                    row_height=row_height(density)
                    label=Signal::stored(texts::tab(tab).to_owned())
                    on_near_end=move |()| fetch::more_rows(state, tab)
                    children=row
                />
            }
            .into_any()
        } else if more.get() {
            view! { <ListSkeleton /> }.into_any()
        } else {
            view! { <EmptyState symbol=Symbol::Chat text=Signal::stored(texts::list_empty().to_owned()) /> }.into_any()
        }
    };
    view! {
        <Show when=move || !snoozed.with(Vec::is_empty)>
            <button
                type="button"
                class="desk-snoozed"
                aria-pressed=move || shows_snoozed.get().to_string()
                on:click=move |_| shows_snoozed.update(|shows| *shows = !*shows)
            >
                <Icon symbol=Symbol::Clock />
                {move || texts::snoozed(u32::try_from(snoozed.with(Vec::len)).unwrap_or(u32::MAX))}
            </button>
        </Show>
        <div class="desk-list-rows">{rows}</div>
    }
    .into_any()
}
