//! How conversations end by themselves, or go back to the line (R172).

use leptos::prelude::*;

use super::editor::Card;
use crate::pages::settings::form::{LanguageTabs, WaitField, WaitInput, WordingField, WordingInput};
use crate::texts::later as texts;

const HOUR: i64 = 60 * 60 * 1000;

#[component]
pub fn Closing(card: Card) -> impl IntoView {
    let Card { draft, form } = card;
    let language = RwSignal::new(texts::language());
    let closes = Signal::derive(move || draft.now.with(|now| now.auto_close_ms.is_some()));
    view! {
        <section class="card settings-fields">
            <div class="card-head">
                <h2 class="card-title">{texts::inbox_closing()}</h2>
                <LanguageTabs name="closing_language" language=language />
            </div>
            <WaitField
                input=WaitInput {
                    name: "auto_close_ms",
                    label: texts::inbox_auto_close(),
                    hint: texts::inbox_auto_close_hint(),
                    usual: 24 * HOUR,
                }
                bound=card.bind(|now| now.auto_close_ms, |now, time| now.auto_close_ms = time)
                error=form.error("auto_close_ms")
            />
            <Show when=move || closes.get()>
                <WordingField
                    input=WordingInput {
                        name: "auto_close_text",
                        label: texts::inbox_auto_close_text(),
                        hint: Some(texts::inbox_auto_close_text_hint()),
                        long: true,
                        longest: 2_000,
                    }
                    draft=draft
                    part=|now| &mut now.auto_close_text
                    language=language
                    error=form.error("auto_close_text")
                />
            </Show>
            <WaitField
                input=WaitInput {
                    name: "closing_delay_ms",
                    label: texts::inbox_closing_delay(),
                    hint: texts::inbox_closing_delay_hint(),
                    usual: HOUR,
                }
                bound=card.bind(|now| now.closing_delay_ms, |now, time| now.closing_delay_ms = time)
                error=form.error("closing_delay_ms")
            />
            <WaitField
                input=WaitInput {
                    name: "idle_timeout_ms",
                    label: texts::inbox_idle_timeout(),
                    hint: texts::inbox_idle_timeout_hint(),
                    usual: 2 * HOUR,
                }
                bound=card.bind(|now| now.idle_timeout_ms, |now, time| now.idle_timeout_ms = time)
                error=form.error("idle_timeout_ms")
            />
        </section>
    }
    .into_any()
}
