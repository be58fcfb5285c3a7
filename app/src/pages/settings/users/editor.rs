//! `/settings/users/{id}`: what a user is and may, and whether they can sign in.

use leptos::prelude::*;
use model::{DepartmentId, Language, Permissions, Person, RoleAccount, UserAccount, UserForm, UserId};

use super::access::Access;
use super::fetch;
use crate::api;
use crate::components::{EmptyState, Input, Symbol};
use crate::pages::photo::PhotoField;
use crate::pages::settings::form::{
    Draft, FormState, SelectField, SelectOption, SettingsForm, Switch, TextField, tell_saved,
};
use crate::pages::settings::loaded::loaded;
use crate::pages::settings::shell::SettingsShell;
use crate::state::DeskState;
use crate::{language, texts::later as texts};

#[component]
pub fn UserPage(id: UserId) -> impl IntoView {
    let data = fetch();
    loaded(data, move |(users, roles)| {
        let on_reload = Callback::new(move |()| data.refetch());
        match users.into_iter().find(|user| user.id == id) {
            Some(user) => view! { <UserEditor user=user roles=roles on_reload=on_reload /> }.into_any(),
            None => view! { <EmptyState symbol=Symbol::Alert text=Signal::stored(texts::not_found().to_owned()) /> }
                .into_any(),
        }
    })
}

#[component]
fn UserEditor(user: UserAccount, roles: Vec<RoleAccount>, on_reload: Callback<()>) -> impl IntoView {
    let own = own_permissions();
    let held = roles.iter().find(|role| role.id == user.form.role);
    let is_beyond = held.is_none_or(|role| !own.cover(role.form.permissions));
    let draft = Draft::new(user.form.clone());
    let email = Draft::new(user.email.clone());
    let form = FormState::new(Signal::derive(move || draft.dirty().get() || email.dirty().get()));
    let (state, id) = (DeskState::expect(), user.id);
    let account = RwSignal::new(user);
    let title = Signal::derive(move || draft.saved.with(|saved| saved.name.clone()));
    let save = move |()| {
        let (id, version) = account.with_untracked(|account| (account.id, account.version));
        form.send(
            api::change_user(id, version, email.now.get_untracked(), draft.now.get_untracked()),
            move |saved: UserAccount| {
                draft.is_saved(saved.form.clone());
                email.is_saved(saved.email.clone());
                account.set(saved);
                tell_saved();
            },
        );
    };
    let discard = move |()| {
        draft.discard();
        email.discard();
    };
    view! {
        <SettingsShell title=title back=("/settings/users".to_owned(), texts::users_title())>
            {is_beyond.then(|| view! { <p class="settings-note">{texts::user_beyond()}</p> })}
            {(!is_beyond)
                .then(|| view! { <section class="card"><PhotoField of=Person::User(id) name=title photo=Signal::derive(move || state.user_photo(id)) /></section> })}
            <SettingsForm
                form=form
                fields=FIELDS
                on_save=save
                on_discard=discard
                on_reload=on_reload
            >
                <fieldset class="card settings-fields" disabled=is_beyond>
                    <TextField
                        input=Input {
                            name: "email",
                            autocomplete: "off",
                            kind: "email",
                            hint: Some(texts::user_email_hint()),
                        }
                        label=texts::login_email()
                        bound=email.text(|email| email)
                        error=form.error("email")
                    />
                    <UserFields draft=draft form=form roles=roles own=own />
                </fieldset>
            </SettingsForm>
            <Access account=account form=form is_beyond=is_beyond />
        </SettingsShell>
    }
    .into_any()
}

/// The fields that show what is wrong with them.
pub const FIELDS: &[&str] = &["email", "name", "role", "departments", "time_zone"];

/// What the one at the screen may.
pub fn own_permissions() -> Permissions {
    DeskState::expect()
        .peek(|replica| replica.actor().permissions)
        .unwrap_or_default()
}

/// What is asked of a user, new or not. Roles that hold more than the own one are not offered.
#[component]
pub fn UserFields(draft: Draft<UserForm>, form: FormState, roles: Vec<RoleAccount>, own: Permissions) -> impl IntoView {
    let held = draft.saved.with_untracked(|saved| saved.role);
    let options: Vec<_> = roles
        .into_iter()
        .filter(|role| role.id == held || own.cover(role.form.permissions))
        .map(|role| SelectOption {
            value: role.id.to_string(),
            label: texts::role_name(&role.form.name),
        })
        .collect();
    let role = (
        Signal::derive(move || draft.now.with(|now| now.role.to_string())),
        Callback::new(move |id: String| {
            if let Ok(id) = id.parse() {
                draft.now.update(|now| now.role = model::RoleId(id));
            }
        }),
    );
    let languages = Language::ALL.map(|language| SelectOption {
        value: language.as_str().to_owned(),
        label: language::own_name(language).to_owned(),
    });
    let language = (
        Signal::derive(move || draft.now.with(|now| now.language.as_str().to_owned())),
        Callback::new(move |tag: String| {
            draft
                .now
                .update(|now| now.language = Language::from_tag(&tag).unwrap_or_default());
        }),
    );
    let input = |name, kind, hint| Input {
        name,
        autocomplete: "off",
        kind,
        hint,
    };
    view! {
        <TextField
            input=input("name", "text", None)
            label=texts::field_name()
            bound=draft.text(|now| &mut now.name)
            error=form.error("name")
        />
        <SelectField
            name="role"
            label=texts::audit_of_role()
            hint=texts::user_role_hint()
            options=Signal::stored(options)
            bound=role
            error=form.error("role")
        />
        <Departments draft=draft form=form />
        <SelectField
            name="language"
            label=texts::setup_language()
            options=Signal::stored(languages.to_vec())
            bound=language
        />
        <TextField
            input=input("time_zone", "text", Some(texts::field_time_zone_hint()))
            label=texts::field_time_zone()
            bound=draft.text(|now| &mut now.time_zone)
            error=form.error("time_zone")
            list="time-zones"
        />
        <TimeZones />
    }
    .into_any()
}

#[component]
fn Departments(draft: Draft<UserForm>, form: FormState) -> impl IntoView {
    let all = DeskState::expect().peek(|replica| replica.directory().departments.clone());
    let error = form.error("departments");
    let switch = move |id: DepartmentId, name: String| {
        let on = Signal::derive(move || draft.now.with(|now| now.departments.contains(&id)));
        let change = move |on: bool| {
            draft.now.update(|now| {
                now.departments.retain(|it| *it != id);
                if on {
                    now.departments.push(id);
                    now.departments.sort_unstable();
                }
            });
        };
        view! { <Switch label=name on=on on_change=change /> }
    };
    view! {
        <fieldset class="field">
            <legend class="field-label">{texts::field_departments()}</legend>
            {all.unwrap_or_default().into_iter().map(|it| switch(it.id, it.name)).collect_view()}
            <p class="field-about" data-error="">
                {error}
            </p>
        </fieldset>
    }
    .into_any()
}

/// Proposals for time zones: those that the browser knows.
#[component]
pub fn TimeZones() -> impl IntoView {
    let zone = |name: String| view! { <option value=name></option> };
    view! { <datalist id="time-zones">{crate::format::time_zones().into_iter().map(zone).collect_view()}</datalist> }
        .into_any()
}
