//! `/settings/{tags,groups,stages,custom-fields}`: the lists of what can be chosen for contacts, all of one form.

mod editor;

use leptos::prelude::*;
use model::{ChoiceForm, ChoiceId, ChoiceKind, ChoiceRecord, FieldType};

use super::loaded::loaded;
use super::section::Section;
use super::shell::SettingsShell;
use crate::components::{EmptyState, Icon, Symbol};
use crate::{api, texts::later as texts};
use editor::ChoiceEditor;

/// The section of a list.
const fn section(kind: ChoiceKind) -> Section {
    match kind {
        ChoiceKind::Tag => Section::Tags,
        ChoiceKind::Group => Section::Groups,
        ChoiceKind::Stage => Section::Stages,
        ChoiceKind::Field => Section::CustomFields,
    }
}

fn lead(kind: ChoiceKind) -> &'static str {
    match kind {
        ChoiceKind::Tag => texts::choice_tags_lead(),
        ChoiceKind::Group => texts::choice_groups_lead(),
        ChoiceKind::Stage => texts::choice_stages_lead(),
        ChoiceKind::Field => texts::choice_fields_lead(),
    }
}

fn name_of(record: &ChoiceRecord) -> String {
    if record.builtin {
        texts::builtin_stage(&record.form.name)
    } else {
        record.form.name.clone()
    }
}

fn type_of(field_type: FieldType) -> &'static str {
    match field_type {
        FieldType::Text => texts::field_type_text(),
        FieldType::Number => texts::field_type_number(),
        FieldType::Date => texts::field_type_date(),
        FieldType::Choice => texts::field_type_choice(),
        FieldType::YesNo => texts::field_type_yes_no(),
    }
}

/// The list, one entry, or `new`.
pub fn page(kind: ChoiceKind, id: Option<&str>) -> AnyView {
    match id {
        None => view! { <ChoiceList kind=kind /> }.into_any(),
        Some("new") => {
            view! { <ChoiceEditor kind=kind stored=None form=ChoiceForm::default() on_reload=|()| () /> }.into_any()
        }
        Some(id) => {
            let id = ChoiceId(id.parse().unwrap_or_default());
            view! { <ChoicePage kind=kind id=id /> }.into_any()
        }
    }
}

#[component]
fn ChoicePage(kind: ChoiceKind, id: ChoiceId) -> impl IntoView {
    let data = LocalResource::new(move || api::choices(kind));
    loaded(data, move |all: Vec<ChoiceRecord>| {
        let on_reload = Callback::new(move |()| data.refetch());
        match all.into_iter().find(|record| record.id == id) {
            Some(record) => {
                let form = ChoiceForm {
                    name: name_of(&record),
                    ..record.form
                };
                view! { <ChoiceEditor kind=kind stored=Some((id, record.version)) form=form on_reload=on_reload /> }
                    .into_any()
            }
            None => view! { <EmptyState symbol=Symbol::Alert text=Signal::stored(texts::not_found().to_owned()) /> }
                .into_any(),
        }
    })
}

#[component]
fn ChoiceList(kind: ChoiceKind) -> impl IntoView {
    let path = section(kind).path();
    let new = {
        let path = path.clone();
        move || {
            view! {
                <a class="button" data-kind="primary" href=format!("{path}/new")>
                    {texts::choice_new()}
                </a>
            }
        }
    };
    let list = move |all: Vec<ChoiceRecord>| {
        if all.is_empty() {
            return view! { <p class="settings-lead">{texts::choice_none_yet()}</p> }.into_any();
        }
        let row = |record: ChoiceRecord| {
            let holds = (kind == ChoiceKind::Field).then(|| type_of(record.form.field_type));
            view! {
                <li>
                    <a class="settings-row" href=format!("{path}/{}", record.id)>
                        <span class="settings-row-main">
                            <strong>{name_of(&record)}</strong>
                            {holds.map(|holds| view! { <span>{holds}</span> })}
                        </span>
                        <Icon symbol=Symbol::Forward />
                    </a>
                </li>
            }
        };
        view! { <ul class="card settings-list">{all.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    let data = LocalResource::new(move || api::choices(kind));
    view! {
        <SettingsShell title=Signal::stored(section(kind).label().to_owned()) lead=lead(kind) actions=new>
            {loaded(data, list)}
        </SettingsShell>
    }
    .into_any()
}
