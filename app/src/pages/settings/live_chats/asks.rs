//! What a visitor is asked before the first message.

use leptos::prelude::*;
use model::{Asked, LiveChatRecord};

use super::editor::Card;
use crate::pages::settings::form::{SelectField, SelectOption};
use crate::texts::later as texts;

fn options() -> Signal<Vec<SelectOption>> {
    let label = |asked: Asked| match asked {
        Asked::No => texts::asked_no(),
        Asked::Optional => texts::asked_optional(),
        Asked::Required => texts::asked_required(),
    };
    let options = Asked::ALL.iter().map(|asked| SelectOption {
        value: asked.as_str().to_owned(),
        label: label(*asked).to_owned(),
    });
    Signal::stored(options.collect())
}

type Part = fn(&mut LiveChatRecord) -> &mut Asked;

#[component]
pub fn Asks(card: Card) -> impl IntoView {
    let draft = card.draft;
    let parts: [(&str, &str, Part); 3] = [
        ("asks_name", texts::field_name(), |it| &mut it.settings.asks.name),
        ("asks_email", texts::login_email(), |it| &mut it.settings.asks.email),
        ("asks_phone", texts::details_phone(), |it| &mut it.settings.asks.phone),
    ];
    let field = move |(name, label, part): (&'static str, &'static str, Part)| {
        let read = Signal::derive(move || part(&mut draft.now.get()).as_str().to_owned());
        let write = Callback::new(move |word: String| {
            if let Some(asked) = Asked::parse(&word) {
                draft.now.update(|now| *part(now) = asked);
            }
        });
        view! { <SelectField name=name label=label options=options() bound=(read, write) /> }
    };
    view! {
        <section class="card settings-fields">
            <h2 class="card-title">{texts::live_chat_asks()}</h2>
            <p class="card-lead">{texts::live_chat_asks_lead()}</p>
            <div class="fields-row">{parts.map(field).collect_view()}</div>
        </section>
    }
    .into_any()
}
