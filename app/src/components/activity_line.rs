//! Lines between the messages: what happened, and where a day begins.

use leptos::prelude::*;
use model::Timestamp;

use crate::format;

/// What happened, with its time, and what somebody said with it. The words come from `texts::activity`.
#[component]
pub fn ActivityLine(#[prop(into)] text: String, at: Timestamp, said: Option<String>) -> impl IntoView {
    view! {
        <p class="line" data-kind="activity">
            <span>{text} " · " <time>{format::time(at)}</time></span>
        </p>
        {said.map(|said| view! { <p class="line-said">{said}</p> })}
    }
    .into_any()
}

/// Where a day begins.
#[component]
pub fn DaySeparator(at: Timestamp) -> impl IntoView {
    view! {
        <p class="line" data-kind="day">
            <span>{format::day(at)}</span>
        </p>
    }
    .into_any()
}
