//! The keyboard: finds the action of a key that is pressed. Single keys act outside of text fields only, and can be switched
//! off in the profile (WCAG 2.1.4).

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::action::Action;
use super::work::Work;
use crate::live::browser;
use crate::{platform, texts};

/// Where the switch is kept; `off` switches them off.
const SETTING: &str = "balcao.shortcuts";
const OFF: &str = "off";
/// With the command key on a Mac.
const CONTROL: &str = "Control+";
const SHIFT: &str = "Shift+";

/// Whether single keys act in this browser.
pub fn are_on() -> bool {
    browser::stored(SETTING).as_deref() != Some(OFF)
}

/// Switches single keys on or off in this browser.
pub fn switch(on: bool) {
    browser::store(SETTING, (!on).then_some(OFF));
}

/// The key if it acts: single ones may be switched off.
pub fn active(key: &'static str) -> Option<&'static str> {
    (key.starts_with(CONTROL) || are_on()).then_some(key)
}

/// A key in the words of the keyboard.
pub fn shown(key: &str) -> String {
    match key.strip_prefix(CONTROL) {
        Some(key) if platform::is_mac() => format!("⌘ {key}"),
        Some(key) => format!("{} {key}", texts::key_control()),
        None => match key.strip_prefix(SHIFT) {
            Some(key) => format!("⇧ {key}"),
            None => key.to_owned(),
        },
    }
}

/// Listens as long as the frame is there.
pub fn listen(work: Work) {
    Effect::new(move |_| {
        let listener = window_event_listener(ev::keydown, move |event| pressed(work, &event));
        on_cleanup(move || listener.remove());
    });
}

fn pressed(work: Work, event: &ev::KeyboardEvent) {
    if event.default_prevented() || event.alt_key() || is_within(event, "dialog") {
        return;
    }
    let with_control = event.ctrl_key() || event.meta_key();
    let writes = is_within(event, "input, textarea, select, [contenteditable]");
    if event.key() == "Escape" && is_within(event, ".composer-text") {
        // Out of the text, so that single keys act again.
        platform::focus_first(".messages");
        return;
    }
    if !with_control && (writes || !are_on()) {
        return;
    }
    let matches = |key: &str| names(key, &event.key(), with_control, event.shift_key());
    let action = Action::possible(work)
        .into_iter()
        .find(|action| action.key().is_some_and(matches));
    if let Some(action) = action {
        event.prevent_default();
        action.run(work);
    }
}

/// Whether a key's name is that of what was pressed. Where signs such as `?` stand differs from keyboard to keyboard: only
/// letters care for Shift.
fn names(name: &str, key: &str, with_control: bool, with_shift: bool) -> bool {
    let (name, control) = name.strip_prefix(CONTROL).map_or((name, false), |name| (name, true));
    let (name, shift) = name.strip_prefix(SHIFT).map_or((name, false), |name| (name, true));
    let is_letter = name.chars().all(char::is_alphabetic);
    control == with_control && (shift == with_shift || !is_letter) && key.eq_ignore_ascii_case(name)
}

fn is_within(event: &ev::KeyboardEvent, selector: &str) -> bool {
    let element = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| element.closest(selector).ok().flatten().is_some())
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_key_is_known_whatever_the_keyboard_and_the_caps_lock() {
        for (name, key, with_control, with_shift, expected) in [
            ("E", "e", false, false, true),
            ("E", "E", false, false, true),
            ("E", "E", false, true, false),
            ("Shift+E", "E", false, true, true),
            ("Shift+E", "e", false, false, false),
            ("Control+K", "k", true, false, true),
            ("Control+K", "k", false, false, false),
            ("K", "k", true, false, false),
            // Above the seven or beside the right Shift.
            ("?", "?", false, true, true),
            ("/", "/", false, true, true),
            ("/", "/", false, false, true),
            ("1", "2", false, false, false),
        ] {
            let found = names(name, key, with_control, with_shift);
            assert_eq!(found, expected, "{name}: {key} {with_control} {with_shift}");
        }
    }
}
