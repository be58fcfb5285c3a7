//! `/setup`: the first run. Works as a plain form too.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::Language;

use super::entry::{EntryCard, FormAlert, error_of};
use crate::components::{Field, Input, PasswordField};
use crate::{api, language, texts::later as texts};

/// The fields by whose names problems point at them.
const FIELDS: &[&str] = &["code", "company", "department", "name", "email", "password"];

#[component]
pub fn SetupPage() -> impl IntoView {
    let action = ServerAction::<api::Setup>::new();
    let sent = Signal::from(action.value());
    // The server prints an address that already holds the code.
    let code = use_query_map().with_untracked(|query| query.get("code"));
    let field = |name, autocomplete, kind, hint| Input {
        name,
        autocomplete,
        kind,
        hint,
    };
    view! {
        <EntryCard title=texts::setup_title() lead=texts::setup_lead()>
            <ActionForm action=action attr:class="entry-form">
                <FormAlert sent=sent fields=FIELDS />
                <Field
                    input=field("code", "one-time-code", "text", Some(texts::setup_code_hint()))
                    label=texts::setup_code()
                    error=error_of(sent, "code")
                    value=code.unwrap_or_default()
                />
                <fieldset class="entry-group">
                    <legend class="entry-legend">{texts::setup_desk()}</legend>
                    <Field
                        input=field("company", "organization", "text", None)
                        label=texts::setup_company()
                        error=error_of(sent, "company")
                    />
                    <Field
                        input=field("department", "off", "text", Some(texts::setup_department_hint()))
                        label=texts::setup_department()
                        error=error_of(sent, "department")
                        value=texts::setup_department_default()
                    />
                    <LanguageField />
                </fieldset>
                <fieldset class="entry-group">
                    <legend class="entry-legend">{texts::setup_account()}</legend>
                    <Field
                        input=field("name", "name", "text", None)
                        label=texts::setup_name()
                        error=error_of(sent, "name")
                    />
                    <Field
                        input=field("email", "email", "email", None)
                        label=texts::setup_email()
                        error=error_of(sent, "email")
                    />
                    <PasswordField
                        input=field("password", "new-password", "password", Some(texts::setup_password_hint()))
                        label=texts::setup_password()
                        error=error_of(sent, "password")
                    />
                </fieldset>
                <button class="button entry-submit" data-kind="primary" disabled=action.pending()>
                    {texts::setup_submit()}
                </button>
            </ActionForm>
        </EntryCard>
    }
    .into_any()
}

/// The language of the first administrator: that of the page, unless chosen otherwise.
#[component]
fn LanguageField() -> impl IntoView {
    let option = |language: Language| {
        view! {
            <option value=language.as_str() selected=language == texts::language()>
                {language::own_name(language)}
            </option>
        }
    };
    view! {
        <div class="field">
            <label class="field-label" for="language">
                {texts::setup_language()}
            </label>
            <select class="field-input" id="language" name="language">
                {Language::ALL.map(option).into_iter().collect_view()}
            </select>
        </div>
    }
    .into_any()
}
