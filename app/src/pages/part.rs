//! A part of the app that the browser loads when it is first needed: a page that most people seldom open should not
//! delay everybody's first one.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::SplitLoaderError;

use crate::components::{EmptyState, ListSkeleton, Symbol};
use crate::texts;

/// What makes a part's view, once the part is there.
pub type Make = fn() -> AnyView;

/// It could not be loaded: the network, or a server that has another version by now.
#[derive(Debug, Clone, Copy)]
pub struct NotLoaded;

impl From<SplitLoaderError> for NotLoaded {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// Shows the part, a skeleton until it is there, or a way to try again.
#[component]
pub fn Part<F, L>(load: F) -> impl IntoView
where
    F: Fn() -> L + Copy + Send + Sync + 'static,
    L: Future<Output = Result<Make, NotLoaded>> + 'static,
{
    let loaded = RwSignal::new(None::<Result<Make, NotLoaded>>);
    let begin = move || {
        loaded.set(None);
        spawn_local(async move {
            let result = load().await;
            // The reader may have gone elsewhere.
            let _ = loaded.try_set(Some(result));
        });
    };
    Effect::new(begin);
    move || match loaded.get() {
        None => view! { <ListSkeleton /> }.into_any(),
        Some(Ok(make)) => make(),
        Some(Err(NotLoaded)) => view! {
            <main class="page" id="content">
                <EmptyState symbol=Symbol::Offline text=Signal::stored(texts::part_not_loaded().to_owned()) />
                <p class="page-way-out">
                    <button type="button" class="button" on:click=move |_| begin()>
                        {texts::retry()}
                    </button>
                </p>
            </main>
        }
        .into_any(),
    }
}
