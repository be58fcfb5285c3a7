//! The panel beside a conversation: the contact, this conversation, its times and what people thought of it.
//!
//! Over 1200 px it is always there; below it slides over the conversation, and on phones it covers it.

mod contact;
mod facts;
mod metrics;
mod ratings;
mod review;
mod stamps;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use model::{Conversation, ConversationId};

use crate::components::{IconButton, Symbol};
use crate::pages::part::Part;
use crate::{parts, platform, texts};

/// `open` matters where the panel slides over.
#[component]
pub fn Details(id: ConversationId, conversation: Memo<Conversation>, open: RwSignal<bool>) -> impl IntoView {
    let panel = NodeRef::<html::Aside>::new();
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if is_open {
            request_animation_frame(|| platform::focus_first(".details-close button"));
        } else if was_open == Some(true) {
            request_animation_frame(|| platform::focus_first(".conversation-info button"));
        }
        is_open
    });
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
        }
    };
    // The messages are waited for: they come first.
    let drawn = RwSignal::new(false);
    Effect::new(move || {
        platform::after_paint(move || {
            // The reader may have gone on by then.
            let _ = drawn.try_set(true);
        });
    });
    let content = move || {
        drawn
            .get()
            .then(|| view! { <Part load=parts::details show=move |make: parts::Make| make(id, conversation) /> })
    };
    view! {
        <aside
            class="details"
            aria-label=texts::details_label()
            data-open=move || open.get().then_some("")
            tabindex="-1"
            node_ref=panel
            on:keydown=on_key
        >
            <span class="details-close">
                <IconButton
                    symbol=Symbol::Close
                    label=Signal::stored(texts::close().to_owned())
                    on_press=move |()| open.set(false)
                />
            </span>
            {content}
        </aside>
    }
    .into_any()
}

/// What the panel holds, wherever it is shown.
pub fn conversation_sheet(id: ConversationId, conversation: Memo<Conversation>) -> AnyView {
    view! { <Part load=parts::details show=move |make: parts::Make| make(id, conversation) /> }.into_any()
}

/// It, as a part of the app.
pub fn content(id: ConversationId, conversation: Memo<Conversation>) -> AnyView {
    view! {
        <contact::ContactCard id=id conversation=conversation />
        <facts::Facts conversation=conversation />
        <ratings::Ratings conversation=conversation />
        <metrics::MetricsList conversation=conversation />
        <stamps::StampsList conversation=conversation />
    }
    .into_any()
}
