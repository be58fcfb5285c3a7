//! The sign of somebody's presence: colour and shape, with the word for who hovers or listens.

use leptos::prelude::*;
use model::Presence;

use crate::texts;

/// A disc is online, a crescent away, two bars are a break, a hollow ring is offline. Decoration where the word stands beside it.
#[component]
pub fn PresenceSign(#[prop(into)] presence: Signal<Presence>) -> impl IntoView {
    view! {
        <svg
            class="presence"
            viewBox="0 0 12 12"
            data-presence=move || presence.get().as_str()
            aria-hidden="true"
            focusable="false"
        >
            <title>{move || texts::presence(presence.get())}</title>
            <path d=move || shape(presence.get())></path>
        </svg>
    }
    .into_any()
}

/// Outlines in a field of 12 by 12; even-odd filling makes ring and crescent.
fn shape(presence: Presence) -> &'static str {
    match presence {
        Presence::Online => "M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10z",
        Presence::Away => "M6 1a5 5 0 1 0 5 6a3.6 3.6 0 0 1-5-6z",
        Presence::OnBreak => "M2 1.5h3v9h-3zM7 1.5h3v9h-3z",
        Presence::Offline => "M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10zm0 1.8a3.2 3.2 0 1 1 0 6.4a3.2 3.2 0 1 1 0-6.4z",
    }
}
