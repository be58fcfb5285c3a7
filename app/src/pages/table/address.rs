//! What the table shows, as the address holds it: `/conversations?filter=status.in.waiting&sort=-created&history=1042`.

use model::{Condition, ConversationId, Sort, TableQuery, TimeBasis, ViewId};

pub const PATH: &str = "/conversations";

/// What an address says; what it does not say is left to the reader's own choices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// `None`: nobody has asked for anything yet, so the reader's own view opens.
    pub filter: Option<Vec<Condition>>,
    pub sort: Option<Sort>,
    pub time: Option<TimeBasis>,
    /// Whose columns are shown.
    pub view: Option<ViewId>,
    /// What stands beside the table.
    pub beside: Option<(ConversationId, Side)>,
}

/// What is shown of a conversation beside the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Its messages and those of the earlier ones (R78).
    History,
    /// The contact, what this conversation is, and what people thought of it.
    Details,
}

impl Side {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::Details => "details",
        }
    }
}

impl Address {
    pub fn of_query(query: &str) -> Self {
        let mut address = Self::default();
        for part in query.trim_start_matches('?').split('&') {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            match name {
                "filter" => address.filter = Condition::list_from_text(value),
                "sort" => address.sort = Sort::from_text(value),
                "time" => address.time = TimeBasis::parse(value),
                "view" => address.view = value.parse().ok().map(ViewId),
                "history" => address.beside = beside(value, Side::History),
                "details" => address.beside = beside(value, Side::Details),
                _ => {}
            }
        }
        address
    }

    pub fn path(&self) -> String {
        let parts = [
            self.filter
                .as_ref()
                .map(|all| format!("filter={}", Condition::list_to_text(all))),
            self.sort.map(|sort| format!("sort={}", sort.to_text())),
            self.time.map(|time| format!("time={}", time.as_str())),
            self.view.map(|view| format!("view={view}")),
            self.beside.map(|(id, side)| format!("{}={id}", side.as_str())),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        if parts.is_empty() {
            PATH.to_owned()
        } else {
            format!("{PATH}?{}", parts.join("&"))
        }
    }

    /// What is asked for; `time` where the address does not say.
    pub fn query(&self, time: TimeBasis) -> TableQuery {
        TableQuery {
            conditions: self.filter.clone().unwrap_or_default(),
            sort: self.sort.unwrap_or_default(),
            time: self.time.unwrap_or(time),
        }
    }
}

fn beside(value: &str, side: Side) -> Option<(ConversationId, Side)> {
    Some((ConversationId(value.parse().ok()?), side))
}

#[cfg(test)]
mod tests {
    use model::{Choice, Column, Condition, ConversationId, Field, GeneralStatus, Sort, Test, TimeBasis, ViewId};

    use super::{Address, Side};

    #[test]
    fn a_link_shows_the_same_table() {
        let filter = vec![
            Condition {
                field: Field::Column(Column::Status),
                test: Test::OneOf(vec![Choice::Status(GeneralStatus::Waiting)]),
            },
            Condition {
                field: Field::Messages,
                test: Test::Contains("ação & more".to_owned()),
            },
        ];
        let sort = Sort {
            column: Column::Created,
            descending: true,
        };
        for address in [
            Address::default(),
            Address {
                filter: Some(Vec::new()),
                ..Address::default()
            },
            Address {
                filter: Some(filter),
                sort: Some(sort),
                time: Some(TimeBasis::Business),
                view: Some(ViewId(3)),
                beside: Some((ConversationId(1042), Side::History)),
            },
        ] {
            let path = address.path();
            let query = path.strip_prefix("/conversations").expect("a path of the table");
            assert_eq!(Address::of_query(query), address, "{path}");
        }
        assert_eq!(Address::of_query("?filter=nonsense&sort=tags"), Address::default());
    }
}
