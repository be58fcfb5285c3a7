//! Every word on the screen, in the reader's language: one function for each key of `locales/`.
//!
//! The functions are made by `build.rs`, a module for each room: the texts of the first page, those of pages that are loaded
//! [`later`], and those of the server's own forms. On the server all languages are compiled in and [`model::Language`] of the
//! context chooses; in the browser there is only the page's own language, read once from the element that [`PAGE_ID`] names. A
//! screen never changes its language while it stands: choosing another loads the page again.

pub mod later;
mod of_model;

#[expect(
    clippy::pedantic,
    reason = "generated from the locales, formatted for the compiler only"
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

pub use generated::desk::*;
#[cfg(feature = "ssr")]
pub use generated::server::*;
pub use of_model::{
    activity, availability, builtin_stage, general_status, metric, presence, problem, problem_in_field, said_with,
    status, tab,
};

/// The id of the element that carries the page's texts.
pub const PAGE_ID: &str = "texts";

/// The name of the `meta` element that says where the texts of later pages are.
pub const LATER_META: &str = "later-texts";

/// Which plural form stands for a number. Portuguese counts nought among the ones (CLDR).
fn counted(count: u32, one: usize, other: usize) -> usize {
    let is_one = count == 1 || (count == 0 && language() == model::Language::Portuguese);
    if is_one { one } else { other }
}

/// A text with its placeholders replaced, in one pass: a value that looks like a placeholder stays as it is.
fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut result = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        result.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            rest = after;
            break;
        };
        if let Some((_, value)) = values.iter().find(|(key, _)| *key == name) {
            result.push_str(value);
        }
        rest = tail;
    }
    result.push_str(rest);
    result
}

#[cfg(feature = "ssr")]
mod source {
    use leptos::prelude::use_context;
    use model::Language;

    use super::generated;

    /// The language that the server chose for this request; English outside of a request.
    pub fn language() -> Language {
        use_context::<Language>().unwrap_or_default()
    }

    /// A text of each room, by its place in the order of keys.
    pub fn desk(index: usize) -> &'static str {
        chosen(&generated::DESK_EN, &generated::DESK_PT_BR, &generated::DESK_ES)[index]
    }

    pub fn later(index: usize) -> &'static str {
        chosen(&generated::LATER_EN, &generated::LATER_PT_BR, &generated::LATER_ES)[index]
    }

    pub fn server(index: usize) -> &'static str {
        chosen(&generated::SERVER_EN, &generated::SERVER_PT_BR, &generated::SERVER_ES)[index]
    }

    /// All of them are compiled in.
    pub async fn load_later() -> Option<()> {
        Some(())
    }

    fn chosen<T: ?Sized>(english: &'static T, portuguese: &'static T, spanish: &'static T) -> &'static T {
        match language() {
            Language::English => english,
            Language::Portuguese => portuguese,
            Language::Spanish => spanish,
        }
    }

    /// The texts that a page of this language carries for the browser: a JSON array, in the order of the keys, that may stand in
    /// a script element. Page and client are of one build: the page names the client by its content.
    pub fn page_texts(language: Language) -> &'static str {
        match language {
            Language::English => generated::DESK_EN_JSON,
            Language::Portuguese => generated::DESK_PT_BR_JSON,
            Language::Spanish => generated::DESK_ES_JSON,
        }
    }

    /// The visitors' panel's texts, key to text: a JSON object that may stand in a script element.
    pub fn chat_texts(language: Language) -> &'static str {
        match language {
            Language::English => generated::CHAT_EN_JSON,
            Language::Portuguese => generated::CHAT_PT_BR_JSON,
            Language::Spanish => generated::CHAT_ES_JSON,
        }
    }
}

#[cfg(not(feature = "ssr"))]
mod source {
    use std::sync::OnceLock;

    use leptos::prelude::{document, window};
    use model::Language;
    use wasm_bindgen::JsCast as _;
    use wasm_bindgen_futures::JsFuture;
    use web_sys::Response;

    use crate::{json, platform};

    /// The page's language, from `<html lang>`.
    pub fn language() -> Language {
        static LANGUAGE: OnceLock<Language> = OnceLock::new();
        *LANGUAGE.get_or_init(|| {
            let root = document().document_element();
            let tag = root.and_then(|root| root.get_attribute("lang"));
            tag.and_then(|tag| Language::from_tag(&tag)).unwrap_or_default()
        })
    }

    static DESK: OnceLock<Vec<&'static str>> = OnceLock::new();
    static LATER: OnceLock<Vec<&'static str>> = OnceLock::new();

    /// A text of each room, by its place in the order of keys.
    pub fn desk(index: usize) -> &'static str {
        let table = DESK.get_or_init(|| {
            let element = document().get_element_by_id(super::PAGE_ID);
            let text = element.and_then(|element| element.text_content()).unwrap_or_default();
            kept(json::read(&text).unwrap_or_default())
        });
        table.get(index).copied().unwrap_or_default()
    }

    pub fn later(index: usize) -> &'static str {
        let table = LATER.get();
        debug_assert!(table.is_some(), "a word of a later page before its file was there");
        table.and_then(|table| table.get(index)).copied().unwrap_or_default()
    }

    /// Fetches the words of later pages, unless they are there.
    pub async fn load_later() -> Option<()> {
        if LATER.get().is_some() {
            return Some(());
        }
        let call = window().fetch_with_str(&platform::meta(super::LATER_META));
        let response: Response = JsFuture::from(call).await.ok()?.dyn_into().ok()?;
        if !response.ok() {
            return None;
        }
        let text = JsFuture::from(response.text().ok()?).await.ok()?;
        // Another page may have been faster with the same.
        let _ = LATER.set(kept(json::read(&text.as_string()?)?));
        Some(())
    }

    /// Kept for the life of the page, like the code that shows them.
    fn kept(texts: Vec<String>) -> Vec<&'static str> {
        let texts: &'static [String] = Vec::leak(texts);
        texts.iter().map(String::as_str).collect()
    }
}

#[cfg(feature = "ssr")]
pub use source::{chat_texts, page_texts};
pub use source::{language, load_later};

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use leptos::prelude::{Owner, provide_context};
    use model::Language;

    use super::filled;

    #[test]
    fn a_customer_called_like_a_placeholder_stays_as_she_is() {
        assert_eq!(
            filled("{name} · {text}", &[("name", "{text}"), ("text", "hi")]),
            "{text} · hi"
        );
        assert_eq!(filled("a {name", &[("name", "b")]), "a name");
    }

    #[test]
    fn nought_is_one_in_portuguese_only() {
        for (language, count, expected) in [
            (Language::English, 0, "0 unread messages"),
            (Language::English, 1, "1 unread message"),
            (Language::Portuguese, 0, "0 mensagem não lida"),
            (Language::Portuguese, 2, "2 mensagens não lidas"),
            (Language::Spanish, 0, "0 mensajes sin leer"),
            (Language::Spanish, 1, "1 mensaje sin leer"),
        ] {
            let owner = Owner::new();
            owner.with(|| {
                provide_context(language);
                assert_eq!(super::unread(count), expected);
            });
        }
    }

    #[test]
    fn the_page_of_each_language_carries_its_own_words() {
        for (language, word) in [
            (Language::English, "In service"),
            (Language::Portuguese, "Em atendimento"),
            (Language::Spanish, "En atención"),
        ] {
            let texts: Vec<String> = serde_json::from_str(super::page_texts(language)).expect("it is JSON");
            let owner = Owner::new();
            owner.with(|| {
                provide_context(language);
                assert_eq!(texts.first().map(String::as_str), Some(super::source::desk(0)));
            });
            assert!(texts.iter().any(|text| text == word), "{word}");
        }
    }
}
