//! One quick reply: its name, text, files and owner; made, changed, deleted.

use leptos::prelude::*;
use model::{
    DepartmentId, MergeField, Permission, QuickReply, QuickReplyForm, QuickReplyId, QuickReplyOwner, StandardField,
};

use super::files::PreparedFiles;
use super::{LIST, actor, owner_name};
use crate::components::Input;
use crate::pages::settings::form::{
    DeleteEntry, DeleteWords, Draft, Entry, FormState, SelectField, SelectOption, SettingsForm, TextField,
};
use crate::pages::settings::shell::SettingsShell;
use crate::state::DeskState;
use crate::{api, texts::later as texts};

/// `stored`: id and version; `None`: it is yet to be made.
#[component]
pub fn QuickReplyEditor(
    stored: Option<(QuickReplyId, i64)>,
    form: QuickReplyForm,
    #[prop(into)] on_reload: Callback<()>,
) -> impl IntoView {
    let draft = Draft::new(form);
    let form = FormState::new(draft.dirty());
    let entry = Entry::new(LIST, stored);
    let title = Signal::derive(move || {
        if entry.is_stored() {
            draft.saved.with(|saved| saved.name.clone())
        } else {
            texts::quick_reply_new().to_owned()
        }
    });
    let saved = move |saved: QuickReply| {
        draft.is_saved(saved.form);
        entry.is_saved(saved.id, saved.version);
    };
    let save = move |()| {
        let now = draft.now.get_untracked();
        match entry.stored() {
            Some((id, version)) => form.send(api::change_quick_reply(id, version, now), saved),
            None => form.send(api::create_quick_reply(now), saved),
        }
    };
    let delete = move |()| {
        if let Some((id, _)) = entry.stored() {
            form.send(api::delete_quick_reply(id), move |()| {
                draft.discard();
                entry.leave();
            });
        }
    };
    let words = move || DeleteWords {
        name: draft.saved.with_untracked(|saved| saved.name.clone()),
        label: texts::choice_delete(),
        lead: texts::quick_reply_delete_lead(),
        hindrance: None,
    };
    view! {
        <SettingsShell title=title back=(LIST.to_owned(), texts::quick_replies())>
            <SettingsForm
                form=form
                fields=&["name", "text", "owner", "files"]
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
                            hint: Some(texts::quick_reply_name_hint()),
                        }
                        label=texts::field_name()
                        bound=draft.text(|now| &mut now.name)
                        error=form.error("name")
                    />
                    <OwnerField draft=draft form=form />
                    <Text draft=draft form=form />
                    <PreparedFiles draft=draft form=form />
                </div>
            </SettingsForm>
            <Show when=move || entry.is_stored()>
                <DeleteEntry words=words() on_delete=delete />
            </Show>
        </SettingsShell>
    }
    .into_any()
}

fn word(owner: QuickReplyOwner) -> String {
    match owner {
        QuickReplyOwner::Company => "company".to_owned(),
        QuickReplyOwner::User(_) => "own".to_owned(),
        QuickReplyOwner::Department(id) => id.to_string(),
    }
}

/// Those for whom one may make some.
#[component]
fn OwnerField(draft: Draft<QuickReplyForm>, form: FormState) -> impl IntoView {
    let actor = actor();
    let user = actor.user;
    let directory = DeskState::expect()
        .peek(|replica| replica.directory().clone())
        .unwrap_or_default();
    let departments = directory
        .departments
        .iter()
        .map(|it| QuickReplyOwner::Department(it.id));
    let options = [QuickReplyOwner::User(user), QuickReplyOwner::Company]
        .into_iter()
        .chain(departments)
        .filter(|owner| owner.is_kept_by(&actor))
        .map(|owner| SelectOption {
            value: word(owner),
            label: owner_name(owner, &directory),
        })
        .collect();
    let bound = (
        Signal::derive(move || draft.now.with(|now| word(now.owner))),
        Callback::new(move |word: String| {
            let owner = match word.as_str() {
                "own" => QuickReplyOwner::User(user),
                "company" => QuickReplyOwner::Company,
                id => QuickReplyOwner::Department(DepartmentId(id.parse().unwrap_or_default())),
            };
            draft.now.update(|now| now.owner = owner);
        }),
    );
    let may_share = actor.permissions.has(Permission::SharedQuickReplies);
    view! {
        <SelectField
            name="owner"
            label=texts::quick_reply_owner()
            options=Signal::stored(options)
            bound=bound
            error=form.error("owner")
            disabled=!may_share
        />
    }
    .into_any()
}

#[component]
fn Text(draft: Draft<QuickReplyForm>, form: FormState) -> impl IntoView {
    let (text, write) = draft.text(|now| &mut now.text);
    let error = form.error("text");
    let fields: Vec<String> = StandardField::ALL
        .iter()
        .map(|field| format!("@{}", MergeField::Standard(*field).word()))
        .collect();
    let hint = texts::quick_reply_text_hint(&fields.join(" "));
    view! {
        <div class="field">
            <label class="field-label" for="text">
                {texts::field_type_text()}
            </label>
            <textarea
                class="field-input field-area"
                id="text"
                rows="6"
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby="text-about"
                prop:value=text
                on:input=move |event| write.run(event_target_value(&event))
            ></textarea>
            <p class="field-about" id="text-about" data-error=move || error.get().map(|_| "")>
                {move || error.get().unwrap_or_else(|| hint.clone())}
            </p>
        </div>
    }
    .into_any()
}
