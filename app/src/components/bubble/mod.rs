//! A message: the customer's at the start, agents' at the end, notes in yellow; with ticks, or why it was not sent.

mod quote;
mod reactions;
mod text;
mod tools;

use leptos::prelude::*;
use model::{Emoji, File, MessageId, Timestamp};

pub use quote::QuoteView;
pub use reactions::ReactionView;

use quote::Quote;
use reactions::Reactions;
use text::BubbleText;
use tools::Tools;

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
    /// The server has it and waits: it can be called back.
    Held,
    /// It was held and could not go out, with the reason in words.
    Returned(String),
    /// One tick.
    Stored,
    /// Two ticks.
    Received,
    /// Two coloured ticks.
    Read,
    /// Refused or given up, with the reason in words.
    Failed(String),
}

/// What a bubble shows; all of it may change while it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BubbleView {
    pub side: Side,
    pub text: String,
    /// Who wrote it, where that is worth saying.
    pub author: Option<String>,
    pub at: Timestamp,
    pub files: Vec<File>,
    /// Its text was changed.
    pub edited: bool,
    /// In the place of its text, once that is erased.
    pub deleted: Option<String>,
    /// The names that are mentioned in it.
    pub mentions: Vec<String>,
    pub quote: Option<QuoteView>,
    pub reactions: Vec<ReactionView>,
    pub may: May,
}

impl BubbleView {
    /// A text and nothing more.
    pub fn plain(side: Side, text: String, author: Option<String>, at: Timestamp) -> Self {
        Self {
            side,
            text,
            author,
            at,
            files: Vec::new(),
            edited: false,
            deleted: None,
            mentions: Vec::new(),
            quote: None,
            reactions: Vec::new(),
            may: May::default(),
        }
    }
}

/// What can be done to a message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct May {
    /// Answer it and react to it.
    pub answer: bool,
    /// Edit and delete it.
    pub change: bool,
}

/// What somebody does to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    Reply,
    React(Emoji, bool),
    /// Choose among all emoji.
    PickEmoji,
    Edit,
    Delete,
    /// Look at what it said before.
    History,
    /// Go to the message that it answers.
    Jump(MessageId),
    Retry,
    /// Take back what has not gone out.
    CallBack,
}

/// A message. [`Act::Retry`] is offered when it failed.
#[component]
pub fn Bubble(
    #[prop(into)] bubble: Signal<BubbleView>,
    #[prop(into)] delivery: Signal<Delivery>,
    #[prop(into)] on_act: Callback<Act>,
) -> impl IntoView {
    let BubbleView { side, author, at, .. } = bubble.get_untracked();
    let kind = match side {
        Side::Customer => "customer",
        Side::Agent => "agent",
        Side::Note => "note",
    };
    let failed = move || match delivery.get() {
        Delivery::Failed(reason) => Some(reason),
        _ => None,
    };
    let returned = move || match delivery.get() {
        Delivery::Returned(reason) => Some(reason),
        _ => None,
    };
    let notices = use_context::<Notices>();
    let quote = Memo::new(move |_| bubble.with(|it| it.quote.clone()));
    let files = Signal::from(Memo::new(move |_| bubble.with(|it| it.files.clone())));
    let edited = Memo::new(move |_| bubble.with(|it| it.edited && it.deleted.is_none()));
    let is_deleted = Memo::new(move |_| bubble.with(|it| it.deleted.is_some()));
    let copy = move || {
        bubble.with_untracked(|it| platform::copy(&it.text));
        if let Some(notices) = notices {
            notices.show(texts::copied());
        }
    };
    view! {
        <div
            class="bubble"
            data-side=kind
            data-failed=move || failed().or_else(returned).map(|_| "")
            data-held=move || (delivery.get() == Delivery::Held).then_some("")
            data-deleted=move || is_deleted.get().then_some("")
        >
            {(side == Side::Customer)
                .then(|| view! { <span class="sr-only">{texts::bubble_customer()}</span> })}
            {author.map(|author| view! { <span class="bubble-author">{author}</span> })}
            {move || quote.get().map(|quote| view! { <Quote quote=quote on_act=on_act /> })}
            <Files files=files />
            <BubbleText bubble=bubble />
            <span class="bubble-foot">
                {(side == Side::Note).then(|| view! { <span>{texts::note_internal()} " · "</span> })}
                <Show when=move || edited.get()>
                    <button type="button" class="bubble-edited" title=texts::bubble_history() on:click=move |_| on_act.run(Act::History)>
                        {texts::bubble_edited()}
                    </button>
                </Show>
                <time>{format::time(at)}</time>
                <Ticks delivery=delivery />
            </span>
            <Reactions bubble=bubble on_act=on_act />
            <Tools bubble=bubble on_act=on_act on_copy=copy />
            <Show when=move || delivery.get() == Delivery::Held>
                <div class="bubble-foot">
                    <button type="button" class="text-button" on:click=move |_| on_act.run(Act::CallBack)>
                        {texts::undo()}
                    </button>
                </div>
            </Show>
            {move || {
                returned()
                    .map(|reason| {
                        view! {
                            <div class="bubble-failure" role="alert">
                                <Icon symbol=Symbol::Alert />
                                <span>{reason}</span>
                                <button type="button" class="text-button" on:click=move |_| on_act.run(Act::CallBack)>
                                    {texts::undo()}
                                </button>
                            </div>
                        }
                    })
            }}
            {move || {
                failed()
                    .map(|reason| {
                        view! {
                            <div class="bubble-failure" role="alert">
                                <Icon symbol=Symbol::Alert />
                                <span>{reason}</span>
                                <button type="button" class="text-button" on:click=move |_| on_act.run(Act::Retry)>
                                    {texts::retry()}
                                </button>
                                <button type="button" class="text-button" on:click=move |_| copy()>
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
            Delivery::Held => (Symbol::Clock, texts::delivery_held(), "held"),
            Delivery::Stored => (Symbol::Check, texts::delivery_stored(), "stored"),
            Delivery::Received => (Symbol::Checks, texts::delivery_received(), "received"),
            Delivery::Read => (Symbol::Checks, texts::delivery_read(), "read"),
            Delivery::Failed(_) | Delivery::Returned(_) => (Symbol::Alert, texts::delivery_failed(), "failed"),
        };
        Some(view! {
            <span class="ticks" data-kind=kind role="img" aria-label=word title=word>
                <Icon symbol=symbol />
            </span>
        })
    }
}
