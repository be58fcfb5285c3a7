//! The words of pages that are loaded later, beside all others. Their file travels with those pages: nothing that is shown
//! before [`super::load_later`] has brought it may say one.

mod of_settings;
mod of_table;

pub use super::generated::later::*;
pub use super::*;
pub use of_settings::{audit_action, audit_field, audit_subject, audit_value, permission, role_name};
pub use of_table::{channel, column, column_group, direction, field};
