//! Buttons: with a word, or with a symbol that has one for readers and as tooltip.

use leptos::prelude::*;

use super::{Icon, Symbol};

/// What a button is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing to do here.
    Primary,
    #[default]
    Plain,
    /// Without a border, for the less important.
    Quiet,
    /// What cannot be undone.
    Danger,
}

impl ButtonKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Plain => "plain",
            Self::Quiet => "quiet",
            Self::Danger => "danger",
        }
    }
}

/// A button with a word. `key` is told to readers as its shortcut; beside it stands how people read it.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional_no_strip)] key: Option<(&'static str, String)>,
    #[prop(into)] on_press: Callback<()>,
    children: Children,
) -> impl IntoView {
    let (shortcut, key) = key.unzip();
    view! {
        <button
            type="button"
            class="button"
            data-kind=kind.as_str()
            disabled=disabled
            aria-keyshortcuts=shortcut
            on:click=move |_| on_press.run(())
        >
            {children()}
            {key.map(|key| view! { <kbd class="button-key" aria-hidden="true">{key}</kbd> })}
        </button>
    }
    .into_any()
}

/// A button that shows a symbol; `label` is its name and its tooltip. `pressed` makes it a switch.
#[component]
pub fn IconButton(
    #[prop(into)] symbol: Signal<Symbol>,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] pressed: Option<Signal<bool>>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button"
            title=label
            aria-label=label
            aria-pressed=move || pressed.map(|pressed| pressed.get().to_string())
            disabled=disabled
            on:click=move |_| on_press.run(())
        >
            <Icon symbol=symbol />
        </button>
    }
    .into_any()
}
