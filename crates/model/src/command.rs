//! Commands: what a user asks the desk to change.

use crate::{
    Comment, ConnectionId, ContactId, Conversation, ConversationId, DepartmentId, Emoji, FileId, InboxId, Message,
    MessageId, MessageText, Problem, Timestamp, UserId,
};

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

/// What an agent does to a conversation, or begins. New kinds are added, old ones stay: commands wait offline through updates.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    Accept {
        conversation: ConversationId,
    },
    /// Text, files, or both. What is absent is left out of the JSON: the hash of what waited through an update stays.
    SendMessage {
        conversation: ConversationId,
        #[serde(default, deserialize_with = "text_or_none", skip_serializing_if = "Option::is_none")]
        text: Option<MessageText>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<FileId>,
        /// A public message of the same conversation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<MessageId>,
        /// The text begins with the agent's signature (R113).
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        signed: bool,
    },
    AddNote {
        conversation: ConversationId,
        #[serde(default, deserialize_with = "text_or_none", skip_serializing_if = "Option::is_none")]
        text: Option<MessageText>,
        /// Colleagues who are told of it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<UserId>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<FileId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<MessageId>,
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
    /// Takes it and ends it in one step, without a rating (R81).
    AcceptAndClose {
        conversation: ConversationId,
    },
    /// Ends it as spam (R75).
    ForceClose {
        conversation: ConversationId,
    },
    /// To the waiting line of a department (R159). Of all transfers: `note` is for the next agent; with
    /// `expected_version` it is refused when anything has happened since (so a transfer is taken back).
    TransferToDepartment {
        conversation: ConversationId,
        department: DepartmentId,
        #[serde(default)]
        note: Option<Comment>,
        #[serde(default)]
        expected_version: Option<i64>,
    },
    /// To the waiting line, reserved for an agent (R160).
    TransferToAgent {
        conversation: ConversationId,
        agent: UserId,
        #[serde(default)]
        note: Option<Comment>,
        #[serde(default)]
        expected_version: Option<i64>,
    },
    /// To the waiting line of another inbox and its default department; the connection stays (R161).
    TransferToInbox {
        conversation: ConversationId,
        inbox: InboxId,
        #[serde(default)]
        note: Option<Comment>,
        #[serde(default)]
        expected_version: Option<i64>,
    },
    /// What is written from now on goes over another connection of the same channel (R161).
    TransferToConnection {
        conversation: ConversationId,
        connection: ConnectionId,
        #[serde(default)]
        note: Option<Comment>,
        #[serde(default)]
        expected_version: Option<i64>,
    },
    /// What is kept for this agent is left to the others.
    Decline {
        conversation: ConversationId,
    },
    /// Writes to a contact first (R80, R186).
    StartConversation {
        contact: ContactId,
        connection: ConnectionId,
        text: MessageText,
    },
    /// Out of the agent's list until a time or the customer's next message.
    Snooze {
        conversation: ConversationId,
        until: Timestamp,
    },
    Unsnooze {
        conversation: ConversationId,
    },
    /// The supervisor's rating, 1 to 5, of what has ended (R171). A later one takes the place of the earlier.
    Review {
        conversation: ConversationId,
        value: u8,
        #[serde(default)]
        comment: Option<Comment>,
    },
    /// Asks the customer for the fields of the contact (R142).
    SendForm {
        conversation: ConversationId,
    },
    /// Puts an emoji of one's own under a message, or takes it away: what is so already stays so.
    React {
        conversation: ConversationId,
        message: MessageId,
        emoji: Emoji,
        on: bool,
    },
    /// Other words for one's own text or note; what it said before is kept.
    EditMessage {
        conversation: ConversationId,
        message: MessageId,
        text: MessageText,
        /// Of a note: colleagues who are told of it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<UserId>,
    },
    /// Erases one's own text or note (R109).
    DeleteMessage {
        conversation: ConversationId,
        message: MessageId,
    },
    /// Who is asked first when this customer writes again; `None`: who served them last (R158).
    AssignSupportAgent {
        conversation: ConversationId,
        agent: Option<UserId>,
    },
}

/// A text that may be missing beside files: empty in JSON, or absent.
pub(crate) fn text_or_none<'de, D: serde::Deserializer<'de>>(input: D) -> Result<Option<MessageText>, D::Error> {
    use serde::Deserialize as _;
    let text = Option::<String>::deserialize(input)?.filter(|text| !text.is_empty());
    text.map(MessageText::try_from)
        .transpose()
        .map_err(serde::de::Error::custom)
}

impl Command {
    /// A plain message.
    pub fn send(conversation: ConversationId, text: MessageText) -> Self {
        Self::SendMessage {
            conversation,
            text: Some(text),
            files: Vec::new(),
            reply_to: None,
            signed: false,
        }
    }

    /// A plain note.
    pub fn note(conversation: ConversationId, text: MessageText) -> Self {
        Self::AddNote {
            conversation,
            text: Some(text),
            mentions: Vec::new(),
            files: Vec::new(),
            reply_to: None,
        }
    }

    /// Whether it may be done while messages that were sent before are still held: it does not change what becomes of them.
    pub fn leaves_held_alone(&self) -> bool {
        matches!(
            self,
            Self::SendMessage { .. }
                | Self::Accept { .. }
                | Self::AddNote { .. }
                | Self::MarkRead { .. }
                | Self::React { .. }
                | Self::EditMessage { .. }
                | Self::DeleteMessage { .. }
                | Self::StartConversation { .. }
        )
    }

    /// The message that it changes.
    pub fn message(&self) -> Option<MessageId> {
        match self {
            Self::React { message, .. } | Self::EditMessage { message, .. } | Self::DeleteMessage { message, .. } => {
                Some(*message)
            }
            _ => None,
        }
    }

    /// What it is about; `None`: it opens one.
    pub fn conversation(&self) -> Option<ConversationId> {
        match self {
            Self::StartConversation { .. } => None,
            Self::Accept { conversation }
            | Self::SendMessage { conversation, .. }
            | Self::AddNote { conversation, .. }
            | Self::Return { conversation }
            | Self::Resolve { conversation }
            | Self::CloseUnanswered { conversation }
            | Self::Reopen { conversation }
            | Self::MarkRead { conversation, .. }
            | Self::AcceptAndClose { conversation }
            | Self::ForceClose { conversation }
            | Self::TransferToDepartment { conversation, .. }
            | Self::TransferToAgent { conversation, .. }
            | Self::TransferToInbox { conversation, .. }
            | Self::TransferToConnection { conversation, .. }
            | Self::Decline { conversation }
            | Self::Snooze { conversation, .. }
            | Self::Unsnooze { conversation }
            | Self::Review { conversation, .. }
            | Self::SendForm { conversation }
            | Self::React { conversation, .. }
            | Self::EditMessage { conversation, .. }
            | Self::DeleteMessage { conversation, .. }
            | Self::AssignSupportAgent { conversation, .. } => Some(*conversation),
        }
    }
}

/// `POST /api/v1/commands`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CommandEnvelope {
    pub id: CommandId,
    pub command: Command,
}

/// The answer to a command: the conversation after it and the messages it made, as the log also tells them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Outcome {
    pub conversation: Conversation,
    pub messages: Vec<Message>,
    /// It is done later, and can be called back until then: see [`crate::HeldMessage`].
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub held: bool,
}
