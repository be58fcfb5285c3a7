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
    is_at: StoredValue<Selector<At>>,
}

impl Focus {
    pub fn new() -> Self {
        let at = RwSignal::new((None, LEAD));
        Self {
            at,
            is_at: StoredValue::new(Selector::new(move || at.get())),
        }
    }

    /// Of a cell; followed.
    pub fn tab_index(self, row: Option<ConversationId>, column: usize) -> &'static str {
        let is_here = self.is_at.with_value(|is_at| is_at.selected(&(row, column)));
        if is_here { "0" } else { "-1" }
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
    match row {
        None => format!(".table-head > [data-col=\"{column}\"]"),
        Some(row) => format!("[data-row=\"{row}\"] > [data-col=\"{column}\"]"),
    }
}
