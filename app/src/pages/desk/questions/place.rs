//! Where a question is asked. The dialogs are fetched soon after the first page, so that they open at once.

use leptos::prelude::*;

use crate::pages::desk::work::Work;
use crate::pages::part::when_wanted;
use crate::parts;

/// Where the open question is asked.
#[component]
pub fn Questions() -> impl IntoView {
    let work = Work::expect();
    let wanted = move || work.question().with(Option::is_some);
    let dialog = when_wanted(parts::questions, wanted, move || {
        let _ = work.question().try_set(None);
    });
    move || dialog.get().map(|make| make())
}
