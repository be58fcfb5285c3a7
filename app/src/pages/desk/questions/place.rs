//! Where a question is asked. The dialogs are fetched soon after the first page, so that they open at once.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::Notices;
use crate::pages::desk::work::Work;
use crate::{parts, texts};

/// Where the open question is asked.
#[component]
pub fn Questions() -> impl IntoView {
    let (work, notices) = (Work::expect(), use_context::<Notices>());
    let dialog = RwSignal::new(None::<fn() -> AnyView>);
    parts::fetch_soon(parts::questions);
    Effect::new(move || {
        if work.question().with(Option::is_none) || dialog.with_untracked(Option::is_some) {
            return;
        }
        spawn_local(async move {
            // The desk may be gone by the time it is there.
            if let Ok(make) = parts::questions().await {
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
