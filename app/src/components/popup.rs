//! The menu button pattern: arrows move, Enter selects, Escape and leaving close; the focus returns to the button.

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;

use crate::platform;

/// What a button and the list that it opens share. A handful of signals: copied freely.
#[derive(Clone, Copy)]
pub struct Popup {
    pub open: RwSignal<bool>,
    pub button: NodeRef<html::Button>,
    pub list: NodeRef<html::Div>,
}

impl Popup {
    /// Closed; once opened, its first entry has the focus.
    pub fn new() -> Self {
        let popup = Self {
            open: RwSignal::new(false),
            button: NodeRef::new(),
            list: NodeRef::new(),
        };
        Effect::new(move || {
            if popup.open.get()
                && let Some(list) = popup.list.get()
            {
                platform::focus_within(&list, 0);
            }
        });
        popup
    }

    pub fn toggle(self) {
        self.open.update(|open| *open = !*open);
    }

    /// Gives the focus back to the button.
    pub fn close(self) {
        self.open.set(false);
        platform::focus(self.button);
    }

    /// For the list's `keydown`.
    pub fn on_key(self, event: &KeyboardEvent) {
        if event.key() == "Escape" {
            event.stop_propagation();
            return self.close();
        }
        if let Some(list) = self.list.get_untracked() {
            move_by_key(&list, event);
        }
    }

    /// For the `focusout` of what holds both: the focus has gone elsewhere and stays there.
    pub fn on_leave(self, event: &FocusEvent) {
        // The focus also leaves when the menu itself goes away.
        if self.open.try_get_untracked() == Some(true) && !platform::focus_stays(event) {
            self.open.set(false);
        }
    }
}

/// Up and Down move the focus within a list.
pub fn move_by_key(list: &web_sys::HtmlElement, event: &KeyboardEvent) {
    let step = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        _ => return,
    };
    event.prevent_default();
    platform::move_focus(list, step);
}
