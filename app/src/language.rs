//! Choosing the language: a cookie, and the page anew.

use model::Language;

/// The cookie in which a chosen language stands; its value is the language's tag.
pub const COOKIE: &str = "balcao_language";

/// What a language calls itself.
pub const fn own_name(language: Language) -> &'static str {
    match language {
        Language::English => "English",
        Language::Portuguese => "Português",
        Language::Spanish => "Español",
    }
}

/// Loads the page in this language, and every later one.
pub fn choose(language: Language) {
    crate::platform::set_cookie(COOKIE, language.as_str());
    crate::platform::reload();
}
