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
    // The browser tells it late: by then it may have been opened anew.
    let closed = move |_| {
        let is_open = dialog.try_get_untracked().flatten().is_some_and(|dialog| dialog.open());
        if !is_open {
            let _ = open.try_set(false);
        }
    };
    view! {
        <dialog class="dialog" node_ref=dialog aria-label=title on:close=closed>
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

/// Does something once a dialog is closed and has given the focus back, unless another has taken its place by then.
pub fn when_closed(open: RwSignal<bool>, act: impl Fn() + Copy + 'static) {
    Effect::new(move || {
        if !open.get() {
            request_animation_frame(move || {
                if open.try_get_untracked() == Some(false) {
                    act();
                }
            });
        }
    });
}

/// Whether a dialog stands open that is about something: at first; when it is closed, what it was about is forgotten.
pub fn opened<T: Send + Sync + 'static>(about: RwSignal<Option<T>>) -> RwSignal<bool> {
    let open = RwSignal::new(true);
    when_closed(open, move || {
        let _ = about.try_set(None);
    });
    open
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
