//! One role: its name and what it permits (R156); made, changed, deleted.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::{Permission, Permissions, RoleAccount, RoleForm};

use super::groups::{GROUPS, Group};
use crate::components::{Button, ButtonKind, Input};
use crate::pages::settings::confirm::Confirm;
use crate::pages::settings::form::{Draft, FormState, SettingsForm, Switch, TextField, tell_saved};
use crate::pages::settings::shell::SettingsShell;
use crate::state::DeskState;
use crate::{api, texts};

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
    let version = RwSignal::new(stored.map(|role| (role.id, role.version)));
    let navigate = use_navigate();
    let leave = Callback::new(move |path: String| navigate(&path, leptos_router::NavigateOptions::default()));
    let title = Signal::derive(move || {
        if version.get().is_some() {
            draft.saved.with(|saved| texts::role_name(&saved.name))
        } else {
            texts::roles_new().to_owned()
        }
    });
    let saved = move |saved: RoleAccount| {
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
            Some((id, version)) => form.send(api::change_role(id, version, now), saved),
            None => form.send(api::create_role(now), saved),
        }
    };
    let delete = move |()| {
        if let Some((id, _)) = version.get_untracked() {
            form.send(api::delete_role(id), move |()| {
                draft.discard();
                leave.run(LIST.to_owned());
            });
        }
    };
    let name_field = if is_builtin {
        (Signal::stored(name.clone()), Callback::new(|_| ()))
    } else {
        draft.text(|now| &mut now.name)
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
            <Show when=move || version.get().is_some() && !is_builtin && !is_fixed>
                <Delete name=name.clone() users=users on_delete=delete />
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

#[component]
fn Delete(name: String, users: u32, #[prop(into)] on_delete: Callback<()>) -> impl IntoView {
    let asking = RwSignal::new(false);
    let is_used = users > 0;
    view! {
        <div class="settings-danger">
            <Button kind=ButtonKind::Danger disabled=is_used on_press=move |()| asking.set(true)>
                {texts::roles_delete()}
            </Button>
            {is_used.then(|| view! { <p class="field-about">{texts::roles_used(users)}</p> })}
        </div>
        <Confirm
            open=asking
            title=texts::delete_title(&name)
            lead=texts::roles_delete_lead()
            label=texts::roles_delete()
            on_confirm=on_delete
        />
    }
    .into_any()
}
