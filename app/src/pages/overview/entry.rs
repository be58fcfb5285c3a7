//! The lines of the palette: what can be done now, to whom the open conversation can be passed on, and a number to go to.

use std::borrow::Cow;

use leptos::prelude::*;
use model::{Command, ConversationId, DepartmentId, UserId};

use crate::components::{Symbol, folded};
use crate::pages::desk::action::Action;
use crate::pages::desk::deed::Deed;
use crate::pages::desk::shortcuts;
use crate::pages::desk::work::Work;
use crate::state::Place;
use crate::texts;

/// What a line does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    Action(Action),
    TransferToAgent(UserId),
    TransferToDepartment(DepartmentId),
    Open(ConversationId),
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub does: Does,
    pub label: String,
    pub symbol: Symbol,
    /// As people read it.
    pub key: Option<String>,
}

/// All that can be done now.
pub fn entries(work: Work) -> Vec<Entry> {
    let possible = Action::possible(work);
    let may_transfer = possible.contains(&Action::Deed(Deed::Transfer));
    let actions = possible.into_iter().filter(|action| *action != Action::Palette);
    let mut entries: Vec<Entry> = actions
        .map(|action| Entry {
            does: Does::Action(action),
            label: action.label(),
            symbol: action.symbol(),
            key: action.key().and_then(shortcuts::active).map(shortcuts::shown),
        })
        .collect();
    if may_transfer {
        entries.extend(transfers(work));
    }
    entries
}

fn transfers(work: Work) -> Vec<Entry> {
    let to = |does, name: &str, symbol| Entry {
        does,
        label: texts::palette_transfer(name),
        symbol,
        key: None,
    };
    let all = work.state.peek(|replica| {
        let directory = replica.directory();
        let agents = directory.users.iter().filter(|user| user.enabled);
        let agents = agents.map(|user| to(Does::TransferToAgent(user.id), &user.name, Symbol::Person));
        let departments = directory.departments.iter();
        let departments = departments.map(|it| to(Does::TransferToDepartment(it.id), &it.name, Symbol::Team));
        agents.chain(departments).collect()
    });
    all.unwrap_or_default()
}

/// Those that hold every word that is wanted, what begins with it first. A number is a conversation's.
pub fn matching(entries: &[Entry], wanted: &str) -> Vec<Entry> {
    let wanted = folded(wanted);
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let mut found: Vec<(bool, Entry)> = entries
        .iter()
        .filter_map(|entry| {
            let label = folded(&entry.label);
            let fits = words.iter().all(|word| label.contains(word));
            fits.then(|| (!label.starts_with(&wanted), entry.clone()))
        })
        .collect();
    found.sort_by_key(|(is_later, _)| *is_later);
    let number = wanted.trim_start_matches('#').parse().ok().filter(|number| *number > 0);
    let jump = number.map(|number: i64| Entry {
        does: Does::Open(ConversationId(number)),
        label: texts::palette_open(&number.to_string()),
        symbol: Symbol::Chat,
        key: None,
    });
    jump.into_iter()
        .chain(found.into_iter().map(|(_, entry)| entry))
        .collect()
}

impl Does {
    pub fn run(self, work: Work) {
        let open = work.place().get_untracked().and_then(|place| place.conversation);
        match self {
            Self::Action(action) => action.run(work),
            Self::Open(id) => {
                let known = work.state.peek(|replica| replica.conversation(id).map(Cow::into_owned));
                let here = work.place().get_untracked().unwrap_or(Place::of(None, None));
                work.go(Place {
                    tab: known.flatten().map_or(here.tab, |it| it.lifecycle.status.tab()),
                    conversation: Some(id),
                });
            }
            Self::TransferToAgent(agent) => {
                give(work, open, |conversation| Command::TransferToAgent {
                    conversation,
                    agent,
                    note: None,
                    expected_version: None,
                });
            }
            Self::TransferToDepartment(department) => {
                give(work, open, |conversation| Command::TransferToDepartment {
                    conversation,
                    department,
                    note: None,
                    expected_version: None,
                });
            }
        }
    }
}

/// Passes it on; the list stays, without it.
fn give(work: Work, open: Option<ConversationId>, command: impl Fn(ConversationId) -> Command) {
    let Some(id) = open else { return };
    let before = work.state.peek(|replica| replica.conversation(id).map(Cow::into_owned));
    work.give(command(id), before.flatten().as_ref());
    if let Some(place) = work.place().get_untracked() {
        work.go(Place {
            conversation: None,
            ..place
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{Does, Entry, matching};
    use crate::components::Symbol;
    use crate::pages::desk::action::Action;
    use model::ConversationId;

    fn entry(label: &str) -> Entry {
        Entry {
            does: Does::Action(Action::Keys),
            label: label.to_owned(),
            symbol: Symbol::Info,
            key: None,
        }
    }

    #[test]
    fn words_are_found_in_any_order_and_a_number_is_a_conversation() {
        let all = ["Transferir para José", "Resolver", "Adiar"].map(entry);
        let labels = |wanted: &str| {
            matching(&all, wanted)
                .into_iter()
                .map(|it| it.label)
                .collect::<Vec<_>>()
        };
        assert_eq!(labels(""), ["Transferir para José", "Resolver", "Adiar"]);
        assert_eq!(labels("jose transf"), ["Transferir para José"]);
        assert_eq!(labels("r"), ["Resolver", "Transferir para José", "Adiar"]);
        assert_eq!(labels("nonsense"), Vec::<String>::new());
        let found = matching(&all, "#1042");
        assert_eq!(found.first().map(|it| it.does), Some(Does::Open(ConversationId(1042))));
    }
}
