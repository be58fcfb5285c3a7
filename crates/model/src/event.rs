//! Events: what happened, as the log keeps it and sockets push it. Values are absolute, never deltas.

use crate::{
    ConnectionId, ContactId, Conversation, ConversationId, DirectoryEntry, Facts, JobId, Message, OwnRecord, Problem,
    SessionId, Timestamp, UserId,
};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A conversation was opened or changed; with the messages that this added.
    Conversation {
        conversation: Box<Conversation>,
        messages: Vec<Message>,
    },
    /// It is gone, or gone out of this reader's sight.
    ConversationRemoved { conversation: ConversationId },
    /// A contact's sheet is of this version now: who shows an older one fetches it. The sheet itself is on few screens, and long.
    ContactChanged { contact: ContactId, version: i64 },
    /// An entry of the directory is new or changed.
    Directory(DirectoryEntry),
    /// The reader's own settings are others, perhaps by another window.
    OwnSettings(OwnRecord),
    /// A job of the reader's is of this version now: who shows an older one fetches it.
    JobChanged { job: JobId, version: i64 },
    /// The reader's messages that wait to go out are others: who shows them fetches them. What they say is not in the log.
    HeldMessages,
    /// The reader's draft in a conversation is another, touched at this time: who shows an older one fetches it.
    DraftChanged {
        conversation: ConversationId,
        at: Timestamp,
    },
    /// A session ended: its sockets close.
    SessionEnded { session: SessionId },
    /// A user's role, departments or state changed: its sockets resync.
    AccessChanged { user: UserId },
    /// More has changed than events tell, as after an import: every client starts anew.
    Resync,
}

/// Who may be told of an event.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Audience {
    /// Those who see the conversation after the change; those who saw it only before get `ConversationRemoved`.
    /// `after: None`: it was deleted. The contact's own browsers get the visitor's narrow view.
    Conversation {
        conversation: ConversationId,
        contact: ContactId,
        connection: ConnectionId,
        before: Option<Facts>,
        after: Option<Facts>,
    },
    /// Every signed-in user.
    Everyone,
    User(UserId),
    Session(SessionId),
}

/// A place in the log. On Postgres ordered by the writing transaction first; on SQLite `transaction` is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Position {
    pub transaction: i64,
    pub sequence: i64,
}

/// How far a client has come: all events up to `position` are known to it. In JSON and URLs the text
/// `epoch.access.transaction.sequence`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cursor {
    /// Changed when a database was restored: older cursors then mean nothing.
    pub epoch: i64,
    /// The actor's access version; 0 for a visitor.
    pub access: i64,
    pub position: Position,
}

impl core::fmt::Display for Cursor {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self {
            epoch,
            access,
            position,
        } = self;
        write!(f, "{epoch}.{access}.{}.{}", position.transaction, position.sequence)
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> Self {
        cursor.to_string()
    }
}

impl core::str::FromStr for Cursor {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let mut parts = text.split('.').map(str::parse::<i64>);
        let mut next = || match parts.next() {
            Some(Ok(number)) => Ok(number),
            _ => Err(Problem::invalid("after", "malformed")),
        };
        let cursor = Self {
            epoch: next()?,
            access: next()?,
            position: Position {
                transaction: next()?,
                sequence: next()?,
            },
        };
        match parts.next() {
            None => Ok(cursor),
            Some(_) => Err(Problem::invalid("after", "malformed")),
        }
    }
}

impl TryFrom<String> for Cursor {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursor, Position};

    #[test]
    fn a_cursor_survives_its_text_and_nothing_else_is_one() {
        let cursor = Cursor {
            epoch: 7,
            access: 3,
            position: Position {
                transaction: 812,
                sequence: 44,
            },
        };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in [
            "",
            "1.2.3",
            "1.2.3.4.5",
            "a.b.c.d",
            "1.2.3.",
            "1.2.3.99999999999999999999",
        ] {
            assert!(text.parse::<Cursor>().is_err(), "{text}");
        }
    }
}
