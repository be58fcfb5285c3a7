//! Server functions: what the screen reads and the forms it posts. Each is three lines: who asks, call desk, map.
//!
//! Errors are [`ApiError`]: the desk's [`Problem`], in JSON, on both sides.

mod contacts;
mod inboxes;
mod jobs;
mod own;
mod people;
mod presence;
mod reading;
#[cfg(feature = "ssr")]
mod request;
mod routing;
mod session;
mod settings;
mod table;
mod writing;

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use model::Problem;

pub use contacts::{change_choice, change_contact, choices, contact_sheet, create_choice, delete_choice};
pub use inboxes::{
    create_inbox, create_live_chat, delete_inbox, delete_live_chat, inbox, inbox_conversations, inboxes, live_chat,
    live_chats, update_inbox, update_live_chat,
};
pub use jobs::{begin_job, cancel_job, job_report, jobs};
pub use own::{change_own_profile, change_own_settings, own_profile};
pub use people::{
    SetPasswordByLink, change_department, change_own_password, change_role, change_user, create_department,
    create_role, delete_department, delete_role, departments, invite_user, issue_password_link, look_at_password_link,
    roles, set_password_by_link, set_user_enabled, users,
};
pub use presence::choose_availability;
pub use reading::{
    business_time, delete_conversation, list, message_edits, messages, open_conversation, search, search_history,
    snapshot,
};
#[cfg(feature = "ssr")]
pub use request::{RequestInfo, SESSION_COOKIE, clear_session_cookie, session_cookie};
pub use routing::{inbox_routing, set_inbox_routing};
pub use session::{
    RevokeSession, Setup, SignIn, SignOut, revoke_session, safe_next, sessions, setup, sign_in, sign_out,
};

pub use settings::audit_log;
pub use table::{
    change_table_view, create_table_view, delete_table_view, keep_table_layout, publish_table_layout,
    reset_table_layout, set_default_table_view, supervision, table_count, table_layout, table_page, table_publications,
    table_view_counts, table_views, withdraw_table_layout,
};
pub use writing::{
    call_back_message, change_quick_reply, create_quick_reply, delete_quick_reply, draft, held_messages,
    import_quick_replies, keep_draft, merge_values, quick_replies, take_quick_reply,
};

/// Why a server function failed. What never reached the server is [`Problem::Unavailable`]: repeating is safe.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct ApiError(pub Problem);

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl core::fmt::Display for ApiError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.fmt(f)
    }
}

impl core::error::Error for ApiError {}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self(match error {
            ServerFnErrorErr::Args(text) | ServerFnErrorErr::MissingArg(text) => Problem::Invalid {
                field: text,
                reason: "malformed".to_owned(),
            },
            _ => Problem::Unavailable,
        })
    }
}
