//! `/profile/sessions`: one's own signed-in browsers, and how this one looks.

mod browser;
mod sessions;

use leptos::prelude::*;

use super::preferences::{LanguageChoice, ShortcutsChoice, ThemeChoice};
use crate::components::Icon;
use crate::components::Symbol;
use crate::texts;
use sessions::SessionList;

/// `on_sign_out` forgets what belongs to the user in this browser and ends the session.
#[component]
pub fn ProfilePage(#[prop(into)] on_sign_out: Callback<()>) -> impl IntoView {
    Effect::new(|| document().set_title(&format!("{} · {}", texts::profile_title(), texts::app_name())));
    view! {
        <main class="page" id="content">
            <div class="page-column">
                <header class="page-head">
                    <h1 class="page-title">{texts::profile_title()}</h1>
                    <button type="button" class="button" on:click=move |_| on_sign_out.run(())>
                        <Icon symbol=Symbol::SignOut />
                        {texts::profile_sign_out()}
                    </button>
                </header>
                <section class="card">
                    <h2 class="card-title">{texts::profile_appearance()}</h2>
                    <div class="card-row">
                        <span class="card-label">{texts::theme_label()}</span>
                        <ThemeChoice />
                    </div>
                    <div class="card-row">
                        <span class="card-label">{texts::language_label()}</span>
                        <LanguageChoice />
                    </div>
                    <div class="card-row">
                        <span class="card-label">{texts::shortcuts_label()}</span>
                        <ShortcutsChoice />
                    </div>
                </section>
                <section class="card">
                    <h2 class="card-title">{texts::profile_sessions()}</h2>
                    <p class="card-lead">{texts::profile_sessions_lead()}</p>
                    <SessionList on_sign_out=on_sign_out />
                </section>
            </div>
        </main>
    }
    .into_any()
}
