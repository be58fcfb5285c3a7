//! The managers' table of conversations (R1 to R33, R52 to R59): its columns, its filter, its order, and how people lay it out.
//! Screen, export, lists and settings share this one definition.

mod column;
mod condition;
mod layout;
mod moment;
mod query;
mod supervision;
mod text;
mod view;

pub use column::{CellValue, Column, ColumnGroup, ColumnKind, TimeBasis};
pub use condition::{Choice, Condition, Field, MAX_CONDITIONS, Span, Test};
pub use layout::{Layout, LayoutColumn, LayoutRecord, LayoutSource, NARROWEST, Publications, PublishedFor, WIDEST};
pub use moment::{MAX_DAYS, Moment};
pub use query::{
    KeyValue, MOST_COUNTED, MOST_ROWS, Place, Sort, TableCount, TableKey, TablePage, TableQuery, TableRequest,
};
pub use supervision::{AgentLoad, Supervision};
pub use text::{TextPart, sort_name, sort_text};
pub use view::{MAX_VIEW_NAME, MAX_VIEWS, View, ViewCount, ViewForm};
