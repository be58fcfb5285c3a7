//! A link by which somebody sets a password, shown once to be handed on.

use leptos::prelude::*;

use crate::components::{Button, ButtonKind, Dialog, Notices};
use crate::{platform, texts::later as texts};

/// Opens when `link` holds a token.
#[component]
pub fn LinkDialog(link: RwSignal<Option<String>>, title: String) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || {
        if link.with(Option::is_some) {
            open.set(true);
        }
    });
    Effect::new(move || {
        if !open.get() && link.with_untracked(Option::is_some) {
            link.set(None);
        }
    });
    view! {
        <Dialog open=open title=Signal::stored(title)>
            <LinkToCopy link=link />
            <div class="dialog-answers">
                <Button on_press=move |()| open.set(false)>{texts::link_done()}</Button>
            </div>
        </Dialog>
    }
    .into_any()
}

/// The address with a button that copies it.
#[component]
pub fn LinkToCopy(link: RwSignal<Option<String>>) -> impl IntoView {
    let address = Signal::derive(move || {
        link.get()
            .map(|token| platform::address_of(&format!("/welcome#{token}")))
    });
    let notices = use_context::<Notices>();
    let copy = move |()| {
        if let Some(address) = address.get_untracked() {
            platform::copy(&address);
            if let Some(notices) = notices {
                notices.show(texts::copied());
            }
        }
    };
    let select = |event: leptos::ev::FocusEvent| event_target::<web_sys::HtmlInputElement>(&event).select();
    view! {
        <p class="dialog-lead">{texts::link_lead()}</p>
        <div class="link-to-copy">
            <input
                class="field-input"
                readonly
                aria-label=texts::link_label()
                prop:value=move || address.get().unwrap_or_default()
                on:focus=select
            />
            <Button kind=ButtonKind::Primary on_press=copy>
                {texts::copy()}
            </Button>
        </div>
    }
    .into_any()
}
