//! The strip above the table: who waits and since when, who is there and how much each has (R169).

use crate::{Presence, Timestamp, UserId};

/// Somebody who works here, as a supervisor sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AgentLoad {
    pub user: UserId,
    pub presence: Presence,
    /// Conversations in service, and what is kept for them, of those that the reader sees.
    pub holds: u32,
}

/// How things stand now, of what the reader sees.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Supervision {
    pub waiting: u32,
    pub in_service: u32,
    /// Since when the one waits that waits for the agents longest.
    pub longest_since: Option<Timestamp>,
    /// Who is there, and who has something although they are not; in the order of ids.
    pub agents: Vec<AgentLoad>,
}
