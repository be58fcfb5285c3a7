//! The chat as it will look: the real panel in a frame, told of every change while it is typed.

use leptos::html;
use leptos::prelude::*;
use model::{ChatPosition, Language, LiveChatRecord};

use crate::components::{Icon, Symbol};
use crate::pages::settings::form::Draft;
use crate::pages::settings::inboxes::directory;
use crate::{platform, texts::later as texts};

/// What the panel is told: its look, and the words that are not the usual ones.
fn look(now: &LiveChatRecord, language: Language, company: &str) -> String {
    let own = &now.settings.texts;
    let title = own.title.for_customer(language, texts::language());
    let mut words = serde_json::Map::new();
    for (key, wording) in [
        ("chat_subtitle", &own.subtitle),
        ("chat_greeting", &own.welcome),
        ("chat_greeting_hint", &own.hint),
        ("chat_placeholder", &own.placeholder),
    ] {
        let text = wording.get(language).trim();
        if !text.is_empty() {
            words.insert(key.to_owned(), text.into());
        }
    }
    let asks = now.settings.asks;
    serde_json::json!({
        "balcao": "look",
        "title": title.as_ref().map_or(company, |title| title.as_str()),
        "color": now.settings.color,
        "asks": { "name": asks.name.as_str(), "email": asks.email.as_str(), "phone": asks.phone.as_str() },
        "texts": words,
    })
    .to_string()
}

/// Black or white, whichever reads better on a colour `#rrggbb` (WCAG's relative luminance).
fn ink(color: &str) -> &'static str {
    let part = |at: usize| {
        let byte = color.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let share = f64::from(byte.unwrap_or_default()) / 255.0;
        if share <= 0.040_45 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    };
    let luminance = 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
    // Here the contrasts to both are equal.
    if luminance > 0.179 { "#000" } else { "#fff" }
}

#[component]
pub fn Preview(draft: Draft<LiveChatRecord>, language: RwSignal<Language>) -> impl IntoView {
    let frame = NodeRef::<html::Iframe>::new();
    let company = directory();
    let told = Memo::new(move |_| {
        let company = company.with(|directory| directory.company.clone());
        draft.now.with(|now| look(now, language.get(), &company))
    });
    let tell = move || {
        if let Some(frame) = frame.get_untracked() {
            platform::tell_frame(&frame, &told.get_untracked());
        }
    };
    Effect::new(move || {
        told.track();
        tell();
    });
    // The panel says when it listens: after the first load, and after each in another language.
    Effect::new(move || platform::on_message(tell));
    let address = move || format!("/chat/preview?lang={}", language.get().as_str());
    let position = move || {
        draft
            .now
            .with(|now| now.settings.position == ChatPosition::Left)
            .then_some("")
    };
    let color = move || draft.now.with(|now| now.settings.color.clone());
    view! {
        <section class="preview" aria-label=texts::live_chat_preview() data-left=position>
            <h2 class="card-title">{texts::live_chat_preview()}</h2>
            <iframe class="preview-panel" node_ref=frame title=texts::live_chat_preview() src=address inert></iframe>
            <span class="preview-launcher" style:background=color style:color=move || ink(&color()) aria-hidden="true">
                <Icon symbol=Symbol::Chat />
            </span>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::ink;

    #[test]
    fn what_stands_on_a_colour_can_be_read() {
        for (color, expected) in [
            ("#ffffff", "#000"),
            ("#ffcc00", "#000"),
            ("#7fd1c4", "#000"),
            ("#0f766e", "#fff"),
            ("#b3261e", "#fff"),
            ("#000000", "#fff"),
        ] {
            assert_eq!(ink(color), expected, "{color}");
        }
    }
}
