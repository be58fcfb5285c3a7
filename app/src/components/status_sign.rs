//! The sign of a conversation's status: colour, shape and word together (R11, R12).

use leptos::prelude::*;
use model::{GeneralStatus, Status};

use crate::texts;

/// A hollow ring waits, a half disc is replied, a check is closed, a barred ring is spam; the word is the exact stage.
#[component]
pub fn StatusSign(#[prop(into)] status: Signal<Status>) -> impl IntoView {
    view! {
        <span class="status-sign" data-kind=move || kind(status.get())>
            <svg class="status-shape" viewBox="0 0 12 12" aria-hidden="true">
                <path d=move || shape(status.get())></path>
            </svg>
            <span>{move || texts::status(status.get())}</span>
        </span>
    }
    .into_any()
}

/// The same for the general status (R38 to R41).
#[component]
pub fn GeneralSign(status: GeneralStatus) -> impl IntoView {
    let kind = general(status);
    view! {
        <span class="status-sign" data-kind=kind>
            <svg class="status-shape" viewBox="0 0 12 12" aria-hidden="true">
                <path d=outline(kind)></path>
            </svg>
            <span>{texts::general_status(status)}</span>
        </span>
    }
    .into_any()
}

fn kind(status: Status) -> &'static str {
    match status {
        Status::Spam => "spam",
        _ => general(status.general()),
    }
}

fn general(status: GeneralStatus) -> &'static str {
    match status {
        GeneralStatus::Waiting => "waiting",
        GeneralStatus::Replied => "replied",
        GeneralStatus::Closed => "closed",
    }
}

fn shape(status: Status) -> &'static str {
    outline(kind(status))
}

/// In a field of 12 by 12; even-odd filling makes the rings hollow.
fn outline(kind: &str) -> &'static str {
    const RING: &str = "M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10zm0 1.6a3.4 3.4 0 1 1 0 6.8a3.4 3.4 0 1 1 0-6.8z";
    const HALF: &str = "M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10zm0 1.6a3.4 3.4 0 0 1 0 6.8z";
    const CHECK: &str = "M1 6.6l1.2-1.2l2.6 2.6l5-5.2l1.2 1.2l-6.2 6.4z";
    const BARRED: &str = "M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10zm0 1.6a3.4 3.4 0 0 1 2.7 5.4l-4.7-4.7a3.4 3.4 0 0 1 \
                          2-.7zm-2.8 1.4l4.8 4.8a3.4 3.4 0 0 1-4.8-4.8z";
    match kind {
        "spam" => BARRED,
        "waiting" => RING,
        "replied" => HALF,
        _ => CHECK,
    }
}
