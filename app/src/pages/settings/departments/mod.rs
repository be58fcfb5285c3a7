//! `/settings/departments`: the departments, and the way to each of them.

mod editor;

use leptos::prelude::*;
use model::{DepartmentAccount, DepartmentForm, DepartmentId};

use super::loaded::loaded;
use super::shell::SettingsShell;
use crate::components::{EmptyState, Icon, Symbol};
use crate::{api, texts::later as texts};
use editor::DepartmentEditor;

/// A new department's colour until another is chosen.
const COLOR: &str = "#0b6b5f";

/// The list, one department, or `new`.
pub fn page(id: Option<&str>) -> AnyView {
    match id {
        None => view! { <DepartmentList /> }.into_any(),
        Some("new") => {
            let form = DepartmentForm {
                name: String::new(),
                color: COLOR.to_owned(),
                members: Vec::new(),
            };
            view! { <DepartmentEditor stored=None form=form on_reload=|()| () /> }.into_any()
        }
        Some(id) => {
            let id = DepartmentId(id.parse().unwrap_or_default());
            view! { <DepartmentPage id=id /> }.into_any()
        }
    }
}

#[component]
fn DepartmentPage(id: DepartmentId) -> impl IntoView {
    let data = LocalResource::new(api::departments);
    loaded(data, move |departments: Vec<DepartmentAccount>| {
        let on_reload = Callback::new(move |()| data.refetch());
        match departments.into_iter().find(|department| department.id == id) {
            Some(DepartmentAccount { id, form, version }) => {
                view! { <DepartmentEditor stored=Some((id, version)) form=form on_reload=on_reload /> }.into_any()
            }
            None => view! { <EmptyState symbol=Symbol::Alert text=Signal::stored(texts::not_found().to_owned()) /> }
                .into_any(),
        }
    })
}

#[component]
fn DepartmentList() -> impl IntoView {
    let new = || {
        view! {
            <a class="button" data-kind="primary" href="/settings/departments/new">
                {texts::departments_new()}
            </a>
        }
    };
    let list = |departments: Vec<DepartmentAccount>| {
        let row = |department: DepartmentAccount| {
            let members = u32::try_from(department.form.members.len()).unwrap_or(u32::MAX);
            view! {
                <li>
                    <a class="settings-row" href=format!("/settings/departments/{}", department.id)>
                        <span class="color-dot" style:background=department.form.color></span>
                        <span class="settings-row-main">
                            <strong>{department.form.name}</strong>
                            <span>{texts::people_count(members)}</span>
                        </span>
                        <Icon symbol=Symbol::Forward />
                    </a>
                </li>
            }
        };
        view! { <ul class="card settings-list">{departments.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <SettingsShell
            title=Signal::stored(texts::field_departments().to_owned())
            lead=texts::departments_lead()
            actions=new
        >
            {loaded(LocalResource::new(api::departments), list)}
        </SettingsShell>
    }
    .into_any()
}
