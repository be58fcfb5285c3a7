//! What an inbox is called, and whose its conversations are.

use leptos::prelude::*;
use model::DepartmentId;

use super::editor::Card;
use super::{department_options, directory};
use crate::components::Input;
use crate::pages::settings::form::{SelectField, TextField};
use crate::texts::later as texts;

#[component]
pub fn General(card: Card) -> impl IntoView {
    let Card { draft, form } = card;
    let department = card.bind(
        |now| now.default_department.map(|id| id.to_string()).unwrap_or_default(),
        |now, id: String| now.default_department = id.parse().ok().map(DepartmentId),
    );
    view! {
        <section class="card settings-fields">
            <h2 class="card-title">{texts::inbox_general()}</h2>
            <TextField
                input=Input {
                    name: "name",
                    autocomplete: "off",
                    kind: "text",
                    hint: Some(texts::inbox_name_hint()),
                }
                label=texts::field_name()
                bound=draft.text(|now| &mut now.name)
                error=form.error("name")
            />
            <SelectField
                name="default_department"
                label=texts::inbox_department()
                hint=texts::inbox_department_hint()
                options=department_options(directory())
                bound=department
                error=form.error("default_department")
            />
        </section>
    }
    .into_any()
}
