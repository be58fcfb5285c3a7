//! One department: its name, colour and people; made, changed, deleted.

use leptos::prelude::*;
use model::{DepartmentAccount, DepartmentForm, DepartmentId, UserId};

use crate::components::Input;
use crate::pages::settings::form::{
    ColorField, DeleteEntry, DeleteWords, Draft, Entry, FormState, SettingsForm, Switch, TextField,
};
use crate::pages::settings::shell::SettingsShell;
use crate::state::DeskState;
use crate::{api, texts::later as texts};

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
    let entry = Entry::new(LIST, stored);
    let title = Signal::derive(move || {
        if entry.is_stored() {
            draft.saved.with(|saved| saved.name.clone())
        } else {
            texts::departments_new().to_owned()
        }
    });
    let saved = move |saved: DepartmentAccount| {
        draft.is_saved(saved.form);
        entry.is_saved(saved.id, saved.version);
    };
    let save = move |()| {
        let now = draft.now.get_untracked();
        match entry.stored() {
            Some((id, version)) => form.send(api::change_department(id, version, now), saved),
            None => form.send(api::create_department(now), saved),
        }
    };
    let delete = move |()| {
        if let Some((id, _)) = entry.stored() {
            form.send(api::delete_department(id), move |()| {
                draft.discard();
                entry.leave();
            });
        }
    };
    let words = move || DeleteWords {
        name: draft.saved.with_untracked(|saved| saved.name.clone()),
        label: texts::departments_delete(),
        lead: texts::departments_delete_lead(),
        hindrance: None,
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
            <Show when=move || entry.is_stored()>
                <DeleteEntry words=words() on_delete=delete />
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
