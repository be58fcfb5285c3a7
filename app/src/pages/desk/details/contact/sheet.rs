//! The sheet on the screen: fetched when it is opened and whenever the log tells of a later version, and changed one thing at a
//! time.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{
    ChoiceForm, ChoiceId, ChoiceKind, ChoiceRecord, ContactChange, ContactId, ContactSheet, Permission, Problem,
};

use crate::api::{self, ApiError};
use crate::live::again::{in_time, until_answered};
use crate::state::DeskState;
use crate::texts;

/// A handful of signals: copied freely.
#[derive(Clone, Copy)]
pub struct Sheet {
    /// Kept apart: it is large, and this is handed around.
    state: StoredValue<DeskState>,
    contact: ContactId,
    /// `None` until it has come.
    pub known: RwSignal<Option<ContactSheet>>,
    /// What went wrong with something that has no place of its own to say it.
    pub told: RwSignal<Option<String>>,
    pub may_change: Memo<bool>,
    pub may_make_tags: Memo<bool>,
}

impl Sheet {
    /// Follows a contact while the owner lives.
    pub fn open(contact: ContactId) -> Self {
        let state = DeskState::expect();
        let may = move |permission| {
            let may = state.read(|replica| replica.actor().permissions.has(permission));
            may.unwrap_or_default()
        };
        let sheet = Self {
            state: StoredValue::new(state),
            contact,
            known: RwSignal::new(None),
            told: RwSignal::new(None),
            may_change: Memo::new(move |_| may(Permission::Reply) || may(Permission::Contacts)),
            may_make_tags: Memo::new(move |_| may(Permission::Tags)),
        };
        let told = Memo::new(move |_| state.read(|replica| replica.contact_version(contact)).flatten());
        let is_live = state.is_live();
        Effect::new(move || {
            let (told, live) = (told.get(), is_live.get());
            let shown = sheet
                .known
                .with_untracked(|known| known.as_ref().map(|it| it.contact.version));
            // After the line was down nobody knows what was missed.
            if live && (shown.is_none() || told.is_none() || told > shown) {
                sheet.fetch();
            }
        });
        sheet
    }

    fn fetch(self) {
        spawn_local(async move {
            let Some(state) = self.state.try_get_value() else {
                return;
            };
            let is_here = move || self.known.try_get_untracked().is_some();
            let ask = move || in_time(api::contact_sheet(self.contact));
            if let Some(Ok(found)) = until_answered(state, ask, is_here).await {
                self.show(found);
            }
        });
    }

    /// Of two the later one; the panel may show another contact by now.
    fn show(self, found: ContactSheet) {
        let _ = self.known.try_update(|known| {
            let shown = known.as_ref().map_or(0, |known| known.contact.version);
            if found.contact.version >= shown {
                *known = Some(found);
            }
        });
    }

    /// Looks into it; `None` until it has come.
    pub fn read<T>(self, look: impl FnOnce(&ContactSheet) -> T) -> Option<T> {
        self.known.with(|known| known.as_ref().map(look))
    }

    /// A text of it, empty until it has come.
    pub fn text(self, look: impl Fn(&ContactSheet) -> String + Send + Sync + 'static) -> Memo<String> {
        Memo::new(move |_| self.read(&look).unwrap_or_default())
    }

    /// What can be chosen in a kind.
    pub fn choices(self, kind: ChoiceKind) -> Memo<Vec<ChoiceRecord>> {
        Memo::new(move |_| {
            let of_kind = |sheet: &ContactSheet| sheet.choices.iter().filter(|it| it.kind == kind).cloned().collect();
            self.read(of_kind).unwrap_or_default()
        })
    }

    /// Changes it: `expect` shows at once what will be, and is taken back when it is refused. `refused` is told then.
    pub fn change(
        self,
        change: ContactChange,
        expect: impl FnOnce(&mut ContactSheet),
        refused: impl FnOnce(Problem) + 'static,
    ) {
        self.told.set(None);
        let before = self.known.get_untracked();
        self.known.update(|known| {
            if let Some(known) = known {
                expect(known);
            }
        });
        spawn_local(async move {
            match api::change_contact(self.contact, change).await {
                Ok(found) => self.show(found),
                Err(ApiError(problem)) => {
                    let is_late = matches!(problem, Problem::Conflict { .. });
                    let _ = self.known.try_set(before);
                    if is_late {
                        self.fetch();
                    }
                    refused(problem);
                }
            }
        });
    }

    /// As [`Self::change`], for what has no place of its own to say what went wrong.
    pub fn change_quietly(self, change: ContactChange, expect: impl FnOnce(&mut ContactSheet)) {
        self.change(change, expect, move |problem| self.tell(&problem));
    }

    pub fn tell(self, problem: &Problem) {
        let _ = self.told.try_set(Some(words(problem)));
    }
}

/// A problem of a sheet in words.
pub fn words(problem: &Problem) -> String {
    match problem {
        Problem::Conflict { .. } => texts::contact_changed().to_owned(),
        Problem::Invalid { field, .. } => {
            texts::problem_in_field(problem, field).unwrap_or_else(|| texts::problem(problem, None))
        }
        other => texts::problem(other, None),
    }
}

/// What a choice is called: that of the product by its key.
pub fn name_of(record: &ChoiceRecord) -> String {
    let ChoiceForm { name, .. } = &record.form;
    if record.builtin {
        texts::builtin_stage(name)
    } else {
        name.clone()
    }
}

/// The name of one that is chosen; it may be gone by now.
pub fn named(choices: &[ChoiceRecord], id: ChoiceId) -> Option<String> {
    choices.iter().find(|it| it.id == id).map(name_of)
}
