//! The gear: all columns in their groups, to be ticked and applied (R5), in which hours durations are counted, the way back to
//! what is usual, and for those who may, the same for everybody (R4).

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Column, ColumnGroup, Layout, LayoutColumn, Permission, PublishedFor, RoleId, TimeBasis};

use super::panel::Panel;
use super::shown::Table;
use crate::api::{self, ApiError};
use crate::components::{Button, ButtonKind, Choice, ChoiceOption, Icon, Symbol, folded};
use crate::texts::later as texts;

#[component]
pub fn Chooser() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <Panel
            open=open
            label=Signal::stored(texts::table_columns().to_owned())
            look=("icon-button table-gear", "plain")
            face=|| view! { <Icon symbol=Symbol::Settings /> }
        >
            <Columns open=open />
        </Panel>
    }
    .into_any()
}

#[component]
fn Columns(open: RwSignal<bool>) -> impl IntoView {
    let table = Table::expect();
    let before = table.layout().get_untracked();
    let ticked = RwSignal::new(before.columns.iter().map(|it| it.column).collect::<BTreeSet<_>>());
    let time = RwSignal::new(before.time);
    let wanted = RwSignal::new(String::new());
    let apply = move || {
        table.lay_out(|layout| {
            *layout = with_columns(layout, &ticked.get_untracked());
            layout.time = time.get_untracked();
        });
        open.set(false);
    };
    let is_none = Signal::derive(move || ticked.with(BTreeSet::is_empty));
    view! {
        <form
            class="panel-form"
            on:submit=move |event| {
                event.prevent_default();
                if !is_none.get_untracked() {
                    apply();
                }
            }
        >
            <input
                class="field-input"
                type="search"
                placeholder=texts::table_columns_search()
                aria-label=texts::table_columns_search()
                on:input=move |event| wanted.set(folded(&event_target_value(&event)))
            />
            <div class="panel-list" tabindex="-1">
                {ColumnGroup::ALL
                    .iter()
                    .map(|group| view! { <Group group=*group wanted=wanted ticked=ticked /> })
                    .collect_view()}
            </div>
            <Clock time=time />
            <div class="panel-answers">
                <Button
                    kind=ButtonKind::Quiet
                    on_press=move |()| {
                        table.restore_layout();
                        open.set(false);
                    }
                >
                    {texts::table_restore()}
                </Button>
                <Button kind=ButtonKind::Primary disabled=is_none on_press=move |()| apply()>
                    {texts::table_apply()}
                </Button>
            </div>
            <Show when=move || table.may(Permission::SharedViews)>
                <Publish />
            </Show>
        </form>
    }
    .into_any()
}

/// The layout with these columns: what stays keeps its place, what is new comes last.
fn with_columns(layout: &Layout, wanted: &BTreeSet<Column>) -> Layout {
    let mut columns: Vec<_> = layout
        .columns
        .iter()
        .copied()
        .filter(|it| wanted.contains(&it.column))
        .collect();
    let new = Column::ALL
        .iter()
        .filter(|column| wanted.contains(column) && !layout.has(**column));
    columns.extend(new.map(|column| LayoutColumn::of(*column)));
    Layout {
        columns,
        time: layout.time,
    }
}

#[component]
fn Group(group: ColumnGroup, wanted: RwSignal<String>, ticked: RwSignal<BTreeSet<Column>>) -> impl IntoView {
    let fits = move |column: Column| wanted.with(|wanted| folded(texts::column(column)).contains(wanted.as_str()));
    let shown = Memo::new(move |_| {
        let all = Column::ALL.iter().copied();
        all.filter(|it| it.group() == group && fits(*it)).collect::<Vec<_>>()
    });
    let tick = move |column: Column| {
        let flip = move |_| {
            ticked.update(|ticked| {
                if !ticked.remove(&column) {
                    ticked.insert(column);
                }
            });
        };
        view! {
            <label class="panel-tick">
                <input type="checkbox" prop:checked=move || ticked.with(|it| it.contains(&column)) on:change=flip />
                <span>{texts::column(column)}</span>
            </label>
        }
    };
    view! {
        <Show when=move || !shown.with(Vec::is_empty)>
            <fieldset>
                <legend class="panel-title">{texts::column_group(group)}</legend>
                {move || shown.get().into_iter().map(tick).collect_view()}
            </fieldset>
        </Show>
    }
    .into_any()
}

#[component]
fn Clock(time: RwSignal<TimeBasis>) -> impl IntoView {
    let options = [
        (TimeBasis::Calendar, texts::metrics_calendar()),
        (TimeBasis::Business, texts::metrics_business()),
    ];
    let options = options.map(|(basis, label)| ChoiceOption {
        value: basis.as_str(),
        label,
        symbol: None,
    });
    view! {
        <div class="panel-row">
            <span>{texts::layout_clock()}</span>
            <Choice
                name="table-time"
                label=texts::layout_clock()
                options=options.to_vec()
                selected=time.get_untracked().as_str()
                on_choose=move |chosen| time.set(TimeBasis::parse(chosen).unwrap_or_default())
            />
        </div>
    }
    .into_any()
}

/// Makes the present layout the one that everybody, or a role, begins with.
#[component]
fn Publish() -> impl IntoView {
    let table = Table::expect();
    let whom = RwSignal::new(PublishedFor::Everybody);
    let roles = RwSignal::new(Vec::<(RoleId, String)>::new());
    Effect::new(move || {
        spawn_local(async move {
            if let Ok(all) = api::table_publications().await {
                // The panel may be closed by now.
                let _ = roles.try_set(all.roles);
            }
        });
    });
    let publish = move |()| {
        let layout = table.layout().get_untracked();
        spawn_local(async move {
            match api::publish_table_layout(whom.get_untracked(), layout).await {
                Ok(_) => table.say(texts::layout_published()),
                Err(ApiError(problem)) => table.say_problem(&problem),
            }
        });
    };
    let choose = move |event| {
        let role = event_target_value(&event).parse().ok().map(RoleId);
        whom.set(role.map_or(PublishedFor::Everybody, PublishedFor::Role));
    };
    view! {
        <div class="panel-foot">
            <label class="field">
                <span class="field-label">{texts::layout_publish_for()}</span>
                <select class="field-input" on:change=choose>
                    <option value="">{texts::layout_everyone()}</option>
                    {move || {
                        roles
                            .get()
                            .into_iter()
                            .map(|(id, name)| view! { <option value=id.to_string()>{texts::role_name(&name)}</option> })
                            .collect_view()
                    }}
                </select>
            </label>
            <Button on_press=publish>{texts::layout_publish()}</Button>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use model::{Column, Layout};

    use super::with_columns;

    #[test]
    fn what_stays_ticked_keeps_its_place_and_what_is_new_comes_last() {
        let layout = Layout::default();
        let mut wanted: std::collections::BTreeSet<_> = layout.columns.iter().map(|it| it.column).collect();
        wanted.remove(&Column::Customer);
        wanted.insert(Column::Spam);
        let after = with_columns(&layout, &wanted);
        let mut expected: Vec<_> = layout.columns.iter().map(|it| it.column).collect();
        expected.retain(|column| *column != Column::Customer);
        expected.push(Column::Spam);
        assert_eq!(after.columns.iter().map(|it| it.column).collect::<Vec<_>>(), expected);
        assert!(after.columns[0].pinned, "as it was");
        assert_eq!(after.check(), Ok(()));
    }
}
