//! Drafts: what somebody has begun to write in a conversation, on all of their screens.

use crate::{ConversationId, File, Timestamp};

/// One user's draft in one conversation; without text and files there is none.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Draft {
    pub conversation: ConversationId,
    pub text: String,
    /// It becomes an internal note.
    pub note: bool,
    /// Uploaded for it. Of what comes from a browser only the ids count.
    pub files: Vec<File>,
    /// When it was last touched, by the clock of the browser that did: of two the later counts, whichever arrives first.
    pub at: Timestamp,
}

impl Draft {
    /// As nothing was ever written.
    pub fn none(conversation: ConversationId) -> Self {
        Self {
            conversation,
            text: String::new(),
            note: false,
            files: Vec::new(),
            at: Timestamp(0),
        }
    }
}
