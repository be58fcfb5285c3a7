//! What can go wrong, as the caller is told: every use case fails with a [`Problem`] and nothing else.

use crate::{ConversationId, Status, UserId};

/// A refusal or failure. Carries no database text; the screen translates it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum Problem {
    /// There is no such thing, or the actor may not know that there is.
    NotFound,
    /// Nobody is signed in, or the session is over.
    Unauthenticated,
    /// The actor may see it and may not do this.
    Forbidden,
    /// It has changed meanwhile: the conversation's present status, and who has it.
    /// In JSON the status is called `conversation_status`: RFC 9457 has its own `status` beside it.
    Conflict {
        #[serde(rename = "conversation_status")]
        status: Option<Status>,
        assignee: Option<UserId>,
        /// Another conversation of the contact that stands in the way: the status and the agent are then that one's.
        #[serde(default)]
        conversation: Option<ConversationId>,
    },
    /// The input is wrong. `field` is the input's name in JSON; `reason` is a stable word: `required`, `too_long`,
    /// `too_short`, `malformed`, `reused_id`, `wrong` (a password or code), `taken`, `in_use` (cannot be deleted),
    /// `last_administrator` (somebody has to be able to let people in).
    Invalid { field: String, reason: String },
    /// Too many attempts; may be repeated after so many seconds.
    TooMany { retry_after: u32 },
    /// Cannot be done now (database busy, server stopping); repeating is safe.
    Unavailable,
    /// A fault of ours; the server's log explains the id.
    Internal { id: String },
}

impl Problem {
    /// `Invalid` without the ceremony.
    pub fn invalid(field: &str, reason: &str) -> Self {
        Self::Invalid {
            field: field.to_owned(),
            reason: reason.to_owned(),
        }
    }

    /// Whether the same command may succeed later without being changed: an offline queue keeps it.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::TooMany { .. } | Self::Unavailable | Self::Internal { .. })
    }
}

impl core::fmt::Display for Problem {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::NotFound => f.write_str("not found"),
            Self::Unauthenticated => f.write_str("not signed in"),
            Self::Forbidden => f.write_str("not allowed"),
            Self::Conflict { .. } => f.write_str("the conversation has changed meanwhile"),
            Self::Invalid { field, reason } => write!(f, "{field}: {reason}"),
            Self::TooMany { retry_after } => write!(f, "too many attempts, again in {retry_after} s"),
            Self::Unavailable => f.write_str("not available now"),
            Self::Internal { id } => write!(f, "internal error {id}"),
        }
    }
}

impl core::error::Error for Problem {}
