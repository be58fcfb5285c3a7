//! An entry of a list that a page makes, changes and deletes: what is stored of it, and where to go when that changes.

use core::fmt::Display;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::tell_saved;
use crate::components::{Button, ButtonKind};
use crate::pages::settings::confirm::Confirm;
use crate::texts::later as texts;

/// Copied freely. `I` is the id; the entry's own page is below the list's path.
pub struct Entry<I: Send + Sync + 'static> {
    stored: RwSignal<Option<(I, i64)>>,
    list: &'static str,
    go: Callback<String>,
}

impl<I: Send + Sync + 'static> Clone for Entry<I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I: Send + Sync + 'static> Copy for Entry<I> {}

impl<I: Copy + Display + Send + Sync + 'static> Entry<I> {
    /// `stored`: id and version; `None`: it is yet to be made.
    pub fn new(list: &'static str, stored: Option<(I, i64)>) -> Self {
        let navigate = use_navigate();
        Self {
            stored: RwSignal::new(stored),
            list,
            go: Callback::new(move |path: String| navigate(&path, NavigateOptions::default())),
        }
    }

    /// Id and version.
    pub fn stored(self) -> Option<(I, i64)> {
        self.stored.get_untracked()
    }

    pub fn is_stored(self) -> bool {
        self.stored.get().is_some()
    }

    /// Tells it; what is new goes to the page of its own.
    pub fn is_saved(self, id: I, version: i64) {
        let was_new = self.stored().is_none();
        self.stored.set(Some((id, version)));
        tell_saved();
        if was_new {
            self.go.run(format!("{}/{id}", self.list));
        }
    }

    /// Back to the list, when it is deleted.
    pub fn leave(self) {
        self.go.run(self.list.to_owned());
    }
}

/// The words around deleting an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeleteWords {
    /// What the entry is called.
    pub name: String,
    /// The button.
    pub label: &'static str,
    /// What follows from it.
    pub lead: &'static str,
    /// Why it cannot be deleted now.
    pub hindrance: Option<String>,
}

/// The button that deletes an entry, and the question before it.
#[component]
pub fn DeleteEntry(words: DeleteWords, #[prop(into)] on_delete: Callback<()>) -> impl IntoView {
    let asking = RwSignal::new(false);
    let DeleteWords {
        name,
        label,
        lead,
        hindrance,
    } = words;
    view! {
        <div class="settings-danger">
            <Button kind=ButtonKind::Danger disabled=hindrance.is_some() on_press=move |()| asking.set(true)>
                {label}
            </Button>
            {hindrance.map(|hindrance| view! { <p class="field-about">{hindrance}</p> })}
        </div>
        <Confirm open=asking title=texts::delete_title(&name) lead=lead label=label on_confirm=on_delete />
    }
    .into_any()
}
