//! A whole number within bounds, in a form.

use leptos::prelude::*;

#[derive(Debug, Clone, Copy)]
pub struct NumberInput {
    /// The page's only one of its name, and the word by which a problem points at it.
    pub name: &'static str,
    pub label: &'static str,
    pub hint: Option<&'static str>,
    pub least: i64,
    pub most: i64,
}

/// What is no number within the bounds becomes the nearest one.
#[component]
pub fn NumberField(
    input: NumberInput,
    #[prop(into)] value: Signal<i64>,
    #[prop(into)] on_change: Callback<i64>,
    #[prop(into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let NumberInput {
        name,
        label,
        hint,
        least,
        most,
    } = input;
    let typed = RwSignal::new(value.get_untracked().to_string());
    Effect::new(move || typed.set(value.get().to_string()));
    let settle = move |text: String| {
        let number = text.trim().parse::<i64>().unwrap_or(least).clamp(least, most);
        on_change.run(number);
        typed.set(number.to_string());
    };
    view! {
        <div class="field">
            <label class="field-label" for=name>
                {label}
            </label>
            <input
                class="field-input number"
                id=name
                type="number"
                inputmode="numeric"
                min=least.to_string()
                max=most.to_string()
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=format!("{name}-about")
                prop:value=typed
                on:change=move |event| settle(event_target_value(&event))
            />
            <p class="field-about" id=format!("{name}-about") data-error=move || error.get().map(|_| "")>
                {move || error.get().or_else(|| hint.map(str::to_owned))}
            </p>
        </div>
    }
    .into_any()
}
