//! Short notices that come and go by themselves: "Copied", "Anna was faster".

use std::time::Duration;

use leptos::prelude::*;

use super::{Icon, Symbol};
use crate::texts;

/// How long a notice stays.
const STAYS: Duration = Duration::from_secs(6);

/// The notices on screen; taken from the context, provided by the frame.
#[derive(Debug, Clone, Copy)]
pub struct Notices {
    list: RwSignal<Vec<(u32, String)>>,
    next: StoredValue<u32>,
}

impl Notices {
    pub fn new() -> Self {
        Self {
            list: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        }
    }

    /// Shows a sentence for some seconds. Does nothing where no frame provides them.
    pub fn show(self, text: impl Into<String>) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.list.update(|list| list.push((id, text.into())));
        set_timeout(move || self.dismiss(id), STAYS);
    }

    fn dismiss(self, id: u32) {
        // The page may be gone by the time the timer rings.
        let _ = self.list.try_update(|list| list.retain(|(other, _)| *other != id));
    }
}

impl Default for Notices {
    fn default() -> Self {
        Self::new()
    }
}

/// Where notices appear; readers are told of them.
#[component]
pub fn NoticeArea(notices: Notices) -> impl IntoView {
    view! {
        <div class="notices" role="status">
            <For each=move || notices.list.get() key=|(id, _)| *id let((id, text))>
                <div class="notice">
                    <span>{text}</span>
                    <button
                        type="button"
                        class="icon-button"
                        title=texts::close()
                        aria-label=texts::close()
                        on:click=move |_| notices.dismiss(id)
                    >
                        <Icon symbol=Symbol::Close />
                    </button>
                </div>
            </For>
        </div>
    }
    .into_any()
}
