//! The columns of the table, and what stands in each for a conversation.

use crate::status::text_enum;
use crate::{
    Channel, ConnectionId, ContactName, Conversation, DepartmentId, Direction, GeneralStatus, InboxId, Rating,
    StartPage, Status, TagId, TimeMetrics, Timestamp, UserId,
};

text_enum! {
    /// A column of the table. The word is also its name in URLs, layouts and exports.
    pub enum Column {
        /// R8.
        Number = "number",
        /// R9.
        Inbox = "inbox",
        /// R10.
        Direction = "direction",
        /// The general status (R11).
        Status = "status",
        /// R12.
        DetailedStatus = "detailed_status",
        /// R13.
        Spam = "spam",
        /// R14.
        Channel = "channel",
        Connection = "connection",
        Department = "department",
        Tags = "tags",
        /// The contact's name (R15).
        Customer = "customer",
        /// R16.
        Agent = "agent",
        /// The contact it is linked with (R17).
        Contact = "contact",
        /// R18.
        StartPage = "start_page",
        /// R20.
        FormFilled = "form_filled",
        /// R21.
        HistoryRequested = "history_requested",
        /// R22.
        CustomerRating = "customer_rating",
        /// R23.
        SupervisorComment = "supervisor_comment",
        /// R24.
        SupervisorRating = "supervisor_rating",
        /// R25.
        Created = "created",
        /// R26.
        SentToAgent = "sent_to_agent",
        /// R27.
        AgentReplied = "agent_replied",
        /// R28.
        Accepted = "accepted",
        /// R29.
        LastMessage = "last_message",
        /// R30.
        EndedByAgent = "ended_by_agent",
        /// R31.
        Closed = "closed",
        /// R32.
        Modified = "modified",
        /// R176.
        WaitingForAgentReply = "waiting_for_agent_reply",
        /// R177.
        AgentResponseTime = "agent_response_time",
        /// R178.
        DurationBeforeAgentClose = "duration_before_agent_close",
        /// R179.
        ConversationDuration = "conversation_duration",
        /// R180.
        InitialResponseTime = "initial_response_time",
        /// R181.
        ChatbotTime = "chatbot_time",
        /// R182.
        TotalResponseTime = "total_response_time",
        /// R183.
        AverageResponseTime = "average_response_time",
        /// R184.
        MaximumResponseTime = "maximum_response_time",
    }
}

text_enum! {
    /// Under which heading the chooser shows a column.
    pub enum ColumnGroup {
        Conversation = "conversation",
        People = "people",
        Quality = "quality",
        Times = "times",
        Durations = "durations",
    }
}

text_enum! {
    /// What kind of value a column holds: how it is written, aligned, filtered and exported.
    pub enum ColumnKind {
        Number = "number",
        Text = "text",
        Choice = "choice",
        Flag = "flag",
        Time = "time",
        /// Milliseconds, shown in whole seconds, rounded down.
        Duration = "duration",
        Rating = "rating",
    }
}

text_enum! {
    /// In which hours durations are counted.
    #[derive(Default)]
    pub enum TimeBasis {
        #[default]
        Calendar = "calendar",
        /// The inbox's business hours.
        Business = "business",
    }
}

/// What stands in a cell. Names of ids are the caller's to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellValue<'a> {
    /// A dash.
    Empty,
    Number(i64),
    Text(&'a str),
    Inbox(InboxId),
    Connection(ConnectionId),
    Department(DepartmentId),
    Agent(UserId),
    Direction(Direction),
    Status(GeneralStatus),
    DetailedStatus(Status),
    Channel(Channel),
    Tags(&'a [TagId]),
    /// A contact whose name is empty is shown as "Visitor" and the id.
    Contact(&'a ContactName),
    Page(&'a StartPage),
    Flag(bool),
    Time(Timestamp),
    /// Milliseconds.
    Duration(i64),
    CustomerRating(&'a Rating),
    /// 1 to 5.
    SupervisorRating(u8),
}

impl Column {
    pub const fn group(self) -> ColumnGroup {
        match self {
            Self::Number
            | Self::Inbox
            | Self::Direction
            | Self::Status
            | Self::DetailedStatus
            | Self::Spam
            | Self::Channel
            | Self::Connection
            | Self::Department
            | Self::Tags
            | Self::StartPage => ColumnGroup::Conversation,
            Self::Customer | Self::Agent | Self::Contact => ColumnGroup::People,
            Self::FormFilled
            | Self::HistoryRequested
            | Self::CustomerRating
            | Self::SupervisorComment
            | Self::SupervisorRating => ColumnGroup::Quality,
            _ => match self.kind() {
                ColumnKind::Time => ColumnGroup::Times,
                _ => ColumnGroup::Durations,
            },
        }
    }

    pub const fn kind(self) -> ColumnKind {
        match self {
            Self::Number => ColumnKind::Number,
            Self::Inbox
            | Self::Direction
            | Self::Status
            | Self::DetailedStatus
            | Self::Channel
            | Self::Connection
            | Self::Department
            | Self::Tags
            | Self::Agent => ColumnKind::Choice,
            Self::Customer | Self::Contact | Self::StartPage | Self::SupervisorComment => ColumnKind::Text,
            Self::Spam | Self::FormFilled | Self::HistoryRequested => ColumnKind::Flag,
            Self::CustomerRating | Self::SupervisorRating => ColumnKind::Rating,
            Self::Created
            | Self::SentToAgent
            | Self::AgentReplied
            | Self::Accepted
            | Self::LastMessage
            | Self::EndedByAgent
            | Self::Closed
            | Self::Modified => ColumnKind::Time,
            Self::WaitingForAgentReply
            | Self::AgentResponseTime
            | Self::DurationBeforeAgentClose
            | Self::ConversationDuration
            | Self::InitialResponseTime
            | Self::ChatbotTime
            | Self::TotalResponseTime
            | Self::AverageResponseTime
            | Self::MaximumResponseTime => ColumnKind::Duration,
        }
    }

    /// Whether the table can be in its order (R6). Tags have none, as there may be several; a linked contact stands in the
    /// order of [`Self::Customer`].
    pub const fn sorts(self) -> bool {
        !matches!(self, Self::Tags | Self::Contact)
    }

    /// Whether it counts on by itself while it has no value: see [`Self::runs_since`].
    pub const fn is_live(self) -> bool {
        matches!(self, Self::WaitingForAgentReply | Self::InitialResponseTime)
    }

    /// In pixels.
    pub const fn default_width(self) -> u16 {
        match self {
            Self::Number => 88,
            Self::Direction | Self::Spam | Self::FormFilled | Self::HistoryRequested => 104,
            Self::Status
            | Self::Channel
            | Self::CustomerRating
            | Self::SupervisorRating
            | Self::WaitingForAgentReply
            | Self::AgentResponseTime
            | Self::DurationBeforeAgentClose
            | Self::ConversationDuration
            | Self::InitialResponseTime
            | Self::ChatbotTime
            | Self::TotalResponseTime
            | Self::AverageResponseTime
            | Self::MaximumResponseTime => 132,
            Self::Customer | Self::Contact | Self::DetailedStatus | Self::Tags => 200,
            Self::StartPage | Self::SupervisorComment => 260,
            _ => 156,
        }
    }

    /// What stands in this column for a conversation.
    pub fn value(self, conversation: &Conversation, basis: TimeBasis) -> CellValue<'_> {
        let lifecycle = &conversation.lifecycle;
        let filled = |value: Option<CellValue<'static>>| value.unwrap_or(CellValue::Empty);
        match self {
            Self::Number => CellValue::Number(conversation.id.0),
            Self::Inbox => CellValue::Inbox(lifecycle.inbox),
            Self::Direction => CellValue::Direction(lifecycle.direction),
            Self::Status => CellValue::Status(lifecycle.status.general()),
            Self::DetailedStatus => CellValue::DetailedStatus(lifecycle.status),
            Self::Spam => CellValue::Flag(lifecycle.status == Status::Spam),
            Self::Channel => CellValue::Channel(conversation.channel),
            Self::Connection => CellValue::Connection(lifecycle.connection),
            Self::Department => filled(lifecycle.department.map(CellValue::Department)),
            Self::Tags if conversation.tags.is_empty() => CellValue::Empty,
            Self::Tags => CellValue::Tags(&conversation.tags),
            Self::Customer | Self::Contact => CellValue::Contact(&conversation.contact),
            Self::Agent => filled(lifecycle.assignee.map(CellValue::Agent)),
            Self::StartPage => conversation
                .start_page
                .as_ref()
                .map_or(CellValue::Empty, CellValue::Page),
            Self::FormFilled => CellValue::Flag(conversation.form_filled_at.is_some()),
            Self::HistoryRequested => CellValue::Flag(conversation.history_requested_at.is_some()),
            Self::CustomerRating => conversation
                .rating
                .as_ref()
                .map_or(CellValue::Empty, CellValue::CustomerRating),
            Self::SupervisorComment => conversation
                .review
                .as_ref()
                .and_then(|review| review.comment.as_ref())
                .map_or(CellValue::Empty, |comment| CellValue::Text(comment.as_str())),
            Self::SupervisorRating => filled(
                conversation
                    .review
                    .as_ref()
                    .map(|review| CellValue::SupervisorRating(review.value)),
            ),
            _ => filled(match self.kind() {
                ColumnKind::Time => self.time(conversation).map(CellValue::Time),
                _ => self.duration(conversation, basis).map(CellValue::Duration),
            }),
        }
    }

    /// The time in a column of times.
    pub const fn time(self, conversation: &Conversation) -> Option<Timestamp> {
        let stamps = &conversation.lifecycle.stamps;
        match self {
            Self::Created => Some(stamps.created_at),
            Self::SentToAgent => stamps.queued_at,
            Self::AgentReplied => stamps.first_reply_at,
            Self::Accepted => stamps.accepted_at,
            Self::LastMessage => stamps.last_message_at,
            Self::EndedByAgent => stamps.ended_at,
            Self::Closed => stamps.closed_at,
            Self::Modified => Some(stamps.modified_at),
            _ => None,
        }
    }

    /// The milliseconds in a column of durations.
    pub const fn duration(self, conversation: &Conversation, basis: TimeBasis) -> Option<i64> {
        let metrics: &TimeMetrics = match basis {
            TimeBasis::Calendar => &conversation.metrics.calendar,
            TimeBasis::Business => &conversation.metrics.business,
        };
        match self {
            Self::WaitingForAgentReply => metrics.waiting_for_agent_reply,
            Self::AgentResponseTime => metrics.agent_response_time,
            Self::DurationBeforeAgentClose => metrics.duration_before_agent_close,
            Self::ConversationDuration => metrics.conversation_duration,
            Self::InitialResponseTime => metrics.initial_response_time,
            Self::ChatbotTime => metrics.chatbot_time,
            Self::TotalResponseTime => metrics.total_response_time,
            Self::AverageResponseTime => metrics.average_response_time,
            Self::MaximumResponseTime => metrics.maximum_response_time,
            _ => None,
        }
    }

    /// Since when an empty cell counts on: an open conversation without a reply. Only in calendar time, as a browser does
    /// not know an inbox's hours.
    pub fn runs_since(self, conversation: &Conversation, basis: TimeBasis) -> Option<Timestamp> {
        let lifecycle = &conversation.lifecycle;
        let stamps = &lifecycle.stamps;
        let waits = !lifecycle.status.is_over() && stamps.first_reply_at.is_none() && basis == TimeBasis::Calendar;
        match self {
            Self::WaitingForAgentReply if waits && lifecycle.direction == Direction::Inbound => Some(stamps.created_at),
            Self::InitialResponseTime if waits => stamps.first_customer_message_at,
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CellValue, Column, ColumnGroup, ColumnKind, TimeBasis};
    use crate::conversation::tests::conversation;
    use crate::{Comment, Review, Status, TimeMetrics, Timestamp, UserId};

    #[test]
    fn every_column_has_a_kind_that_fits_its_group() {
        for column in Column::ALL {
            let (group, kind) = (column.group(), column.kind());
            assert_eq!(group == ColumnGroup::Times, kind == ColumnKind::Time, "{column:?}");
            assert_eq!(
                group == ColumnGroup::Durations,
                kind == ColumnKind::Duration,
                "{column:?}"
            );
            assert_eq!(Column::parse(column.as_str()), Some(*column));
            assert!(column.default_width() >= super::super::NARROWEST, "{column:?}");
        }
    }

    /// Otherwise screen and export show something other than what is known.
    #[test]
    fn a_cell_says_what_the_conversation_says() {
        let mut it = conversation();
        let calendar = TimeBasis::Calendar;
        assert_eq!(Column::Number.value(&it, calendar), CellValue::Number(1));
        assert_eq!(Column::Agent.value(&it, calendar), CellValue::Empty);
        assert_eq!(Column::Tags.value(&it, calendar), CellValue::Empty);
        assert_eq!(Column::Closed.value(&it, calendar), CellValue::Empty);
        assert_eq!(Column::Created.value(&it, calendar), CellValue::Time(Timestamp(5)));
        assert_eq!(Column::Spam.value(&it, calendar), CellValue::Flag(false));
        it.lifecycle.status = Status::Spam;
        it.lifecycle.assignee = Some(UserId(3));
        it.review = Some(Review {
            value: 4,
            comment: Comment::new("Bom").ok(),
            by: UserId(1),
            at: Timestamp(9),
        });
        it.metrics.business = TimeMetrics {
            chatbot_time: Some(7),
            ..TimeMetrics::default()
        };
        assert_eq!(Column::Spam.value(&it, calendar), CellValue::Flag(true));
        assert_eq!(Column::Agent.value(&it, calendar), CellValue::Agent(UserId(3)));
        assert_eq!(
            Column::SupervisorRating.value(&it, calendar),
            CellValue::SupervisorRating(4)
        );
        assert_eq!(Column::SupervisorComment.value(&it, calendar), CellValue::Text("Bom"));
        assert_eq!(Column::ChatbotTime.value(&it, calendar), CellValue::Empty);
        assert_eq!(
            Column::ChatbotTime.value(&it, TimeBasis::Business),
            CellValue::Duration(7)
        );
    }

    #[test]
    fn a_wait_counts_on_until_there_is_a_reply_or_an_end() {
        let mut it = conversation();
        it.lifecycle.stamps.first_customer_message_at = Some(Timestamp(6));
        let since = |it: &crate::Conversation| {
            [Column::WaitingForAgentReply, Column::InitialResponseTime].map(|it_is| {
                assert!(it_is.is_live());
                it_is.runs_since(it, TimeBasis::Calendar)
            })
        };
        assert_eq!(since(&it), [Some(Timestamp(5)), Some(Timestamp(6))]);
        assert_eq!(Column::WaitingForAgentReply.runs_since(&it, TimeBasis::Business), None);
        it.lifecycle.status = Status::Closed;
        assert_eq!(since(&it), [None, None]);
        it.lifecycle.status = Status::Replied;
        it.lifecycle.stamps.first_reply_at = Some(Timestamp(8));
        assert_eq!(since(&it), [None, None]);
    }
}
