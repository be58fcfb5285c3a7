//! The nine time metrics of a conversation (R176 to R184), and the running clocks they need.

use crate::{BusinessTime, Direction, Lifecycle, Timestamp};

/// A length of time both ways, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Elapsed {
    pub calendar: i64,
    pub business: i64,
}

impl Elapsed {
    fn between(from: Timestamp, to: Timestamp, hours: &BusinessTime) -> Self {
        Self {
            calendar: to.since(from),
            business: hours.between(from, to),
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            calendar: self.calendar + other.calendar,
            business: self.business + other.business,
        }
    }

    fn longest(self, other: Self) -> Self {
        Self {
            calendar: self.calendar.max(other.calendar),
            business: self.business.max(other.business),
        }
    }
}

/// What a conversation must remember between its messages so that waiting can be summed up.
///
/// A gap opens at the first unanswered customer message and ends at the next public message of a human. While a bot
/// owns the conversation none runs: what is unanswered when that ends opens one then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Clocks {
    /// First message of customer, agent or bot.
    pub first_message_at: Option<Timestamp>,
    /// The reply window counts from here.
    pub last_customer_message_at: Option<Timestamp>,
    /// The open gap.
    pub gap_since: Option<Timestamp>,
    /// The customer wrote to the bot and no human has answered.
    pub unanswered_by_bot: bool,
    /// How many gaps were answered, their sum and the longest.
    pub answered: u32,
    pub total: Elapsed,
    pub longest: Elapsed,
    /// The bot's present turn.
    pub bot_since: Option<Timestamp>,
    /// The bot's past turns before an agent accepted.
    pub bot: Elapsed,
}

impl Clocks {
    pub(crate) fn customer_message(&mut self, bot_owned: bool, at: Timestamp) {
        self.last_customer_message_at = Some(at);
        if bot_owned {
            self.unanswered_by_bot = true;
        } else {
            self.gap_since.get_or_insert(at);
        }
    }

    pub(crate) fn human_message(&mut self, at: Timestamp, hours: &BusinessTime) {
        if let Some(since) = self.gap_since.take() {
            let gap = Elapsed::between(since, at, hours);
            self.answered += 1;
            self.total = self.total.plus(gap);
            self.longest = self.longest.longest(gap);
        }
    }

    pub(crate) fn bot_begins(&mut self, at: Timestamp) {
        self.bot_since = Some(at);
        // What waited for a human now waits for the bot.
        self.unanswered_by_bot |= self.gap_since.take().is_some();
    }

    pub(crate) fn bot_ends(&mut self, at: Timestamp, hours: &BusinessTime) {
        if let Some(since) = self.bot_since.take() {
            self.bot = self.bot.plus(Elapsed::between(since, at, hours));
        }
        if core::mem::take(&mut self.unanswered_by_bot) {
            self.gap_since.get_or_insert(at);
        }
    }

    /// An open gap is dropped for good; what was answered stays.
    pub(crate) fn close(&mut self, at: Timestamp, hours: &BusinessTime) {
        self.bot_ends(at, hours);
        self.gap_since = None;
    }
}

/// The nine metrics one way, in milliseconds; `None` until both ends exist. On screen whole seconds, rounded down once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TimeMetrics {
    /// Creation to the first human reply (R176).
    pub waiting_for_agent_reply: Option<i64>,
    /// Creation to the first acceptance, without the bot (R177).
    pub agent_response_time: Option<i64>,
    /// Creation to the end by an agent (R178).
    pub duration_before_agent_close: Option<i64>,
    /// First to last message (R179).
    pub conversation_duration: Option<i64>,
    /// First customer message to the first reply, or to the close when there was none (R180).
    pub initial_response_time: Option<i64>,
    /// The bot's time before an agent accepted (R181).
    pub chatbot_time: Option<i64>,
    /// Sum of the answered gaps (R182).
    pub total_response_time: Option<i64>,
    /// Their mean (R183).
    pub average_response_time: Option<i64>,
    /// The longest (R184).
    pub maximum_response_time: Option<i64>,
}

/// The nine metrics in calendar time and in the inbox's business hours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Metrics {
    pub calendar: TimeMetrics,
    pub business: TimeMetrics,
}

impl Metrics {
    /// The metrics of a conversation as it stands.
    pub fn of(lifecycle: &Lifecycle, hours: &BusinessTime) -> Self {
        Self {
            calendar: time_metrics(lifecycle, &BusinessTime::Always, |elapsed| elapsed.calendar),
            business: time_metrics(lifecycle, hours, |elapsed| elapsed.business),
        }
    }

    /// A stretch that has not changed keeps its business value: hours that were changed since do not recompute the past.
    /// What the clocks sum up was measured when it happened, so it needs no such care.
    #[must_use]
    pub fn keeping(mut self, earlier: &Self) -> Self {
        type Field = fn(&mut TimeMetrics) -> &mut Option<i64>;
        let stretches: [Field; 5] = [
            |it| &mut it.waiting_for_agent_reply,
            |it| &mut it.agent_response_time,
            |it| &mut it.duration_before_agent_close,
            |it| &mut it.conversation_duration,
            |it| &mut it.initial_response_time,
        ];
        let mut earlier = *earlier;
        for stretch in stretches {
            if stretch(&mut self.calendar) == stretch(&mut earlier.calendar) {
                *stretch(&mut self.business) = *stretch(&mut earlier.business);
            }
        }
        self
    }
}

fn time_metrics(lifecycle: &Lifecycle, hours: &BusinessTime, pick: impl Fn(Elapsed) -> i64) -> TimeMetrics {
    let (stamps, clocks) = (&lifecycle.stamps, &lifecycle.clocks);
    let inbound = lifecycle.direction == Direction::Inbound;
    let between = |from: Option<Timestamp>, to: Option<Timestamp>| Some(hours.between(from?, to?));
    let since_creation = |to: Option<Timestamp>| between(Some(stamps.created_at), to);
    let bot = pick(clocks.bot);
    let answered = i64::from(clocks.answered);
    let total = (answered > 0).then(|| pick(clocks.total));
    TimeMetrics {
        waiting_for_agent_reply: since_creation(stamps.first_reply_at).filter(|_| inbound),
        agent_response_time: since_creation(stamps.accepted_at)
            .filter(|_| inbound)
            .map(|time| (time - bot).max(0)),
        duration_before_agent_close: since_creation(stamps.ended_at),
        conversation_duration: between(clocks.first_message_at, stamps.last_message_at),
        initial_response_time: between(
            stamps.first_customer_message_at,
            stamps.first_reply_at.or(stamps.closed_at),
        ),
        chatbot_time: clocks.bot_since.is_none().then_some(bot),
        total_response_time: total,
        average_response_time: total.map(|total| total / answered),
        maximum_response_time: total.map(|_| pick(clocks.longest)),
    }
}

#[cfg(test)]
mod tests;
