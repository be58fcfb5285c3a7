//! Several lines of text in a form.

use leptos::prelude::*;

/// `id` has to be the page's only one. `hint` stands below; `autofocus` is where a dialog begins.
#[component]
pub fn TextArea(
    id: &'static str,
    label: &'static str,
    text: RwSignal<String>,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] max_length: Option<u32>,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field-label" for=id>
                {label}
            </label>
            <textarea
                class="field-input field-area"
                id=id
                rows="3"
                autofocus=autofocus
                maxlength=max_length.map(|length| length.to_string())
                aria-describedby=hint.map(|_| format!("{id}-about"))
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
            ></textarea>
            {hint.map(|hint| view! { <p class="field-about" id=format!("{id}-about")>{hint}</p> })}
        </div>
    }
    .into_any()
}
