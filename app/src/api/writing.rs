//! What the composer asks for while somebody writes, and the quick replies in the settings.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::{
    CommandId, ConversationId, Draft, File, HeldMessage, MergeValue, QuickRepliesImported, QuickReply, QuickReplyEntry,
    QuickReplyForm, QuickReplyId,
};

use super::ApiError;

/// What the merge fields would hold now.
#[server(prefix = "/api/fn", endpoint = "merge_values", input = Json)]
pub async fn merge_values(conversation: ConversationId) -> Result<Vec<MergeValue>, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::merging::values(&desk, &session.actor, conversation).await?)
}

/// What one finds, the most used first.
#[server(name = FetchQuickReplies, prefix = "/api/fn", endpoint = "quick_replies", input = Json)]
pub async fn quick_replies() -> Result<Vec<QuickReply>, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::quick_reply::list(&desk, &session.actor).await?)
}

#[server(prefix = "/api/fn", endpoint = "create_quick_reply", input = Json)]
pub async fn create_quick_reply(form: QuickReplyForm) -> Result<QuickReply, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::quick_reply::create(&desk, &session.actor, form).await?)
}

#[server(prefix = "/api/fn", endpoint = "change_quick_reply", input = Json)]
pub async fn change_quick_reply(id: QuickReplyId, version: i64, form: QuickReplyForm) -> Result<QuickReply, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::quick_reply::change(&desk, &session.actor, id, version, form).await?)
}

#[server(prefix = "/api/fn", endpoint = "delete_quick_reply", input = Json)]
pub async fn delete_quick_reply(id: QuickReplyId) -> Result<(), ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::quick_reply::delete(&desk, &session.actor, id).await?)
}

/// Counts it, and gives copies of its files for the next message.
#[server(prefix = "/api/fn", endpoint = "take_quick_reply", input = Json)]
pub async fn take_quick_reply(id: QuickReplyId, conversation: ConversationId) -> Result<Vec<File>, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::quick_reply::take(&desk, &session.actor, id, conversation).await?)
}

#[server(prefix = "/api/fn", endpoint = "import_quick_replies", input = Json)]
pub async fn import_quick_replies(entries: Vec<QuickReplyEntry>) -> Result<QuickRepliesImported, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::quick_reply::import(&desk, &session.actor, entries).await?)
}

/// What one has sent that has not gone out yet.
#[server(name = FetchHeldMessages, prefix = "/api/fn", endpoint = "held_messages", input = Json)]
pub async fn held_messages() -> Result<Vec<HeldMessage>, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::held::list(&desk, &session.actor).await?)
}

/// `NotFound`: it has gone out.
#[server(prefix = "/api/fn", endpoint = "call_back_message", input = Json)]
pub async fn call_back_message(id: CommandId) -> Result<HeldMessage, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::held::call_back(&desk, &session.actor, id).await?)
}

/// One's own draft in a conversation.
#[server(name = FetchDraft, prefix = "/api/fn", endpoint = "draft", input = Json)]
pub async fn draft(conversation: ConversationId) -> Result<Draft, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::draft::read(&desk, &session.actor, conversation).await?)
}

/// Keeps it unless a later one is there; gives what is kept then.
#[server(prefix = "/api/fn", endpoint = "keep_draft", input = Json)]
pub async fn keep_draft(draft: Draft) -> Result<Draft, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::draft::keep(&desk, &session.actor, draft).await?)
}
