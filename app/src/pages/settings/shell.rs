//! What every page of the settings has: a title, a way back, perhaps buttons beside the title, and the page itself.

use leptos::prelude::*;

use crate::components::{Icon, Symbol};
use crate::texts::later as texts;

/// `back` leads from a thing to its list; without it, the way back leads to the sections and shows on narrow screens only.
#[component]
pub fn SettingsShell(
    #[prop(into)] title: Signal<String>,
    #[prop(optional)] lead: Option<&'static str>,
    /// Address and name of the list.
    #[prop(optional)]
    back: Option<(String, &'static str)>,
    #[prop(optional, into)] actions: ViewFnOnce,
    /// More room than a form needs, for tables.
    #[prop(optional)]
    wide: bool,
    children: Children,
) -> impl IntoView {
    Effect::new(move || document().set_title(&format!("{} · {}", title.get(), texts::app_name())));
    let is_list = back.is_none();
    let (href, name) = back.unwrap_or_else(|| ("/settings".to_owned(), texts::settings_title()));
    view! {
        <div class="settings-column" data-wide=wide.then_some("")>
            <a class="settings-back" href=href data-to-sections=is_list.then_some("")>
                <Icon symbol=Symbol::Back />
                {name}
            </a>
            <header class="page-head">
                <h1 class="page-title">{title}</h1>
                <div class="page-actions">{actions.run()}</div>
            </header>
            {lead.map(|lead| view! { <p class="settings-lead">{lead}</p> })}
            {children()}
        </div>
    }
    .into_any()
}
