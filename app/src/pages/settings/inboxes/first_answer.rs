//! Who answers a new conversation first (R89), whether they do so again (R95), and the greeting.

use leptos::prelude::*;
use model::{FirstHandler, Language};

use super::editor::Card;
use crate::pages::settings::form::{LanguageTabs, SelectField, SelectOption, Switch, WordingField, WordingInput};
use crate::texts::later as texts;

fn label(handler: FirstHandler) -> &'static str {
    match handler {
        FirstHandler::People => texts::inbox_first_people(),
    }
}

#[component]
pub fn FirstAnswer(card: Card) -> impl IntoView {
    let Card { draft, form } = card;
    let language: RwSignal<Language> = RwSignal::new(texts::language());
    let options = FirstHandler::ALL.iter().map(|handler| SelectOption {
        value: handler.as_str().to_owned(),
        label: label(*handler).to_owned(),
    });
    let handler = card.bind(
        |now| now.first_handler.as_str().to_owned(),
        |now, word: String| now.first_handler = FirstHandler::parse(&word).unwrap_or(FirstHandler::People),
    );
    let (again, on_again) = card.bind(|now| now.runs_again, |now, on| now.runs_again = on);
    view! {
        <section class="card settings-fields">
            <div class="card-head">
                <h2 class="card-title">{texts::inbox_first_answer()}</h2>
                <LanguageTabs name="greeting_language" language=language />
            </div>
            <SelectField
                name="first_handler"
                label=texts::inbox_first_handler()
                hint=texts::inbox_first_handler_hint()
                options=Signal::stored(options.collect::<Vec<_>>())
                bound=handler
            />
            <Switch
                label=texts::inbox_runs_again()
                hint=texts::inbox_runs_again_hint()
                on=again
                on_change=on_again
            />
            <WordingField
                input=WordingInput {
                    name: "greeting",
                    label: texts::inbox_greeting(),
                    hint: Some(texts::inbox_greeting_hint()),
                    long: true,
                    longest: 2_000,
                }
                draft=draft
                part=|now| &mut now.greeting
                language=language
                error=form.error("greeting")
            />
        </section>
    }
    .into_any()
}
