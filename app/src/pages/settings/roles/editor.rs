//! One role: its name and what it permits (R156); made, changed, deleted.

use leptos::prelude::*;
use model::{Permission, Permissions, RoleAccount, RoleForm};

use super::groups::{GROUPS, Group};
use crate::components::Input;
use crate::pages::settings::form::{
    DeleteEntry, DeleteWords, Draft, Entry, FormState, SettingsForm, Switch, TextField,
};
use crate::pages::settings::shell::SettingsShell;
use crate::state::DeskState;
use crate::{api, texts::later as texts};

const LIST: &str = "/settings/roles";

/// `stored` is `None` for one that is yet to be made.
#[component]
pub fn RoleEditor(stored: Option<RoleAccount>, form: RoleForm, #[prop(into)] on_reload: Callback<()>) -> impl IntoView {
    let own = DeskState::expect()
        .peek(|replica| replica.actor().permissions)
        .unwrap_or_default();
    let is_builtin = stored.as_ref().is_some_and(|role| role.builtin);
    let users = stored.as_ref().map_or(0, |role| role.users);
    let note = match &stored {
        Some(role) if role.is_administrator() => Some(texts::roles_administrator_lead()),
        Some(role) if !own.cover(role.form.permissions) => Some(texts::roles_beyond()),
        _ => None,
    };
    let is_fixed = note.is_some();
    let name = texts::role_name(&form.name);
    let draft = Draft::new(form);
    let form = FormState::new(draft.dirty());
    let entry = Entry::new(LIST, stored.map(|role| (role.id, role.version)));
    let title = Signal::derive(move || {
        if entry.is_stored() {
            draft.saved.with(|saved| texts::role_name(&saved.name))
        } else {
            texts::roles_new().to_owned()
        }
    });
    let saved = move |saved: RoleAccount| {
        draft.is_saved(saved.form);
        entry.is_saved(saved.id, saved.version);
    };
    let save = move |()| {
        let now = draft.now.get_untracked();
        match entry.stored() {
            Some((id, version)) => form.send(api::change_role(id, version, now), saved),
            None => form.send(api::create_role(now), saved),
        }
    };
    let delete = move |()| {
        if let Some((id, _)) = entry.stored() {
            form.send(api::delete_role(id), move |()| {
                draft.discard();
                entry.leave();
            });
        }
    };
    let name_field = if is_builtin {
        (Signal::stored(name.clone()), Callback::new(|_| ()))
    } else {
        draft.text(|now| &mut now.name)
    };
    let words = DeleteWords {
        name,
        label: texts::roles_delete(),
        lead: texts::roles_delete_lead(),
        hindrance: (users > 0).then(|| texts::roles_used(users)),
    };
    view! {
        <SettingsShell title=title back=(LIST.to_owned(), texts::roles_title())>
            {note.map(|note| view! { <p class="settings-note">{note}</p> })}
            <SettingsForm
                form=form
                fields=&["name"]
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
                            hint: None,
                        }
                        label=texts::field_name()
                        bound=name_field
                        error=form.error("name")
                        disabled=is_builtin || is_fixed
                    />
                    <p class="field-about">{texts::roles_always()}</p>
                </div>
                <PermissionGroups draft=draft own=own is_fixed=is_fixed />
            </SettingsForm>
            <Show when=move || entry.is_stored() && !is_builtin && !is_fixed>
                <DeleteEntry words=words.clone() on_delete=delete />
            </Show>
        </SettingsShell>
    }
    .into_any()
}

/// What one does not have oneself, one neither gives nor takes.
#[component]
fn PermissionGroups(draft: Draft<RoleForm>, own: Permissions, is_fixed: bool) -> impl IntoView {
    let group = move |group: &Group| {
        let switch = move |permission: Permission| {
            let on = Signal::derive(move || draft.now.with(|now| now.permissions.has(permission)));
            let change = move |on: bool| {
                draft
                    .now
                    .update(|now| now.permissions = now.permissions.with(permission, on));
            };
            let (label, hint) = texts::permission(permission);
            let is_beyond = is_fixed || !own.has(permission);
            view! { <Switch label=label hint=hint on=on on_change=change disabled=is_beyond /> }
        };
        view! {
            <fieldset class="card">
                <legend class="sr-only">{(group.title)()}</legend>
                <p class="card-title" aria-hidden="true">
                    {(group.title)()}
                </p>
                {group.permissions.iter().copied().map(switch).collect_view()}
            </fieldset>
        }
    };
    GROUPS.iter().map(group).collect_view().into_any()
}
