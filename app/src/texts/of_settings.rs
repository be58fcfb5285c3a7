//! The words for what the settings show: roles, what the audit log tells.

use model::{AuditAction, AuditSubjectKind};

use super::generated as texts;

/// A role's name: that of a built-in role is its key.
pub fn role_name(name: &str) -> String {
    match name {
        "administrator" => texts::role_administrator().to_owned(),
        "director" => texts::role_director().to_owned(),
        "supervisor" => texts::role_supervisor().to_owned(),
        "agent" => texts::role_agent().to_owned(),
        other => other.to_owned(),
    }
}

pub fn audit_action(action: AuditAction) -> &'static str {
    match action {
        AuditAction::SetUp => texts::audit_set_up(),
        AuditAction::SignedIn => texts::audit_signed_in(),
        AuditAction::SignInFailed => texts::audit_sign_in_failed(),
        AuditAction::SignedOut => texts::audit_signed_out(),
        AuditAction::SessionEnded => texts::audit_session_ended(),
        AuditAction::UserCreated => texts::audit_user_created(),
        AuditAction::UserInvited => texts::audit_user_invited(),
        AuditAction::UserChanged => texts::audit_user_changed(),
        AuditAction::UserEnabled => texts::audit_user_enabled(),
        AuditAction::UserDisabled => texts::audit_user_disabled(),
        AuditAction::PasswordLinkIssued => texts::audit_password_link_issued(),
        AuditAction::PasswordSet => texts::audit_password_set(),
        AuditAction::PasswordChanged => texts::audit_password_changed(),
        AuditAction::RoleCreated => texts::audit_role_created(),
        AuditAction::RoleChanged => texts::audit_role_changed(),
        AuditAction::RoleDeleted => texts::audit_role_deleted(),
        AuditAction::DepartmentCreated => texts::audit_department_created(),
        AuditAction::DepartmentChanged => texts::audit_department_changed(),
        AuditAction::DepartmentDeleted => texts::audit_department_deleted(),
        AuditAction::InboxCreated => texts::audit_inbox_created(),
        AuditAction::InboxChanged => texts::audit_inbox_changed(),
        AuditAction::InboxDeleted => texts::audit_inbox_deleted(),
        AuditAction::ConnectionCreated => texts::audit_connection_created(),
        AuditAction::ConnectionChanged => texts::audit_connection_changed(),
        AuditAction::ConnectionDeleted => texts::audit_connection_deleted(),
    }
}

pub fn audit_subject(kind: AuditSubjectKind) -> &'static str {
    match kind {
        AuditSubjectKind::Company => texts::audit_of_company(),
        AuditSubjectKind::User => texts::audit_of_user(),
        AuditSubjectKind::Session => texts::audit_of_session(),
        AuditSubjectKind::Role => texts::audit_of_role(),
        AuditSubjectKind::Department => texts::audit_of_department(),
        AuditSubjectKind::Inbox => texts::audit_of_inbox(),
        AuditSubjectKind::Connection => texts::audit_of_connection(),
    }
}

/// The name of a value in the log; one without a word of its own keeps its name in JSON.
pub fn audit_field(field: &str) -> String {
    match field {
        "name" => texts::field_name().to_owned(),
        "email" => texts::login_email().to_owned(),
        "role" => texts::audit_of_role().to_owned(),
        "departments" => texts::field_departments().to_owned(),
        "language" => texts::setup_language().to_owned(),
        "time_zone" => texts::field_time_zone().to_owned(),
        "permissions" => texts::field_permissions().to_owned(),
        "color" => texts::field_color().to_owned(),
        "members" => texts::field_members().to_owned(),
        other => other.replace('_', " "),
    }
}

/// A value in the log, as people read it.
pub fn audit_value(field: &str, value: &str) -> String {
    match (field, value) {
        ("role", name) => role_name(name),
        (_, "true") => texts::yes().to_owned(),
        (_, "false") => texts::no().to_owned(),
        (_, value) => value.to_owned(),
    }
}
