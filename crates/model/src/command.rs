//! Commands: what a user asks the desk to change.

use crate::{Conversation, ConversationId, Message, MessageId, MessageText, Problem};

/// Made by the client, unique among the commands of one actor: the same id again does nothing again.
/// 8 to 64 characters of letters, digits and `-`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CommandId(String);

impl CommandId {
    pub fn new(id: &str) -> Result<Self, Problem> {
        let right = (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if right {
            Ok(Self(id.to_owned()))
        } else {
            Err(Problem::invalid("id", "malformed"))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CommandId {
    type Error = Problem;

    fn try_from(id: String) -> Result<Self, Problem> {
        Self::new(&id)
    }
}

impl From<CommandId> for String {
    fn from(id: CommandId) -> Self {
        id.0
    }
}

/// What an agent does to a conversation. New kinds are added, old ones stay: commands wait offline through updates.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    Accept {
        conversation: ConversationId,
    },
    SendMessage {
        conversation: ConversationId,
        text: MessageText,
    },
    AddNote {
        conversation: ConversationId,
        text: MessageText,
    },
    Return {
        conversation: ConversationId,
    },
    Resolve {
        conversation: ConversationId,
    },
    CloseUnanswered {
        conversation: ConversationId,
    },
    Reopen {
        conversation: ConversationId,
    },
    /// The agent has read up to this message.
    MarkRead {
        conversation: ConversationId,
        up_to: MessageId,
    },
}

impl Command {
    pub fn conversation(&self) -> ConversationId {
        match self {
            Self::Accept { conversation }
            | Self::SendMessage { conversation, .. }
            | Self::AddNote { conversation, .. }
            | Self::Return { conversation }
            | Self::Resolve { conversation }
            | Self::CloseUnanswered { conversation }
            | Self::Reopen { conversation }
            | Self::MarkRead { conversation, .. } => *conversation,
        }
    }
}

/// `POST /api/v1/commands`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CommandEnvelope {
    pub id: CommandId,
    #[serde(flatten)]
    pub command: Command,
}

/// The answer to a command: the conversation after it and the messages it made, as the log also tells them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Outcome {
    pub conversation: Conversation,
    pub messages: Vec<Message>,
}
