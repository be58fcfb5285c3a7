//! One department: its name, colour and people; made, changed, deleted.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::{DepartmentAccount, DepartmentForm, DepartmentId, UserId};

use crate::components::{Button, ButtonKind, Input};
use crate::pages::settings::confirm::Confirm;
use crate::pages::settings::form::{ColorField, Draft, FormState, SettingsForm, Switch, TextField, tell_saved};
use crate::pages::settings::shell::SettingsShell;
use crate::state::DeskState;
use crate::{api, texts};

const LIST: &str = "/settings/departments";

/// `stored`: id and version; `None`: it is yet to be made.
#[component]
pub fn DepartmentEditor(
    stored: Option<(DepartmentId, i64)>,
    form: DepartmentForm,
    #[prop(into)] on_reload: Callback<()>,
) -> impl IntoView {
    let draft = Draft::new(form);
    let form = FormState::new(draft.dirty());
    let version = RwSignal::new(stored);
    let navigate = use_navigate();
    let leave = Callback::new(move |path: String| navigate(&path, leptos_router::NavigateOptions::default()));
    let title = Signal::derive(move || {
        if version.get().is_some() {
            draft.saved.with(|saved| saved.name.clone())
        } else {
            texts::departments_new().to_owned()
        }
    });
    let saved = move |saved: DepartmentAccount| {
        draft.is_saved(saved.form);
        let was_new = version.get_untracked().is_none();
        version.set(Some((saved.id, saved.version)));
        tell_saved();
        if was_new {
            leave.run(format!("{LIST}/{}", saved.id));
        }
    };
    let save = move |()| {
        let now = draft.now.get_untracked();
        match version.get_untracked() {
            Some((id, version)) => form.send(api::change_department(id, version, now), saved),
            None => form.send(api::create_department(now), saved),
        }
    };
    let delete = move |()| {
        if let Some((id, _)) = version.get_untracked() {
            form.send(api::delete_department(id), move |()| {
                draft.discard();
                leave.run(LIST.to_owned());
            });
        }
    };
    view! {
        <SettingsShell title=title back=(LIST.to_owned(), texts::field_departments())>
            <SettingsForm
                form=form
                fields=&["name", "color", "members"]
                on_save=save
                on_discard=move |()| draft.discard()
                on_reload=on_reload
            >
                <div class="card settings-fields">
                    <TextField
                        input=Input {
                            name: "name",
                            autocomplete: "off",
                            kind: "text",
                            hint: Some(texts::setup_department_hint()),
                        }
                        label=texts::field_name()
                        bound=draft.text(|now| &mut now.name)
                        error=form.error("name")
                    />
                    <ColorField
                        name="color"
                        label=texts::field_color()
                        bound=draft.text(|now| &mut now.color)
                        error=form.error("color")
                    />
                </div>
                <Members draft=draft form=form />
            </SettingsForm>
            <Show when=move || version.get().is_some()>
                <Delete name=draft.saved.with_untracked(|saved| saved.name.clone()) on_delete=delete />
            </Show>
        </SettingsShell>
    }
    .into_any()
}

#[component]
fn Members(draft: Draft<DepartmentForm>, form: FormState) -> impl IntoView {
    let users = DeskState::expect()
        .peek(|replica| replica.directory().users.clone())
        .unwrap_or_default();
    let mut users: Vec<_> = users
        .into_iter()
        .filter(|user| user.enabled || draft.saved.with_untracked(|saved| saved.members.contains(&user.id)))
        .collect();
    users.sort_by_key(|user| user.name.to_lowercase());
    let error = form.error("members");
    let switch = move |id: UserId, name: String| {
        let on = Signal::derive(move || draft.now.with(|now| now.members.contains(&id)));
        let change = move |on: bool| {
            draft.now.update(|now| {
                now.members.retain(|it| *it != id);
                if on {
                    now.members.push(id);
                    now.members.sort_unstable();
                }
            });
        };
        view! { <Switch label=name on=on on_change=change /> }
    };
    view! {
        <fieldset class="card">
            <legend class="sr-only">{texts::field_members()}</legend>
            <p class="card-title" aria-hidden="true">
                {texts::field_members()}
            </p>
            <p class="card-lead">{texts::departments_members_lead()}</p>
            {users.into_iter().map(|user| switch(user.id, user.name)).collect_view()}
            <p class="field-about" data-error="">
                {error}
            </p>
        </fieldset>
    }
    .into_any()
}

#[component]
fn Delete(name: String, #[prop(into)] on_delete: Callback<()>) -> impl IntoView {
    let asking = RwSignal::new(false);
    view! {
        <div class="settings-danger">
            <Button kind=ButtonKind::Danger on_press=move |()| asking.set(true)>
                {texts::departments_delete()}
            </Button>
        </div>
        <Confirm
            open=asking
            title=texts::delete_title(&name)
            lead=texts::departments_delete_lead()
            label=texts::departments_delete()
            on_confirm=on_delete
        />
    }
    .into_any()
}
