//! The words of the managers' table: its columns (R8 to R33), its fields, and what they are asked.

use model::{Channel, Column, ColumnGroup, Direction, Field};

use crate::texts::later as texts;
use crate::texts::metric;

/// A column's label.
pub fn column(column: Column) -> &'static str {
    match column {
        Column::Number => texts::details_number(),
        Column::Inbox => texts::details_inbox(),
        Column::Direction => texts::details_type(),
        Column::Status => texts::details_status(),
        Column::DetailedStatus => texts::table_column_status_detailed(),
        Column::Spam => texts::status_spam(),
        Column::Channel => texts::details_channel(),
        Column::Connection => texts::table_column_connection(),
        Column::Department => texts::details_department(),
        Column::Tags => texts::funnel_tags(),
        Column::Customer => texts::table_column_customer(),
        Column::Agent => texts::details_agent(),
        Column::Contact => texts::table_column_crm(),
        Column::StartPage => texts::details_page(),
        Column::FormFilled => texts::details_form(),
        Column::HistoryRequested => texts::details_history(),
        Column::CustomerRating => texts::rating_customer(),
        Column::SupervisorComment => texts::review_comment(),
        Column::SupervisorRating => texts::review_title(),
        Column::Created => texts::stamp_created(),
        Column::SentToAgent => texts::stamp_queued(),
        Column::AgentReplied => texts::stamp_replied(),
        Column::Accepted => texts::stamp_accepted(),
        Column::LastMessage => texts::stamp_last_message(),
        Column::EndedByAgent => texts::stamp_ended(),
        Column::Closed => texts::stamp_closed(),
        Column::Modified => texts::stamp_modified(),
        Column::WaitingForAgentReply => metric(1),
        Column::AgentResponseTime => metric(2),
        Column::DurationBeforeAgentClose => metric(3),
        Column::ConversationDuration => metric(4),
        Column::InitialResponseTime => metric(5),
        Column::ChatbotTime => metric(6),
        Column::TotalResponseTime => metric(7),
        Column::AverageResponseTime => metric(8),
        Column::MaximumResponseTime => metric(9),
    }
}

/// The heading above columns that belong together.
pub fn column_group(group: ColumnGroup) -> &'static str {
    match group {
        ColumnGroup::Conversation => texts::table_group_general(),
        ColumnGroup::People => texts::table_group_people(),
        ColumnGroup::Quality => texts::table_group_quality(),
        ColumnGroup::Times => texts::table_group_dates(),
        ColumnGroup::Durations => texts::metrics_title(),
    }
}

/// A field's label in the filter.
pub fn field(field: Field) -> &'static str {
    match field {
        Field::Column(Column::Contact) => texts::details_contact(),
        Field::Column(of) => column(of),
        Field::Groups => texts::filter_groups(),
        Field::Stage => texts::filter_stage(),
        Field::Phone => texts::details_phone(),
        Field::Email => texts::details_email(),
        Field::Messages => texts::filter_text(),
        Field::Unread => texts::funnel_unread(),
    }
}

/// Inbound or outbound (R10).
pub fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => texts::details_inbound(),
        Direction::Outbound => texts::details_outbound(),
    }
}

/// The kind of a connection (R14).
pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::LiveChat => texts::channel_live_chat(),
    }
}
