//! The slim banner that says how the connection is doing, and the one that offers a newer version.

use leptos::prelude::*;
use replica::Pending;

use crate::components::{Banner, BannerKind};
use crate::live::{browser, connection};
use crate::state::{Connection, DeskState};
use crate::texts;

/// Shows nothing while all is well.
#[component]
pub fn ConnectionBanner() -> impl IntoView {
    let state = DeskState::expect();
    // A connection that is back at once is not worth a word.
    let lost = Memo::new(move |_| match state.connection.get() {
        Connection::Offline | Connection::Lost { .. } | Connection::SignedOut => true,
        Connection::Connecting => state.was_lost(),
        Connection::Starting | Connection::Live => false,
    });
    let waiting = Memo::new(move |_| {
        let count = state.read(|replica| {
            let waits = |pending: &&Pending| pending.text().is_some() && !pending.is_failed();
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
    let update = Signal::stored(texts::banner_update().to_owned());
    view! {
        <Show when=move || lost.get()>
            <Banner kind=BannerKind::Offline text=text>
                <button type="button" class="text-button" on:click=move |_| connection::wake(state)>
                    {texts::banner_retry_now()}
                </button>
            </Banner>
        </Show>
        <Show when=move || state.other_build.get()>
            <Banner kind=BannerKind::Update text=update>
                <button type="button" class="text-button" on:click=move |_| browser::reload()>
                    {texts::banner_update_now()}
                </button>
            </Banner>
        </Show>
    }
    .into_any()
}
