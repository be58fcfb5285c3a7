//! The words of an export, in its reader's language: the same as on the screen.

use app::texts;
use desk::job::Word;
use leptos::prelude::{Owner, provide_context};
use model::{Channel, Column, Direction, GeneralStatus, Language};

/// `{number}` stays in the word for a customer without a name.
pub(crate) fn word(language: Language, word: Word) -> String {
    Owner::new().with(|| {
        provide_context(language);
        let text = match word {
            Word::Title => texts::export_name(),
            Word::Column(it) => column(it),
            Word::Status(GeneralStatus::Waiting) => texts::export_status_waiting(),
            Word::Status(GeneralStatus::Replied) => texts::export_status_replied(),
            Word::Status(GeneralStatus::Closed) => texts::export_status_closed(),
            Word::DetailedStatus(status) => texts::status(status),
            Word::Direction(Direction::Inbound) => texts::details_inbound(),
            Word::Direction(Direction::Outbound) => texts::details_outbound(),
            Word::Channel(Channel::LiveChat) => texts::channel_live_chat(),
            Word::Flag(true) => texts::yes(),
            Word::Flag(false) => texts::no(),
            Word::Liked(true) => texts::rating_liked(),
            Word::Liked(false) => texts::rating_disliked(),
            Word::Visitor => return texts::visitor_name("{number}"),
        };
        text.to_owned()
    })
}

fn column(column: Column) -> &'static str {
    match column {
        Column::Number => texts::details_number(),
        Column::Inbox => texts::details_inbox(),
        Column::Direction => texts::details_type(),
        Column::Status => texts::details_status(),
        Column::DetailedStatus => texts::export_status_detailed(),
        Column::Spam => texts::status_spam(),
        Column::Channel => texts::details_channel(),
        Column::Connection => texts::export_connection(),
        Column::Department => texts::details_department(),
        Column::Tags => texts::funnel_tags(),
        Column::Customer => texts::export_customer(),
        Column::Agent => texts::details_agent(),
        Column::Contact => texts::export_contact(),
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
        Column::WaitingForAgentReply => texts::metric(1),
        Column::AgentResponseTime => texts::metric(2),
        Column::DurationBeforeAgentClose => texts::metric(3),
        Column::ConversationDuration => texts::metric(4),
        Column::InitialResponseTime => texts::metric(5),
        Column::ChatbotTime => texts::metric(6),
        Column::TotalResponseTime => texts::metric(7),
        Column::AverageResponseTime => texts::metric(8),
        Column::MaximumResponseTime => texts::metric(9),
    }
}
