//! Colour and corner of the chat.

use leptos::prelude::*;
use model::ChatPosition;

use super::editor::Card;
use crate::pages::settings::form::{ColorField, SelectField, SelectOption};
use crate::texts::later as texts;

#[component]
pub fn Look(card: Card) -> impl IntoView {
    let Card { draft, form } = card;
    let option = |position: ChatPosition, label: &str| SelectOption {
        value: position.as_str().to_owned(),
        label: label.to_owned(),
    };
    let options = vec![
        option(ChatPosition::Right, texts::live_chat_right()),
        option(ChatPosition::Left, texts::live_chat_left()),
    ];
    let position = card.bind(
        |now| now.settings.position.as_str().to_owned(),
        |now, word: String| now.settings.position = ChatPosition::parse(&word).unwrap_or(ChatPosition::Right),
    );
    view! {
        <section class="card settings-fields">
            <h2 class="card-title">{texts::live_chat_look()}</h2>
            <ColorField
                name="color"
                label=texts::field_color()
                bound=draft.text(|now| &mut now.settings.color)
                error=form.error("color")
            />
            <p class="field-about">{texts::live_chat_color_hint()}</p>
            <SelectField
                name="position"
                label=texts::live_chat_position()
                options=Signal::stored(options)
                bound=position
            />
        </section>
    }
    .into_any()
}
