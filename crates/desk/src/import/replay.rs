//! A conversation lived again: its happenings, at their times, through the same life cycle as the live commands.

use model::InboxSettings;
use model::{
    Activity, Author, BusinessTime, Channel, CloseReason, ConnectionId, ContactId, ContactName, Content, Conversation,
    ConversationId, DepartmentId, Direction, InboxId, Lifecycle, MessageText, Metrics, Rating, RatingKind, StartPage,
    Status, Tab, Timestamp, Trigger, UserId,
};
use store::tag::Tagged;

use super::format::Kind;
use super::happening::{Destination, Happening, What};
use super::known::Known;
use crate::change::preview;
use crate::{business_time, timer};

/// Where a conversation begins.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) inbox: InboxId,
    pub(super) connection: ConnectionId,
    pub(super) channel: Channel,
    pub(super) department: Option<DepartmentId>,
    pub(super) start_page: Option<StartPage>,
}

/// A message as it will be stored. Of the customer's the contact is not known yet: 0.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) at: Timestamp,
    pub(super) author: Author,
    pub(super) content: Content,
}

/// A conversation as its history left it; not stored yet, so its ids are 0.
#[derive(Debug, Clone)]
pub(super) struct Past {
    pub(super) conversation: Conversation,
    pub(super) said: Vec<Said>,
    /// Which of them is the agents' last answer: all above it has been read.
    pub(super) answer: Option<usize>,
    /// When the customer last wrote.
    pub(super) customer_at: Option<Timestamp>,
    pub(super) tags: Vec<Tagged>,
}

/// What a happening could not do, and which it was, from 0.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    pub(super) index: usize,
    pub(super) reason: String,
}

/// Lives a history again. `now`: what lies after it has not happened.
pub(super) fn replay(known: &Known, place: Place, history: &[Happening], now: Timestamp) -> Result<Past, Misfit> {
    check_order(history, now)?;
    let mut replay = Replay::open(known, place, history).map_err(|reason| Misfit { index: 0, reason })?;
    for index in 1..history.len() {
        replay.index = index;
        replay.happen().map_err(|reason| Misfit { index, reason })?;
    }
    let index = history.len() - 1;
    replay.settle(now).map_err(|reason| Misfit { index, reason })?;
    Ok(replay.past)
}

/// In order of time, and of what has been.
fn check_order(history: &[Happening], now: Timestamp) -> Result<(), Misfit> {
    let misfit = |index, reason: &str| Misfit {
        index,
        reason: reason.to_owned(),
    };
    if history.is_empty() {
        return Err(misfit(0, "nothing happened in it: `happenings` is empty"));
    }
    for (index, happening) in history.iter().enumerate() {
        if happening.at > now {
            return Err(misfit(index, "its time is still to come"));
        }
        if index > 0 && happening.at < history[index - 1].at {
            return Err(misfit(index, "its time is before that of the one before it"));
        }
    }
    Ok(())
}

struct Replay<'a> {
    known: &'a Known,
    history: &'a [Happening],
    /// The happening that happens.
    index: usize,
    at: Timestamp,
    past: Past,
    /// The inboxes' business time while the conversation lasted, as far as it was needed.
    hours: Vec<(InboxId, BusinessTime)>,
}

impl<'a> Replay<'a> {
    fn open(known: &'a Known, place: Place, history: &'a [Happening]) -> Result<Self, String> {
        let first = &history[0];
        let at = first.at;
        let inbox = known.settings(place.inbox)?;
        let (lifecycle, author, text) = match &first.what {
            What::CustomerMessage(text) => {
                // A bot that takes it in the same moment was there first.
                let bot_first = history
                    .get(1)
                    .is_some_and(|next| next.kind == Kind::BotTake && next.at == at);
                let lifecycle = Lifecycle::open_inbound(place.inbox, place.connection, place.department, bot_first, at);
                (lifecycle, customer(), text)
            }
            What::AgentMessage(user, text) => {
                let lifecycle = Lifecycle::open_outbound(place.inbox, place.connection, place.department, *user, at);
                (lifecycle, Author::Agent { user: *user }, text)
            }
            _ => return Err("a conversation begins with a `customer_message` or an `agent_message`".to_owned()),
        };
        let inbound = lifecycle.direction == Direction::Inbound;
        let conversation = Conversation {
            id: ConversationId(0),
            version: 1,
            contact: ContactName {
                id: ContactId(0),
                name: String::new(),
                photo: None,
            },
            channel: place.channel,
            preview: None,
            unread: u32::from(inbound),
            agent_read: None,
            customer_received: None,
            customer_read: None,
            start_page: place.start_page,
            tags: Vec::new(),
            metrics: Metrics::of(&lifecycle, &BusinessTime::Always),
            status_due_at: timer::due(lifecycle.status, false, at, inbox),
            snoozed: None,
            rating_asked: None,
            rating: None,
            review: None,
            form_sent_at: None,
            form_filled_at: None,
            history_requested_at: None,
            lifecycle,
        };
        let past = Past {
            conversation,
            said: Vec::with_capacity(history.len()),
            answer: None,
            customer_at: inbound.then_some(at),
            tags: Vec::new(),
        };
        let mut replay = Self {
            known,
            history,
            index: 0,
            at,
            past,
            hours: Vec::new(),
        };
        replay.say(author, text);
        Ok(replay)
    }

    /// What the present happening does.
    fn happen(&mut self) -> Result<(), String> {
        let history = self.history;
        let happening = &history[self.index];
        self.at = happening.at;
        match &happening.what {
            What::CustomerMessage(text) => {
                self.transition(Trigger::CustomerMessage)?;
                self.say(customer(), text);
                self.past.customer_at = Some(self.at);
                let unread = &mut self.past.conversation.unread;
                *unread = unread.saturating_add(1);
            }
            What::AgentMessage(user, text) => self.agent_message(*user, text)?,
            What::BotMessage(text) => {
                self.transition(Trigger::BotMessage)?;
                self.say(Author::Bot, text);
            }
            What::Note(user, text) => {
                self.past.conversation.lifecycle.stamps.modified_at = self.at;
                let text = text.as_str().to_owned();
                self.push(
                    Author::Agent { user: *user },
                    Content::Note {
                        text,
                        mentions: Vec::new(),
                    },
                );
            }
            What::BotTake => {
                if !self.is_opening_bot() {
                    self.transition(Trigger::BotTake)?;
                }
                self.tell(Activity::BotTook);
            }
            What::ToQueue => self.go_to_queue()?,
            What::Accept(agent) => self.accept(*agent)?,
            What::Return(by) => {
                self.transition(Trigger::Return)?;
                self.tell(Activity::Returned { by: *by });
            }
            What::Transfer(by, to, note) => {
                let note = note.as_ref().map(|note| note.as_str().to_owned());
                self.transfer(*by, *to, note)?;
            }
            What::Finish(by) => self.finish(*by)?,
            What::Close(by) => self.close(*by)?,
            What::AcceptClose(agent) => {
                self.transition(Trigger::AcceptAndClose { agent: *agent })?;
                self.tell(Activity::Accepted { by: *agent });
                self.tell(Activity::Resolved { by: *agent });
                self.past.conversation.unread = 0;
            }
            What::AutoClose(text) => self.auto_close(text.as_ref())?,
            What::Rate(kind, value, comment) => self.rate(*kind, *value, comment.clone())?,
            What::ForceClose(by) => {
                self.transition(Trigger::ForceClose)?;
                self.tell(Activity::ForceClosed { by: *by });
                self.past.conversation.unread = 0;
            }
            What::Reopen(agent) => {
                self.transition(Trigger::Reopen { agent: *agent })?;
                self.tell(Activity::Reopened { by: *agent });
            }
            What::Tag(name, by) => self.past.tags.push(Tagged {
                name: name.clone(),
                by: *by,
                at: self.at,
            }),
        }
        Ok(())
    }

    /// From the waiting line it accepts as well (R92).
    fn agent_message(&mut self, user: UserId, text: &MessageText) -> Result<(), String> {
        if self.status().tab() == Tab::Waiting {
            self.accept(user)?;
        }
        self.transition(Trigger::AgentMessage { agent: user })?;
        self.say(Author::Agent { user }, text);
        self.past.conversation.unread = 0;
        Ok(())
    }

    /// The first `bot_take` of a conversation that was opened as the bot's.
    fn is_opening_bot(&self) -> bool {
        self.index == 1 && self.past.conversation.lifecycle.bot_owned
    }

    /// From the bot's hands, or because the agent was silent for too long.
    fn go_to_queue(&mut self) -> Result<(), String> {
        if self.status() == Status::New {
            self.transition(Trigger::BotHandOver)?;
            self.tell(Activity::BotHandedOver);
            return Ok(());
        }
        self.transition(Trigger::IdleTimeout)?;
        self.tell(Activity::TimedOut);
        Ok(())
    }

    fn accept(&mut self, agent: UserId) -> Result<(), String> {
        self.transition(Trigger::Accept { agent })?;
        self.tell(Activity::Accepted { by: agent });
        Ok(())
    }

    fn transfer(&mut self, by: UserId, to: Destination, note: Option<String>) -> Result<(), String> {
        let (trigger, activity) = match to {
            Destination::Department(department) => (
                Trigger::TransferToDepartment { department },
                Activity::TransferredToDepartment { by, department, note },
            ),
            Destination::Agent(agent) => {
                let until = Some(timer::reserved_until(self.at));
                (
                    Trigger::TransferToAgent { agent, until },
                    Activity::TransferredToAgent { by, agent, note },
                )
            }
            Destination::Inbox(inbox) => {
                let department = self.known.settings(inbox)?.default_department;
                (
                    Trigger::TransferToInbox { inbox, department },
                    Activity::TransferredToInbox { by, inbox, note },
                )
            }
            Destination::Connection(connection) => {
                let present = &self.past.conversation;
                let account = self.known.account(connection)?;
                if account.channel != present.channel || connection == present.lifecycle.connection {
                    return Err("a transfer leads to another connection of the same channel".to_owned());
                }
                (
                    Trigger::TransferToConnection { connection },
                    Activity::TransferredToConnection { by, connection, note },
                )
            }
        };
        self.transition(trigger)?;
        self.tell(activity);
        Ok(())
    }

    /// Waits for what the history says ends it, also when the inbox would not.
    fn finish(&mut self, by: UserId) -> Result<(), String> {
        let waiting = self.status().tab() == Tab::Waiting;
        let asks_rating = self.inbox()?.rating.is_some() || self.is_closed_later();
        self.transition(Trigger::Finish { asks_rating })?;
        if waiting {
            self.tell(Activity::ClosedUnanswered { by });
        } else {
            self.ask_rating()?;
            self.tell(Activity::Resolved { by });
        }
        self.past.conversation.unread = 0;
        Ok(())
    }

    /// Whether a `close` follows before anything else that moves the status.
    fn is_closed_later(&self) -> bool {
        let moves = |kind: Kind| !matches!(kind, Kind::Note | Kind::Tag | Kind::Rate | Kind::BotMessage);
        let next = self.history[self.index + 1..].iter().find(|next| moves(next.kind));
        next.is_some_and(|next| next.kind == Kind::Close)
    }

    fn close(&mut self, by: Option<UserId>) -> Result<(), String> {
        if by.is_none() && self.past.conversation.lifecycle.bot_owned {
            self.transition(Trigger::BotEnd)?;
            self.tell(Activity::BotClosed);
            self.past.conversation.unread = 0;
        } else if self.status().tab() == Tab::Waiting {
            let by = by.ok_or("`user` is missing: who closed it unanswered")?;
            self.transition(Trigger::CloseUnanswered)?;
            self.tell(Activity::ClosedUnanswered { by });
            self.past.conversation.unread = 0;
        } else {
            self.transition(Trigger::ClosingDelayOver)?;
            self.tell(Activity::Closed);
        }
        Ok(())
    }

    fn auto_close(&mut self, text: Option<&MessageText>) -> Result<(), String> {
        self.transition(Trigger::AutoClose)?;
        if let Some(text) = text {
            self.say(Author::System, text);
        }
        self.ask_rating()?;
        self.tell(Activity::AutoClosed);
        self.past.conversation.unread = 0;
        Ok(())
    }

    fn ask_rating(&mut self) -> Result<(), String> {
        let kind = self.inbox()?.rating;
        let asked = &mut self.past.conversation.rating_asked;
        *asked = asked.or(kind);
        Ok(())
    }

    /// Whoever rated was asked.
    fn rate(&mut self, kind: Option<RatingKind>, value: u8, comment: Option<model::Comment>) -> Result<(), String> {
        if self.past.conversation.rating.is_some() {
            return Err("it has been rated before".to_owned());
        }
        let inbox = self.inbox()?;
        let (usual, closes) = (inbox.rating, inbox.closes_on_rating);
        let asked = self.past.conversation.rating_asked;
        let kind = kind.or(asked).or(usual).unwrap_or(RatingKind::Five);
        if !kind.allows(value) {
            let allowed = match kind {
                RatingKind::Like => "0 or 1",
                RatingKind::Five => "1 to 5",
            };
            return Err(format!("a rating of the kind `{}` is {allowed}", kind.as_str()));
        }
        let closes = closes && !self.is_closed_later();
        self.transition(Trigger::Rated { closes })?;
        let conversation = &mut self.past.conversation;
        conversation.rating_asked = Some(kind);
        conversation.rating = Some(Rating {
            kind,
            value,
            comment: comment.clone(),
            at: self.at,
        });
        self.tell(Activity::Rated { kind, value, comment });
        Ok(())
    }

    /// What would have happened by itself since. Timers that are over do not run any more: nobody is written to about
    /// what is long past.
    fn settle(&mut self, now: Timestamp) -> Result<(), String> {
        let over = |at: &Timestamp| *at <= now;
        if let Some(due) = self.past.conversation.status_due_at.filter(over) {
            if self.status() == Status::PendingClose {
                self.at = due.max(self.past.conversation.lifecycle.stamps.modified_at);
                self.hours.clear();
                self.transition(Trigger::ClosingDelayOver)?;
                self.tell(Activity::Closed);
            }
            self.past.conversation.status_due_at = None;
        }
        let lifecycle = &mut self.past.conversation.lifecycle;
        let until = lifecycle.reserved.and_then(|reservation| reservation.until);
        if until.is_some_and(|until| until <= now) {
            lifecycle.reserved = None;
        }
        Ok(())
    }
}

/// As `change` does it for the live commands.
impl Replay<'_> {
    fn status(&self) -> Status {
        self.past.conversation.lifecycle.status
    }

    /// Of the inbox in which it stands.
    fn inbox(&self) -> Result<&InboxSettings, String> {
        self.known.settings(self.past.conversation.lifecycle.inbox)
    }

    fn transition(&mut self, trigger: Trigger) -> Result<(), String> {
        let inbox = self.past.conversation.lifecycle.inbox;
        let settings = self.known.settings(inbox)?;
        let hours = self.hours_of(inbox, settings)?;
        let at = self.at;
        let next = &mut self.past.conversation;
        let before = next.lifecycle.status;
        let hours = &self.hours[hours].1;
        next.lifecycle = next
            .lifecycle
            .after(trigger, at, hours)
            .map_err(|refused| refusal(refused.status, next.lifecycle.close_reason))?;
        next.metrics = Metrics::of(&next.lifecycle, hours).keeping(&next.metrics);
        timer::follow(next, before, trigger, at, settings);
        Ok(())
    }

    /// The place of the inbox's business time, from the creation to the end of the history.
    fn hours_of(&mut self, inbox: InboxId, settings: &InboxSettings) -> Result<usize, String> {
        if let Some(index) = self.hours.iter().position(|(known, _)| *known == inbox) {
            return Ok(index);
        }
        let from = self.past.conversation.lifecycle.stamps.created_at;
        let last = self.history.last().map_or(self.at, |last| last.at.max(self.at));
        let hours = business_time::resolve(settings.business_hours.as_ref(), from, last)
            .map_err(|problem| format!("the inbox's business hours: {problem}"))?;
        self.hours.push((inbox, hours));
        Ok(self.hours.len() - 1)
    }

    fn say(&mut self, author: Author, text: &MessageText) {
        self.past.conversation.preview = Some(preview(author, text.as_str()));
        if matches!(author, Author::Agent { .. }) {
            self.past.answer = Some(self.past.said.len());
        }
        let text = text.as_str().to_owned();
        self.push(author, Content::Text { text });
    }

    fn tell(&mut self, activity: Activity) {
        self.push(Author::System, Content::Activity(activity));
    }

    fn push(&mut self, author: Author, content: Content) {
        let at = self.at;
        self.past.said.push(Said { at, author, content });
    }
}

fn customer() -> Author {
    Author::Customer { contact: ContactId(0) }
}

/// In words, as the life cycle's table has no row for it.
fn refusal(status: Status, reason: Option<CloseReason>) -> String {
    let status = status.as_str();
    match reason {
        Some(reason) => format!("cannot happen: the conversation is `{status}` ({})", reason.as_str()),
        None => format!("cannot happen: the conversation is `{status}`"),
    }
}
