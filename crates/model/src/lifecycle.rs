//! The life cycle of a conversation: every transition as a pure function that can fail.

use crate::status::text_enum;
use crate::{BusinessTime, Clocks, ConnectionId, DepartmentId, InboxId, Problem, Status, Timestamp, UserId};

mod transitions;

text_enum! {
    /// Who began the conversation (R10).
    pub enum Direction {
        Inbound = "inbound",
        Outbound = "outbound",
    }
}

text_enum! {
    /// Why a conversation ended.
    pub enum CloseReason {
        /// Resolved by an agent.
        Finished = "finished",
        /// Closed from the waiting line without an answer (R93).
        Unanswered = "unanswered",
        /// The customer was silent for the inbox's time (R172).
        Auto = "auto",
        /// A bot or menu ended what no agent had taken.
        Bot = "bot",
        /// Force-closed as spam (R75).
        Spam = "spam",
    }
}

/// A conversation kept for one agent until a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Reservation {
    pub agent: UserId,
    /// `None`: until it is released.
    pub until: Option<Timestamp>,
}

/// When things happened. `None`: not yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stamps {
    pub created_at: Timestamp,
    /// First time a bot or menu owned it.
    pub bot_taken_at: Option<Timestamp>,
    /// First time it was the agents' turn; the creation when no bot came first.
    pub queued_at: Option<Timestamp>,
    /// First acceptance.
    pub accepted_at: Option<Timestamp>,
    pub first_customer_message_at: Option<Timestamp>,
    /// First human public message after the first customer message.
    pub first_reply_at: Option<Timestamp>,
    /// Ended by an agent; not by a timer, nor by a bot.
    pub ended_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// Last message of customer, agent or bot.
    pub last_message_at: Option<Timestamp>,
    /// Any message or status change.
    pub modified_at: Timestamp,
}

/// All that decides which transitions a conversation may take.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Lifecycle {
    pub status: Status,
    pub direction: Direction,
    pub inbox: InboxId,
    pub connection: ConnectionId,
    /// The connection on which the customer began, after a transfer to another one: a live chat's customer has no other
    /// window and goes on there. `None`: `connection`.
    #[serde(default)]
    pub home: Option<ConnectionId>,
    pub department: Option<DepartmentId>,
    pub assignee: Option<UserId>,
    pub reserved: Option<Reservation>,
    /// A bot or menu has it now.
    pub bot_owned: bool,
    /// A human has ever replied publicly in this conversation.
    pub human_replied: bool,
    pub close_reason: Option<CloseReason>,
    pub stamps: Stamps,
    /// Of what was stored before there were clocks: as if nothing had been measured yet.
    #[serde(default)]
    pub clocks: Clocks,
}

/// What happens to a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// The customer writes.
    CustomerMessage,
    /// An agent sends a public message; from the waiting line it accepts (R92).
    AgentMessage {
        agent: UserId,
    },
    Accept {
        agent: UserId,
    },
    AcceptAndClose {
        agent: UserId,
    },
    CloseUnanswered,
    Return,
    /// The inbox's idle time is over.
    IdleTimeout,
    TransferToDepartment {
        department: DepartmentId,
    },
    TransferToInbox {
        inbox: InboxId,
        department: Option<DepartmentId>,
    },
    TransferToConnection {
        connection: ConnectionId,
    },
    TransferToAgent {
        agent: UserId,
        until: Option<Timestamp>,
    },
    Finish {
        asks_rating: bool,
    },
    /// The customer was silent for the inbox's time.
    AutoClose,
    ClosingDelayOver,
    /// The customer rated; a late rating is kept and moves nothing.
    Rated {
        closes: bool,
    },
    ForceClose,
    Reopen {
        agent: UserId,
    },
    /// A bot or menu takes it.
    BotTake,
    /// A bot or menu hands it to the agents.
    BotHandOver,
    /// A bot or menu writes: a message, but never a reply.
    BotMessage,
    /// A bot or menu ends what it has.
    BotEnd,
}

/// A transition that the table does not have: the conversation's present state, for the one who tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    pub status: Status,
    pub assignee: Option<UserId>,
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        Self::Conflict {
            status: Some(refused.status),
            assignee: refused.assignee,
            conversation: None,
        }
    }
}

impl Lifecycle {
    /// A conversation that the customer's first message opens. With `bot_first` a bot or menu owns it at once.
    /// The message itself is counted: `first_customer_message_at` is `at`.
    pub fn open_inbound(
        inbox: InboxId,
        connection: ConnectionId,
        department: Option<DepartmentId>,
        bot_first: bool,
        at: Timestamp,
    ) -> Self {
        Self {
            status: Status::New,
            direction: Direction::Inbound,
            inbox,
            connection,
            home: None,
            department,
            assignee: None,
            reserved: None,
            bot_owned: bot_first,
            human_replied: false,
            close_reason: None,
            stamps: Stamps {
                created_at: at,
                bot_taken_at: bot_first.then_some(at),
                queued_at: (!bot_first).then_some(at),
                first_customer_message_at: Some(at),
                last_message_at: Some(at),
                modified_at: at,
                ..Stamps::default()
            },
            clocks: Clocks {
                first_message_at: Some(at),
                last_customer_message_at: Some(at),
                gap_since: (!bot_first).then_some(at),
                unanswered_by_bot: bot_first,
                bot_since: bot_first.then_some(at),
                ..Clocks::default()
            },
        }
    }

    /// A conversation that an agent's first outgoing message opens (R80, R186).
    pub fn open_outbound(
        inbox: InboxId,
        connection: ConnectionId,
        department: Option<DepartmentId>,
        agent: UserId,
        at: Timestamp,
    ) -> Self {
        Self {
            status: Status::Replied,
            direction: Direction::Outbound,
            assignee: Some(agent),
            human_replied: true,
            stamps: Stamps {
                created_at: at,
                queued_at: Some(at),
                accepted_at: Some(at),
                last_message_at: Some(at),
                modified_at: at,
                ..Stamps::default()
            },
            clocks: Clocks {
                first_message_at: Some(at),
                ..Clocks::default()
            },
            ..Self::open_inbound(inbox, connection, department, false, at)
        }
    }

    /// When the customer last wrote, in this conversation or, where an agent began it, before it. Of what was stored before there
    /// was such a clock: the first time.
    pub fn last_customer_message_at(&self) -> Option<Timestamp> {
        let clock = self.clocks.last_customer_message_at;
        clock.or(self.stamps.first_customer_message_at)
    }

    /// Where the customer of a live chat sees it and writes.
    pub fn customer_connection(&self) -> ConnectionId {
        self.home.unwrap_or(self.connection)
    }

    /// The state after `trigger` at `at`, or why it is refused. A customer message on a conversation that is over is
    /// refused: it opens a new one, see [`Self::open_inbound`]. An `at` before the conversation's last time counts as
    /// that time: see [`Self::not_before`].
    pub fn after(&self, trigger: Trigger, at: Timestamp, hours: &BusinessTime) -> Result<Self, Refused> {
        let at = self.not_before(at);
        let mut next = self.clone();
        let taken = match trigger {
            Trigger::CustomerMessage => next.customer_message(at),
            Trigger::AgentMessage { agent } => next.agent_message(agent, at, hours),
            Trigger::Accept { agent } => next.accept(agent, at, hours),
            Trigger::AcceptAndClose { agent } => next.accept_and_close(agent, at, hours),
            Trigger::CloseUnanswered => next.close_unanswered(at, hours),
            Trigger::Return => next.put_back(at, hours),
            Trigger::IdleTimeout => next.idle_timeout(at, hours),
            Trigger::TransferToDepartment { department } => {
                next.transfer(at, hours, |it| it.department = Some(department))
            }
            Trigger::TransferToInbox { inbox, department } => next.transfer(at, hours, |it| {
                it.inbox = inbox;
                it.department = department;
            }),
            Trigger::TransferToConnection { connection } => next.transfer(at, hours, |it| it.move_to(connection)),
            Trigger::TransferToAgent { agent, until } => {
                next.transfer(at, hours, |it| it.reserved = Some(Reservation { agent, until }))
            }
            Trigger::Finish { asks_rating } => next.finish(asks_rating, at, hours),
            Trigger::AutoClose => next.auto_close(at),
            Trigger::ClosingDelayOver => next.closing_delay_over(at, hours),
            Trigger::Rated { closes } => next.rated(closes, at, hours),
            Trigger::ForceClose => next.force_close(at, hours),
            Trigger::Reopen { agent } => next.reopen(agent, at, hours),
            Trigger::BotTake => next.bot_take(at),
            Trigger::BotHandOver => next.bot_hand_over(at, hours),
            Trigger::BotMessage => next.bot_message(at),
            Trigger::BotEnd => next.bot_end(at, hours),
        };
        match taken {
            Some(()) => Ok(next),
            None => Err(Refused {
                status: self.status,
                assignee: self.assignee,
            }),
        }
    }

    /// The time of a command: now, or the conversation's last time when the clock stepped back.
    #[must_use]
    pub fn not_before(&self, now: Timestamp) -> Timestamp {
        now.max(self.stamps.modified_at)
    }
}

#[cfg(test)]
mod tests;
