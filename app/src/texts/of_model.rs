//! The words for the model's values: statuses, tabs, what happened, what went wrong.

use model::{
    Activity, Availability, ConversationId, DepartmentId, Directory, GeneralStatus, Presence, Problem, RatingKind,
    Status, Tab, UserId,
};

use super::generated::desk as texts;
use crate::format;

/// The detailed status in words (R42 to R50).
pub fn status(status: Status) -> &'static str {
    match status {
        Status::New => texts::status_new(),
        Status::Queued => texts::status_queued(),
        Status::Accepted => texts::status_accepted(),
        Status::Waiting => texts::status_waiting(),
        Status::WaitingAgain => texts::status_waiting_again(),
        Status::Replied => texts::status_replied(),
        Status::PendingClose => texts::status_pending_close(),
        Status::Closed => texts::status_closed(),
        Status::Spam => texts::status_spam(),
    }
}

/// The general status in words (R39 to R41).
pub fn general_status(status: GeneralStatus) -> &'static str {
    match status {
        GeneralStatus::Waiting => texts::general_waiting(),
        GeneralStatus::Replied => texts::general_replied(),
        GeneralStatus::Closed => texts::general_closed(),
    }
}

/// A stage's name that came with the product, by its key.
pub fn builtin_stage(key: &str) -> String {
    match key {
        "new" => texts::stage_new().to_owned(),
        "in_progress" => texts::stage_in_progress().to_owned(),
        "contacted" => texts::stage_contacted().to_owned(),
        "qualified" => texts::stage_qualified().to_owned(),
        "closed" => texts::stage_closed().to_owned(),
        other => other.to_owned(),
    }
}

/// A tab's label (R86 to R88).
pub fn tab(tab: Tab) -> &'static str {
    match tab {
        Tab::Waiting => texts::tab_waiting(),
        Tab::InService => texts::tab_in_service(),
        Tab::Resolved => texts::tab_resolved(),
    }
}

/// Somebody's presence.
pub fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::Online => texts::online(),
        Presence::Away => texts::away(),
        Presence::OnBreak => texts::on_break(),
        Presence::Offline => texts::offline(),
    }
}

/// What one can choose to be.
pub fn availability(availability: Availability) -> &'static str {
    match availability {
        Availability::Online => texts::online(),
        Availability::OnBreak => texts::on_break(),
        Availability::AppearOffline => texts::appear_offline(),
    }
}

/// The line between the messages that says what happened.
pub fn activity(activity: &Activity, directory: &Directory) -> String {
    let user = |id: &UserId| directory.user_name(*id).unwrap_or(texts::somebody());
    let department = |id: &DepartmentId| {
        let found = directory.departments.iter().find(|department| department.id == *id);
        found.map_or("…", |department| department.name.as_str())
    };
    match activity {
        Activity::Accepted { by } => texts::activity_accepted(user(by)),
        Activity::Returned { by } => texts::activity_returned(user(by)),
        Activity::Resolved { by } => texts::activity_resolved(user(by)),
        Activity::ClosedUnanswered { by } => texts::activity_closed_unanswered(user(by)),
        Activity::ForceClosed { by } => texts::activity_force_closed(user(by)),
        Activity::Reopened { by } => texts::activity_reopened(user(by)),
        Activity::TransferredToDepartment { by, department: id, .. } => {
            texts::activity_to_department(department(id), user(by))
        }
        Activity::TransferredToAgent { by, agent, .. } => texts::activity_to_agent(user(agent), user(by)),
        Activity::TransferredToInbox { by, inbox, .. } => {
            let found = directory.inboxes.iter().find(|it| it.id == *inbox);
            texts::activity_to_inbox(found.map_or("…", |inbox| inbox.name.as_str()), user(by))
        }
        Activity::TransferredToConnection { by, connection, .. } => {
            let found = directory.connections.iter().find(|it| it.id == *connection);
            texts::activity_to_connection(found.map_or("…", |connection| connection.name.as_str()), user(by))
        }
        Activity::Closed => texts::activity_closed().to_owned(),
        Activity::Rated { kind, value, .. } => match (kind, value) {
            (RatingKind::Like, 0) => texts::activity_disliked().to_owned(),
            (RatingKind::Like, _) => texts::activity_liked().to_owned(),
            (RatingKind::Five, value) => texts::activity_rated(&value.to_string()),
        },
        Activity::Snoozed { by, until } => texts::activity_snoozed(user(by), &format::moment(*until)),
        Activity::Woken { by: Some(by) } => texts::activity_woken(user(by)),
        Activity::Woken { by: None } => texts::activity_woken_by_itself().to_owned(),
        Activity::Reviewed { by, value, .. } => texts::activity_reviewed(user(by), &value.to_string()),
        Activity::FormSent { by } => texts::activity_form_sent(user(by)),
        Activity::FormFilled => texts::activity_form_filled().to_owned(),
        Activity::SupportAgentAssigned { by, agent: Some(agent) } => {
            texts::activity_support_agent(user(agent), user(by))
        }
        Activity::SupportAgentAssigned { by, agent: None } => texts::activity_support_agent_none(user(by)),
        Activity::BotTook => texts::activity_bot_took().to_owned(),
        Activity::BotHandedOver => texts::activity_bot_handed_over().to_owned(),
        Activity::BotClosed => texts::activity_bot_closed().to_owned(),
        Activity::AutoClosed => texts::activity_auto_closed().to_owned(),
        Activity::TimedOut => texts::activity_timed_out().to_owned(),
    }
}

/// The note or comment that came with what happened.
pub fn said_with(activity: &Activity) -> Option<String> {
    match activity {
        Activity::TransferredToDepartment { note, .. }
        | Activity::TransferredToAgent { note, .. }
        | Activity::TransferredToInbox { note, .. }
        | Activity::TransferredToConnection { note, .. } => note.clone(),
        Activity::Rated { comment, .. } | Activity::Reviewed { comment, .. } => {
            comment.as_ref().map(|comment| comment.as_str().to_owned())
        }
        _ => None,
    }
}

/// What went wrong and what to do about it. `holder` is the name of who has the conversation, where that is the reason.
pub fn problem(problem: &Problem, holder: Option<&str>) -> String {
    match (problem, holder) {
        (
            Problem::Conflict {
                conversation: Some(ConversationId(newer)),
                status: stands,
                ..
            },
            _,
        ) => texts::problem_conflict_newer(&newer.to_string(), stands.map(status).unwrap_or_default()),
        (Problem::Conflict { .. }, Some(name)) => texts::problem_conflict_taken(name),
        (
            Problem::Conflict {
                status: Some(stands), ..
            },
            None,
        ) => texts::problem_conflict_status(status(*stands)),
        (Problem::Conflict { .. }, None) => texts::problem_conflict().to_owned(),
        (Problem::NotFound, _) => texts::problem_not_found().to_owned(),
        (Problem::Unauthenticated, _) => texts::problem_unauthenticated().to_owned(),
        (Problem::Forbidden, _) => texts::problem_forbidden().to_owned(),
        (Problem::Invalid { field, reason }, _) if reason == "no_value" => texts::merge_no_value(field),
        (Problem::Invalid { reason, .. }, _) => invalid(reason),
        (Problem::TooMany { retry_after }, _) => texts::problem_too_many(*retry_after),
        (Problem::Unavailable, _) => texts::problem_unavailable().to_owned(),
        (Problem::Internal { id }, _) => texts::problem_internal(id),
    }
}

/// What is wrong with one field of a form; `None` when the problem lies elsewhere.
pub fn problem_in_field(problem: &Problem, field: &str) -> Option<String> {
    let Problem::Invalid { field: at, reason } = problem else {
        return None;
    };
    (at == field).then(|| match (field, reason.as_str()) {
        ("email", "malformed") => texts::invalid_email().to_owned(),
        ("phone", "malformed") => texts::invalid_phone().to_owned(),
        ("password", "too_short") => texts::invalid_password_short().to_owned(),
        ("present_password", "wrong") => texts::invalid_present_password().to_owned(),
        ("time_zone", "wrong") => texts::invalid_time_zone().to_owned(),
        ("password", "wrong") => texts::login_wrong().to_owned(),
        ("code", "wrong") => texts::invalid_code().to_owned(),
        ("business_hours", "malformed") => texts::hours_wrong().to_owned(),
        ("allowed_origins", "malformed") => texts::invalid_origin().to_owned(),
        ("inbox", "last") => texts::invalid_last_inbox().to_owned(),
        ("connection", "in_use") => texts::invalid_live_chat_in_use().to_owned(),
        _ => invalid(reason),
    })
}

/// The stable words of `Problem::Invalid`.
fn invalid(reason: &str) -> String {
    match reason {
        "required" => texts::invalid_required().to_owned(),
        "too_long" => texts::invalid_too_long().to_owned(),
        "too_short" => texts::invalid_too_short().to_owned(),
        "malformed" => texts::invalid_malformed().to_owned(),
        "wrong" => texts::invalid_wrong().to_owned(),
        "taken" => texts::invalid_taken().to_owned(),
        "reply_window" => texts::reply_window_over().to_owned(),
        "in_use" => texts::invalid_in_use().to_owned(),
        "last_administrator" => texts::invalid_last_administrator().to_owned(),
        other => texts::invalid_reason(other),
    }
}

/// The label of one of the nine durations (R176 to R184), in their order.
pub fn metric(number: usize) -> &'static str {
    match number {
        1 => texts::metric_waiting_for_agent_reply(),
        2 => texts::metric_agent_response_time(),
        3 => texts::metric_duration_before_agent_close(),
        4 => texts::metric_conversation_duration(),
        5 => texts::metric_initial_response_time(),
        6 => texts::metric_chatbot_time(),
        7 => texts::metric_total_response_time(),
        8 => texts::metric_average_response_time(),
        _ => texts::metric_maximum_response_time(),
    }
}
