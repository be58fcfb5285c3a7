//! Saved views of the table: a query with a name, and if one likes the columns with it.

use super::layout::Layout;
use super::query::{TableCount, TableQuery};
use crate::{Problem, UserId, ViewId};

/// Most characters of a view's name, and most views of one user.
pub const MAX_VIEW_NAME: usize = 60;
pub const MAX_VIEWS: usize = 100;

/// What can be set of a view.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ViewForm {
    pub name: String,
    pub query: TableQuery,
    /// `None`: whatever the reader's layout is.
    #[serde(default)]
    pub layout: Option<Layout>,
    /// Everybody has it; conditions on "me" mean whoever reads.
    #[serde(default)]
    pub shared: bool,
}

/// A view as its reader has it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct View {
    pub id: ViewId,
    pub version: i64,
    /// Who made it.
    pub owner: UserId,
    pub form: ViewForm,
    /// The reader's table begins with it.
    pub default: bool,
}

/// How many rows a view has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ViewCount {
    pub view: ViewId,
    pub count: TableCount,
}

impl ViewForm {
    /// The form as it is stored. `Invalid` with field `name` (`required`, `too_long`), or as its query and layout say.
    pub fn checked(mut self) -> Result<Self, Problem> {
        self.name.retain(|c| !c.is_control() || c.is_whitespace());
        self.name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.name.is_empty() {
            return Err(Problem::invalid("name", "required"));
        }
        if self.name.chars().count() > MAX_VIEW_NAME {
            return Err(Problem::invalid("name", "too_long"));
        }
        self.query.check()?;
        if let Some(layout) = &self.layout {
            layout.check()?;
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_VIEW_NAME, ViewForm};
    use crate::{Layout, Problem, TableQuery, TimeBasis};

    #[test]
    fn a_view_has_a_name_a_query_and_a_layout_that_make_sense() {
        let form = |name: &str| ViewForm {
            name: name.to_owned(),
            query: TableQuery::default(),
            layout: Some(Layout::default()),
            shared: false,
        };
        assert_eq!(
            form("  Quem  espera ").checked().map(|it| it.name),
            Ok("Quem espera".to_owned())
        );
        assert_eq!(form(" ").checked(), Err(Problem::invalid("name", "required")));
        let long = "x".repeat(MAX_VIEW_NAME + 1);
        assert_eq!(form(&long).checked(), Err(Problem::invalid("name", "too_long")));
        let mut bare = form("x");
        bare.layout = Some(Layout {
            columns: Vec::new(),
            time: TimeBasis::Business,
        });
        assert_eq!(bare.checked(), Err(Problem::invalid("columns", "required")));
    }
}
