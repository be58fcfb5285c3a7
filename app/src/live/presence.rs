//! Presence, both ways: what colleagues are as the server tells it, and whether anybody touches this browser.

use leptos::prelude::*;
use model::{Availability, ClientFrame, Presence, ServerFrame, UserPresence};

use super::{browser, socket};
use crate::state::DeskState;

/// So long untouched, a browser is idle, in milliseconds: 15 minutes.
const IDLE_MS: i64 = 15 * 60 * 1000;
/// What counts as touching it.
const TOUCHES: [&str; 4] = ["pointerdown", "pointermove", "keydown", "wheel"];

/// Looks for touches for the life of the page.
pub(super) fn watch(state: DeskState) {
    state.touched.set_value(browser::now());
    for event in TOUCHES {
        browser::listen(event, move || {
            state.touched.set_value(browser::now());
            if state.idle.get_untracked() {
                tell(state, false);
            }
        });
    }
}

/// Called every few seconds.
pub(super) fn look(state: DeskState) {
    let untouched = browser::now().since(state.touched.get_value());
    if untouched >= IDLE_MS && !state.idle.get_untracked() {
        tell(state, true);
    }
}

fn tell(state: DeskState, idle: bool) {
    state.idle.set(idle);
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
    state.ahead.set_value(now.0 - browser::now().0);
    state.availability.set(*availability);
    state.presences.set(presences.clone());
    if state.idle.get_untracked() {
        tell(state, true);
    }
}

/// Somebody came, went, or is away or back.
pub(super) fn received(state: DeskState, changed: UserPresence) {
    state.presences.update(|presences| {
        presences.retain(|it| it.user != changed.user);
        if changed.presence != Presence::Offline {
            presences.push(changed);
        }
    });
}

/// The user has chosen something else to be.
pub(super) fn chosen(state: DeskState, availability: Availability) {
    state.availability.set(availability);
}
