//! What the server renders for all that is signed in: rail and skeleton, the same for every user and address, so that it can also
//! open offline. The app takes its place.

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use model::{Availability, Presence};

use crate::components::ListSkeleton;
#[cfg(feature = "ssr")]
use crate::components::Rail;
use crate::texts;

#[cfg(feature = "ssr")]
#[component]
pub fn Outline() -> impl IntoView {
    view! {
        <div class="frame">
            <a class="skip" href="#content">
                {texts::skip_to_content()}
            </a>
            <Rail
                place=None
                user=None
                photo=None
                presence=Signal::stored(Presence::Offline)
                availability=Signal::stored(Availability::default())
                on_choose=|_| ()
                has_settings=false
            />
            <div class="frame-main">
                <DeskSkeleton />
            </div>
        </div>
    }
    .into_any()
}

/// The desk before its list is there.
#[component]
pub fn DeskSkeleton() -> impl IntoView {
    view! {
        <main class="desk" id="content" aria-busy="true">
            <p class="sr-only">{texts::loading()}</p>
            <div class="desk-list">
                <div class="desk-list-head"></div>
                <ListSkeleton />
            </div>
            <div class="desk-pane"></div>
        </main>
    }
    .into_any()
}
