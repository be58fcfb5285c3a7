//! The slim banner that says how the connection is doing and what waits for it.

use leptos::prelude::*;
use replica::Pending;

use crate::components::{Banner, BannerKind};
use crate::live::connection;
use crate::state::{Connection, DeskState};
use crate::texts;

/// Shows nothing while all is well.
#[component]
pub fn ConnectionBanner() -> impl IntoView {
    let state = DeskState::expect();
    // A connection that is back at once is not worth a word.
    let lost = Memo::new(move |_| match state.connection.get() {
        Connection::Offline | Connection::Lost { .. } | Connection::SignedOut => true,
        Connection::Connecting { lost } => lost,
        Connection::Starting | Connection::Live => false,
    });
    let waiting = Memo::new(move |_| {
        let count = state.read(|replica| {
            let waits = |pending: &&Pending| pending.is_message() && !pending.is_failed();
            replica.queue().iter().filter(waits).count()
        });
        u32::try_from(count.unwrap_or_default()).unwrap_or(u32::MAX)
    });
    let text = Signal::derive(move || {
        let mut text = match state.connection.get() {
            Connection::Offline => texts::banner_offline().to_owned(),
            Connection::SignedOut => texts::banner_signed_out().to_owned(),
            _ => texts::banner_connecting().to_owned(),
        };
        if waiting.get() > 0 {
            text.push(' ');
            text.push_str(&texts::pending(waiting.get()));
        }
        text
    });
    view! {
        <Show when=move || lost.get()>
            <Banner kind=BannerKind::Offline text=text>
                <button type="button" class="text-button" on:click=move |_| connection::wake(state)>
                    {texts::banner_retry_now()}
                </button>
            </Banner>
        </Show>
    }
    .into_any()
}
