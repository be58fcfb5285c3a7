//! How close together things stand, as chosen by the user; single-key shortcuts, as chosen in this browser.

use leptos::prelude::*;
use model::Density;

use crate::components::{Choice, ChoiceOption, Notices};
use crate::pages::desk::shortcuts;
use crate::state::DeskState;
use crate::texts::later as texts;

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
            move |own| own.density = density,
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
