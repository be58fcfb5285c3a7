//! The pictures of a log, seen large: which one was pressed, and those before and after it.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use model::{File, FileKind};
use wasm_bindgen::JsCast;

use super::timeline::{Item, Key};
use crate::components::Lightbox;

/// What is open of a log. A handful of signals: copied freely.
#[derive(Clone, Copy)]
pub struct Pictures {
    items: Memo<Vec<(Key, Item)>>,
    /// All that were loaded when one was pressed, and the place of that one.
    open: RwSignal<Option<(Vec<File>, usize)>>,
}

impl Pictures {
    pub fn new(items: Memo<Vec<(Key, Item)>>) -> Self {
        let open = RwSignal::new(None);
        Self { items, open }
    }

    /// Opens a picture that was pressed. With Control, Shift or the middle button the link itself is followed.
    pub fn pressed(self, event: &MouseEvent) {
        let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        let Some(id) = picture_of(event).filter(|_| !modified && event.button() == 0) else {
            return;
        };
        let all = self.items.with_untracked(|items| {
            let files = items.iter().filter_map(|(_, item)| match item {
                Item::Message(message) => Some(message.files.iter()),
                _ => None,
            });
            let images = files.flatten().filter(|file| file.kind == FileKind::Image);
            images.cloned().collect::<Vec<_>>()
        });
        // What is still on its way is in no message yet: its link is followed.
        if let Some(at) = all.iter().position(|file| file.id.to_string() == id) {
            event.prevent_default();
            self.open.set(Some((all, at)));
        }
    }

    /// The open picture over everything.
    pub fn lightbox(self) -> impl IntoView {
        let open = self.open;
        move || {
            open.get().map(|(pictures, at)| {
                view! { <Lightbox pictures=pictures at=at on_close=move |()| open.set(None) /> }
            })
        }
    }
}

/// The id of the picture that was pressed.
fn picture_of(event: &MouseEvent) -> Option<String> {
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    target.closest("[data-picture]").ok()??.get_attribute("data-picture")
}
