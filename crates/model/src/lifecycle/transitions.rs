//! The rows of the life cycle's table, one function each.

use super::{CloseReason, Lifecycle};
use crate::{BusinessTime, ConnectionId, Status, Tab, Timestamp, UserId};

/// The transitions, each on the present state; `None`: the table does not have it, and what was changed is thrown away.
impl Lifecycle {
    pub(super) fn customer_message(&mut self, at: Timestamp) -> Option<()> {
        let to = match self.status {
            Status::New | Status::Queued => self.status,
            Status::Closed | Status::Spam => return None,
            _ if self.human_replied => Status::WaitingAgain,
            _ => Status::Waiting,
        };
        self.resume();
        self.stamps.first_customer_message_at.get_or_insert(at);
        self.clocks.customer_message(self.bot_owned, at);
        self.message(at);
        self.enter(to, at);
        Some(())
    }

    pub(super) fn agent_message(&mut self, agent: UserId, at: Timestamp, hours: &BusinessTime) -> Option<()> {
        if self.status.tab() == Tab::Waiting {
            self.accept(agent, at, hours)?;
        }
        if self.status.is_over() {
            return None;
        }
        self.resume();
        self.human_replied = true;
        self.clocks.human_message(at, hours);
        if self.stamps.first_customer_message_at.is_some() {
            self.stamps.first_reply_at.get_or_insert(at);
        }
        self.message(at);
        self.enter(Status::Replied, at);
        Some(())
    }

    pub(super) fn accept(&mut self, agent: UserId, at: Timestamp, hours: &BusinessTime) -> Option<()> {
        self.only_on(Tab::Waiting)?;
        self.take(agent, at, hours);
        self.enter(Status::Accepted, at);
        Some(())
    }

    pub(super) fn accept_and_close(&mut self, agent: UserId, at: Timestamp, hours: &BusinessTime) -> Option<()> {
        self.accept(agent, at, hours)?;
        self.stamps.ended_at = Some(at);
        self.close(Status::Closed, CloseReason::Finished, at, hours);
        Some(())
    }

    pub(super) fn close_unanswered(&mut self, at: Timestamp, hours: &BusinessTime) -> Option<()> {
        self.only_on(Tab::Waiting)?;
        self.stamps.ended_at = Some(at);
        self.close(Status::Closed, CloseReason::Unanswered, at, hours);
        Some(())
    }

    pub(super) fn put_back(&mut self, at: Timestamp, hours: &BusinessTime) -> Option<()> {
        self.only_on(Tab::InService)?;
        self.queue(at, hours);
        Some(())
    }

    pub(super) fn idle_timeout(&mut self, at: Timestamp, hours: &BusinessTime) -> Option<()> {
        match self.status {
            Status::Accepted | Status::Waiting | Status::WaitingAgain => self.queue(at, hours),
            _ => return None,
        }
        Some(())
    }

    pub(super) fn transfer(&mut self, at: Timestamp, hours: &BusinessTime, to: impl FnOnce(&mut Self)) -> Option<()> {
        if !self.status.is_active() {
            return None;
        }
        self.queue(at, hours);
        to(self);
        Some(())
    }

    pub(super) fn finish(&mut self, asks_rating: bool, at: Timestamp, hours: &BusinessTime) -> Option<()> {
        match self.status.tab() {
            Tab::Waiting => self.close_unanswered(at, hours),
            Tab::InService => {
                self.stamps.ended_at = Some(at);
                if asks_rating {
                    self.close_reason = Some(CloseReason::Finished);
                    self.enter(Status::PendingClose, at);
                    Some(())
                } else {
                    self.close(Status::Closed, CloseReason::Finished, at, hours);
                    Some(())
                }
            }
            Tab::Resolved => None,
        }
    }

    pub(super) fn auto_close(&mut self, at: Timestamp) -> Option<()> {
        if self.status != Status::Replied {
            return None;
        }
        self.close_reason = Some(CloseReason::Auto);
        self.enter(Status::PendingClose, at);
        Some(())
    }

    pub(super) fn closing_delay_over(&mut self, at: Timestamp, hours: &BusinessTime) -> Option<()> {
        if self.status != Status::PendingClose {
            return None;
        }
        self.close(
            Status::Closed,
            self.close_reason.unwrap_or(CloseReason::Finished),
            at,
            hours,
        );
        Some(())
    }

    pub(super) fn rated(&mut self, closes: bool, at: Timestamp, hours: &BusinessTime) -> Option<()> {
        match self.status {
            Status::PendingClose if closes => self.closing_delay_over(at, hours),
            Status::PendingClose | Status::Closed => Some(()),
            _ => None,
        }
    }

    pub(super) fn force_close(&mut self, at: Timestamp, hours: &BusinessTime) -> Option<()> {
        if self.status.is_over() {
            return None;
        }
        self.stamps.ended_at.get_or_insert(at);
        self.close(Status::Spam, CloseReason::Spam, at, hours);
        Some(())
    }

    pub(super) fn reopen(&mut self, agent: UserId, at: Timestamp, hours: &BusinessTime) -> Option<()> {
        self.only_on(Tab::Resolved)?;
        self.resume();
        self.take(agent, at, hours);
        self.enter(Status::Accepted, at);
        Some(())
    }

    pub(super) fn bot_take(&mut self, at: Timestamp) -> Option<()> {
        if self.status != Status::New || self.bot_owned {
            return None;
        }
        self.bot_owned = true;
        self.clocks.bot_begins(at);
        self.stamps.bot_taken_at.get_or_insert(at);
        self.enter(Status::New, at);
        Some(())
    }

    pub(super) fn bot_hand_over(&mut self, at: Timestamp, hours: &BusinessTime) -> Option<()> {
        if self.status != Status::New || !self.bot_owned {
            return None;
        }
        self.agents_turn(at, hours);
        self.enter(Status::New, at);
        Some(())
    }

    pub(super) fn bot_end(&mut self, at: Timestamp, hours: &BusinessTime) -> Option<()> {
        if self.status != Status::New || !self.bot_owned {
            return None;
        }
        self.close(Status::Closed, CloseReason::Bot, at, hours);
        Some(())
    }

    pub(super) fn bot_message(&mut self, at: Timestamp) -> Option<()> {
        if self.status.is_over() {
            return None;
        }
        self.message(at);
        self.enter(self.status, at);
        Some(())
    }
}

/// What several transitions have in common.
impl Lifecycle {
    fn only_on(&self, tab: Tab) -> Option<()> {
        (self.status.tab() == tab).then_some(())
    }

    fn enter(&mut self, status: Status, at: Timestamp) {
        self.status = status;
        self.stamps.modified_at = at;
    }

    /// A message of customer, agent or bot.
    fn message(&mut self, at: Timestamp) {
        self.clocks.first_message_at.get_or_insert(at);
        self.stamps.last_message_at = Some(at);
    }

    /// From here on agents answer for it, whoever had it before.
    fn agents_turn(&mut self, at: Timestamp, hours: &BusinessTime) {
        self.bot_owned = false;
        self.clocks.bot_ends(at, hours);
        self.stamps.queued_at.get_or_insert(at);
    }

    /// `agent` has it from here on.
    fn take(&mut self, agent: UserId, at: Timestamp, hours: &BusinessTime) {
        self.agents_turn(at, hours);
        self.assignee = Some(agent);
        self.reserved = None;
        self.stamps.accepted_at.get_or_insert(at);
    }

    /// From now on over another connection; the customer stays where they began.
    pub(super) fn move_to(&mut self, connection: ConnectionId) {
        let home = self.customer_connection();
        self.connection = connection;
        self.home = (home != connection).then_some(home);
    }

    /// Back to the waiting line, for any agent.
    fn queue(&mut self, at: Timestamp, hours: &BusinessTime) {
        self.agents_turn(at, hours);
        self.assignee = None;
        self.reserved = None;
        self.enter(Status::Queued, at);
    }

    fn close(&mut self, status: Status, reason: CloseReason, at: Timestamp, hours: &BusinessTime) {
        self.bot_owned = false;
        self.clocks.close(at, hours);
        self.reserved = None;
        self.close_reason = Some(reason);
        self.stamps.closed_at = Some(at);
        self.enter(status, at);
    }

    /// It is not ended any more.
    fn resume(&mut self) {
        self.close_reason = None;
        self.stamps.ended_at = None;
        self.stamps.closed_at = None;
    }
}
