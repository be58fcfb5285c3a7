//! `/welcome#token`: who holds a link sets a password here, once, and is signed in. The token stands in the fragment, which
//! browsers send to no server; the page's script puts it into the form, and asks whose link it is.

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::entry::{EntryCard, FormAlert, error_of};
use crate::api;
use crate::components::{Field, Input, PasswordField};
use crate::texts::later as texts;

/// Stands in the page after [`super::entry::SCRIPT`].
pub const SCRIPT: &str = include_str!("welcome.js");

#[component]
pub fn WelcomePage() -> impl IntoView {
    let action = ServerAction::<api::SetPasswordByLink>::new();
    let sent = Signal::from(action.value());
    view! {
        <EntryCard title=texts::welcome_title() lead=texts::welcome_lead()>
            <p class="welcome-owner" role="status" data-gone=texts::welcome_gone()>
                {texts::loading()}
            </p>
            <ActionForm action=action attr:class="entry-form welcome-form">
                <FormAlert sent=sent fields=&["name", "password"] />
                <input type="hidden" name="token" />
                // For password managers.
                <input type="hidden" name="username" autocomplete="username" />
                <div class="welcome-name">
                    <Field
                        input=Input {
                            name: "name",
                            autocomplete: "name",
                            kind: "text",
                            hint: None,
                        }
                        label=texts::setup_name()
                        error=error_of(sent, "name")
                    />
                </div>
                <PasswordField
                    input=Input {
                        name: "password",
                        autocomplete: "new-password",
                        kind: "password",
                        hint: Some(texts::setup_password_hint()),
                    }
                    label=texts::password_new()
                    error=error_of(sent, "password")
                />
                <button class="button entry-submit" data-kind="primary" disabled=action.pending()>
                    {texts::welcome_submit()}
                </button>
            </ActionForm>
        </EntryCard>
    }
    .into_any()
}
