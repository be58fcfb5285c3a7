//! A question before what cannot be undone, or what somebody else feels at once.

use leptos::prelude::*;

use crate::components::{Button, ButtonKind, Dialog};
use crate::texts::later as texts;

/// `label` is the button that does it.
#[component]
pub fn Confirm(
    open: RwSignal<bool>,
    title: String,
    lead: &'static str,
    label: &'static str,
    #[prop(into)] on_confirm: Callback<()>,
) -> impl IntoView {
    let confirm = move |()| {
        open.set(false);
        on_confirm.run(());
    };
    view! {
        <Dialog open=open title=Signal::stored(title)>
            <p class="dialog-lead">{lead}</p>
            <div class="dialog-answers">
                <Button on_press=move |()| open.set(false)>{texts::cancel()}</Button>
                <Button kind=ButtonKind::Danger on_press=confirm>
                    {label}
                </Button>
            </div>
        </Dialog>
    }
    .into_any()
}
