//! A form's fields: label, input, hint, and what is wrong with it in words.

use leptos::prelude::*;

use super::{Icon, Symbol};
use crate::texts;

/// What a field is, apart from its label.
#[derive(Debug, Clone, Copy)]
pub struct Input {
    /// The name in the form, and the word by which a problem points at it.
    pub name: &'static str,
    pub autocomplete: &'static str,
    /// The HTML input type.
    pub kind: &'static str,
    pub hint: Option<&'static str>,
}

/// One line of text. The first field with an `error` is focused by the page.
#[component]
pub fn Field(
    input: Input,
    label: &'static str,
    #[prop(into)] error: Signal<Option<String>>,
    #[prop(optional, into)] value: Option<String>,
) -> impl IntoView {
    let Input {
        name,
        autocomplete,
        kind,
        hint,
    } = input;
    view! {
        <div class="field">
            <label class="field-label" for=name>
                {label}
            </label>
            <input
                class="field-input"
                id=name
                name=name
                type=kind
                autocomplete=autocomplete
                value=value
                required
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=format!("{name}-about")
            />
            <About name=name hint=hint error=error />
        </div>
    }
    .into_any()
}

/// A password with a button that shows it.
#[component]
pub fn PasswordField(input: Input, label: &'static str, #[prop(into)] error: Signal<Option<String>>) -> impl IntoView {
    let Input {
        name,
        autocomplete,
        hint,
        ..
    } = input;
    let shown = RwSignal::new(false);
    view! {
        <div class="field">
            <label class="field-label" for=name>
                {label}
            </label>
            <span class="field-password">
                <input
                    class="field-input"
                    id=name
                    name=name
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    required
                    aria-invalid=move || error.get().map(|_| "true")
                    aria-describedby=format!("{name}-about")
                />
                <button
                    type="button"
                    class="icon-button"
                    title=texts::password_show()
                    aria-label=texts::password_show()
                    aria-pressed=move || shown.get().to_string()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    <Icon symbol=Symbol::Eye />
                    <Icon symbol=Symbol::EyeOff />
                </button>
            </span>
            <About name=name hint=hint error=error />
        </div>
    }
    .into_any()
}

/// The line below an input: what is wrong, or else the hint.
#[component]
fn About(name: &'static str, hint: Option<&'static str>, error: Signal<Option<String>>) -> impl IntoView {
    view! {
        <p class="field-about" id=format!("{name}-about") data-error=move || error.get().map(|_| "")>
            {move || error.get().or_else(|| hint.map(str::to_owned))}
        </p>
    }
    .into_any()
}
