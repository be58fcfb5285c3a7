//! Users, roles and departments as the settings show and change them.

use crate::status::text_enum;
use crate::{DepartmentId, Language, Permissions, RoleId, Timestamp, UserId};

text_enum! {
    /// Whether somebody can sign in.
    pub enum UserState {
        Active = "active",
        /// Holds a link that still works, and has not set a password.
        Invited = "invited",
        /// Never set a password, and holds no link that works: came by an import, or was too late.
        WithoutPassword = "without_password",
        Disabled = "disabled",
    }
}

/// A user, with what others may not know of each other.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct UserAccount {
    pub id: UserId,
    pub email: String,
    pub form: UserForm,
    pub state: UserState,
    /// A minute exact.
    pub last_seen_at: Option<Timestamp>,
    /// Until when a link to set the password works.
    pub link_until: Option<Timestamp>,
    pub version: i64,
}

/// What can be changed of a user.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct UserForm {
    pub name: String,
    pub role: RoleId,
    /// In the order of ids.
    pub departments: Vec<DepartmentId>,
    pub language: Language,
    /// IANA name, such as `America/Sao_Paulo`.
    pub time_zone: String,
}

/// A single-use link by which a user sets a password. Shown once: of the token only a hash is kept.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PasswordLink {
    pub account: UserAccount,
    /// Belongs into the fragment of the address, which no server is told.
    pub token: String,
}

/// Whose link it is, as the page of the link shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LinkOwner {
    pub company: String,
    pub name: String,
    pub email: String,
    /// They have never had a password: it is an invitation.
    pub is_new: bool,
}

/// A role with who has it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RoleAccount {
    pub id: RoleId,
    pub form: RoleForm,
    /// Came with the product: keeps its name, which is its key, and cannot be deleted.
    pub builtin: bool,
    /// How many users have it.
    pub users: u32,
    pub version: i64,
}

impl RoleAccount {
    /// The administrator's role always has every permission.
    pub fn is_administrator(&self) -> bool {
        self.builtin && self.form.name == ADMINISTRATOR
    }
}

/// Key of the role that has every permission and cannot be changed.
pub const ADMINISTRATOR: &str = "administrator";

/// What can be changed of a role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RoleForm {
    pub name: String,
    pub permissions: Permissions,
}

/// A department with its people.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DepartmentAccount {
    pub id: DepartmentId,
    pub form: DepartmentForm,
    pub version: i64,
}

/// What can be changed of a department.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DepartmentForm {
    pub name: String,
    /// `#rrggbb`.
    pub color: String,
    /// In the order of ids.
    pub members: Vec<UserId>,
}
