//! `/settings/inboxes`: the inboxes, the way to each of them, and a new one (R9).

mod closing;
mod delete;
mod editor;
mod files;
mod first_answer;
mod general;
mod hours;
mod rating;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::{DepartmentId, Directory, InboxEntry, InboxId};

use super::form::{Draft, FormProblem, FormState, SelectField, SelectOption, TextField};
use super::loaded::loaded;
use super::shell::SettingsShell;
use crate::components::{Button, ButtonKind, Dialog, Icon, Input, Symbol};
use crate::state::DeskState;
use crate::{api, texts::later as texts};
use editor::InboxEditor;

/// The list, or one inbox.
pub fn page(id: Option<&str>) -> AnyView {
    match id {
        None => view! { <InboxList /> }.into_any(),
        Some(id) => {
            let id = InboxId(id.parse().unwrap_or_default());
            let data = LocalResource::new(move || api::inbox(id));
            let on_reload = Callback::new(move |()| data.refetch());
            loaded(data, move |record| {
                view! { <InboxEditor record=record on_reload=on_reload /> }.into_any()
            })
            .into_any()
        }
    }
}

/// The names that there are, as they change.
pub fn directory() -> Signal<Directory> {
    let state = DeskState::expect();
    Memo::new(move |_| state.read(|replica| replica.directory().clone()).unwrap_or_default()).into()
}

/// The departments to choose from, and none.
pub fn department_options(directory: Signal<Directory>) -> Signal<Vec<SelectOption>> {
    Signal::derive(move || {
        let none = SelectOption {
            value: String::new(),
            label: texts::inbox_no_department().to_owned(),
        };
        let departments = directory.get().departments.into_iter().map(|department| SelectOption {
            value: department.id.to_string(),
            label: department.name,
        });
        core::iter::once(none).chain(departments).collect()
    })
}

#[component]
fn InboxList() -> impl IntoView {
    let directory = directory();
    let asking = RwSignal::new(false);
    let row = move |inbox: InboxEntry| {
        let InboxEntry { id, name, .. } = inbox;
        let chats = move || {
            let count =
                directory.with(|directory| directory.connections.iter().filter(|chat| chat.inbox == id).count());
            texts::live_chat_count(u32::try_from(count).unwrap_or(u32::MAX))
        };
        view! {
            <li>
                <a class="settings-row" href=format!("/settings/inboxes/{id}")>
                    <Icon symbol=Symbol::Inbox />
                    <span class="settings-row-main">
                        <strong>{name}</strong>
                        <span>{chats}</span>
                    </span>
                    <Icon symbol=Symbol::Forward />
                </a>
            </li>
        }
    };
    let rows = move || {
        let mut inboxes = directory.get().inboxes;
        inboxes.sort_by_key(|inbox| inbox.name.to_lowercase());
        inboxes.into_iter().map(row).collect_view()
    };
    let new = move || {
        view! {
            <Button kind=ButtonKind::Primary on_press=move |()| asking.set(true)>
                {texts::inbox_new()}
            </Button>
        }
    };
    view! {
        <SettingsShell
            title=Signal::stored(texts::inboxes_title().to_owned())
            lead=texts::inboxes_lead()
            actions=new
        >
            <ul class="card settings-list">{rows}</ul>
            <NewInbox open=asking directory=directory />
        </SettingsShell>
    }
    .into_any()
}

/// The dialog that makes one: only what cannot be left out, the rest is set on its page.
#[component]
fn NewInbox(open: RwSignal<bool>, directory: Signal<Directory>) -> impl IntoView {
    let draft = Draft::new((String::new(), String::new()));
    let form = FormState::new(draft.dirty());
    let navigate = use_navigate();
    let create = move || {
        let (name, department) = draft.now.get_untracked();
        let department = department.parse().ok().map(DepartmentId);
        let navigate = navigate.clone();
        form.send(api::create_inbox(name, department), move |id| {
            open.set(false);
            navigate(&format!("/settings/inboxes/{id}"), NavigateOptions::default());
        });
    };
    view! {
        <Dialog open=open title=Signal::stored(texts::inbox_new().to_owned())>
            <form
                class="settings-fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    create();
                }
            >
                <FormProblem form=form fields=&["name", "default_department"] on_reload=|()| () />
                <TextField
                    input=Input {
                        name: "name",
                        autocomplete: "off",
                        kind: "text",
                        hint: Some(texts::inbox_name_hint()),
                    }
                    label=texts::field_name()
                    bound=draft.text(|now| &mut now.0)
                    error=form.error("name")
                />
                <SelectField
                    name="default_department"
                    label=texts::inbox_department()
                    hint=texts::inbox_department_hint()
                    options=department_options(directory)
                    bound=draft.text(|now| &mut now.1)
                    error=form.error("default_department")
                />
                <div class="dialog-answers">
                    <Button on_press=move |()| open.set(false)>{texts::cancel()}</Button>
                    <button class="button" data-kind="primary" disabled=form.saving>
                        {texts::inbox_create()}
                    </button>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
