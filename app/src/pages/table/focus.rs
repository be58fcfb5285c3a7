//! The one cell that the keyboard is in: of the header, or of a row. The others are passed over by Tab.

use leptos::prelude::*;
use model::ConversationId;

use super::grid::LEAD;
use crate::platform;

/// A cell: its row (`None`: the header) and its column, that of ticks and menus counted.
pub type At = (Option<ConversationId>, usize);

/// Copied freely.
#[derive(Clone, Copy)]
pub struct Focus {
    pub at: RwSignal<At>,
}

impl Focus {
    pub fn new() -> Self {
        let at = RwSignal::new((None, LEAD));
        Effect::new(move |before: Option<At>| {
            let now = at.get();
            for (cell, index) in [(before.filter(|before| *before != now), -1), (Some(now), 0)] {
                if let Some(cell @ (Some(_), _)) = cell {
                    platform::set_tab_index(&selector(cell), index);
                }
            }
            now
        });
        Self { at }
    }

    /// What a cell of a row begins with: there are many, so that what changes later is changed by [`Self::new`] in the two that it
    /// concerns.
    pub fn tab_index(self, cell: At) -> i32 {
        if self.at.get_untracked() == cell { 0 } else { -1 }
    }

    /// Of a cell of the header; followed.
    pub fn tab_index_of_header(self, column: usize) -> i32 {
        self.at.track();
        self.tab_index((None, column))
    }

    /// The keyboard goes to a cell, once it is drawn.
    pub fn go(self, to: At) {
        self.at.set(to);
        request_animation_frame(move || platform::focus_first(&selector(to)));
    }

    /// A column has moved: the keyboard stays in it.
    pub fn follow_column(self, from: usize, to: usize) {
        let (row, at) = self.at.get_untracked();
        if at == from + LEAD {
            self.go((row, to + LEAD));
        }
    }
}

/// What finds a cell.
pub fn selector((row, column): At) -> String {
    let row = row.map_or_else(|| ".table-head".to_owned(), |row| format!("[data-row=\"{row}\"]"));
    format!("{row} > :nth-child({})", column + 1)
}
