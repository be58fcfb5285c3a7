//! `/settings/users/new`: somebody is asked in, by a link that is shown here once.

use leptos::prelude::*;
use model::{PasswordLink, RoleAccount, UserForm};

use super::editor::{FIELDS, UserFields, own_permissions};
use super::fetch;
use super::link::LinkToCopy;
use crate::components::Input;
use crate::pages::settings::form::{Draft, FormState, SettingsForm, TextField};
use crate::pages::settings::loaded::loaded;
use crate::pages::settings::shell::SettingsShell;
use crate::{api, format, texts::later as texts};

#[component]
pub fn InvitePage() -> impl IntoView {
    view! {
        <SettingsShell
            title=Signal::stored(texts::users_invite().to_owned())
            lead=texts::invite_lead()
            back=("/settings/users".to_owned(), texts::users_title())
        >
            {loaded(fetch(), |(_, roles)| view! { <Invitation roles=roles /> }.into_any())}
        </SettingsShell>
    }
    .into_any()
}

#[component]
fn Invitation(roles: Vec<RoleAccount>) -> impl IntoView {
    let own = own_permissions();
    // The one that may least is offered first.
    let role = roles.iter().rev().find(|role| own.cover(role.form.permissions));
    let Some(role) = role.map(|role| role.id) else {
        return view! { <p class="settings-note">{texts::user_beyond()}</p> }.into_any();
    };
    let draft = Draft::new(UserForm {
        name: String::new(),
        role,
        departments: Vec::new(),
        language: texts::language(),
        time_zone: format::own_time_zone(),
    });
    let email = Draft::new(String::new());
    let form = FormState::new(Signal::derive(move || draft.dirty().get() || email.dirty().get()));
    let made = RwSignal::new(None::<PasswordLink>);
    let link = RwSignal::new(None);
    let save = move |()| {
        let call = api::invite_user(email.now.get_untracked(), draft.now.get_untracked());
        form.send(call, move |invited| {
            draft.is_saved(draft.now.get_untracked());
            email.is_saved(email.now.get_untracked());
            link.set(Some(invited.token.clone()));
            made.set(Some(invited));
        });
    };
    let discard = move |()| {
        draft.discard();
        email.discard();
    };
    let roles = StoredValue::new(roles);
    let ask = move || {
        view! {
            <SettingsForm
                form=form
                fields=FIELDS
                save_label=texts::invite_make_link()
                on_save=save
                on_discard=discard
                on_reload=|()| ()
            >
                <div class="card settings-fields">
                    <TextField
                        input=Input {
                            name: "email",
                            autocomplete: "off",
                            kind: "email",
                            hint: None,
                        }
                        label=texts::login_email()
                        bound=email.text(|email| email)
                        error=form.error("email")
                    />
                    <UserFields draft=draft form=form roles=roles.get_value() own=own />
                </div>
            </SettingsForm>
        }
    };
    let content = move || match made.get() {
        None => ask().into_any(),
        Some(invited) => view! {
            <section class="card" data-invited="">
                <h2 class="card-title">{texts::link_title(&invited.account.form.name)}</h2>
                <LinkToCopy link=link />
                <p class="card-actions">
                    <a class="button" href=format!("/settings/users/{}", invited.account.id)>
                        {texts::invite_to_user()}
                    </a>
                    <a class="button" href="/settings/users">
                        {texts::users_title()}
                    </a>
                </p>
            </section>
        }
        .into_any(),
    };
    view! { {content} }.into_any()
}
