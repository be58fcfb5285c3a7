//! The words for what the settings show: roles, what the audit log tells.

use model::{AuditAction, AuditSubjectKind, Permission};

use crate::texts::later as texts;

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
        AuditAction::ConversationDeleted => texts::audit_conversation_deleted(),
        AuditAction::ChoiceCreated | AuditAction::QuickReplyCreated => texts::audit_choice_created(),
        AuditAction::ChoiceChanged | AuditAction::QuickReplyChanged => texts::audit_choice_changed(),
        AuditAction::ChoiceDeleted | AuditAction::QuickReplyDeleted => texts::audit_choice_deleted(),
        AuditAction::ViewShared => texts::audit_view_shared(),
        AuditAction::ViewChanged => texts::audit_view_changed(),
        AuditAction::ViewWithdrawn => texts::audit_view_withdrawn(),
        AuditAction::LayoutPublished => texts::audit_layout_published(),
        AuditAction::LayoutWithdrawn => texts::audit_layout_withdrawn(),
        AuditAction::Imported => texts::audit_imported(),
        AuditAction::Exported => texts::audit_exported(),
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
        AuditSubjectKind::Conversation => texts::audit_of_conversation(),
        AuditSubjectKind::Tag => texts::choice_tag(),
        AuditSubjectKind::Group => texts::choice_group(),
        AuditSubjectKind::Stage => texts::choice_stage(),
        AuditSubjectKind::Field => texts::choice_field(),
        AuditSubjectKind::View => texts::audit_of_view(),
        AuditSubjectKind::QuickReply => texts::quick_reply(),
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
        ("permissions", words) => {
            let known = |word| Permission::parse(word).map_or(word, |it| permission(it).0);
            words.split(", ").map(known).collect::<Vec<_>>().join(", ")
        }
        (_, "true") => texts::yes().to_owned(),
        (_, "false") => texts::no().to_owned(),
        (_, value) => value.to_owned(),
    }
}

/// A permission's name, and what it allows.
pub fn permission(permission: Permission) -> (&'static str, &'static str) {
    match permission {
        Permission::ReadDepartments => (texts::may_read_departments(), texts::may_read_departments_hint()),
        Permission::ReadWithoutDepartment => (
            texts::may_read_without_department(),
            texts::may_read_without_department_hint(),
        ),
        Permission::ReadAll => (texts::may_read_all(), texts::may_read_all_hint()),
        Permission::Accept => (texts::may_accept(), texts::may_accept_hint()),
        Permission::Reply => (texts::may_reply(), texts::may_reply_hint()),
        Permission::Transfer => (texts::may_transfer(), texts::may_transfer_hint()),
        Permission::Close => (texts::may_close(), texts::may_close_hint()),
        Permission::ForceClose => (texts::may_force_close(), texts::may_force_close_hint()),
        Permission::Delete => (texts::may_delete(), texts::may_delete_hint()),
        Permission::AssignOthers => (texts::may_assign_others(), texts::may_assign_others_hint()),
        Permission::Review => (texts::may_review(), texts::may_review_hint()),
        Permission::Export => (texts::may_export(), texts::may_export_hint()),
        Permission::Contacts => (texts::may_contacts(), texts::may_contacts_hint()),
        Permission::SharedQuickReplies => (
            texts::may_shared_quick_replies(),
            texts::may_shared_quick_replies_hint(),
        ),
        Permission::Tags => (texts::may_tags(), texts::may_tags_hint()),
        Permission::SharedViews => (texts::may_shared_views(), texts::may_shared_views_hint()),
        Permission::ManageUsers => (texts::may_manage_users(), texts::may_manage_users_hint()),
        Permission::ManageRoles => (texts::may_manage_roles(), texts::may_manage_roles_hint()),
        Permission::ManageDepartments => (texts::may_manage_departments(), texts::may_manage_departments_hint()),
        Permission::ManageInboxes => (texts::may_manage_inboxes(), texts::may_manage_inboxes_hint()),
        Permission::ManageConnections => (texts::may_manage_connections(), texts::may_manage_connections_hint()),
        Permission::ReadAuditLog => (texts::may_read_audit_log(), texts::may_read_audit_log_hint()),
    }
}
