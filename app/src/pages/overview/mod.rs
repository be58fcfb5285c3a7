//! The palette, the list of keys and the choices of the funnel: dialogs over whatever page there is, as a part of their own. It is fetched soon after
//! the first page, so that they open at once.

mod entry;
mod funnel;
mod keys;
mod palette;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::Notices;
use crate::pages::desk::action::Action;
use crate::pages::desk::work::Work;
use crate::{parts, texts};

/// A dialog, as a part of the app.
pub fn dialog(which: Action) -> AnyView {
    match which {
        Action::Keys => view! { <keys::KeysDialog /> }.into_any(),
        Action::Filter => view! { <funnel::FunnelDialog /> }.into_any(),
        _ => view! { <palette::PaletteDialog /> }.into_any(),
    }
}

/// Where they open.
#[component]
pub fn Overview() -> impl IntoView {
    let (work, notices) = (Work::expect(), use_context::<Notices>());
    let make = RwSignal::new(None::<fn(Action) -> AnyView>);
    parts::fetch_soon(parts::overview);
    Effect::new(move || {
        if work.overview().with(Option::is_none) || make.with_untracked(Option::is_some) {
            return;
        }
        spawn_local(async move {
            if let Ok(made) = parts::overview().await {
                let _ = make.try_set(Some(made));
            } else {
                let _ = work.overview().try_set(None);
                if let Some(notices) = notices {
                    notices.show(texts::part_not_loaded());
                }
            }
        });
    });
    move || Some(make.get()?(work.overview().get()?))
}

/// Open until somebody closes it. Only when it has given the focus back is it gone, and then `after` is done.
fn opened(work: Work, after: impl Fn() + Send + Sync + 'static) -> RwSignal<bool> {
    let open = RwSignal::new(true);
    let after = StoredValue::new(after);
    Effect::new(move || {
        if !open.get() {
            request_animation_frame(move || {
                after.try_with_value(|after| after());
                work.overview().set(None);
            });
        }
    });
    open
}
