//! Messages: what stands in a conversation, in order.

use crate::{
    CommandId, Comment, ConnectionId, ContactId, ConversationId, DepartmentId, InboxId, MessageId, Problem, RatingKind,
    Timestamp, UserId,
};

/// The longest text of a message, in characters.
pub const MAX_TEXT: usize = 8_000;

/// A text that may be sent: trimmed at its ends, not empty, at most [`MAX_TEXT`] characters, no control characters
/// but line breaks and tabs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MessageText(String);

impl MessageText {
    pub fn new(text: &str) -> Result<Self, Problem> {
        let text: String = text
            .replace("\r\n", "\n")
            .chars()
            .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
            .collect();
        let text = text.trim();
        if text.is_empty() {
            return Err(Problem::invalid("text", "required"));
        }
        if text.chars().count() > MAX_TEXT {
            return Err(Problem::invalid("text", "too_long"));
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for MessageText {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        Self::new(&text)
    }
}

impl From<MessageText> for String {
    fn from(text: MessageText) -> Self {
        text.0
    }
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    Customer {
        contact: ContactId,
    },
    Agent {
        user: UserId,
    },
    Bot,
    /// The desk itself: automatic texts and the lines that say what happened.
    System,
}

/// What happened, as the line between the messages says it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    Accepted {
        by: UserId,
    },
    Returned {
        by: UserId,
    },
    Resolved {
        by: UserId,
    },
    ClosedUnanswered {
        by: UserId,
    },
    ForceClosed {
        by: UserId,
    },
    Reopened {
        by: UserId,
    },
    TransferredToDepartment {
        by: UserId,
        department: DepartmentId,
        note: Option<String>,
    },
    TransferredToAgent {
        by: UserId,
        agent: UserId,
        note: Option<String>,
    },
    TransferredToInbox {
        by: UserId,
        inbox: InboxId,
        note: Option<String>,
    },
    TransferredToConnection {
        by: UserId,
        connection: ConnectionId,
        note: Option<String>,
    },
    /// The customer was silent for the inbox's time (R172).
    AutoClosed,
    /// The agent was silent for the inbox's time.
    TimedOut,
    /// The closing delay is over.
    Closed,
    /// The customer rated (R170).
    Rated {
        kind: RatingKind,
        value: u8,
        comment: Option<Comment>,
    },
    FormSent {
        by: UserId,
    },
    /// A bot or menu answers from here on.
    BotTook,
    /// The bot handed it to the agents.
    BotHandedOver,
    /// The bot ended it.
    BotClosed,
    /// The customer filled in the form (R142).
    FormFilled,
    /// Who is asked first when the customer writes again; `None`: who served them last (R158).
    SupportAgentAssigned {
        by: UserId,
        agent: Option<UserId>,
    },
}

/// What a message holds.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// Public text.
    Text { text: String },
    /// Internal: never shown to the customer, never a reply.
    Note { text: String },
    /// A line that says what happened; agents only.
    Activity(Activity),
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Message {
    pub id: MessageId,
    pub conversation: ConversationId,
    pub at: Timestamp,
    pub author: Author,
    pub content: Content,
    /// The command that made it: lets the sender's screen put the real message in the place of the awaited one.
    pub command: Option<CommandId>,
}

impl Message {
    /// Whether the customer may see it.
    pub fn is_public(&self) -> bool {
        matches!(self.content, Content::Text { .. })
    }
}
