//! The funnel's filter as the address holds it: `tags=1.4&users=3&unread`.

use model::{ConnectionId, DepartmentId, Filter, TagId, UserId};

/// The part of a query that asks for a filter; empty for one that lets everything through.
pub fn to_query(filter: &Filter) -> String {
    let lists = [
        ("tags", ids(filter.tags.iter().map(|id| id.0))),
        ("users", ids(filter.users.iter().map(|id| id.0))),
        ("departments", ids(filter.departments.iter().map(|id| id.0))),
        ("connections", ids(filter.connections.iter().map(|id| id.0))),
    ];
    let lists = lists.into_iter().filter(|(_, ids)| !ids.is_empty());
    let switches = [
        ("unread", filter.unread),
        ("mine-and-new", filter.mine_and_new),
        ("active", filter.active),
        ("unowned", filter.unowned),
    ];
    let switches = switches.into_iter().filter(|(_, on)| *on);
    let parts = lists
        .map(|(name, ids)| format!("{name}={ids}"))
        .chain(switches.map(|(name, _)| name.to_owned()));
    parts.collect::<Vec<_>>().join("&")
}

fn ids(ids: impl Iterator<Item = i64>) -> String {
    ids.map(|id| id.to_string()).collect::<Vec<_>>().join(".")
}

/// The filter of a query; what it does not know is left alone.
pub fn of_query(query: &str) -> Filter {
    let mut filter = Filter::default();
    for part in query.trim_start_matches('?').split('&') {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let ids = || value.split('.').filter_map(|id| id.parse::<i64>().ok());
        match name {
            "tags" => filter.tags = ids().map(TagId).collect(),
            "users" => filter.users = ids().map(UserId).collect(),
            "departments" => filter.departments = ids().map(DepartmentId).collect(),
            "connections" => filter.connections = ids().map(ConnectionId).collect(),
            "unread" => filter.unread = true,
            "mine-and-new" => filter.mine_and_new = true,
            "active" => filter.active = true,
            "unowned" => filter.unowned = true,
            _ => {}
        }
    }
    filter
}

#[cfg(test)]
mod tests {
    use model::{DepartmentId, Filter, TagId, UserId};

    use super::{of_query, to_query};

    #[test]
    fn a_link_to_a_narrowed_list_shows_the_same_list() {
        for (filter, query) in [
            (Filter::default(), ""),
            (
                Filter {
                    tags: vec![TagId(1), TagId(4)],
                    users: vec![UserId(3)],
                    unread: true,
                    ..Filter::default()
                },
                "tags=1.4&users=3&unread",
            ),
            (
                Filter {
                    departments: vec![DepartmentId(2)],
                    mine_and_new: true,
                    active: true,
                    unowned: true,
                    ..Filter::default()
                },
                "departments=2&mine-and-new&active&unowned",
            ),
        ] {
            assert_eq!(to_query(&filter), query);
            assert_eq!(of_query(&format!("?{query}")), filter);
        }
        assert_eq!(
            of_query("q=maria&tags=x&unread="),
            Filter {
                unread: true,
                ..Filter::default()
            }
        );
    }
}
