//! One conversation as `balcao show` tells it: where it stands, when things happened, and the nine metrics.

use model::{ConversationId, GeneralStatus, Problem, Status, Tab, TimeMetrics, Timestamp};

use crate::Desk;
use crate::import::time_text;

/// Times are RFC 3339 in UTC; durations whole seconds, rounded down. `None`: not yet, or never.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ConversationReport {
    pub conversation: ConversationId,
    pub status: Status,
    pub general_status: GeneralStatus,
    pub tab: Tab,
    pub created_at: String,
    pub bot_taken_at: Option<String>,
    pub queued_at: Option<String>,
    pub accepted_at: Option<String>,
    pub first_customer_message_at: Option<String>,
    pub first_reply_at: Option<String>,
    pub ended_at: Option<String>,
    pub closed_at: Option<String>,
    pub last_message_at: Option<String>,
    pub modified_at: String,
    /// By the calendar.
    #[serde(flatten)]
    pub calendar: TimeMetrics,
    /// In the inbox's business hours.
    pub business: TimeMetrics,
}

/// Needs no actor: who can start it has the database. `None`: there is no such conversation.
pub async fn report(desk: &Desk, id: ConversationId) -> Result<Option<ConversationReport>, Problem> {
    let found = store::conversation::get(&mut desk.db.read().await?, id).await?;
    Ok(found.map(|found| {
        let stamps = found.lifecycle.stamps;
        let text = |at: Option<Timestamp>| at.map(time_text);
        let status = found.lifecycle.status;
        ConversationReport {
            conversation: found.id,
            status,
            general_status: status.general(),
            tab: status.tab(),
            created_at: time_text(stamps.created_at),
            bot_taken_at: text(stamps.bot_taken_at),
            queued_at: text(stamps.queued_at),
            accepted_at: text(stamps.accepted_at),
            first_customer_message_at: text(stamps.first_customer_message_at),
            first_reply_at: text(stamps.first_reply_at),
            ended_at: text(stamps.ended_at),
            closed_at: text(stamps.closed_at),
            last_message_at: text(stamps.last_message_at),
            modified_at: time_text(stamps.modified_at),
            calendar: in_seconds(found.metrics.calendar),
            business: in_seconds(found.metrics.business),
        }
    }))
}

fn in_seconds(metrics: TimeMetrics) -> TimeMetrics {
    let seconds = |milliseconds: Option<i64>| milliseconds.map(|milliseconds| milliseconds.div_euclid(1000));
    TimeMetrics {
        waiting_for_agent_reply: seconds(metrics.waiting_for_agent_reply),
        agent_response_time: seconds(metrics.agent_response_time),
        duration_before_agent_close: seconds(metrics.duration_before_agent_close),
        conversation_duration: seconds(metrics.conversation_duration),
        initial_response_time: seconds(metrics.initial_response_time),
        chatbot_time: seconds(metrics.chatbot_time),
        total_response_time: seconds(metrics.total_response_time),
        average_response_time: seconds(metrics.average_response_time),
        maximum_response_time: seconds(metrics.maximum_response_time),
    }
}
