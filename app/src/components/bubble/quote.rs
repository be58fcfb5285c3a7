//! The beginning of the message that another one answers, above its text; a press leads there.

use leptos::prelude::*;
use model::MessageId;

use super::Act;
use crate::texts;

/// What is shown of a message that is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteView {
    pub id: MessageId,
    /// Who wrote it; empty while that is not loaded.
    pub author: String,
    /// On one line; the style sheet cuts it.
    pub text: String,
}

#[component]
pub(super) fn Quote(quote: QuoteView, on_act: Callback<Act>) -> impl IntoView {
    let QuoteView { id, author, text } = quote;
    view! {
        <button
            type="button"
            class="quote"
            title=texts::quote_jump()
            on:click=move |_| on_act.run(Act::Jump(id))
        >
            {(!author.is_empty()).then(|| view! { <span class="quote-author">{author}</span> })}
            <span class="quote-text">{text}</span>
        </button>
    }
    .into_any()
}
