//! Single-key shortcuts: J and K move, A accepts, R replies, E resolves. They act outside of text fields only, and can be
//! switched off in the profile (WCAG 2.1.4).

use std::borrow::Cow;

use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;

use super::header::{Deed, quietly};
use crate::live::browser;
use crate::platform;
use crate::state::{DeskState, Place};

/// Where the switch is kept; `off` switches them off.
const SETTING: &str = "balcao.shortcuts";
const OFF: &str = "off";

/// Whether single keys act in this browser.
pub fn are_on() -> bool {
    browser::stored(SETTING).as_deref() != Some(OFF)
}

/// Switches single keys on or off in this browser.
pub fn switch(on: bool) {
    browser::store(SETTING, (!on).then_some(OFF));
}

/// Listens as long as the page is there.
pub fn listen(state: DeskState, place: Memo<Place>) {
    let navigate = use_navigate();
    Effect::new(move |_| {
        let navigate = navigate.clone();
        let listener = window_event_listener(ev::keydown, move |event| {
            if event.ctrl_key()
                || event.meta_key()
                || event.alt_key()
                || event.default_prevented()
                || in_text(&event)
                || !are_on()
            {
                return;
            }
            let acted = match event.key().to_ascii_lowercase().as_str() {
                "j" => neighbour(state, place, 1).map(|to| navigate(&to.path(), quietly())),
                "k" => neighbour(state, place, -1).map(|to| navigate(&to.path(), quietly())),
                "r" => {
                    platform::focus_first(".composer-text");
                    Some(())
                }
                key @ ("a" | "e") => deed(state, place, key, &navigate),
                _ => None,
            };
            if acted.is_some() {
                event.prevent_default();
            }
        });
        on_cleanup(move || listener.remove());
    });
}

fn in_text(event: &ev::KeyboardEvent) -> bool {
    let field = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|element| {
            element
                .closest("input, textarea, select, dialog, [contenteditable]")
                .ok()
                .flatten()
        });
    field.is_some()
}

/// The conversation below or above the open one.
fn neighbour(state: DeskState, place: Memo<Place>, step: isize) -> Option<Place> {
    let place = place.get_untracked();
    let order = state.peek(|replica| replica.order(place.tab))?;
    let at = place
        .conversation
        .and_then(|open| order.iter().position(|id| *id == open));
    let to = match at {
        Some(at) => at.checked_add_signed(step)?,
        None => 0,
    };
    Some(Place {
        conversation: Some(*order.get(to)?),
        ..place
    })
}

fn deed(
    state: DeskState,
    place: Memo<Place>,
    key: &str,
    navigate: &impl Fn(&str, leptos_router::NavigateOptions),
) -> Option<()> {
    let id = place.get_untracked().conversation?;
    let conversation = state
        .peek(|replica| replica.conversation(id).map(Cow::into_owned))
        .flatten()?;
    let deed = untrack(|| Deed::allowed(state, &conversation))
        .into_iter()
        .find(|deed| deed.key().is_some_and(|its| its.eq_ignore_ascii_case(key)))?;
    deed.run(state, &conversation, navigate);
    Some(())
}
