//! The company's own fields, under "Other information" (R135, R136).

use leptos::prelude::*;
use model::{ChoiceId, ChoiceKind, ChoiceRecord, ContactChange, FieldType};

use super::editable::InPlace;
use super::sheet::{Sheet, name_of};
use crate::texts;

#[component]
pub fn OwnFields(sheet: Sheet) -> impl IntoView {
    let fields = sheet.choices(ChoiceKind::Field);
    let is_empty = Memo::new(move |_| fields.with(Vec::is_empty));
    view! {
        <Show when=move || !is_empty.get()>
            <section class="details-section">
                <h3 class="details-title">{texts::contact_more()}</h3>
                <dl class="facts">
                    <For each=move || fields.get() key=|record| (record.id, record.version) let:record>
                        <OwnField sheet=sheet record=record />
                    </For>
                </dl>
            </section>
        </Show>
    }
    .into_any()
}

#[component]
fn OwnField(sheet: Sheet, record: ChoiceRecord) -> impl IntoView {
    let field = record.id;
    let name = name_of(&record);
    let value = sheet.text(move |sheet| {
        let found = sheet.fields.iter().find(|it| it.field == field);
        found.map(|it| it.value.clone()).unwrap_or_default()
    });
    let change = Callback::new(move |(before, after)| ContactChange::Field { field, before, after });
    let editor = match record.form.field_type {
        FieldType::Text => in_place(field, "text", &name, value, sheet, change),
        FieldType::Number => in_place(field, "number", &name, value, sheet, change),
        FieldType::Date => in_place(field, "date", &name, value, sheet, change),
        FieldType::Choice => {
            let options = record
                .form
                .options
                .iter()
                .map(|option| (option.clone(), option.clone()));
            one_of(&name, options.collect(), value, sheet, change)
        }
        FieldType::YesNo => {
            let options = [("yes", texts::yes()), ("no", texts::no())];
            let options = options.map(|(value, label)| (value.to_owned(), label.to_owned()));
            one_of(&name, options.to_vec(), value, sheet, change)
        }
    };
    view! {
        <div class="fact">
            <dt>{name}</dt>
            <dd>{editor}</dd>
        </div>
    }
    .into_any()
}

fn in_place(
    field: ChoiceId,
    kind: &'static str,
    name: &str,
    value: Memo<String>,
    sheet: Sheet,
    change: Callback<(String, String), ContactChange>,
) -> AnyView {
    view! {
        <InPlace id=format!("contact-field-{field}") kind=kind label=name.to_owned() value=value sheet=sheet change=change />
    }
    .into_any()
}

/// One of a few, or none.
fn one_of(
    name: &str,
    options: Vec<(String, String)>,
    value: Memo<String>,
    sheet: Sheet,
    change: Callback<(String, String), ContactChange>,
) -> AnyView {
    let option = move |(word, label): (String, String)| {
        let own = word.clone();
        view! {
            <option value=word selected=move || value.with(|value| *value == own)>
                {label}
            </option>
        }
    };
    let choose = move |after: String| sheet.change_quietly(change.run((value.get_untracked(), after)), |_| ());
    let none = (String::new(), texts::details_none().to_owned());
    view! {
        <select
            class="field-input details-select"
            aria-label=name.to_owned()
            disabled=move || !sheet.may_change.get()
            on:change=move |event| choose(event_target_value(&event))
        >
            {core::iter::once(none).chain(options).map(option).collect_view()}
        </select>
    }
    .into_any()
}
