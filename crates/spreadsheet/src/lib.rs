//! Tables as files that spreadsheets open, .xlsx and .csv: written row by row, in memory that does not grow with the rows.
//!
//! What a cell says is a value with its kind, never a formula: who wrote it is not known here, and may be a stranger.

mod csv;
mod xlsx;
mod zip;

use std::borrow::Cow;

pub use csv::Csv;
pub use jiff::civil::DateTime;
pub use xlsx::Xlsx;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    Empty,
    Text(Cow<'a, str>),
    Number(f64),
    /// In whole seconds.
    Duration(i64),
    /// As a clock on the reader's wall shows it.
    Moment(DateTime),
}

/// A column's title, and how wide it is, in characters.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    pub title: String,
    pub width: u16,
}

/// The table is too large for this kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge;

/// A table on its way into a file.
pub enum Table {
    Xlsx(Box<Xlsx>),
    Csv(Csv),
}

impl Table {
    /// Adds a row, whose cells stand in the order of the heads.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), TooLarge> {
        match self {
            Self::Xlsx(table) => table.row(cells),
            Self::Csv(table) => {
                table.row(cells);
                Ok(())
            }
        }
    }

    /// The bytes since this was last asked: to be put behind those before.
    pub fn take(&mut self) -> Vec<u8> {
        match self {
            Self::Xlsx(table) => table.take(),
            Self::Csv(table) => table.take(),
        }
    }

    /// The last bytes.
    pub fn finish(self) -> Result<Vec<u8>, TooLarge> {
        match self {
            Self::Xlsx(table) => table.finish(),
            Self::Csv(mut table) => Ok(table.take()),
        }
    }
}
