//! What stands where nothing is: a symbol and a sentence (R35, R36).

use leptos::prelude::*;

use super::{Icon, Symbol};

/// A sentence in the middle of an empty place.
#[component]
pub fn EmptyState(symbol: Symbol, #[prop(into)] text: Signal<String>) -> impl IntoView {
    view! {
        <div class="empty-state">
            <Icon symbol=symbol />
            <p>{text}</p>
        </div>
    }
    .into_any()
}
