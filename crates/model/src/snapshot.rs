//! What a client fetches: the snapshot it starts from, and the windows it loads later.

use crate::{
    Actor, Contact, Conversation, ConversationId, Cursor, Directory, Filter, Language, Message, MessageId, OwnRecord,
    SessionId, Tab, Timestamp,
};

/// A place in a tab's list; lists run from the newest activity to the oldest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct ListKey {
    pub at: Timestamp,
    pub id: ConversationId,
}

/// How many conversations stand on the tabs that show it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    pub waiting: u32,
    pub in_service: u32,
    /// Of those that wait, the ones that nobody would take (R101).
    #[serde(default)]
    pub unowned: u32,
}

/// A stretch of a tab's list, newest first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ListPage {
    pub tab: Tab,
    /// What it is narrowed down to.
    #[serde(default)]
    pub filter: Filter,
    pub rows: Vec<Conversation>,
    /// There are older ones.
    pub more: bool,
}

/// What a screen starts from. All events after `cursor` are still to come; some that are already contained may come
/// again, and change nothing then.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Snapshot {
    pub cursor: Cursor,
    pub build: String,
    pub actor: Actor,
    pub language: Language,
    pub directory: Directory,
    pub counts: Counts,
    /// One page for each of the three tabs.
    pub lists: Vec<ListPage>,
    /// What is reserved for the reader, wherever it stands in the lists.
    #[serde(default)]
    pub reserved: Vec<Conversation>,
    /// What the reader has set for themselves.
    #[serde(default)]
    pub own: OwnRecord,
}

/// A stretch of a conversation's messages, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct MessagePage {
    pub conversation: ConversationId,
    pub messages: Vec<Message>,
    /// There are older ones.
    pub more: bool,
}

/// A conversation as it is opened: its row, its contact, its newest messages.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OpenConversation {
    pub conversation: Conversation,
    pub contact: Contact,
    pub page: MessagePage,
    /// How many earlier conversations the contact had that the actor may see.
    pub earlier: u32,
    /// The last one of these.
    #[serde(default)]
    pub previous: Option<ConversationId>,
}

/// A message that a search in a contact's conversations found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FoundMessage {
    pub conversation: ConversationId,
    pub message: MessageId,
}

/// One of a user's own sessions.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SessionEntry {
    pub id: SessionId,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub address: String,
    pub user_agent: String,
    /// The one that asks.
    pub current: bool,
}
