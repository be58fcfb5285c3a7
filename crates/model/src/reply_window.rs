//! The reply window (R118, R119): over some connections one may write freely only for so long after the customer's last
//! message; then a customer can be sent templates only.

use crate::{Language, Lifecycle, Timestamp};

/// Most templates of one connection.
pub const MOST_TEMPLATES: usize = 50;
/// The longest text of one, in characters.
pub const LONGEST_TEMPLATE: usize = 1_000;

/// A text that may be sent at any time. The channel has approved it; here it is only written down, word for word.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Template {
    /// Unique within its language.
    pub name: String,
    pub language: Language,
    pub text: String,
}

/// What one may write over a connection, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct ReplyRules {
    /// How long after the customer's last message one may write freely, in milliseconds; `None`: at any time.
    pub window_ms: Option<i64>,
    pub templates: Vec<Template>,
}

impl ReplyRules {
    /// The shortest and the longest window that can be set, in milliseconds.
    pub const SHORTEST: i64 = 60_000;
    pub const LONGEST: i64 = 30 * 24 * 3_600_000;

    /// Until when one may write freely; `None`: at any time. Who has never written has opened no window: it was over when
    /// the conversation began.
    pub fn open_until(&self, lifecycle: &Lifecycle) -> Option<Timestamp> {
        let window = self.window_ms?;
        let written = lifecycle.last_customer_message_at();
        Some(written.map_or(lifecycle.stamps.created_at, |at| at.plus(window)))
    }

    /// Whether a text may be written at a time. `until` is what [`Self::open_until`] says.
    pub fn allow(&self, text: &str, until: Option<Timestamp>, now: Timestamp) -> bool {
        until.is_none_or(|until| now < until) || self.templates.iter().any(|template| template.text == text)
    }
}

#[cfg(test)]
mod tests {
    use super::{ReplyRules, Template};
    use crate::{BusinessTime, ConnectionId, InboxId, Language, Lifecycle, Timestamp, Trigger, UserId};

    const HOUR: i64 = 3_600_000;

    #[test]
    fn one_may_write_so_long_after_the_customers_last_message_and_templates_always() {
        let day = ReplyRules {
            window_ms: Some(24 * HOUR),
            templates: vec![Template {
                name: "back".to_owned(),
                language: Language::English,
                text: "May we come back to you?".to_owned(),
            }],
        };
        let began = Timestamp(1_000);
        let inbound = Lifecycle::open_inbound(InboxId(1), ConnectionId(1), None, false, began);
        let step = |it: &Lifecycle, trigger, hours| {
            let at = began.plus(hours * HOUR);
            it.after(trigger, at, &BusinessTime::Always).expect("it may")
        };
        let answered = step(&inbound, Trigger::AgentMessage { agent: UserId(1) }, 1);
        let again = step(&answered, Trigger::CustomerMessage, 5);
        let outbound = Lifecycle::open_outbound(InboxId(1), ConnectionId(1), None, UserId(1), began);
        for (case, lifecycle, until) in [
            ("the first message", &inbound, began.plus(24 * HOUR)),
            ("an answer moves nothing", &answered, began.plus(24 * HOUR)),
            ("another message", &again, began.plus(29 * HOUR)),
            ("who has never written", &outbound, began),
        ] {
            assert_eq!(day.open_until(lifecycle), Some(until), "{case}");
            assert_eq!(ReplyRules::default().open_until(lifecycle), None, "{case}");
            let allows = |text: &str, at: Timestamp| day.allow(text, Some(until), at);
            assert!(allows("Hi", until.plus(-1)) && !allows("Hi", until), "{case}");
            assert!(allows("May we come back to you?", until.plus(HOUR)), "{case}");
        }
    }
}
