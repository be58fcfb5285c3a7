//! Telling somebody who looks elsewhere (R168): a sound, the browser's own notification, and a number on the app's icon. A part of
//! its own, fetched after the first page.

mod badge;
mod notice;
pub mod sound;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Conversation, Happening, Message};

use crate::live::browser;
use crate::parts;
use crate::state::{DeskState, Place};

/// In milliseconds: who sees the page is told first, so that other windows can be silent.
const AFTER_YOU_MS: u64 = 250;
/// Where windows tell each other what was told.
const TOLD: &str = "balcao_told";

/// Begins to listen, soon after the first page. `go` shows a place.
pub fn begin(state: DeskState, go: Callback<Place>) {
    parts::soon_after_connecting(state.is_live(), move || {
        spawn_local(async move {
            if let Ok(listen) = parts::notify().await
                && state.ears.with_value(|ears| ears.heard.is_none())
            {
                listen(state, go);
            }
        });
    });
}

/// Listens from now on; a part of the app.
pub fn listen(state: DeskState, go: Callback<Place>) {
    notice::lead_by(go);
    badge::keep(state);
    state.ears.update_value(|ears| ears.heard = Some(heard));
}

/// A conversation has changed.
fn heard(state: DeskState, before: Option<&Conversation>, after: &Conversation, messages: &[Message]) {
    let known = state.peek(|replica| (replica.actor().user, replica.own().settings.notifications));
    let Some((me, wishes)) = known else { return };
    let Some(happening) = Happening::of(me, before, after, messages) else {
        return;
    };
    let is_open = Place::of_path(&browser::path()).is_some_and(|place| place.conversation == Some(after.id));
    let sees = browser::is_visible() && notice::has_focus();
    // One change is told once, whatever the number of windows.
    let mark = format!("{}.{}", after.id, after.version);
    if sees && is_open {
        browser::store(TOLD, Some(&mark));
        return;
    }
    let after = after.clone();
    let tell = move || {
        if browser::stored(TOLD).is_some_and(|told| told == mark) {
            return;
        }
        browser::store(TOLD, Some(&mark));
        if wishes.sound.has(happening) {
            sound::play(wishes.tone, wishes.volume);
        }
        if wishes.browser.has(happening) && !sees {
            notice::show(happening, &after);
        }
    };
    if sees {
        tell();
    } else {
        set_timeout(tell, std::time::Duration::from_millis(AFTER_YOU_MS));
    }
}
