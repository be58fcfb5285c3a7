//! Parts of the app that the browser loads after the first page: what most people do not need at once should not delay it.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::SplitLoaderError;

use crate::components::{EmptyState, ListSkeleton, Symbol};
use crate::{platform, texts};

/// The name of the `meta` element that says where the styles of these parts are.
pub const LATER_STYLES: &str = "later-styles";

/// It could not be loaded: the network, or a server that has another version by now.
#[derive(Debug, Clone, Copy)]
pub struct NotLoaded;

impl From<SplitLoaderError> for NotLoaded {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// How long after the first page the parts that will be wanted soon are fetched.
pub const SOON: Duration = Duration::from_secs(2);

/// Fetches a part before it is asked for. A failure says nothing: whoever needs the part tries again.
pub fn fetch_soon<V, L: Future<Output = Result<V, NotLoaded>> + 'static>(load: impl Fn() -> L + Copy + 'static) {
    Effect::new(move || {
        set_timeout(
            move || {
                spawn_local(async move {
                    let _ = load().await;
                });
            },
            SOON,
        );
    });
}

/// Shows what a part holds, a skeleton until it is there, or a way to try again.
#[component]
pub fn Part<V, F, L, S>(
    load: F,
    show: S,
    #[prop(default = || view! { <ListSkeleton /> }.into_any())] skeleton: fn() -> AnyView,
) -> impl IntoView
where
    V: Copy + Send + Sync + 'static,
    F: Fn() -> L + Copy + Send + Sync + 'static,
    L: Future<Output = Result<V, NotLoaded>> + 'static,
    S: Fn(V) -> AnyView + Copy + Send + Sync + 'static,
{
    let loaded = RwSignal::new(None::<Result<V, NotLoaded>>);
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
        None => skeleton(),
        Some(Ok(part)) => show(part),
        Some(Err(NotLoaded)) => view! {
            <div class="page" role="alert">
                <EmptyState symbol=Symbol::Offline text=Signal::stored(texts::part_not_loaded().to_owned()) />
                <p class="page-way-out">
                    <button type="button" class="button" on:click=move |_| begin()>
                        {texts::retry()}
                    </button>
                </p>
            </div>
        }
        .into_any(),
    }
}

/// A page whose styles come with it: it is shown when they are there, or cannot be had.
#[component]
pub fn Styled(page: fn() -> AnyView) -> impl IntoView {
    let ready = RwSignal::new(false);
    view! {
        <link
            rel="stylesheet"
            href=platform::meta(LATER_STYLES)
            on:load=move |_| ready.set(true)
            on:error=move |_| ready.set(true)
        />
        {move || if ready.get() { page() } else { view! { <ListSkeleton /> }.into_any() }}
    }
    .into_any()
}
