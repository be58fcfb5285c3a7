//! One tag, group, stage or field of the company's own: made, changed, deleted.

use leptos::prelude::*;
use model::{ChoiceForm, ChoiceId, ChoiceKind, ChoiceRecord, FieldType};

use super::{name_of, section, type_of};
use crate::components::Input;
use crate::pages::settings::form::{
    DeleteEntry, DeleteWords, Draft, Entry, FormState, SelectField, SelectOption, SettingsForm, TextField,
};
use crate::pages::settings::shell::SettingsShell;
use crate::{api, texts::later as texts};

/// Where the list of a kind is.
const fn list_of(kind: ChoiceKind) -> &'static str {
    match kind {
        ChoiceKind::Tag => "/settings/tags",
        ChoiceKind::Group => "/settings/groups",
        ChoiceKind::Stage => "/settings/stages",
        ChoiceKind::Field => "/settings/custom-fields",
    }
}

/// `stored`: id and version; `None`: it is yet to be made.
#[component]
pub fn ChoiceEditor(
    kind: ChoiceKind,
    stored: Option<(ChoiceId, i64)>,
    form: ChoiceForm,
    #[prop(into)] on_reload: Callback<()>,
) -> impl IntoView {
    let draft = Draft::new(form);
    let form = FormState::new(draft.dirty());
    let entry = Entry::new(list_of(kind), stored);
    let title = Signal::derive(move || {
        if entry.is_stored() {
            draft.saved.with(|saved| saved.name.clone())
        } else {
            texts::choice_new().to_owned()
        }
    });
    let saved = move |saved: ChoiceRecord| {
        let name = name_of(&saved);
        draft.is_saved(ChoiceForm { name, ..saved.form });
        entry.is_saved(saved.id, saved.version);
    };
    let save = move |()| {
        let now = draft.now.get_untracked();
        match entry.stored() {
            Some((id, version)) => form.send(api::change_choice(kind, id, version, now), saved),
            None => form.send(api::create_choice(kind, now), saved),
        }
    };
    let delete = move |()| {
        if let Some((id, _)) = entry.stored() {
            form.send(api::delete_choice(kind, id), move |()| {
                draft.discard();
                entry.leave();
            });
        }
    };
    let words = move || DeleteWords {
        name: draft.saved.with_untracked(|saved| saved.name.clone()),
        label: texts::choice_delete(),
        lead: texts::choice_delete_lead(),
        hindrance: None,
    };
    view! {
        <SettingsShell title=title back=(list_of(kind).to_owned(), section(kind).label())>
            <SettingsForm
                form=form
                fields=&["name", "options"]
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
                        bound=draft.text(|now| &mut now.name)
                        error=form.error("name")
                    />
                    {(kind == ChoiceKind::Field).then(|| view! { <FieldKind draft=draft form=form entry=entry /> })}
                </div>
            </SettingsForm>
            <Show when=move || entry.is_stored()>
                <DeleteEntry words=words() on_delete=delete />
            </Show>
        </SettingsShell>
    }
    .into_any()
}

/// What a field holds; its options, one a line.
#[component]
fn FieldKind(draft: Draft<ChoiceForm>, form: FormState, entry: Entry<ChoiceId>) -> impl IntoView {
    let types = FieldType::ALL.iter().map(|it| SelectOption {
        value: it.as_str().to_owned(),
        label: type_of(*it).to_owned(),
    });
    let bound = (
        Signal::derive(move || draft.now.with(|now| now.field_type.as_str().to_owned())),
        Callback::new(move |word: String| {
            let chosen = FieldType::parse(&word).unwrap_or_default();
            draft.now.update(|now| now.field_type = chosen);
        }),
    );
    let has_options = Memo::new(move |_| draft.now.with(|now| now.field_type == FieldType::Choice));
    let lines = Memo::new(move |_| draft.now.with(|now| now.options.join("\n")));
    let write = move |text: String| {
        let options = text.split('\n').map(str::to_owned).collect();
        draft.now.update(|now| now.options = options);
    };
    let error = form.error("options");
    view! {
        <SelectField
            name="field_type"
            label=texts::field_type()
            hint=texts::field_type_hint()
            options=Signal::stored(types.collect())
            bound=bound
            disabled=entry.stored().is_some()
        />
        <Show when=move || has_options.get()>
            <div class="field">
                <label class="field-label" for="options">
                    {texts::field_options()}
                </label>
                <textarea
                    class="field-input field-area"
                    id="options"
                    rows="5"
                    aria-invalid=move || error.get().map(|_| "true")
                    aria-describedby="options-about"
                    prop:value=lines
                    on:input=move |event| write(event_target_value(&event))
                ></textarea>
                <p class="field-about" id="options-about" data-error=move || error.get().map(|_| "")>
                    {move || error.get().unwrap_or_else(|| texts::field_options_hint().to_owned())}
                </p>
            </div>
        </Show>
    }
    .into_any()
}
