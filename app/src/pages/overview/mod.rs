//! The palette, the list of keys and the choices of the funnel: dialogs over whatever page there is, as a part of their own. It is fetched soon after
//! the first page, so that they open at once.

mod entry;
mod funnel;
mod keys;
mod palette;

use leptos::prelude::*;

use crate::components::when_closed;
use crate::pages::desk::action::Action;
use crate::pages::desk::work::Work;
use crate::pages::part::when_wanted;
use crate::parts;

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
    let work = Work::expect();
    let wanted = move || work.overview().with(Option::is_some);
    let make = when_wanted(parts::overview, wanted, move || {
        let _ = work.overview().try_set(None);
    });
    move || Some(make.get()?(work.overview().get()?))
}

/// Open until somebody closes it. Only when it has given the focus back is it gone, and then `after` is done.
fn opened(work: Work, after: impl Fn() + Send + Sync + 'static) -> RwSignal<bool> {
    let open = RwSignal::new(true);
    let after = StoredValue::new(after);
    when_closed(open, move || {
        after.with_value(|after| after());
        work.overview().set(None);
    });
    open
}
