//! `/settings/roles`: the roles, and the way to each of them (R156).

mod editor;
mod groups;

use leptos::prelude::*;
use model::{Permissions, RoleAccount, RoleForm, RoleId};

use super::loaded::loaded;
use super::shell::SettingsShell;
use crate::components::{EmptyState, Icon, Symbol};
use crate::{api, texts::later as texts};
use editor::RoleEditor;

/// The list, one role, or `new`.
pub fn page(id: Option<&str>) -> AnyView {
    match id {
        None => view! { <RoleList /> }.into_any(),
        Some("new") => {
            let form = RoleForm {
                name: String::new(),
                permissions: Permissions::default(),
            };
            view! { <RoleEditor stored=None form=form on_reload=|()| () /> }.into_any()
        }
        Some(id) => {
            let id = RoleId(id.parse().unwrap_or_default());
            view! { <RolePage id=id /> }.into_any()
        }
    }
}

#[component]
fn RolePage(id: RoleId) -> impl IntoView {
    let data = LocalResource::new(api::roles);
    loaded(data, move |roles: Vec<RoleAccount>| {
        let on_reload = Callback::new(move |()| data.refetch());
        match roles.into_iter().find(|role| role.id == id) {
            Some(role) => {
                let form = role.form.clone();
                view! { <RoleEditor stored=Some(role) form=form on_reload=on_reload /> }.into_any()
            }
            None => view! { <EmptyState symbol=Symbol::Alert text=Signal::stored(texts::not_found().to_owned()) /> }
                .into_any(),
        }
    })
}

#[component]
fn RoleList() -> impl IntoView {
    let new = || {
        view! {
            <a class="button" data-kind="primary" href="/settings/roles/new">
                {texts::roles_new()}
            </a>
        }
    };
    let list = |roles: Vec<RoleAccount>| {
        let row = |role: RoleAccount| {
            let builtin = role
                .builtin
                .then(|| view! { <span class="tag">{texts::roles_builtin()}</span> });
            view! {
                <li>
                    <a class="settings-row" href=format!("/settings/roles/{}", role.id)>
                        <span class="settings-row-main">
                            <strong>{texts::role_name(&role.form.name)}</strong>
                            <span>{texts::people_count(role.users)}</span>
                        </span>
                        {builtin}
                        <Icon symbol=Symbol::Forward />
                    </a>
                </li>
            }
        };
        view! { <ul class="card settings-list">{roles.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <SettingsShell title=Signal::stored(texts::roles_title().to_owned()) lead=texts::roles_lead() actions=new>
            {loaded(LocalResource::new(api::roles), list)}
        </SettingsShell>
    }
    .into_any()
}
