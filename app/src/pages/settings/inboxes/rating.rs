//! How customers are asked what they think (R170).

use leptos::prelude::*;
use model::RatingKind;

use super::editor::Card;
use crate::pages::settings::form::{LanguageTabs, SelectField, SelectOption, Switch, WordingField, WordingInput};
use crate::texts::later as texts;

#[component]
pub fn RatingCard(card: Card) -> impl IntoView {
    let Card { draft, form } = card;
    let language = RwSignal::new(texts::language());
    let option = |value: &str, label: &str| SelectOption {
        value: value.to_owned(),
        label: label.to_owned(),
    };
    let options = vec![
        option("", texts::inbox_rating_none()),
        option(RatingKind::Like.as_str(), texts::inbox_rating_like()),
        option(RatingKind::Five.as_str(), texts::inbox_rating_five()),
    ];
    let kind = card.bind(
        |now| now.rating.map(RatingKind::as_str).unwrap_or_default().to_owned(),
        |now, word: String| now.rating = RatingKind::parse(&word),
    );
    let asks = Signal::derive(move || draft.now.with(|now| now.rating.is_some()));
    let closes = card.bind(|now| now.closes_on_rating, |now, on| now.closes_on_rating = on);
    view! {
        <section class="card settings-fields">
            <div class="card-head">
                <h2 class="card-title">{texts::inbox_rating()}</h2>
                <LanguageTabs name="rating_language" language=language />
            </div>
            <SelectField
                name="rating"
                label=texts::inbox_rating_kind()
                hint=texts::inbox_rating_hint()
                options=Signal::stored(options)
                bound=kind
            />
            <Show when=move || asks.get()>
                <WordingField
                    input=WordingInput {
                        name: "rating_text",
                        label: texts::inbox_rating_text(),
                        hint: Some(texts::inbox_rating_text_hint()),
                        long: true,
                        longest: 2_000,
                    }
                    draft=draft
                    part=|now| &mut now.rating_text
                    language=language
                    error=form.error("rating_text")
                />
                <Switch
                    label=texts::inbox_closes_on_rating()
                    hint=texts::inbox_closes_on_rating_hint()
                    on=closes.0
                    on_change=closes.1
                />
            </Show>
        </section>
    }
    .into_any()
}
