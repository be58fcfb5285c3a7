//! Messages that were sent and still wait a few seconds, so that their author can call them back.

use crate::{CommandId, ConversationId, File, MessageId, Problem, Timestamp};

/// A message on its way. Nothing of it has happened yet; only its author knows of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct HeldMessage {
    /// Of the command that sends it, and so of the message that it becomes.
    pub id: CommandId,
    pub conversation: ConversationId,
    /// As it was written: without signature, with merge fields. Empty beside files.
    pub text: String,
    pub files: Vec<File>,
    pub reply_to: Option<MessageId>,
    pub at: Timestamp,
    /// When it goes out; `None`: it could not.
    pub due_at: Option<Timestamp>,
    /// Why it could not go out.
    pub problem: Option<Problem>,
}
