//! `/settings/users`: who works here, and the way to each of them.

mod access;
mod editor;
mod invite;
mod link;

pub(super) use editor::TimeZones;

use leptos::prelude::*;
use model::{Directory, RoleAccount, UserAccount, UserId, UserState};

use super::loaded::loaded;
use super::shell::SettingsShell;
use crate::api::{self, ApiError};
use crate::components::{Avatar, Icon, Symbol};
use crate::state::DeskState;
use crate::{format, texts::later as texts};

/// The list, one user, or `new`.
pub fn page(id: Option<&str>) -> AnyView {
    match id {
        None => view! { <UserList /> }.into_any(),
        Some("new") => view! { <invite::InvitePage /> }.into_any(),
        Some(id) => {
            let id = UserId(id.parse().unwrap_or_default());
            view! { <editor::UserPage id=id /> }.into_any()
        }
    }
}

/// Users and roles: what each page here needs.
type People = (Vec<UserAccount>, Vec<RoleAccount>);

fn fetch() -> LocalResource<Result<People, ApiError>> {
    LocalResource::new(|| async { Ok((api::users().await?, api::roles().await?)) })
}

fn state_word(state: UserState) -> &'static str {
    match state {
        UserState::Active => texts::user_active(),
        UserState::Invited => texts::user_invited(),
        UserState::WithoutPassword => texts::user_without_password(),
        UserState::Disabled => texts::user_disabled(),
    }
}

fn role_of(roles: &[RoleAccount], user: &UserAccount) -> String {
    let role = roles.iter().find(|role| role.id == user.form.role);
    role.map(|role| texts::role_name(&role.form.name)).unwrap_or_default()
}

fn departments_of(directory: &Directory, user: &UserAccount) -> String {
    let own = directory
        .departments
        .iter()
        .filter(|it| user.form.departments.contains(&it.id));
    own.map(|it| it.name.as_str()).collect::<Vec<_>>().join(", ")
}

#[component]
fn UserList() -> impl IntoView {
    let invite = || {
        view! {
            <a class="button" data-kind="primary" href="/settings/users/new">
                {texts::users_invite()}
            </a>
        }
    };
    view! {
        <SettingsShell title=Signal::stored(texts::users_title().to_owned()) lead=texts::users_lead() wide=true actions=invite>
            {loaded(fetch(), |(users, roles)| view! { <Found users=users roles=roles /> }.into_any())}
        </SettingsShell>
    }
    .into_any()
}

#[component]
fn Found(users: Vec<UserAccount>, roles: Vec<RoleAccount>) -> impl IntoView {
    let directory = DeskState::expect()
        .peek(|replica| replica.directory().clone())
        .unwrap_or_default();
    let search = RwSignal::new(String::new());
    let shown: Vec<_> = users
        .into_iter()
        .map(|user| {
            let (role, departments) = (role_of(&roles, &user), departments_of(&directory, &user));
            let folded = format!("{} {} {role} {departments}", user.form.name, user.email).to_lowercase();
            (user, role, departments, folded)
        })
        .collect();
    let rows = move || {
        let wanted = search.get().trim().to_lowercase();
        let found = shown.iter().filter(|(_, _, _, folded)| folded.contains(&wanted));
        let found: Vec<_> = found
            .map(|(user, role, departments, _)| {
                view! { <Row user=user.clone() role=role.clone() departments=departments.clone() /> }
            })
            .collect();
        if found.is_empty() {
            view! { <p class="card settings-none">{texts::users_none()}</p> }.into_any()
        } else {
            view! { <ul class="card settings-list">{found}</ul> }.into_any()
        }
    };
    view! {
        <div class="field">
            <label class="field-label" for="users-search">
                {texts::users_search()}
            </label>
            <input
                class="field-input"
                id="users-search"
                type="search"
                autocomplete="off"
                on:input=move |event| search.set(event_target_value(&event))
            />
        </div>
        {rows}
    }
    .into_any()
}

#[component]
fn Row(user: UserAccount, role: String, departments: String) -> impl IntoView {
    let (state, id) = (DeskState::expect(), user.id);
    let seen = match user.last_seen_at {
        Some(at) => texts::session_seen(&format::relative(at, format::now())),
        None => texts::user_never_seen().to_owned(),
    };
    view! {
        <li>
            <a class="settings-row" href=format!("/settings/users/{}", user.id) data-state=user.state.as_str()>
                <Avatar name=user.form.name.clone() photo=Signal::derive(move || state.user_photo(id)) />
                <span class="settings-row-main">
                    <strong>{user.form.name}</strong>
                    <span>{user.email}</span>
                </span>
                <span class="settings-row-side">
                    <span>{role}</span>
                    <span>{departments}</span>
                </span>
                <span class="settings-row-side">
                    <span class="state-tag" data-state=user.state.as_str()>
                        {state_word(user.state)}
                    </span>
                    <span>{seen}</span>
                </span>
                <Icon symbol=Symbol::Forward />
            </a>
        </li>
    }
    .into_any()
}
