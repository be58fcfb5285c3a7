//! The four roles that every company begins with.

use model::{ADMINISTRATOR, Permission, Permissions, Problem};
use store::role::Role;
use store::{Tx, role};

/// A role as the set-up makes it. The name is the role's key: screens translate those of built-in roles.
pub(crate) struct BuiltinRole {
    pub(crate) name: &'static str,
    pub(crate) permissions: fn() -> Permissions,
}

/// In the order of their ids. Administrators and directors see everything and set up the inboxes (R153), agents see their
/// departments (R151).
pub(crate) const BUILTIN: [BuiltinRole; 4] = [
    BuiltinRole {
        name: ADMINISTRATOR,
        permissions: Permissions::all,
    },
    BuiltinRole {
        name: "director",
        permissions: || {
            conversations()
                .chain([
                    Permission::ReadAll,
                    Permission::ForceClose,
                    Permission::Delete,
                    Permission::ManageInboxes,
                    Permission::ManageConnections,
                ])
                .chain(oversight())
                .collect()
        },
    },
    BuiltinRole {
        name: "supervisor",
        permissions: || {
            conversations()
                .chain([
                    Permission::ReadDepartments,
                    Permission::ReadWithoutDepartment,
                    Permission::ForceClose,
                ])
                .chain(oversight())
                .collect()
        },
    },
    BuiltinRole {
        name: "agent",
        permissions: || conversations().chain([Permission::ReadDepartments]).collect(),
    },
];

/// Whether a role of this name comes with the product.
pub(crate) fn is_builtin(name: &str) -> bool {
    BUILTIN.iter().any(|builtin| builtin.name == name)
}

/// All roles, in the order of their ids; a database without any gets the built-in ones.
pub(crate) async fn with_builtin(tx: &mut Tx) -> Result<Vec<Role>, Problem> {
    let there = role::list(tx).await?;
    if !there.is_empty() {
        return Ok(there);
    }
    for builtin in &BUILTIN {
        role::insert(tx, builtin.name, true, (builtin.permissions)()).await?;
    }
    Ok(role::list(tx).await?)
}

/// What everybody who serves customers may do.
fn conversations() -> impl Iterator<Item = Permission> {
    [
        Permission::Accept,
        Permission::Reply,
        Permission::Transfer,
        Permission::Close,
    ]
    .into_iter()
}

/// What those may do who answer for others' work.
fn oversight() -> impl Iterator<Item = Permission> {
    [
        Permission::AssignOthers,
        Permission::Review,
        Permission::Export,
        Permission::Contacts,
        Permission::SharedQuickReplies,
        Permission::Tags,
        Permission::SharedViews,
    ]
    .into_iter()
}
