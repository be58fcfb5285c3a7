//! The sections of the settings: their names, addresses, and who may open them.

use model::{Permission, Permissions};

use crate::components::Symbol;
use crate::texts;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Profile,
    Users,
    Roles,
    Departments,
    Inboxes,
    Connections,
    Tags,
    Groups,
    Stages,
    CustomFields,
    QuickReplies,
    AuditLog,
}

impl Section {
    /// In the order of the list.
    pub const ALL: &'static [Self] = &[
        Self::Profile,
        Self::Users,
        Self::Roles,
        Self::Departments,
        Self::Inboxes,
        Self::Connections,
        Self::Tags,
        Self::Groups,
        Self::Stages,
        Self::CustomFields,
        Self::QuickReplies,
        Self::AuditLog,
    ];

    /// Its word in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Users => "users",
            Self::Roles => "roles",
            Self::Departments => "departments",
            Self::Inboxes => "inboxes",
            Self::Connections => "connections",
            Self::Tags => "tags",
            Self::Groups => "groups",
            Self::Stages => "stages",
            Self::CustomFields => "custom-fields",
            Self::QuickReplies => "quick-replies",
            Self::AuditLog => "audit-log",
        }
    }

    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|section| section.word() == word)
    }

    pub fn path(self) -> String {
        format!("/settings/{}", self.word())
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Profile => texts::profile_title(),
            Self::Users => texts::users_title(),
            Self::Roles => texts::roles_title(),
            Self::Departments => texts::field_departments(),
            Self::Inboxes => texts::inboxes_title(),
            Self::Connections => texts::live_chats_title(),
            Self::Tags => texts::choice_tags(),
            Self::Groups => texts::choice_groups(),
            Self::Stages => texts::choice_stages(),
            Self::CustomFields => texts::choice_fields(),
            Self::QuickReplies => texts::quick_replies(),
            Self::AuditLog => texts::audit_title(),
        }
    }

    pub const fn symbol(self) -> Symbol {
        match self {
            Self::Profile => Symbol::Settings,
            Self::Users => Symbol::Person,
            Self::Roles => Symbol::Key,
            Self::Departments | Self::Groups => Symbol::Team,
            Self::Inboxes => Symbol::Inbox,
            Self::Connections => Symbol::Globe,
            Self::Tags => Symbol::Tag,
            Self::Stages => Symbol::Checks,
            Self::CustomFields => Symbol::Form,
            Self::QuickReplies => Symbol::Bolt,
            Self::AuditLog => Symbol::Note,
        }
    }

    /// What opens it; `None`: it is everybody's.
    const fn permission(self) -> Option<Permission> {
        match self {
            Self::Profile => None,
            Self::Users => Some(Permission::ManageUsers),
            Self::Roles => Some(Permission::ManageRoles),
            Self::Departments => Some(Permission::ManageDepartments),
            Self::Inboxes => Some(Permission::ManageInboxes),
            Self::Connections => Some(Permission::ManageConnections),
            Self::Tags => Some(Permission::Tags),
            Self::Groups | Self::Stages | Self::CustomFields => Some(Permission::Contacts),
            Self::QuickReplies => Some(Permission::Reply),
            Self::AuditLog => Some(Permission::ReadAuditLog),
        }
    }

    pub fn is_open_to(self, permissions: Permissions) -> bool {
        self.permission().is_none_or(|permission| permissions.has(permission))
    }
}
