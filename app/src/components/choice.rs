//! A choice among a few: radio buttons that look like one control.

use leptos::prelude::*;

use super::{Icon, Symbol};

/// One of the few.
#[derive(Debug, Clone)]
pub struct ChoiceOption {
    pub value: &'static str,
    pub label: &'static str,
    pub symbol: Option<Symbol>,
}

/// `name` groups the radio buttons and has to be the page's only one of its name.
#[component]
pub fn Choice(
    name: &'static str,
    label: &'static str,
    options: Vec<ChoiceOption>,
    selected: &'static str,
    #[prop(into)] on_choose: Callback<&'static str>,
) -> impl IntoView {
    let option = move |option: ChoiceOption| {
        let ChoiceOption { value, label, symbol } = option;
        view! {
            <label class="choice-option">
                <input
                    class="sr-only"
                    type="radio"
                    name=name
                    value=value
                    checked=value == selected
                    on:change=move |_| on_choose.run(value)
                />
                {symbol.map(|symbol| view! { <Icon symbol=symbol /> })}
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <fieldset class="choice">
            <legend class="sr-only">{label}</legend>
            {options.into_iter().map(option).collect_view()}
        </fieldset>
    }
    .into_any()
}
