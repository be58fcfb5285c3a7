//! The fields of the settings' forms: each shows a value and tells of a change.

use leptos::prelude::*;

use crate::components::Input;

/// One line of text. `bound` is the value and where a change goes.
#[component]
pub fn TextField(
    input: Input,
    label: &'static str,
    bound: (Signal<String>, Callback<String>),
    #[prop(into)] error: Signal<Option<String>>,
    /// The id of a `datalist` with proposals.
    #[prop(optional)]
    list: Option<&'static str>,
    #[prop(optional)] disabled: bool,
) -> impl IntoView {
    let (value, on_change) = bound;
    let name = input.name;
    view! {
        <div class="field">
            <label class="field-label" for=name>
                {label}
            </label>
            <input
                class="field-input"
                id=name
                name=name
                type=input.kind
                autocomplete=input.autocomplete
                list=list
                disabled=disabled
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=format!("{name}-about")
                prop:value=value
                on:input=move |event| on_change.run(event_target_value(&event))
            />
            <About name=name hint=input.hint error=error />
        </div>
    }
    .into_any()
}

/// One of the few that a [`SelectField`] offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectOption {
    pub value: String,
    pub label: String,
}

/// One of a few.
#[component]
pub fn SelectField(
    name: &'static str,
    label: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(into)] options: Signal<Vec<SelectOption>>,
    bound: (Signal<String>, Callback<String>),
    #[prop(into, optional)] error: Signal<Option<String>>,
    #[prop(optional)] disabled: bool,
) -> impl IntoView {
    let (value, on_change) = bound;
    let option = move |option: SelectOption| {
        let own = option.value.clone();
        view! {
            <option value=option.value selected=move || value.with(|value| *value == own)>
                {option.label}
            </option>
        }
    };
    view! {
        <div class="field">
            <label class="field-label" for=name>
                {label}
            </label>
            <select
                class="field-input"
                id=name
                name=name
                disabled=disabled
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=format!("{name}-about")
                on:change=move |event| on_change.run(event_target_value(&event))
            >
                {move || options.get().into_iter().map(option).collect_view()}
            </select>
            <About name=name hint=hint error=error />
        </div>
    }
    .into_any()
}

/// Something that is on or off, with a word on what it does.
#[component]
pub fn Switch(
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(into)] on: Signal<bool>,
    #[prop(into)] on_change: Callback<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="switch">
            <input
                type="checkbox"
                class="switch-box"
                prop:checked=on
                disabled=disabled
                on:change=move |event| on_change.run(event_target_checked(&event))
            />
            <span class="switch-about">
                <span class="switch-label">{label}</span>
                {hint.map(|hint| view! { <span class="switch-hint">{hint}</span> })}
            </span>
        </label>
    }
    .into_any()
}

/// A colour, in the browser's own chooser.
#[component]
pub fn ColorField(
    name: &'static str,
    label: &'static str,
    bound: (Signal<String>, Callback<String>),
    #[prop(into, optional)] error: Signal<Option<String>>,
) -> impl IntoView {
    let (value, on_change) = bound;
    view! {
        <div class="field">
            <label class="field-label" for=name>
                {label}
            </label>
            <input
                class="field-color"
                id=name
                name=name
                type="color"
                aria-describedby=format!("{name}-about")
                prop:value=value
                on:input=move |event| on_change.run(event_target_value(&event))
            />
            <About name=name hint=None error=error />
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
