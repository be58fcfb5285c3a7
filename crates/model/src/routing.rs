//! Routing: which agent a waiting conversation is offered to (R157, R158).
//!
//! One pure decision, [`RoutingSettings::choose`]. Desk gives it what is known of the agents and reserves the conversation
//! for the one that it names; only a click accepts.

use crate::status::text_enum;
use crate::{DepartmentId, Presence, Timestamp, UserId, Wording};

text_enum! {
    /// How the waiting conversations of an inbox find their agents.
    pub enum Distribution {
        /// Everyone who may sees them and takes what they like.
        Everyone = "everyone",
        /// Offered to the one whose last assignment is the longest ago.
        Evenly = "evenly",
        /// Offered in a given order, to the first who can.
        InOrder = "in_order",
    }
}

/// How long who let a conversation pass is not asked again for the same one, in milliseconds: three minutes.
pub const PAUSE: i64 = 3 * 60 * 1000;
/// How long an offer stands until it goes to the next, in milliseconds: at least, usually, at most.
pub const OFFER_LEAST: i64 = 10 * 1000;
pub const OFFER_USUAL: i64 = 60 * 1000;
pub const OFFER_MOST: i64 = 60 * 60 * 1000;
/// The largest limit of conversations for an agent.
pub const AT_MOST: u32 = 1000;

/// How an inbox hands out what waits in it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct RoutingSettings {
    pub distribution: Distribution,
    /// Who is asked, of [`Distribution::InOrder`].
    pub order: Vec<UserId>,
    /// Nobody is offered more while they have so many: in service anywhere, or reserved for them. `None`: no limit.
    pub at_most: Option<u32>,
    /// How long an offer stands, in milliseconds.
    pub offer_ms: i64,
    /// A customer's support agent is asked first (R158).
    pub support_agent: bool,
    /// What the customer is told, once, when there is nobody to be asked. Empty: nothing.
    pub nobody_text: Wording,
}

impl Default for RoutingSettings {
    fn default() -> Self {
        Self {
            distribution: Distribution::Everyone,
            order: Vec::new(),
            at_most: None,
            offer_ms: OFFER_USUAL,
            support_agent: false,
            nobody_text: Wording::default(),
        }
    }
}

/// An inbox's routing as a form shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct InboxRouting {
    pub settings: RoutingSettings,
    /// Given back when it is changed: it must still be the same then.
    pub version: i64,
}

/// An agent, as far as the decision asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub user: UserId,
    pub presence: Presence,
    /// Has the right to accept.
    pub may_accept: bool,
    pub departments: Vec<DepartmentId>,
    /// Conversations in service, and reserved.
    pub load: u32,
    /// When something was last handed to them.
    pub assigned_at: Option<Timestamp>,
}

/// A conversation that waits for an agent, as far as the decision asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unassigned {
    pub department: Option<DepartmentId>,
    /// Who is, or last was, responsible for this customer.
    pub support_agent: Option<UserId>,
    /// Who had it and let it pass, and when.
    pub passed: Vec<(UserId, Timestamp)>,
}

impl RoutingSettings {
    /// Whether anything is handed out at all.
    pub fn hands_out(&self) -> bool {
        self.distribution != Distribution::Everyone || self.support_agent
    }

    /// Who is asked next. Only who is online, has the right to accept, belongs to the conversation's department, has fewer than
    /// [`Self::at_most`], and has not let it pass within [`PAUSE`]. `None`: it waits.
    pub fn choose(&self, waiting: &Unassigned, candidates: &[Candidate], now: Timestamp) -> Option<UserId> {
        let can = |candidate: &&Candidate| self.is_eligible(candidate, waiting, now);
        if self.support_agent
            && let Some(agent) = waiting.support_agent
            && candidates.iter().filter(can).any(|candidate| candidate.user == agent)
        {
            return Some(agent);
        }
        match self.distribution {
            Distribution::Everyone => None,
            Distribution::Evenly => candidates
                .iter()
                .filter(can)
                .min_by_key(|candidate| (candidate.assigned_at, candidate.load, candidate.user))
                .map(|candidate| candidate.user),
            Distribution::InOrder => self.order.iter().copied().find(|agent| {
                let mut able = candidates.iter().filter(can);
                able.any(|candidate| candidate.user == *agent)
            }),
        }
    }

    fn is_eligible(&self, candidate: &Candidate, waiting: &Unassigned, now: Timestamp) -> bool {
        let in_pause = |(user, at): &(UserId, Timestamp)| *user == candidate.user && now < at.plus(PAUSE);
        candidate.presence == Presence::Online
            && candidate.may_accept
            && waiting
                .department
                .is_none_or(|department| candidate.departments.contains(&department))
            && self.at_most.is_none_or(|most| candidate.load < most)
            && !waiting.passed.iter().any(in_pause)
    }
}

#[cfg(test)]
mod tests;
