//! Short notices that come and go by themselves: "Copied", "Anna was faster".

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::{Icon, Symbol};
use crate::texts;

/// How long a notice stays.
const STAYS: Duration = Duration::from_secs(6);
/// The same for one with a button.
const STAYS_WITH_OFFER: Duration = Duration::from_secs(10);

/// What a notice's button does. Not a `Callback`: the notice outlives who offers it.
type Press = Arc<dyn Fn() + Send + Sync>;

/// A sentence, and perhaps something to do about it.
#[derive(Clone)]
struct Notice {
    text: String,
    offer: Option<(&'static str, Press)>,
}

/// The notices on screen; taken from the context, provided by the frame.
#[derive(Clone, Copy)]
pub struct Notices {
    list: RwSignal<Vec<(u32, Notice)>>,
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
        self.put(text.into(), None, STAYS);
    }

    /// Shows a sentence with a button, long enough to reach for it. A later offer of the same kind takes its place.
    pub fn offer(self, text: impl Into<String>, label: &'static str, on_press: impl Fn() + Send + Sync + 'static) {
        self.put(text.into(), Some((label, Arc::new(on_press))), STAYS_WITH_OFFER);
    }

    fn put(self, text: String, offer: Option<(&'static str, Press)>, stays: Duration) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.list.update(|list| {
            let label = offer.as_ref().map(|(label, _)| *label);
            list.retain(|(_, notice)| notice.offer.is_none() || notice.offer.as_ref().map(|(its, _)| *its) != label);
            list.push((id, Notice { text, offer }));
        });
        set_timeout(move || self.dismiss(id), stays);
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
            <For each=move || notices.list.get() key=|(id, _)| *id let((id, notice))>
                <div class="notice">
                    <span>{notice.text}</span>
                    {notice.offer.map(|(label, on_press)| {
                        view! {
                            <button
                                type="button"
                                class="text-button"
                                on:click=move |_| {
                                    notices.dismiss(id);
                                    on_press();
                                }
                            >
                                {label}
                            </button>
                        }
                    })}
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
