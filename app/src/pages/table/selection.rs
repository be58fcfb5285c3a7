//! Which conversations of the table are ticked, for what is done to many at once.

use std::collections::BTreeSet;

use leptos::prelude::*;
use model::ConversationId;

/// What is ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ticked {
    /// These and no others.
    These(BTreeSet<ConversationId>),
    /// Whatever the present query finds, loaded or not, but these.
    AllBut(BTreeSet<ConversationId>),
}

impl Default for Ticked {
    fn default() -> Self {
        Self::These(BTreeSet::new())
    }
}

impl Ticked {
    pub fn has(&self, id: ConversationId) -> bool {
        match self {
            Self::These(these) => these.contains(&id),
            Self::AllBut(others) => !others.contains(&id),
        }
    }

    /// How many, when the query finds `total`.
    pub fn count(&self, total: u64) -> u64 {
        let named = |ids: &BTreeSet<ConversationId>| u64::try_from(ids.len()).unwrap_or(u64::MAX);
        match self {
            Self::These(these) => named(these),
            Self::AllBut(others) => total.saturating_sub(named(others)),
        }
    }

    fn put(&mut self, id: ConversationId, on: bool) {
        let (ids, named) = match self {
            Self::These(these) => (these, on),
            Self::AllBut(others) => (others, !on),
        };
        if named {
            ids.insert(id);
        } else {
            ids.remove(&id);
        }
    }
}

/// The table's. Copied freely.
#[derive(Clone, Copy)]
pub struct Selection {
    pub ticked: RwSignal<Ticked>,
    /// The row that was ticked last: Shift extends from it.
    anchor: StoredValue<Option<ConversationId>>,
}

impl Selection {
    pub fn new() -> Self {
        Self {
            ticked: RwSignal::new(Ticked::default()),
            anchor: StoredValue::new(None),
        }
    }

    /// Whether a row is ticked; followed.
    pub fn has(self, id: ConversationId) -> bool {
        self.ticked.with(|ticked| ticked.has(id))
    }

    /// Ticks a row, or takes its tick away.
    pub fn toggle(self, id: ConversationId) {
        self.anchor.set_value(Some(id));
        self.ticked.update(|ticked| {
            let on = !ticked.has(id);
            ticked.put(id, on);
        });
    }

    /// Ticks all rows from the last ticked one to this one, in the order in which they stand.
    pub fn extend(self, to: ConversationId, order: &[ConversationId]) {
        let place = |id| order.iter().position(|other| *other == id);
        let from = self.anchor.get_value().and_then(place);
        let Some((from, to)) = from.zip(place(to)) else {
            return self.toggle(to);
        };
        self.ticked.update(|ticked| {
            for id in &order[from.min(to)..=from.max(to)] {
                ticked.put(*id, true);
            }
        });
    }

    /// Everything that the query finds.
    pub fn all(self) {
        self.ticked.set(Ticked::AllBut(BTreeSet::new()));
    }

    /// Nothing. Also to be called when the query is another: what was ticked is no longer on screen.
    pub fn clear(self) {
        self.anchor.set_value(None);
        if self.ticked.with_untracked(|ticked| *ticked != Ticked::default()) {
            self.ticked.set(Ticked::default());
        }
    }

    /// A conversation is gone.
    pub fn forget(self, id: ConversationId) {
        if self
            .ticked
            .with_untracked(|ticked| matches!(ticked, Ticked::These(these) if these.contains(&id)))
        {
            self.ticked.update(|ticked| ticked.put(id, false));
        }
    }
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;
    use model::ConversationId;

    use super::{Selection, Ticked};

    fn ids(ids: &[i64]) -> Vec<ConversationId> {
        ids.iter().copied().map(ConversationId).collect()
    }

    fn these(of: &[i64]) -> Ticked {
        Ticked::These(ids(of).into_iter().collect())
    }

    /// Otherwise something is closed or deleted that nobody ticked.
    #[test]
    fn shift_ticks_from_the_last_tick_to_here_in_either_direction_and_takes_no_tick_away() {
        Owner::new().with(|| {
            let selection = Selection::new();
            let order = ids(&[9, 8, 7, 6, 5]);
            selection.toggle(ConversationId(7));
            selection.extend(ConversationId(5), &order);
            assert_eq!(selection.ticked.get_untracked(), these(&[7, 6, 5]));
            selection.extend(ConversationId(8), &order);
            assert_eq!(selection.ticked.get_untracked(), these(&[8, 7, 6, 5]));
            selection.toggle(ConversationId(6));
            assert_eq!(selection.ticked.get_untracked(), these(&[8, 7, 5]));
            // The row of the last tick has left the screen.
            selection.extend(ConversationId(9), &ids(&[9, 8]));
            assert_eq!(selection.ticked.get_untracked(), these(&[9, 8, 7, 5]));
            selection.clear();
            assert_eq!(selection.ticked.get_untracked(), these(&[]));
        });
    }

    #[test]
    fn all_that_match_are_ticked_but_those_that_were_taken_out() {
        Owner::new().with(|| {
            let selection = Selection::new();
            selection.all();
            assert!(selection.has(ConversationId(1_000_000)));
            selection.toggle(ConversationId(7));
            assert!(!selection.has(ConversationId(7)));
            let count = |total| selection.ticked.with_untracked(|ticked| ticked.count(total));
            assert_eq!((count(100), count(0)), (99, 0));
            selection.toggle(ConversationId(7));
            assert_eq!(count(100), 100);
        });
    }
}
