//! A conversation as lists and panes show it, and the contact it is with.

use crate::status::text_enum;
use crate::{
    ContactId, ConversationId, Facts, Lifecycle, ListKey, MessageId, Metrics, Rating, RatingKind, Review, Snooze,
    TagId, Timestamp, UserId,
};

text_enum! {
    /// The kind of a connection (R14).
    pub enum Channel {
        LiveChat = "live_chat",
    }
}

text_enum! {
    /// Who wrote the last message, for the list.
    pub enum Writer {
        Customer = "customer",
        Agent = "agent",
        Bot = "bot",
        System = "system",
    }
}

/// A contact's name as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ContactName {
    pub id: ContactId,
    /// Empty: never told. The screen then shows "Visitor" and the id.
    pub name: String,
    /// Since when there is this picture (R117); `None`: there is none.
    #[serde(default)]
    pub photo: Option<Timestamp>,
}

/// The beginning of the last public message.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Preview {
    pub writer: Writer,
    /// At most 120 characters, one line.
    pub text: String,
}

/// Where a live chat began (R18).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StartPage {
    pub url: String,
    pub title: String,
}

/// One conversation, whole: events carry it absolute, with its version.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Conversation {
    pub id: ConversationId,
    /// Grows by one with every stored change. Of two copies the higher version is the later.
    pub version: i64,
    pub contact: ContactName,
    pub channel: Channel,
    pub lifecycle: Lifecycle,
    pub preview: Option<Preview>,
    /// Customer messages that the agent in service has not read.
    pub unread: u32,
    /// The agents have read up to here.
    pub agent_read: Option<MessageId>,
    /// The customer's browser has received up to here (one tick more).
    pub customer_received: Option<MessageId>,
    /// The customer has read up to here.
    pub customer_read: Option<MessageId>,
    pub start_page: Option<StartPage>,
    /// In the order in which they were put there (R145).
    #[serde(default)]
    pub tags: Vec<TagId>,
    /// The nine durations (R33), as of the last change.
    #[serde(default)]
    pub metrics: Metrics,
    /// What the status waits for: on Replied the closing after the customer's silence, in service otherwise the idle
    /// timeout, on `PendingClose` the close. `None`: nothing.
    #[serde(default)]
    pub status_due_at: Option<Timestamp>,
    #[serde(default)]
    pub snoozed: Option<Snooze>,
    /// The customer was asked for a rating of this kind.
    #[serde(default)]
    pub rating_asked: Option<RatingKind>,
    /// The customer's rating (R22).
    #[serde(default)]
    pub rating: Option<Rating>,
    /// The supervisor's rating (R23, R24).
    #[serde(default)]
    pub review: Option<Review>,
    #[serde(default)]
    pub form_sent_at: Option<Timestamp>,
    /// The customer filled in the form (R20).
    #[serde(default)]
    pub form_filled_at: Option<Timestamp>,
    /// The customer took the history along (R21).
    #[serde(default)]
    pub history_requested_at: Option<Timestamp>,
}

impl Conversation {
    /// What decides who may see it.
    pub fn facts(&self) -> Facts {
        Facts {
            department: self.lifecycle.department,
            assignee: self.lifecycle.assignee,
            reserved_for: self.lifecycle.reserved.map(|reservation| reservation.agent),
        }
    }

    /// A form was sent and has not been filled in since (R142).
    pub fn form_waits(&self) -> bool {
        self.form_sent_at.is_some() && self.form_sent_at > self.form_filled_at
    }

    /// When the next of its timers is over: that of its status, the snooze, the reservation.
    pub fn due_at(&self) -> Option<Timestamp> {
        let reserved_until = self.lifecycle.reserved.and_then(|reservation| reservation.until);
        let snoozed_until = self.snoozed.map(|snooze| snooze.until);
        [self.status_due_at, snoozed_until, reserved_until]
            .into_iter()
            .flatten()
            .min()
    }

    /// Its place in the desk's lists: newest activity first.
    pub fn list_key(&self) -> ListKey {
        ListKey {
            at: self
                .lifecycle
                .stamps
                .last_message_at
                .unwrap_or(self.lifecycle.stamps.created_at),
            id: self.id,
        }
    }
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Contact {
    pub id: ContactId,
    pub version: i64,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub source: Channel,
    pub created_at: Timestamp,
    pub last_activity_at: Timestamp,
    /// Since when there is this picture (R117); `None`: there is none.
    #[serde(default)]
    pub photo: Option<Timestamp>,
    /// Who was made responsible for this customer (R158).
    #[serde(default)]
    pub support_agent: Option<UserId>,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Channel, ContactName, Conversation};
    use crate::{
        ConnectionId, ContactId, ConversationId, InboxId, Lifecycle, Metrics, Reservation, Snooze, Timestamp, UserId,
    };

    pub(crate) fn conversation() -> Conversation {
        Conversation {
            id: ConversationId(1),
            version: 1,
            contact: ContactName {
                id: ContactId(1),
                name: String::new(),
                photo: None,
            },
            channel: Channel::LiveChat,
            lifecycle: Lifecycle::open_inbound(InboxId(1), ConnectionId(1), None, false, Timestamp(5)),
            preview: None,
            unread: 1,
            agent_read: None,
            customer_received: None,
            customer_read: None,
            start_page: None,
            tags: Vec::new(),
            metrics: Metrics::default(),
            status_due_at: None,
            snoozed: None,
            rating_asked: None,
            rating: None,
            review: None,
            form_sent_at: None,
            form_filled_at: None,
            history_requested_at: None,
        }
    }

    /// Otherwise the log's entries and the results of commands from before an update can be read by nobody.
    #[test]
    fn what_was_stored_before_the_metrics_still_reads() {
        let mut json = serde_json::to_value(conversation()).expect("json");
        let lifecycle = json["lifecycle"].as_object_mut().expect("an object");
        lifecycle.remove("clocks").expect("clocks");
        let object = json.as_object_mut().expect("an object");
        for later in [
            "metrics",
            "status_due_at",
            "snoozed",
            "rating_asked",
            "rating",
            "review",
            "form_sent_at",
            "form_filled_at",
            "history_requested_at",
        ] {
            object.remove(later).expect(later);
        }
        let read: Conversation = serde_json::from_value(json).expect("readable");
        assert_eq!(read.lifecycle.stamps, conversation().lifecycle.stamps);
    }

    #[test]
    fn the_earliest_of_its_timers_is_due_and_a_form_waits_until_it_is_filled_in() {
        let mut it = conversation();
        assert_eq!((it.due_at(), it.form_waits()), (None, false));
        it.status_due_at = Some(Timestamp(30));
        it.snoozed = Some(Snooze {
            until: Timestamp(20),
            by: UserId(1),
        });
        it.lifecycle.reserved = Some(Reservation {
            agent: UserId(1),
            until: Some(Timestamp(10)),
        });
        assert_eq!(it.due_at(), Some(Timestamp(10)));
        it.lifecycle.reserved = None;
        assert_eq!(it.due_at(), Some(Timestamp(20)));
        for (sent, filled, waits) in [(1, None, true), (1, Some(2), false), (3, Some(2), true)] {
            it.form_sent_at = Some(Timestamp(sent));
            it.form_filled_at = filled.map(Timestamp);
            assert_eq!(it.form_waits(), waits, "{sent} {filled:?}");
        }
    }
}
