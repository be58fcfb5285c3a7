//! A question that has to be answered first: the browser's own modal dialog.

use leptos::html;
use leptos::prelude::*;

use super::{Button, ButtonKind, IconButton, Symbol};
use crate::{platform, texts};

/// Opens and closes with `open`; Escape closes it too. The children are its body and its buttons.
#[component]
pub fn Dialog(open: RwSignal<bool>, #[prop(into)] title: Signal<String>, children: Children) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let is_open = open.get();
        if let Some(dialog) = dialog.get() {
            platform::show_modal(&dialog, is_open);
        }
    });
    view! {
        <dialog class="dialog" node_ref=dialog aria-label=title on:close=move |_| open.set(false)>
            <header class="dialog-head">
                <h2 class="dialog-title">{title}</h2>
                <IconButton
                    symbol=Symbol::Close
                    label=Signal::stored(texts::close().to_owned())
                    on_press=move |()| open.set(false)
                />
            </header>
            {children()}
        </dialog>
    }
    .into_any()
}

/// The foot of a dialog that asks: cancel, and the answer.
#[component]
pub fn Answers(
    open: RwSignal<bool>,
    label: &'static str,
    #[prop(optional)] danger: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(into)] on_answer: Callback<()>,
) -> impl IntoView {
    let kind = if danger {
        ButtonKind::Danger
    } else {
        ButtonKind::Primary
    };
    view! {
        <div class="dialog-answers">
            <Button on_press=move |()| open.set(false)>{texts::cancel()}</Button>
            <Button kind=kind disabled=disabled on_press=on_answer>
                {label}
            </Button>
        </div>
    }
    .into_any()
}
