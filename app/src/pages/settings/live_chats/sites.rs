//! The websites that may show the chat: one origin a line.

use leptos::prelude::*;

use super::editor::Card;
use crate::texts::later as texts;

#[component]
pub fn Sites(card: Card) -> impl IntoView {
    let Card { draft, form } = card;
    let lines = Memo::new(move |_| draft.now.with(|now| now.settings.allowed_origins.join("\n")));
    let write = move |text: String| {
        let origins = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned);
        let origins: Vec<String> = origins.collect();
        draft.now.update(|now| now.settings.allowed_origins = origins);
    };
    let error = form.error("allowed_origins");
    view! {
        <section class="card settings-fields">
            <h2 class="card-title">{texts::live_chat_sites()}</h2>
            <div class="field">
                <label class="field-label" for="allowed_origins">
                    {texts::live_chat_sites_label()}
                </label>
                <textarea
                    class="field-input field-area"
                    id="allowed_origins"
                    rows="3"
                    spellcheck="false"
                    placeholder="https://www.example.com"
                    aria-invalid=move || error.get().map(|_| "true")
                    aria-describedby="allowed_origins-about"
                    prop:value=lines
                    on:change=move |event| write(event_target_value(&event))
                ></textarea>
                <p class="field-about" id="allowed_origins-about" data-error=move || error.get().map(|_| "")>
                    {move || error.get().unwrap_or_else(|| texts::live_chat_sites_hint().to_owned())}
                </p>
            </div>
        </section>
    }
    .into_any()
}
