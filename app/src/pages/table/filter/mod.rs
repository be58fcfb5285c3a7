//! The filter line (R52 to R59): a chip for each condition, a field for words in the messages, more fields to be added, and the
//! button that searches. What is chosen is only asked for then.

mod editor;
mod options;
mod words;

use leptos::prelude::*;
use model::{Choice, Column, ColumnKind, Condition, Field, MAX_CONDITIONS, Moment, Span, Status, TableQuery, Test};

use super::panel::Panel;
use super::shown::Table;
use crate::components::{Button, Icon, Symbol, folded};
use crate::texts::later as texts;
use editor::Editor;
pub use options::Lists;
pub use words::of_condition;

/// The conversations that are under way, exactly the first six statuses (R51, R59).
pub fn active() -> Vec<Condition> {
    let active = Status::ALL.iter().copied().filter(|status| status.is_active());
    vec![Condition {
        field: Field::Column(Column::DetailedStatus),
        test: Test::OneOf(active.map(Choice::DetailedStatus).collect()),
    }]
}

/// A condition that is being put together, with what it is recognised by.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    key: u32,
    condition: Condition,
}

/// What is chosen and not yet asked for. Copied freely.
#[derive(Clone, Copy)]
pub struct Draft {
    table: Table,
    lists: Lists,
    entries: RwSignal<Vec<Entry>>,
    /// Words in the messages.
    text: RwSignal<String>,
    next: StoredValue<u32>,
    /// Whose editor is open.
    edited: RwSignal<Option<u32>>,
}

impl Draft {
    /// Follows the address.
    pub fn new(table: Table, lists: Lists) -> Self {
        let draft = Self {
            table,
            lists,
            entries: RwSignal::new(Vec::new()),
            text: RwSignal::new(String::new()),
            next: StoredValue::new(0),
            edited: RwSignal::new(None),
        };
        let asked = Memo::new(move |_| table.query().with(|query| query.conditions.clone()));
        Effect::new(move || {
            let asked = asked.get();
            if draft.conditions() != asked {
                draft.put(asked);
            }
        });
        draft
    }

    fn put(self, conditions: Vec<Condition>) {
        let mut text = String::new();
        let mut entries = Vec::new();
        for condition in conditions {
            match condition {
                Condition {
                    field: Field::Messages,
                    test: Test::Contains(words),
                } if text.is_empty() => text = words,
                condition => entries.push(self.entry(condition)),
            }
        }
        self.entries.set(entries);
        self.text.set(text);
    }

    fn entry(self, condition: Condition) -> Entry {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        Entry { key, condition }
    }

    /// What would be asked for: what is not finished is left out.
    fn conditions(self) -> Vec<Condition> {
        let mut all: Vec<_> = self
            .entries
            .with_untracked(|entries| entries.iter().map(|it| it.condition.clone()).collect());
        let words = self.text.with_untracked(|text| text.trim().to_owned());
        if !words.is_empty() {
            all.push(Condition {
                field: Field::Messages,
                test: Test::Contains(words),
            });
        }
        all.retain(is_finished);
        all
    }

    pub fn search(self) {
        self.edited.set(None);
        let conditions = self.conditions();
        if self
            .table
            .query()
            .with_untracked(|query| query.conditions == conditions)
        {
            self.put(conditions);
            // Asked for again.
            self.table.rows().again();
        } else {
            self.table.narrow(conditions);
        }
    }

    fn remove(self, key: u32) {
        self.entries.update(|entries| entries.retain(|it| it.key != key));
        self.search();
    }

    fn change(self, key: u32, test: Test) {
        self.entries.update(|entries| {
            if let Some(entry) = entries.iter_mut().find(|it| it.key == key) {
                entry.condition.test = test;
            }
        });
    }

    fn test(self, key: u32) -> Option<Test> {
        self.entries.with(|entries| {
            entries
                .iter()
                .find(|it| it.key == key)
                .map(|it| it.condition.test.clone())
        })
    }

    fn has(self, field: Field) -> bool {
        self.entries
            .with(|entries| entries.iter().any(|it| it.condition.field == field))
    }

    /// Adds a field and opens its editor, or takes it out.
    fn flip(self, field: Field) {
        if untrack(|| self.has(field)) {
            self.entries
                .update(|entries| entries.retain(|it| it.condition.field != field));
            return;
        }
        if self.entries.with_untracked(Vec::len) < MAX_CONDITIONS {
            let entry = self.entry(Condition {
                field,
                test: first_test(field),
            });
            let key = entry.key;
            self.entries.update(|entries| entries.push(entry));
            // After it is drawn.
            request_animation_frame(move || self.edited.set(Some(key)));
        }
    }
}

fn is_finished(condition: &Condition) -> bool {
    let query = TableQuery {
        conditions: vec![condition.clone()],
        ..TableQuery::default()
    };
    query.check().is_ok()
}

/// What a field is asked first.
fn first_test(field: Field) -> Test {
    match field.kind() {
        ColumnKind::Choice => Test::OneOf(Vec::new()),
        ColumnKind::Flag => Test::Yes,
        ColumnKind::Text => Test::Contains(String::new()),
        ColumnKind::Time => Test::At(Moment::LastDays(7)),
        ColumnKind::Number | ColumnKind::Duration | ColumnKind::Rating => Test::Within(Span::default()),
    }
}

/// Fields that can be added: words in the messages have a place of their own, and a contact is found by its name.
fn fields() -> Vec<Field> {
    Field::all()
        .filter(|field| !matches!(field, Field::Messages | Field::Column(Column::Contact)))
        .collect()
}

#[component]
pub fn FilterLine(draft: Draft) -> impl IntoView {
    let table = draft.table;
    let is_active = Memo::new(move |_| table.query().with(|query| query.conditions == active()));
    let is_empty = Memo::new(move |_| table.query().with(|query| query.conditions.is_empty()));
    let preset = move |_| {
        table.narrow(if is_active.get_untracked() {
            Vec::new()
        } else {
            active()
        });
    };
    view! {
        <div class="filter" role="search" aria-label=texts::filter_label()>
            <div class="filter-line">
                <button type="button" class="filter-preset" aria-pressed=move || is_active.get().to_string() on:click=preset>
                    {texts::filter_active()}
                </button>
                <For each=move || draft.entries.get() key=|entry| entry.key let(entry)>
                    <Chip draft=draft entry=entry />
                </For>
                <input
                    class="filter-text"
                    type="search"
                    maxlength="200"
                    placeholder=texts::filter_text()
                    aria-label=texts::filter_text()
                    prop:value=draft.text
                    on:input=move |event| draft.text.set(event_target_value(&event))
                    on:keydown=move |event| {
                        if event.key() == "Enter" {
                            event.prevent_default();
                            draft.search();
                        }
                    }
                />
                <AddField draft=draft />
                <Show when=move || !is_empty.get()>
                    <button
                        type="button"
                        class="filter-clear"
                        title=texts::filter_clear()
                        aria-label=texts::filter_clear()
                        on:click=move |_| table.narrow(Vec::new())
                    >
                        <Icon symbol=Symbol::Close />
                    </button>
                </Show>
            </div>
            <Button on_press=move |()| draft.search()>{texts::filter_search()}</Button>
        </div>
    }
    .into_any()
}

/// One condition: a press changes it, the cross takes it out.
#[component]
fn Chip(draft: Draft, entry: Entry) -> impl IntoView {
    let Entry { key, condition } = entry;
    let field = condition.field;
    let name = texts::field(field);
    let words = Memo::new(move |_| {
        let test = draft.test(key);
        test.map(|test| {
            let said = of_condition(&Condition { field, test }, draft.table, draft.lists);
            said.unwrap_or_else(|| "…".to_owned())
        })
        .unwrap_or_default()
    });
    let open = RwSignal::new(false);
    Effect::new(move || {
        if draft.edited.get() == Some(key) {
            draft.edited.set(None);
            open.set(true);
        }
    });
    view! {
        <span class="filter-chip">
            <Panel
                open=open
                label=Signal::derive(move || format!("{name}: {}", words.get()))
                look=("filter-condition", "")
                face=move || {
                    view! {
                        <span>
                            {name} ": "
                            <strong>{words}</strong>
                        </span>
                    }
                }
            >
                <Editor draft=draft key=key field=field open=open />
            </Panel>
            <button
                type="button"
                class="filter-remove"
                title=texts::filter_remove(name)
                aria-label=texts::filter_remove(name)
                on:click=move |_| draft.remove(key)
            >
                <Icon symbol=Symbol::Close />
            </button>
        </span>
    }
    .into_any()
}

/// Every field that can be asked for, to be ticked (R53).
#[component]
fn AddField(draft: Draft) -> impl IntoView {
    let open = RwSignal::new(false);
    let wanted = RwSignal::new(String::new());
    let shown = Memo::new(move |_| {
        let mut fields = fields();
        wanted.with(|wanted| fields.retain(|it| folded(texts::field(*it)).contains(wanted.as_str())));
        fields
    });
    let tick = move |field: Field| {
        let flip = move |_| {
            open.set(false);
            wanted.set(String::new());
            draft.flip(field);
        };
        view! {
            <label class="panel-tick">
                <input type="checkbox" prop:checked=move || draft.has(field) on:change=flip />
                <span>{texts::field(field)}</span>
            </label>
        }
    };
    view! {
        <Panel
            open=open
            label=Signal::stored(texts::filter_add().to_owned())
            look=("filter-add", "")
            face=|| {
                view! {
                    {texts::filter_add()}
                    <Icon symbol=Symbol::Add />
                }
            }
        >
            <div class="panel-form">
                <input
                    class="field-input"
                    type="search"
                    placeholder=texts::filter_fields_search()
                    aria-label=texts::filter_fields_search()
                    on:input=move |event| wanted.set(folded(&event_target_value(&event)))
                />
                <div class="panel-list" tabindex="-1">
                    {move || shown.get().into_iter().map(tick).collect_view()}
                </div>
            </div>
        </Panel>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use model::{Column, Condition, Field, MAX_CONDITIONS, TableQuery};

    use super::{active, fields, first_test, is_finished};

    #[test]
    fn what_a_field_is_asked_first_is_a_test_that_it_takes() {
        assert!(fields().len() >= MAX_CONDITIONS && !fields().contains(&Field::Column(Column::Contact)));
        for field in fields() {
            let condition = Condition {
                field,
                test: first_test(field),
            };
            let query = TableQuery {
                conditions: vec![condition],
                ..TableQuery::default()
            };
            // Nothing is chosen yet, at worst.
            let problem = query.check().err().map(|problem| problem.to_string());
            assert!(
                problem.as_deref().is_none_or(|it| it.contains("required")),
                "{field:?}: {problem:?}"
            );
        }
    }

    #[test]
    fn active_chats_are_the_first_six_statuses() {
        let conditions = active();
        assert!(conditions.iter().all(is_finished));
        assert_eq!(
            Condition::list_to_text(&conditions),
            "detailed_status.in.new.queued.accepted.waiting.waiting_again.replied"
        );
    }
}
