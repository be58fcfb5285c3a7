//! The permissions in groups, as a role's page shows them.

use model::Permission;

use crate::texts::later as texts;

/// What belongs together, under its heading.
pub struct Group {
    pub title: fn() -> &'static str,
    pub permissions: &'static [Permission],
}

/// Every permission stands in exactly one.
pub const GROUPS: &[Group] = &[
    Group {
        title: texts::permissions_reading,
        permissions: &[
            Permission::ReadDepartments,
            Permission::ReadWithoutDepartment,
            Permission::ReadAll,
        ],
    },
    Group {
        title: texts::permissions_serving,
        permissions: &[
            Permission::Accept,
            Permission::Reply,
            Permission::Transfer,
            Permission::Close,
        ],
    },
    Group {
        title: texts::permissions_oversight,
        permissions: &[
            Permission::AssignOthers,
            Permission::Review,
            Permission::ForceClose,
            Permission::Delete,
            Permission::Export,
        ],
    },
    Group {
        title: texts::permissions_shared,
        permissions: &[
            Permission::Contacts,
            Permission::SharedQuickReplies,
            Permission::Tags,
            Permission::SharedViews,
        ],
    },
    Group {
        title: texts::permissions_settings,
        permissions: &[
            Permission::ManageUsers,
            Permission::ManageRoles,
            Permission::ManageDepartments,
            Permission::ManageInboxes,
            Permission::ManageConnections,
            Permission::ReadAuditLog,
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::GROUPS;
    use model::Permission;

    /// A permission that is missing here could be neither given nor taken.
    #[test]
    fn every_permission_stands_in_exactly_one_group() {
        for permission in Permission::ALL {
            let places = GROUPS.iter().flat_map(|group| group.permissions);
            assert_eq!(places.filter(|it| *it == permission).count(), 1, "{permission:?}");
        }
    }
}
