//! Light or dark: by the system, or as chosen in this browser. The choice stands in a cookie, by which the server
//! writes `data-theme` into the page before it is painted, and in the local storage, by which an offline page does.

/// The cookie, the key in the local storage.
pub const NAME: &str = "balcao_theme";

/// A choice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system is.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word in cookie, storage and `data-theme`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The choice of a stored word; anything else is the system's.
    pub fn of_word(word: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|theme| theme.as_str() == word)
            .unwrap_or_default()
    }

    /// The theme of the page as it stands.
    pub fn current() -> Self {
        source::current()
    }

    /// Shows the page in this theme from now on.
    pub fn choose(self) {
        if let Some(root) = leptos::prelude::document().document_element() {
            let _ = root.set_attribute("data-theme", self.as_str());
        }
        crate::platform::keep(NAME, self.as_str());
        crate::platform::set_cookie(NAME, self.as_str());
    }
}

#[cfg(feature = "ssr")]
mod source {
    use http::request::Parts;
    use leptos::prelude::use_context;

    use super::{NAME, Theme};

    pub(super) fn current() -> Theme {
        use_context::<Parts>()
            .and_then(|parts| {
                let cookies = parts.headers.get(http::header::COOKIE)?.to_str().ok()?;
                let (_, word) = cookies
                    .split(';')
                    .filter_map(|cookie| cookie.trim().split_once('='))
                    .find(|(name, _)| *name == NAME)?;
                Some(Theme::of_word(word))
            })
            .unwrap_or_default()
    }
}

#[cfg(not(feature = "ssr"))]
mod source {
    use super::Theme;

    pub(super) fn current() -> Theme {
        leptos::prelude::document()
            .document_element()
            .and_then(|root| root.get_attribute("data-theme"))
            .map(|word| Theme::of_word(&word))
            .unwrap_or_default()
    }
}
