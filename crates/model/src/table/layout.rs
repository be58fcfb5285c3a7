//! How somebody has laid the table out: which columns, in which order, how wide (R4, R5, R7).

use std::collections::BTreeSet;

use super::column::{Column, TimeBasis};
use crate::status::text_enum;
use crate::{Problem, RoleId};

/// A column's least and greatest width, in pixels.
pub const NARROWEST: u16 = 48;
pub const WIDEST: u16 = 1_200;

/// A column in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct LayoutColumn {
    pub column: Column,
    /// In pixels.
    pub width: u16,
    /// Stays where it is while the others are scrolled aside.
    #[serde(default)]
    pub pinned: bool,
}

/// The columns in their order, the pinned ones first.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Layout {
    pub columns: Vec<LayoutColumn>,
    #[serde(default)]
    pub time: TimeBasis,
}

text_enum! {
    /// Whose layout it is that somebody sees.
    pub enum LayoutSource {
        /// The one that they made.
        Own = "own",
        /// The one that was published for their role.
        Role = "role",
        /// The one that was published for everybody.
        Company = "company",
        /// Nobody has published any.
        Product = "product",
    }
}

/// The layout that somebody sees.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LayoutRecord {
    pub layout: Layout,
    pub source: LayoutSource,
}

/// For whom a layout is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublishedFor {
    Everybody,
    Role(RoleId),
}

/// For whom layouts can be published, and for whom they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Publications {
    /// Every role with its name, in the order of ids.
    pub roles: Vec<(RoleId, String)>,
    pub published: Vec<PublishedFor>,
}

impl LayoutColumn {
    /// As wide as it usually is, not pinned.
    pub const fn of(column: Column) -> Self {
        Self {
            column,
            width: column.default_width(),
            pinned: false,
        }
    }
}

impl Default for Layout {
    /// Who works on what, and who waits.
    fn default() -> Self {
        let columns = [
            Column::Number,
            Column::DetailedStatus,
            Column::Customer,
            Column::Agent,
            Column::Inbox,
            Column::Channel,
            Column::Department,
            Column::Created,
            Column::LastMessage,
            Column::WaitingForAgentReply,
            Column::ConversationDuration,
            Column::CustomerRating,
        ];
        let mut columns = columns.map(LayoutColumn::of).to_vec();
        columns[0].pinned = true;
        Self {
            columns,
            time: TimeBasis::Calendar,
        }
    }
}

impl Layout {
    /// `Invalid` with field `columns`: `required` (none), `wrong` (one twice, too narrow or wide, or a pinned one behind another).
    pub fn check(&self) -> Result<(), Problem> {
        if self.columns.is_empty() {
            return Err(Problem::invalid("columns", "required"));
        }
        let different: BTreeSet<Column> = self.columns.iter().map(|it| it.column).collect();
        let widths = self.columns.iter().all(|it| (NARROWEST..=WIDEST).contains(&it.width));
        let pinned_first = self.columns.is_sorted_by_key(|it| !it.pinned);
        if different.len() != self.columns.len() || !widths || !pinned_first {
            return Err(Problem::invalid("columns", "wrong"));
        }
        Ok(())
    }

    /// Whether a column is shown.
    pub fn has(&self, column: Column) -> bool {
        self.columns.iter().any(|it| it.column == column)
    }
}

#[cfg(test)]
mod tests {
    use super::{Layout, LayoutColumn};
    use crate::{Column, Problem};

    #[test]
    fn a_layout_shows_each_column_once_and_the_pinned_ones_first() {
        let usual = Layout::default();
        assert_eq!(usual.check(), Ok(()));
        assert!(usual.has(Column::Number) && !usual.has(Column::Spam));
        let change = |change: fn(&mut Vec<LayoutColumn>)| {
            let mut it = usual.clone();
            change(&mut it.columns);
            it.check()
        };
        let wrong = Err(Problem::invalid("columns", "wrong"));
        assert_eq!(change(Vec::clear), Err(Problem::invalid("columns", "required")));
        assert_eq!(change(|it| it.push(it[1])), wrong);
        assert_eq!(change(|it| it[1].width = 10), wrong);
        assert_eq!(change(|it| it[1].width = 5_000), wrong);
        assert_eq!(change(|it| it.swap(0, 1)), wrong);
        assert_eq!(change(|it| it[1].pinned = true), Ok(()));
    }
}
