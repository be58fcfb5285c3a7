//! A message: the customer's at the start, agents' at the end, notes in yellow; with ticks, or why it was not sent.

use leptos::prelude::*;
use model::{File, Timestamp};

use super::{Files, Icon, Notices, Symbol};
use crate::{format, platform, texts};

/// Whose bubble it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Customer,
    /// An agent's, or an automatic text.
    Agent,
    /// Internal.
    Note,
}

/// How far an agent's message has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Nothing to say: a customer's message or a note.
    None,
    /// Not yet stored by the server.
    Pending,
    /// One tick.
    Stored,
    /// Two ticks.
    Received,
    /// Two coloured ticks.
    Read,
    /// Refused or given up, with the reason in words.
    Failed(String),
}

/// What a bubble shows and what never changes in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BubbleView {
    pub side: Side,
    pub text: String,
    /// Who wrote it, where that is worth saying.
    pub author: Option<String>,
    pub at: Timestamp,
    pub files: Vec<File>,
}

/// A message. `on_retry` is offered when it failed.
#[component]
pub fn Bubble(
    bubble: BubbleView,
    #[prop(into)] delivery: Signal<Delivery>,
    #[prop(into)] on_retry: Callback<()>,
) -> impl IntoView {
    let BubbleView {
        side,
        text,
        author,
        at,
        files,
    } = bubble;
    let kind = match side {
        Side::Customer => "customer",
        Side::Agent => "agent",
        Side::Note => "note",
    };
    let failed = move || match delivery.get() {
        Delivery::Failed(reason) => Some(reason),
        _ => None,
    };
    let notices = use_context::<Notices>();
    let copy = StoredValue::new(text.clone());
    view! {
        <div class="bubble" data-side=kind data-failed=move || failed().map(|_| "")>
            {(side == Side::Customer)
                .then(|| view! { <span class="sr-only">{texts::bubble_customer()}</span> })}
            {author.map(|author| view! { <span class="bubble-author">{author}</span> })}
            <Files files=Signal::stored(files) />
            {(!text.is_empty()).then(|| view! { <p class="bubble-text">{text}</p> })}
            <span class="bubble-foot">
                {(side == Side::Note).then(|| view! { <span>{texts::note_internal()} " · "</span> })}
                <time>{format::time(at)}</time>
                <Ticks delivery=delivery />
            </span>
            {move || {
                failed()
                    .map(|reason| {
                        view! {
                            <div class="bubble-failure" role="alert">
                                <Icon symbol=Symbol::Alert />
                                <span>{reason}</span>
                                <button type="button" class="text-button" on:click=move |_| on_retry.run(())>
                                    {texts::retry()}
                                </button>
                                <button
                                    type="button"
                                    class="text-button"
                                    on:click=move |_| {
                                        copy.with_value(|text| platform::copy(text));
                                        if let Some(notices) = notices {
                                            notices.show(texts::copied());
                                        }
                                    }
                                >
                                    {texts::copy()}
                                </button>
                            </div>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

/// The ticks of an agent's message, with their word for readers and as tooltip.
#[component]
fn Ticks(delivery: Signal<Delivery>) -> impl IntoView {
    move || {
        let (symbol, word, kind) = match delivery.get() {
            Delivery::None => return None,
            Delivery::Pending => (Symbol::Clock, texts::delivery_pending(), "pending"),
            Delivery::Stored => (Symbol::Check, texts::delivery_stored(), "stored"),
            Delivery::Received => (Symbol::Checks, texts::delivery_received(), "received"),
            Delivery::Read => (Symbol::Checks, texts::delivery_read(), "read"),
            Delivery::Failed(_) => (Symbol::Alert, texts::delivery_failed(), "failed"),
        };
        Some(view! {
            <span class="ticks" data-kind=kind role="img" aria-label=word title=word>
                <Icon symbol=symbol />
            </span>
        })
    }
}
