//! A fact in a panel: what it is, and how it stands.

use leptos::prelude::*;

/// A pair for a `dl`.
#[component]
pub fn Fact(label: &'static str, children: Children) -> impl IntoView {
    view! {
        <div class="fact">
            <dt>{label}</dt>
            <dd>{children()}</dd>
        </div>
    }
    .into_any()
}
