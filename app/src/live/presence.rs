//! Presence, both ways: what colleagues are as the server tells it, and whether anybody touches this browser.

use leptos::prelude::*;
use model::{Availability, ClientFrame, ServerFrame, UserPresence};

use super::{browser, socket};
use crate::state::DeskState;

/// So long untouched, a browser is idle, in milliseconds: 15 minutes.
const IDLE_MS: i64 = 15 * 60 * 1000;
/// What counts as touching it.
const TOUCHES: [&str; 4] = ["pointerdown", "pointermove", "keydown", "wheel"];

/// Looks for touches for the life of the page.
pub(super) fn watch(state: DeskState) {
    touch(state);
    for event in TOUCHES {
        browser::listen(event, move || {
            touch(state);
            if is_idle(state) {
                tell(state, false);
            }
        });
    }
}

fn touch(state: DeskState) {
    let now = browser::now();
    state.tab.update_value(|tab| tab.touched = now);
}

fn is_idle(state: DeskState) -> bool {
    state.presences.with_untracked(|presences| presences.idle)
}

/// Called every few seconds.
pub(super) fn look(state: DeskState) {
    let untouched = browser::now().since(state.tab.with_value(|tab| tab.touched));
    if untouched >= IDLE_MS && !is_idle(state) {
        tell(state, true);
    }
}

fn tell(state: DeskState, idle: bool) {
    state.presences.update(|presences| presences.idle = idle);
    socket::send(state, &ClientFrame::Idle { idle });
}

/// The socket greeted: it tells of everybody, and is told when this browser is idle. Of an idle browser a server knows nothing
/// that has just met it.
pub(super) fn greeted(state: DeskState, hello: &ServerFrame) {
    let ServerFrame::Hello {
        now,
        availability,
        presences,
        ..
    } = hello
    else {
        return;
    };
    let ahead = now.0 - browser::now().0;
    state.tab.update_value(|tab| tab.ahead = ahead);
    state.presences.update(|known| {
        known.availability = *availability;
        known.colleagues.clone_from(presences);
    });
    if is_idle(state) {
        tell(state, true);
    }
}

/// Somebody came, went, or is away or back.
pub(super) fn received(state: DeskState, changed: UserPresence) {
    state.presences.update(|presences| presences.put(changed));
}

/// The user has chosen something else to be.
pub fn chosen(state: DeskState, availability: Availability) {
    state
        .presences
        .update(|presences| presences.availability = availability);
}
