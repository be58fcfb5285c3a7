//! The customer's side of the live chat: its own commands, its own narrow events.

use crate::command::text_or_none;
use crate::{
    CommandId, Comment, ConversationId, Cursor, Emoji, File, FileId, MessageId, MessageText, RatingKind, StartPage,
    Timestamp,
};

/// What a visitor asks for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum VisitorCommand {
    /// Writes; the first message opens a conversation. `page` is where the visitor is; `about` what was asked for before.
    SendMessage {
        #[serde(default, deserialize_with = "text_or_none", skip_serializing_if = "Option::is_none")]
        text: Option<MessageText>,
        #[serde(default)]
        page: Option<StartPage>,
        #[serde(default)]
        about: Option<VisitorDetails>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<FileId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<MessageId>,
    },
    /// The browser has these messages; with `read` the visitor has seen them.
    Acknowledge { up_to: MessageId, read: bool },
    /// Rates a conversation that asked for it; also late, but once (R170).
    Rate {
        conversation: ConversationId,
        value: u8,
        #[serde(default)]
        comment: Option<Comment>,
    },
    /// Fills in the form that an agent sent; what is left empty stays as it was (R142).
    FillForm {
        conversation: ConversationId,
        #[serde(default)]
        name: String,
        #[serde(default)]
        email: String,
        #[serde(default)]
        phone: String,
    },
    /// Puts an emoji of the visitor's under a message, or takes it away.
    React {
        conversation: ConversationId,
        message: MessageId,
        emoji: Emoji,
        on: bool,
    },
    /// Takes the history along (R175).
    RequestTranscript { conversation: ConversationId },
}

impl VisitorCommand {
    /// A plain message.
    pub fn say(text: MessageText, page: Option<StartPage>) -> Self {
        Self::SendMessage {
            text: Some(text),
            page,
            about: None,
            files: Vec::new(),
            reply_to: None,
        }
    }
}

/// What a visitor tells before the first message; empty: nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct VisitorDetails {
    pub name: String,
    pub email: String,
    pub phone: String,
}

/// `POST /chat/{connection}/commands`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct VisitorCommandEnvelope {
    pub id: CommandId,
    #[serde(flatten)]
    pub command: VisitorCommand,
}

/// Who wrote, as the customer sees it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum VisitorWriter {
    /// The visitor.
    You,
    Agent {
        name: String,
    },
    Bot,
}

/// What there is of one emoji under a message.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct VisitorReaction {
    pub emoji: Emoji,
    pub count: u32,
    /// The visitor's own is among them.
    pub own: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct VisitorMessage {
    pub id: MessageId,
    /// Of two copies of one message the higher version is the later.
    pub version: i64,
    #[serde(flatten)]
    pub from: VisitorWriter,
    /// Empty beside files, and of what is deleted.
    pub text: String,
    pub at: Timestamp,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
    /// The message that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<VisitorReaction>,
    /// Its text was changed.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub edited: bool,
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub deleted: bool,
    /// Of the visitor's own messages: the command that made it.
    pub command: Option<CommandId>,
}

/// The state of the visitor's present conversation, as far as the customer may know it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct VisitorConversation {
    /// A later conversation of the visitor has a higher id; its versions begin anew.
    pub id: ConversationId,
    /// Of two copies of one conversation the higher version is the later.
    pub version: i64,
    /// False once it is closed: the next message opens a new one.
    pub open: bool,
    /// The agent in service.
    pub agent: Option<String>,
    /// The agents have read up to here.
    pub agent_read: Option<MessageId>,
    /// The visitor has read up to here, on whichever page.
    pub customer_read: Option<MessageId>,
    /// A rating of this kind is asked for and not given yet.
    #[serde(default)]
    pub asks_rating: Option<RatingKind>,
    /// The value that was given, while the conversation is at its end.
    #[serde(default)]
    pub rated: Option<u8>,
    /// A form waits to be filled in.
    #[serde(default)]
    pub asks_form: bool,
    /// When the last form was filled in; `None` while one waits.
    #[serde(default)]
    pub form_filled_at: Option<Timestamp>,
}

/// What a visitor is told.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum VisitorEvent {
    Conversation {
        conversation: VisitorConversation,
        messages: Vec<VisitorMessage>,
    },
    /// It is gone with all its messages: fetch what is left.
    Removed { conversation: ConversationId },
}

/// The answer to a visitor's command.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct VisitorOutcome {
    pub conversation: VisitorConversation,
    pub messages: Vec<VisitorMessage>,
}

/// `GET /chat/{connection}/messages`: the visitor's messages over all conversations, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct VisitorPage {
    pub cursor: Cursor,
    /// `None`: never wrote.
    pub conversation: Option<VisitorConversation>,
    pub messages: Vec<VisitorMessage>,
    pub more: bool,
}

/// From the server to a visitor's browser.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "frame", rename_all = "snake_case")]
pub enum VisitorServerFrame {
    Hello,
    Event {
        cursor: Cursor,
        #[serde(flatten)]
        event: VisitorEvent,
    },
    /// An agent is typing (or stopped). May be lost.
    Typing {
        typing: bool,
    },
    /// Nothing new, but the server is there.
    Beat,
    /// Fetch the messages anew.
    Resync,
    Bye,
}

/// From a visitor's browser to the server. `Hello` comes first, within 10 seconds: tokens do not belong into URLs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "frame", rename_all = "snake_case")]
pub enum VisitorFrame {
    Hello { token: String, after: Option<Cursor> },
    Typing { typing: bool },
}
