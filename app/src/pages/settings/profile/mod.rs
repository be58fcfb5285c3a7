//! `/settings/profile`: one's own account, how the desk looks, password and signed-in browsers, a card each.

mod account;
mod appearance;
pub(in crate::pages::settings) mod browser;
mod notifications;
mod password;
mod sessions;
mod writing;

use leptos::prelude::*;

use crate::components::{Icon, Symbol};
use crate::pages::preferences::ThemeChoice;
use crate::pages::settings::shell::SettingsShell;
use crate::texts::later as texts;
use account::OwnAccount;
use appearance::{DensityChoice, ShortcutsChoice};
use notifications::NotificationsCard;
use password::OwnPassword;
use sessions::SessionList;
use writing::WritingCard;

/// `on_sign_out` forgets what belongs to the user in this browser and ends the session.
#[component]
pub fn ProfilePage(#[prop(into)] on_sign_out: Callback<()>) -> impl IntoView {
    let sign_out = move || {
        view! {
            <button type="button" class="button" on:click=move |_| on_sign_out.run(())>
                <Icon symbol=Symbol::SignOut />
                {texts::profile_sign_out()}
            </button>
        }
    };
    view! {
        <SettingsShell title=Signal::stored(texts::profile_title().to_owned()) actions=sign_out>
                <OwnAccount />
                <section class="card">
                    <h2 class="card-title">{texts::profile_appearance()}</h2>
                    <div class="card-row">
                        <span class="card-label">{texts::theme_label()}</span>
                        <ThemeChoice />
                    </div>
                    <div class="card-row">
                        <span class="card-label">{texts::density_label()}</span>
                        <DensityChoice />
                    </div>
                    <div class="card-row">
                        <span class="card-label">{texts::shortcuts_label()}</span>
                        <ShortcutsChoice />
                    </div>
                </section>
                <WritingCard />
                <NotificationsCard />
                <OwnPassword />
            <section class="card">
                    <h2 class="card-title">{texts::profile_sessions()}</h2>
                    <p class="card-lead">{texts::profile_sessions_lead()}</p>
                    <SessionList on_sign_out=on_sign_out />
                </section>
        </SettingsShell>
    }
    .into_any()
}
