//! The dialogs are a part of their own. It is fetched soon after the first page, so that a question opens at once.
#![expect(clippy::unnecessary_wraps, reason = "it is loading that may fail")]

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::wasm_split;

use super::OpenQuestion;
use crate::components::Notices;
use crate::later::{NotLoaded, fetch_soon};
use crate::pages::desk::work::Work;
use crate::texts;

#[wasm_split(questions, fallible)]
fn load() -> Result<fn() -> AnyView, NotLoaded> {
    Ok(|| view! { <OpenQuestion /> }.into_any())
}

/// Where the open question is asked.
#[component]
pub fn Questions() -> impl IntoView {
    let (work, notices) = (Work::expect(), use_context::<Notices>());
    let dialog = RwSignal::new(None::<fn() -> AnyView>);
    fetch_soon(load);
    Effect::new(move || {
        if work.question().with(Option::is_none) || dialog.with_untracked(Option::is_some) {
            return;
        }
        spawn_local(async move {
            // The desk may be gone by the time it is there.
            if let Ok(make) = load().await {
                let _ = dialog.try_set(Some(make));
            } else {
                let _ = work.question().try_set(None);
                if let Some(notices) = notices {
                    notices.show(texts::part_not_loaded());
                }
            }
        });
    });
    move || dialog.get().map(|make| make())
}
