//! Who may see and do what: one function answers, desk asks it before acting and the app before showing a button.

use crate::status::text_enum;
use crate::{DepartmentId, UserId};

text_enum! {
    /// A right that a role grants. Seeing own and reserved conversations needs none.
    pub enum Permission {
        /// See the conversations of one's own departments (R151).
        ReadDepartments = "read_departments",
        /// See conversations without a department (R150).
        ReadWithoutDepartment = "read_without_department",
        /// See every conversation (R153).
        ReadAll = "read_all",
        Accept = "accept",
        Reply = "reply",
        Transfer = "transfer",
        Close = "close",
        ForceClose = "force_close",
        Delete = "delete",
        AssignOthers = "assign_others",
        Review = "review",
        Export = "export",
        /// Make, change, merge and delete contacts.
        Contacts = "contacts",
        SharedQuickReplies = "shared_quick_replies",
        Tags = "tags",
        SharedViews = "shared_views",
        ManageUsers = "manage_users",
        ManageRoles = "manage_roles",
        ManageDepartments = "manage_departments",
        ManageInboxes = "manage_inboxes",
        ManageConnections = "manage_connections",
        ReadAuditLog = "read_audit_log",
    }
}

/// The permissions of a role, in JSON a list of words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(from = "Vec<Permission>", into = "Vec<Permission>")]
pub struct Permissions(u64);

impl Permissions {
    /// Every permission there is: the administrator's.
    pub fn all() -> Self {
        Permission::ALL.iter().copied().collect()
    }

    pub fn has(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u32) != 0
    }
}

impl Permissions {
    /// Whether each of `others` is among these.
    pub fn cover(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// The same, with or without one.
    #[must_use]
    pub fn with(self, permission: Permission, granted: bool) -> Self {
        let bit = 1 << permission as u32;
        Self(if granted { self.0 | bit } else { self.0 & !bit })
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(
            permissions
                .into_iter()
                .fold(0, |bits, permission| bits | 1 << permission as u32),
        )
    }
}

impl From<Vec<Permission>> for Permissions {
    fn from(list: Vec<Permission>) -> Self {
        list.into_iter().collect()
    }
}

impl From<Permissions> for Vec<Permission> {
    fn from(permissions: Permissions) -> Self {
        Permission::ALL
            .iter()
            .copied()
            .filter(|permission| permissions.has(*permission))
            .collect()
    }
}

/// A signed-in user, resolved once a request.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Actor {
    pub user: UserId,
    pub name: String,
    pub email: String,
    pub permissions: Permissions,
    pub departments: Vec<DepartmentId>,
    /// Grows when role, departments or permissions change: cursors of an older access are answered with a resync.
    pub access_version: i64,
}

impl Actor {
    pub fn scope(&self) -> Scope {
        Scope {
            user: self.user,
            all: self.permissions.has(Permission::ReadAll),
            departments: if self.permissions.has(Permission::ReadDepartments) {
                self.departments.clone()
            } else {
                Vec::new()
            },
            without_department: self.permissions.has(Permission::ReadWithoutDepartment),
        }
    }
}

/// Which conversations somebody sees: own and reserved ones always.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scope {
    pub user: UserId,
    pub all: bool,
    pub departments: Vec<DepartmentId>,
    pub without_department: bool,
}

/// What decides who sees a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Facts {
    pub department: Option<DepartmentId>,
    pub assignee: Option<UserId>,
    pub reserved_for: Option<UserId>,
}

impl Scope {
    pub fn sees(&self, facts: &Facts) -> bool {
        self.all
            || facts.assignee == Some(self.user)
            || facts.reserved_for == Some(self.user)
            || match facts.department {
                Some(department) => self.departments.contains(&department),
                None => self.without_department,
            }
    }
}

/// What somebody wants to do with a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Read,
    Accept,
    Reply,
    Return,
    Transfer,
    Close,
    ForceClose,
    Reopen,
    MarkRead,
    /// Write to a customer first.
    Start,
    Snooze,
    Review,
    SendForm,
    /// Say who is responsible for the customer.
    AssignSupportAgent,
    Delete,
}

/// Whether `actor` may do `action` to a conversation of these facts. Whether its status allows it is the life cycle's.
pub fn can(actor: &Actor, action: Action, facts: &Facts) -> bool {
    if !actor.scope().sees(facts) {
        return false;
    }
    let needed = match action {
        Action::Read | Action::MarkRead => return true,
        Action::Accept | Action::Reopen => Permission::Accept,
        Action::Reply | Action::Start | Action::Snooze | Action::SendForm => Permission::Reply,
        Action::Review => Permission::Review,
        Action::AssignSupportAgent => Permission::AssignOthers,
        Action::Transfer => Permission::Transfer,
        Action::Return | Action::Close => Permission::Close,
        Action::ForceClose => Permission::ForceClose,
        Action::Delete => Permission::Delete,
    };
    actor.permissions.has(needed)
}

#[cfg(test)]
mod tests {
    use super::{Action, Actor, Facts, Permission, Permissions, can};
    use crate::{DepartmentId, UserId};

    const ME: UserId = UserId(1);
    const OTHER: UserId = UserId(2);
    const MINE: DepartmentId = DepartmentId(10);
    const FOREIGN: DepartmentId = DepartmentId(11);

    fn actor(permissions: &[Permission]) -> Actor {
        Actor {
            user: ME,
            name: "Ana".to_owned(),
            email: "ana@example.com".to_owned(),
            permissions: permissions.iter().copied().collect(),
            departments: vec![MINE],
            access_version: 1,
        }
    }

    fn facts(department: Option<DepartmentId>, assignee: Option<UserId>, reserved_for: Option<UserId>) -> Facts {
        Facts {
            department,
            assignee,
            reserved_for,
        }
    }

    /// A row that fails shows a conversation to somebody it is not meant for, or hides one from its agent.
    #[test]
    fn who_sees_what_follows_from_role_department_and_ownership() {
        let conversations = [
            ("in my department", facts(Some(MINE), None, None)),
            ("in my department, another's", facts(Some(MINE), Some(OTHER), None)),
            ("in a foreign department", facts(Some(FOREIGN), None, None)),
            ("foreign, another's", facts(Some(FOREIGN), Some(OTHER), Some(OTHER))),
            ("foreign, mine", facts(Some(FOREIGN), Some(ME), None)),
            ("foreign, reserved for me", facts(Some(FOREIGN), None, Some(ME))),
            ("without department", facts(None, None, None)),
            ("without department, mine", facts(None, Some(ME), None)),
        ];
        for (permissions, seen) in [
            (&[][..], [false, false, false, false, true, true, false, true]),
            (
                &[Permission::ReadDepartments],
                [true, true, false, false, true, true, false, true],
            ),
            (
                &[Permission::ReadWithoutDepartment],
                [false, false, false, false, true, true, true, true],
            ),
            (
                &[Permission::ReadDepartments, Permission::ReadWithoutDepartment],
                [true, true, false, false, true, true, true, true],
            ),
            (&[Permission::ReadAll], [true; 8]),
            // Rights to act show nothing.
            (
                &[
                    Permission::Accept,
                    Permission::Reply,
                    Permission::ForceClose,
                    Permission::ManageUsers,
                ],
                [false, false, false, false, true, true, false, true],
            ),
        ] {
            let actor = actor(permissions);
            for ((name, facts), expected) in conversations.iter().zip(seen) {
                assert_eq!(actor.scope().sees(facts), expected, "{permissions:?}: {name}");
                assert_eq!(can(&actor, Action::Read, facts), expected, "{permissions:?}: {name}");
                assert_eq!(
                    can(&actor, Action::MarkRead, facts),
                    expected,
                    "{permissions:?}: {name}"
                );
            }
        }
    }

    const ACTIONS: [(Action, Option<Permission>); 15] = [
        (Action::Read, None),
        (Action::MarkRead, None),
        (Action::Accept, Some(Permission::Accept)),
        (Action::Reopen, Some(Permission::Accept)),
        (Action::Reply, Some(Permission::Reply)),
        (Action::Start, Some(Permission::Reply)),
        (Action::Snooze, Some(Permission::Reply)),
        (Action::SendForm, Some(Permission::Reply)),
        (Action::AssignSupportAgent, Some(Permission::AssignOthers)),
        (Action::Review, Some(Permission::Review)),
        (Action::Return, Some(Permission::Close)),
        (Action::Close, Some(Permission::Close)),
        (Action::Transfer, Some(Permission::Transfer)),
        (Action::ForceClose, Some(Permission::ForceClose)),
        (Action::Delete, Some(Permission::Delete)),
    ];

    #[test]
    fn each_action_needs_exactly_its_permission() {
        let own = facts(None, Some(ME), None);
        for (action, needed) in ACTIONS {
            for permission in Permission::ALL {
                let expected = needed.is_none_or(|needed| needed == *permission);
                assert_eq!(
                    can(&actor(&[*permission]), action, &own),
                    expected,
                    "{action:?} with {permission:?}"
                );
            }
        }
    }

    #[test]
    fn nobody_does_anything_to_what_they_do_not_see() {
        let blind: Vec<Permission> = Permission::ALL
            .iter()
            .copied()
            .filter(|permission| {
                !matches!(
                    permission,
                    Permission::ReadAll | Permission::ReadDepartments | Permission::ReadWithoutDepartment
                )
            })
            .collect();
        let actor = actor(&blind);
        for (action, _) in ACTIONS {
            assert!(
                !can(&actor, action, &facts(Some(MINE), Some(OTHER), None)),
                "{action:?}"
            );
        }
    }

    #[test]
    fn permissions_are_a_list_of_words_in_json() {
        let some: Permissions = [Permission::Reply, Permission::Accept].into_iter().collect();
        let json = serde_json::to_string(&some).expect("words");
        assert_eq!(json, r#"["accept","reply"]"#);
        assert_eq!(serde_json::from_str::<Permissions>(&json).expect("words"), some);
        assert!(
            Permission::ALL
                .iter()
                .all(|permission| Permissions::all().has(*permission))
        );
        assert!(Permissions::all().cover(some) && some.cover(some) && !some.cover(Permissions::all()));
        assert_eq!(
            some.with(Permission::Reply, false),
            [Permission::Accept].into_iter().collect()
        );
        assert_eq!(some.with(Permission::Reply, true), some);
    }
}
