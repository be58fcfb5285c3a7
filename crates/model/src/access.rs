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
        Action::Reply => Permission::Reply,
        Action::Transfer => Permission::Transfer,
        Action::Return | Action::Close => Permission::Close,
        Action::ForceClose => Permission::ForceClose,
        Action::Delete => Permission::Delete,
    };
    actor.permissions.has(needed)
}
