//! What fields with choices can be: from the directory, from the lists of what contacts can have, from the model's own words.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Channel, Choice, ChoiceKind, Column, Direction, Field, GeneralStatus, Permission, Status};

use crate::live::again::{in_time, until_answered};
use crate::pages::table::shown::Table;
use crate::{api, texts::later as texts};

/// Groups and stages of contacts. Copied freely.
#[derive(Clone, Copy)]
pub struct Lists {
    groups: RwSignal<Vec<(i64, String)>>,
    stages: RwSignal<Vec<(i64, String)>>,
}

impl Lists {
    /// They come a little later, for who looks after contacts: others have no names for them.
    pub fn fetch(table: Table) -> Self {
        let lists = Self {
            groups: RwSignal::new(Vec::new()),
            stages: RwSignal::new(Vec::new()),
        };
        let may = Memo::new(move |_| table.may(Permission::Contacts));
        Effect::new(move || {
            if !may.get() {
                return;
            }
            for (kind, list) in [(ChoiceKind::Group, lists.groups), (ChoiceKind::Stage, lists.stages)] {
                spawn_local(async move {
                    let is_here = move || list.try_get_untracked().is_some();
                    let choices = move || in_time(api::choices(kind));
                    if let Some(Ok(all)) = until_answered(table.state(), choices, is_here).await {
                        let named = all.into_iter().map(|it| {
                            let name = if it.builtin {
                                texts::builtin_stage(&it.form.name)
                            } else {
                                it.form.name
                            };
                            (it.id.0, name)
                        });
                        // The page may be gone by now.
                        let _ = list.try_set(named.collect());
                    }
                });
            }
        });
        lists
    }
}

/// What can be chosen in a field, in words; followed.
pub fn of_field(field: Field, table: Table, lists: Lists) -> Vec<(Choice, String)> {
    let named = |all: Vec<(i64, String)>| all.into_iter().map(|(id, name)| (Choice::Id(id), name)).collect();
    let directory = table.directory();
    match field {
        Field::Groups => named(lists.groups.get()),
        Field::Stage => named(lists.stages.get()),
        Field::Column(Column::Inbox) => named(directory.with(|it| pairs(&it.inboxes, |it| (it.id.0, &it.name)))),
        Field::Column(Column::Connection) => {
            named(directory.with(|it| pairs(&it.connections, |it| (it.id.0, &it.name))))
        }
        Field::Column(Column::Department) => {
            named(directory.with(|it| pairs(&it.departments, |it| (it.id.0, &it.name))))
        }
        Field::Column(Column::Tags) => named(directory.with(|it| pairs(&it.tags, |it| (it.id.0, &it.name)))),
        Field::Column(Column::Agent) => {
            let mut users = directory.with(|it| pairs(&it.users, |it| (it.id.0, &it.name)));
            users.sort_by_key(|(_, name)| name.to_lowercase());
            let users = users.into_iter().map(|(id, name)| (Choice::Id(id), name));
            [(Choice::Me, texts::filter_me().to_owned())]
                .into_iter()
                .chain(users)
                .collect()
        }
        Field::Column(Column::Status) => words(GeneralStatus::ALL, Choice::Status, texts::general_status),
        Field::Column(Column::DetailedStatus) => words(Status::ALL, Choice::DetailedStatus, texts::status),
        Field::Column(Column::Direction) => words(Direction::ALL, Choice::Direction, texts::direction),
        Field::Column(Column::Channel) => words(Channel::ALL, Choice::Channel, texts::channel),
        _ => Vec::new(),
    }
}

fn pairs<T>(all: &[T], pair: impl Fn(&T) -> (i64, &String)) -> Vec<(i64, String)> {
    let pair = |it| {
        let (id, name) = pair(it);
        (id, name.clone())
    };
    all.iter().map(pair).collect()
}

fn words<T: Copy>(all: &[T], choice: fn(T) -> Choice, word: fn(T) -> &'static str) -> Vec<(Choice, String)> {
    all.iter().map(|it| (choice(*it), word(*it).to_owned())).collect()
}
