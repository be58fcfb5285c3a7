//! `/login`: signing in. Works as a plain form too.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::entry::{EntryCard, FormAlert, error_of};
use crate::api;
use crate::components::{Field, Input, PasswordField};
use crate::texts::later as texts;

#[component]
pub fn LoginPage() -> impl IntoView {
    let action = ServerAction::<api::SignIn>::new();
    let sent = Signal::from(action.value());
    let next = use_query_map()
        .with_untracked(|query| query.get("next"))
        .unwrap_or_default();
    view! {
        <EntryCard title=texts::login_title() lead=texts::login_lead()>
            <ActionForm action=action attr:class="entry-form">
                <FormAlert sent=sent fields=&["email", "password"] />
                <input type="hidden" name="next" value=next />
                <Field
                    input=Input {
                        name: "email",
                        autocomplete: "username",
                        kind: "email",
                        hint: None,
                    }
                    label=texts::login_email()
                    error=error_of(sent, "email")
                />
                <PasswordField
                    input=Input {
                        name: "password",
                        autocomplete: "current-password",
                        kind: "password",
                        hint: None,
                    }
                    label=texts::login_password()
                    error=error_of(sent, "password")
                />
                <button class="button entry-submit" data-kind="primary" disabled=action.pending()>
                    {texts::login_submit()}
                </button>
            </ActionForm>
        </EntryCard>
    }
    .into_any()
}
