//! Language, theme and single-key shortcuts, as chosen in this browser; how close together things stand, as chosen by the user.

use leptos::prelude::*;
use model::{Density, Language};

use super::desk::shortcuts;
use crate::components::{Choice, ChoiceOption, Notices, Symbol};
use crate::language;
use crate::state::DeskState;
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

/// Choosing shows at once, in all windows of the user.
#[component]
pub fn DensityChoice() -> impl IntoView {
    let state = DeskState::expect();
    let notices = use_context::<Notices>();
    let options = Density::ALL.iter().map(|density| ChoiceOption {
        value: density.as_str(),
        label: match density {
            Density::Comfortable => texts::density_comfortable(),
            Density::Compact => texts::density_compact(),
        },
        symbol: None,
    });
    let choose = move |word: &'static str| {
        let density = Density::parse(word).unwrap_or_default();
        state.set_own(
            |own| own.density = density,
            move |problem| {
                if let Some(notices) = notices {
                    notices.show(texts::problem(&problem, None));
                }
            },
        );
    };
    view! {
        <Choice
            name="preferred-density"
            label=texts::density_label()
            options=options.collect()
            selected=state.own_settings().get_untracked().density.as_str()
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

/// Whether single keys act on the desk; some people press keys without meaning to (WCAG 2.1.4).
#[component]
pub fn ShortcutsChoice() -> impl IntoView {
    const ON: &str = "on";
    const OFF: &str = "off";
    let option = |value, label| ChoiceOption {
        value,
        label,
        symbol: None,
    };
    view! {
        <Choice
            name="preferred-shortcuts"
            label=texts::shortcuts_label()
            options=vec![option(ON, texts::shortcuts_on()), option(OFF, texts::shortcuts_off())]
            selected=if shortcuts::are_on() { ON } else { OFF }
            on_choose=|word: &'static str| shortcuts::switch(word == ON)
        />
    }
    .into_any()
}
