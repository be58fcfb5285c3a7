//! Where a part of the app is shown that the browser loads when it is needed.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::LATER_STYLES;
use crate::components::{EmptyState, ListSkeleton, Notices, Symbol};
use crate::parts::{self, NotLoaded};
use crate::{platform, texts};

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

/// A page whose styles and words come with it: it is shown when they are there.
#[component]
pub fn WithStylesAndWords(page: fn() -> AnyView) -> impl IntoView {
    let is_styled = RwSignal::new(false);
    let load = || async { texts::load_later().await.ok_or(NotLoaded) };
    let show = move |()| {
        view! { {move || if is_styled.get() { page() } else { view! { <ListSkeleton /> }.into_any() }} }.into_any()
    };
    view! {
        // What cannot be had keeps nobody from reading the page.
        <link
            rel="stylesheet"
            href=platform::meta(LATER_STYLES)
            on:load=move |_| is_styled.set(true)
            on:error=move |_| is_styled.set(true)
        />
        <Part load=load show=show />
    }
    .into_any()
}

/// A part that is fetched soon after the first page, so that what it shows opens at once: there when it is first wanted. One that
/// cannot be had says so, and `give_up` forgets that it was wanted.
pub fn when_wanted<V, L>(
    load: impl Fn() -> L + Copy + 'static,
    wanted: impl Fn() -> bool + 'static,
    give_up: impl Fn() + Copy + 'static,
) -> RwSignal<Option<V>>
where
    V: Copy + Send + Sync + 'static,
    L: Future<Output = Result<V, NotLoaded>> + 'static,
{
    let notices = use_context::<Notices>();
    let part = RwSignal::new(None);
    parts::fetch_soon(load);
    Effect::new(move || {
        if !wanted() || part.with_untracked(Option::is_some) {
            return;
        }
        spawn_local(async move {
            // The page may be gone by the time it is there.
            if let Ok(loaded) = load().await {
                let _ = part.try_set(Some(loaded));
            } else {
                give_up();
                if let Some(notices) = notices {
                    notices.show(texts::part_not_loaded());
                }
            }
        });
    });
    part
}
