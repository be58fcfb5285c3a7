//! The chat's own words, in three languages. What is left empty is the usual text.

use leptos::prelude::*;
use model::{Language, LiveChatRecord, Wording};

use super::editor::Card;
use crate::pages::settings::form::{LanguageTabs, WordingField, WordingInput};
use crate::texts::later as texts;

type Part = fn(&mut LiveChatRecord) -> &mut Wording;

/// `language` is also the preview's.
#[component]
pub fn Words(card: Card, language: RwSignal<Language>) -> impl IntoView {
    let Card { draft, form } = card;
    let parts: [(&str, &str, Part); 5] = [
        ("title", texts::live_chat_title(), |it| &mut it.settings.texts.title),
        ("subtitle", texts::live_chat_subtitle(), |it| {
            &mut it.settings.texts.subtitle
        }),
        ("welcome", texts::live_chat_welcome(), |it| {
            &mut it.settings.texts.welcome
        }),
        ("hint", texts::live_chat_hint(), |it| &mut it.settings.texts.hint),
        ("placeholder", texts::live_chat_placeholder(), |it| {
            &mut it.settings.texts.placeholder
        }),
    ];
    let field = move |(name, label, part): (&'static str, &'static str, Part)| {
        let input = WordingInput {
            name,
            label,
            hint: Some(texts::wording_usual()),
            long: false,
            longest: 200,
        };
        view! { <WordingField input=input draft=draft part=part language=language error=form.error(name) /> }
    };
    view! {
        <section class="card settings-fields">
            <div class="card-head">
                <h2 class="card-title">{texts::live_chat_words()}</h2>
                <LanguageTabs name="words_language" language=language />
            </div>
            <p class="card-lead">{texts::live_chat_words_lead()}</p>
            {parts.map(field).collect_view()}
        </section>
    }
    .into_any()
}
