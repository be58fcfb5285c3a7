//! Language and theme, as chosen in this browser.

use leptos::prelude::*;
use model::Language;

use crate::components::{Choice, ChoiceOption, Symbol};
use crate::language;
use crate::texts::later as texts;
use crate::theme::Theme;

/// Choosing loads the page anew in the other language.
#[component]
pub fn LanguageChoice() -> impl IntoView {
    let options = Language::ALL.map(|language| ChoiceOption {
        value: language.as_str(),
        label: language::own_name(language),
        symbol: None,
    });
    let choose = |tag: &'static str| language::choose(Language::from_tag(tag).unwrap_or_default());
    view! {
        <Choice
            name="preferred-language"
            label=texts::language_label()
            options=options.to_vec()
            selected=texts::language().as_str()
            on_choose=choose
        />
    }
    .into_any()
}

/// Choosing shows at once.
#[component]
pub fn ThemeChoice() -> impl IntoView {
    let options = Theme::ALL.map(|theme| ChoiceOption {
        value: theme.as_str(),
        label: match theme {
            Theme::System => texts::theme_system(),
            Theme::Light => texts::theme_light(),
            Theme::Dark => texts::theme_dark(),
        },
        symbol: Some(match theme {
            Theme::System => Symbol::System,
            Theme::Light => Symbol::Sun,
            Theme::Dark => Symbol::Moon,
        }),
    });
    view! {
        <Choice
            name="preferred-theme"
            label=texts::theme_label()
            options=options.to_vec()
            selected=Theme::current().as_str()
            on_choose=|word: &'static str| Theme::of_word(word).choose()
        />
    }
    .into_any()
}
