//! The way to a number, or in the order of times to a date, without scrolling there.

use leptos::prelude::*;
use model::{Column, ColumnKind, ConversationId, Place, Sort};

use super::panel::Panel;
use super::shown::Table;
use crate::components::{Button, ButtonKind, Icon, Symbol};
use crate::{format, texts::later as texts};

#[component]
pub fn Jump() -> impl IntoView {
    let table = Table::expect();
    let open = RwSignal::new(false);
    let (number, day) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let go = move || {
        let query = table.query().get_untracked();
        let to_number = number.with_untracked(|text| text.trim().parse().ok().map(ConversationId));
        let to_day = day.with_untracked(|day| format::parsed(&format!("{day}T00:00")));
        let (column, kind) = match (to_number, to_day) {
            (Some(_), _) => (Column::Number, ColumnKind::Number),
            (None, Some(_)) => (Column::Created, ColumnKind::Time),
            (None, None) => return,
        };
        // In another order there is no such place.
        let sort = if query.sort.column.kind() == kind {
            query.sort
        } else {
            Sort {
                column,
                descending: true,
            }
        };
        let place = match (to_number, to_day) {
            (Some(number), _) => Place::Number(number),
            // The last moment of the day, where the newest come first.
            (None, Some(day)) if sort.descending => Place::Time(format::hour_ahead(day, 1, 0).plus(-1)),
            (None, day) => day.map_or(Place::Top, Place::Time),
        };
        open.set(false);
        table.jump(sort, place);
    };
    view! {
        <Panel
            open=open
            label=Signal::stored(texts::table_jump().to_owned())
            look=("icon-button", "")
            face=|| view! { <Icon symbol=Symbol::Jump /> }
        >
            <form
                class="panel-form"
                on:submit=move |event| {
                    event.prevent_default();
                    go();
                }
            >
                <label class="field">
                    <span class="field-label">{texts::table_jump_number()}</span>
                    <input
                        class="field-input"
                        inputmode="numeric"
                        autocomplete="off"
                        prop:value=number
                        on:input=move |event| {
                            number.set(event_target_value(&event));
                            day.set(String::new());
                        }
                    />
                </label>
                <label class="field">
                    <span class="field-label">{texts::table_jump_date()}</span>
                    <input
                        class="field-input"
                        type="date"
                        prop:value=day
                        on:input=move |event| {
                            day.set(event_target_value(&event));
                            number.set(String::new());
                        }
                    />
                </label>
                <div class="panel-answers">
                    <Button kind=ButtonKind::Primary on_press=move |()| go()>
                        {texts::table_jump_go()}
                    </Button>
                </div>
            </form>
        </Panel>
    }
    .into_any()
}
