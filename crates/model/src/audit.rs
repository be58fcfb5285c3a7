//! The audit log: who did what to whom, when, from where, and what it was before and after. Never a secret.

use crate::status::text_enum;
use crate::{Timestamp, UserId};

text_enum! {
    /// What was done.
    pub enum AuditAction {
        SetUp = "set_up",
        SignedIn = "signed_in",
        SignInFailed = "sign_in_failed",
        SignedOut = "signed_out",
        /// A session of one's own was ended from another.
        SessionEnded = "session_ended",
        UserCreated = "user_created",
        UserInvited = "user_invited",
        UserChanged = "user_changed",
        UserEnabled = "user_enabled",
        UserDisabled = "user_disabled",
        /// A link was made by which a user sets a password.
        PasswordLinkIssued = "password_link_issued",
        /// The link was used.
        PasswordSet = "password_set",
        /// A user changed the own password.
        PasswordChanged = "password_changed",
        RoleCreated = "role_created",
        RoleChanged = "role_changed",
        RoleDeleted = "role_deleted",
        DepartmentCreated = "department_created",
        DepartmentChanged = "department_changed",
        DepartmentDeleted = "department_deleted",
        InboxCreated = "inbox_created",
        InboxChanged = "inbox_changed",
        InboxDeleted = "inbox_deleted",
        ConnectionCreated = "connection_created",
        ConnectionChanged = "connection_changed",
        ConnectionDeleted = "connection_deleted",
        ConversationDeleted = "conversation_deleted",
        ChoiceCreated = "choice_created",
        ChoiceChanged = "choice_changed",
        ChoiceDeleted = "choice_deleted",
        /// A view of the table that everybody has was made, or one was given to everybody.
        ViewShared = "view_shared",
        ViewChanged = "view_changed",
        /// It was deleted, or is not everybody's any more.
        ViewWithdrawn = "view_withdrawn",
        /// For a role, or for everybody.
        LayoutPublished = "layout_published",
        LayoutWithdrawn = "layout_withdrawn",
        /// Of those that others find too.
        QuickReplyCreated = "quick_reply_created",
        QuickReplyChanged = "quick_reply_changed",
        QuickReplyDeleted = "quick_reply_deleted",
        /// The history of another system was brought in.
        Imported = "imported",
        /// The table was written into a file.
        Exported = "exported",
    }
}

text_enum! {
    /// What kind of thing it was done to.
    pub enum AuditSubjectKind {
        Company = "company",
        User = "user",
        Session = "session",
        Role = "role",
        Department = "department",
        Inbox = "inbox",
        Connection = "connection",
        Conversation = "conversation",
        Tag = "tag",
        Group = "group",
        Stage = "stage",
        Field = "field",
        View = "view",
        QuickReply = "quick_reply",
    }
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditActor {
    /// With the name at the time.
    User { user: UserId, name: String },
    /// Somebody at the server's command line.
    CommandLine,
    /// Nobody who is known. `name` is what was typed in its place, such as the e-mail address of a failed sign-in.
    Nobody { name: String },
}

/// What it was done to, with the name at the time.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AuditSubject {
    pub kind: AuditSubjectKind,
    pub id: i64,
    pub name: String,
}

/// One value that is not what it was. A list is its words with commas between; `None`: there was, or is, none.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AuditChange {
    /// The value's name in JSON; within a group `group.name`.
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AuditEntry {
    pub id: i64,
    pub at: Timestamp,
    pub actor: AuditActor,
    /// Where the request came from; empty: from the machine itself.
    pub address: String,
    pub action: AuditAction,
    pub subject: Option<AuditSubject>,
    pub changes: Vec<AuditChange>,
}

/// Which entries are asked for; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct AuditFilter {
    pub user: Option<UserId>,
    pub action: Option<AuditAction>,
    pub subject: Option<AuditSubjectKind>,
    /// Inclusive.
    pub from: Option<Timestamp>,
    /// Exclusive.
    pub until: Option<Timestamp>,
}

/// A place in the log, which is read from the newest entry to the oldest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AuditKey {
    pub at: Timestamp,
    pub id: i64,
}

/// A stretch of the log, newest first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AuditPage {
    pub entries: Vec<AuditEntry>,
    /// There are older ones.
    pub more: bool,
}
