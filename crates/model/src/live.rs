//! What travels over an agent's socket, one JSON object a frame.

use crate::{Availability, ConversationId, Counts, Cursor, Event, Timestamp, UserId, UserPresence};

/// How often a socket says that it lives, in milliseconds, when it is left alone.
pub const HEARTBEAT_MS: i64 = 30_000;

/// How often a browser says which conversation it shows, in milliseconds.
pub const LOOKING_MS: i64 = 20_000;

/// Who is typing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Typist {
    Customer,
    Agent { user: UserId },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ByeReason {
    /// The server stops: come back.
    Stopping,
    /// The reader was too slow: come back with the cursor, nothing is skipped.
    TooSlow,
    /// The session is over: sign in.
    SignedOut,
}

/// From the server to an agent's browser.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServerFrame {
    /// First frame. `build` names the server's version of the site: a client of another build offers to reload.
    Hello {
        build: String,
        counts: Counts,
        /// Who is signed in: a page of somebody else, from before, has slept through the change.
        #[serde(default)]
        user: Option<UserId>,
        /// The server's clock, for what runs down on screen.
        #[serde(default)]
        now: Timestamp,
        /// What the reader has chosen to be.
        #[serde(default)]
        availability: Availability,
        /// Of everybody who is not offline.
        #[serde(default)]
        presences: Vec<UserPresence>,
    },
    /// One event; with it the client has come to `cursor`.
    Event { cursor: Cursor, event: Event },
    /// The tabs' counts in the reader's scope, when they changed.
    Counts { counts: Counts },
    /// Somebody began (or stopped) typing. May be lost; fades by itself after a few seconds.
    Typing {
        conversation: ConversationId,
        typist: Typist,
        typing: bool,
    },
    /// A colleague has this conversation on screen, or no longer: told to those who have it on theirs. May be lost; fades by
    /// itself when it is not told again for twice [`LOOKING_MS`].
    Looking {
        conversation: ConversationId,
        user: UserId,
        looking: bool,
    },
    /// A colleague (or the reader) came, went, or is away or back.
    Presence(UserPresence),
    /// The reader has chosen something else to be, perhaps in another window.
    Availability { availability: Availability },
    /// Nothing new, but the server is there: a client that hears nothing for twice [`HEARTBEAT_MS`] connects anew.
    Beat,
    /// What the client holds cannot be brought up to date: fetch a new snapshot.
    Resync,
    /// The server closes the socket.
    Bye { reason: ByeReason },
}

/// From an agent's browser to the server.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientFrame {
    Typing {
        conversation: ConversationId,
        typing: bool,
    },
    /// What this browser shows somebody; said again every [`LOOKING_MS`] as long as it does.
    Looking {
        conversation: Option<ConversationId>,
    },
    /// Nobody has touched this browser for a while, or somebody does again.
    Idle {
        idle: bool,
    },
}
