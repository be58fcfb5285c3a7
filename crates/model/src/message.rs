//! Messages: what stands in a conversation, in order.

use crate::{
    CommandId, Comment, ConnectionId, ContactId, ConversationId, DepartmentId, File, InboxId, MessageId, Problem,
    RatingKind, Reaction, Timestamp, UserId,
};

/// The longest text of a message, in characters.
pub const MAX_TEXT: usize = 8_000;

/// Most files of one message.
pub const MAX_FILES: usize = 10;

/// Most colleagues who are mentioned in one note.
pub const MAX_MENTIONS: usize = 50;

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
    /// Put out of the agent's way until a time.
    Snoozed {
        by: UserId,
        until: Timestamp,
    },
    /// Back before or at its time; `None`: by itself.
    Woken {
        by: Option<UserId>,
    },
    /// A supervisor rated it, 1 to 5 (R171).
    Reviewed {
        by: UserId,
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
    /// Public text; empty only beside files.
    Text { text: String },
    /// Internal: never shown to the customer, never a reply.
    Note {
        text: String,
        /// Colleagues who are told of it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<UserId>,
    },
    /// A line that says what happened; agents only.
    Activity(Activity),
    /// It was a text or a note and is erased (R109).
    Deleted {
        by: UserId,
        at: Timestamp,
        /// It was a note: the customer is not told.
        internal: bool,
    },
}

/// A message. When it is changed after it was sent it is told again, whole, with a higher version.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Message {
    pub id: MessageId,
    /// Grows by one with every change. Of two copies the higher version is the later.
    #[serde(default = "first_version")]
    pub version: i64,
    pub conversation: ConversationId,
    pub at: Timestamp,
    pub author: Author,
    pub content: Content,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
    /// The message that it answers, of the same conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// In the order in which they came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
    /// When its text was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    /// The command that made it: lets the sender's screen put the real message in the place of the awaited one.
    pub command: Option<CommandId>,
}

/// Of what was stored before messages could change.
fn first_version() -> i64 {
    1
}

/// What a message said before it was edited.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct MessageEdit {
    pub replaced_at: Timestamp,
    pub text: String,
}

impl Message {
    /// As it is when it is sent, without files.
    pub fn new(id: MessageId, conversation: ConversationId, at: Timestamp, author: Author, content: Content) -> Self {
        Self {
            id,
            version: first_version(),
            conversation,
            at,
            author,
            content,
            files: Vec::new(),
            reply_to: None,
            reactions: Vec::new(),
            edited_at: None,
            command: None,
        }
    }

    /// Whether the customer may know of it.
    pub fn is_public(&self) -> bool {
        matches!(
            self.content,
            Content::Text { .. } | Content::Deleted { internal: false, .. }
        )
    }

    /// What was written, if it is not erased.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text { text } | Content::Note { text, .. } => Some(text),
            Content::Activity(_) | Content::Deleted { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Author, Content, Message};
    use crate::{ConversationId, MessageId, Timestamp, UserId};

    /// Otherwise the log's entries and the results of commands from before an update can be read by nobody.
    #[test]
    fn what_was_stored_before_messages_could_change_still_reads() {
        let stored = r#"{"id":7,"conversation":3,"at":5,"author":{"agent":{"user":1}},
            "content":{"note":{"text":"careful"}},"command":null}"#;
        let read: Message = serde_json::from_str(stored).expect("readable");
        let note = Content::Note {
            text: "careful".to_owned(),
            mentions: Vec::new(),
        };
        let author = Author::Agent { user: UserId(1) };
        assert_eq!(
            read,
            Message::new(MessageId(7), ConversationId(3), Timestamp(5), author, note)
        );
    }
}
