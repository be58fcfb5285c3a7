//! What is kept for me: each conversation with the time that is left, to be accepted or skipped from wherever I am.

use std::borrow::Cow;
use std::time::Duration;

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::{Command, Conversation, ConversationId, Tab, Timestamp};

use super::desk::quietly;
use crate::components::{Avatar, Button, ButtonKind, contact_name, contact_photo};
use crate::live::{browser, command_queue};
use crate::state::{DeskState, Place};
use crate::{format, texts};

/// So many cards are shown before somebody asks for the others: they stand over the list.
const SHOWN: usize = 2;

/// The cards, the longest offered first. Empty it takes no room.
#[component]
pub fn Offers() -> impl IntoView {
    let state = DeskState::expect();
    let offers = Memo::new(move |_| state.read(replica::Replica::offered).unwrap_or_default());
    let is_empty = Memo::new(move |_| offers.with(Vec::is_empty));
    let all = RwSignal::new(false);
    let shown = Memo::new(move |_| {
        let mut shown = offers.get();
        if !all.get() {
            shown.truncate(SHOWN);
        }
        shown
    });
    let hidden = Memo::new(move |_| offers.with(Vec::len).saturating_sub(SHOWN));
    Effect::new(move || {
        if hidden.get() == 0 {
            all.set(false);
        }
    });
    let more = move || match (hidden.get(), all.get()) {
        (hidden, false) => texts::offers_more(u32::try_from(hidden).unwrap_or(u32::MAX)),
        (_, true) => texts::offers_fewer().to_owned(),
    };
    let now = RwSignal::new(Timestamp(0));
    // Ticks only while something runs down.
    Effect::new(move || {
        if is_empty.get() {
            return;
        }
        let tick = move || now.set(browser::now().plus(state.tab.with_value(|tab| tab.ahead)));
        tick();
        if let Ok(ticking) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || ticking.clear());
        }
    });
    view! {
        <section class="offers" aria-label=texts::offers_label()>
            <p class="sr-only" role="status">
                {move || match offers.with(Vec::len) {
                    0 => String::new(),
                    count => texts::offers(u32::try_from(count).unwrap_or(u32::MAX)),
                }}
            </p>
            <For each=move || shown.get() key=|id| *id let:id>
                <Offer id=id now=now />
            </For>
            <Show when=move || hidden.get() != 0>
                <button
                    type="button"
                    class="offers-more"
                    aria-expanded=move || all.get().to_string()
                    on:click=move |_| all.update(|all| *all = !*all)
                >
                    {more}
                </button>
            </Show>
        </section>
    }
    .into_any()
}

#[component]
fn Offer(id: ConversationId, now: RwSignal<Timestamp>) -> impl IntoView {
    let state = DeskState::expect();
    let present = move || {
        state
            .read(|replica| replica.conversation(id).map(Cow::into_owned))
            .flatten()
    };
    let Some(first) = untrack(present) else {
        return ().into_any();
    };
    let channel = first.channel;
    let conversation = Memo::new(move |_| present().unwrap_or_else(|| first.clone()));
    let name = Memo::new(move |_| conversation.with(contact_name));
    let photo = Memo::new(move |_| conversation.with(contact_photo));
    let preview = move || conversation.with(|it| it.preview.as_ref().map(|preview| preview.text.clone()));
    let left = Memo::new(move |_| {
        let until = conversation.with(until);
        until.map(|until| format::countdown(until.since(now.get())))
    });
    let navigate = StoredValue::new_local(use_navigate());
    let go = move |tab: Tab| {
        let place = Place {
            tab,
            conversation: Some(id),
        };
        navigate.with_value(|navigate| navigate(&place.path(), quietly()));
    };
    let accept = move |()| {
        command_queue::give(state, Command::Accept { conversation: id });
        go(Tab::InService);
    };
    let skip = move |()| {
        command_queue::give(state, Command::Decline { conversation: id });
    };
    let peek = Place {
        tab: Tab::Waiting,
        conversation: Some(id),
    };
    view! {
        <article class="offer" aria-label=move || texts::offer(&name.get())>
            <Avatar name=name channel=channel photo=photo />
            <a class="offer-who" href=peek.path()>
                <span class="offer-name">{name}</span>
                <span class="offer-preview">{preview}</span>
            </a>
            <span class="offer-left" role="timer" aria-label=texts::offer_left()>
                {left}
            </span>
            <div class="offer-answers">
                <Button kind=ButtonKind::Plain on_press=skip>
                    {texts::skip()}
                </Button>
                <Button kind=ButtonKind::Primary on_press=accept>
                    {texts::accept()}
                </Button>
            </div>
        </article>
    }
    .into_any()
}

fn until(conversation: &Conversation) -> Option<Timestamp> {
    conversation.lifecycle.reserved.and_then(|reserved| reserved.until)
}
