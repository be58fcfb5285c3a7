//! A conversation for the tests of what is shown of one.

use model::{
    BusinessTime, Channel, ConnectionId, ContactId, ContactName, Conversation, ConversationId, DepartmentId, InboxId,
    Lifecycle, Metrics, Timestamp,
};

/// Minutes after it began.
pub fn at(minute: i64) -> Timestamp {
    Timestamp(minute * 60_000)
}

/// A conversation that the customer began at minute 0.
pub fn begun() -> Lifecycle {
    Lifecycle::open_inbound(InboxId(1), ConnectionId(1), Some(DepartmentId(1)), false, at(0))
}

/// It in a given state.
pub fn conversation(lifecycle: Lifecycle) -> Conversation {
    let metrics = Metrics::of(&lifecycle, &BusinessTime::Always);
    Conversation {
        id: ConversationId(1),
        version: 1,
        contact: ContactName {
            id: ContactId(1),
            name: String::new(),
            photo: None,
        },
        channel: Channel::LiveChat,
        lifecycle,
        preview: None,
        unread: 0,
        agent_read: None,
        customer_received: None,
        customer_read: None,
        start_page: None,
        tags: Vec::new(),
        metrics,
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
