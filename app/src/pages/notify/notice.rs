//! The browser's own notifications.

use std::cell::Cell;

use leptos::prelude::*;
use model::{Conversation, Happening};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Notification, NotificationOptions, NotificationPermission};

use crate::components::contact_name;
use crate::state::Place;
use crate::texts;

thread_local! {
    static GO: Cell<Option<Callback<Place>>> = const { Cell::new(None) };
}

/// What shows the conversation of a notification that is pressed.
pub fn lead_by(go: Callback<Place>) {
    GO.set(Some(go));
}

/// Whether the window has the focus, and not only stands somewhere on the screen.
pub fn has_focus() -> bool {
    document().has_focus().unwrap_or(true)
}

/// Tells of a happening; a press leads to the conversation. Nothing happens where it is not allowed.
pub fn show(happening: Happening, conversation: &Conversation) {
    let is_there = js_sys::Reflect::has(&window(), &"Notification".into()).unwrap_or_default();
    if !is_there || Notification::permission() != NotificationPermission::Granted {
        return;
    }
    let title = match happening {
        Happening::Mention => texts::notify_mention(&contact_name(conversation)),
        Happening::Transfer => texts::notify_transfer(&contact_name(conversation)),
        Happening::Offer => texts::notify_offer(&contact_name(conversation)),
        Happening::Message => contact_name(conversation),
        Happening::Waiting => texts::notify_waiting(&contact_name(conversation)),
    };
    let options = NotificationOptions::new();
    // A later one of the same conversation takes the place of the one before.
    options.set_tag(&format!("conversation-{}", conversation.id));
    options.set_icon("/icons/icon-192.png");
    if let Some(preview) = &conversation.preview {
        options.set_body(&preview.text);
    }
    // Phones take them from service workers only.
    let Ok(notice) = Notification::new_with_options(&title, &options) else {
        return;
    };
    let place = Place {
        tab: conversation.lifecycle.status.tab(),
        conversation: Some(conversation.id),
    };
    let shown = notice.clone();
    let on_click = Closure::once_into_js(move |_: JsValue| {
        let _ = window().focus();
        shown.close();
        if let Some(go) = GO.get() {
            go.run(place);
        }
    });
    notice.set_onclick(Some(on_click.unchecked_ref()));
}
