//! What the desk's screen fetches: the snapshot it starts from, and the windows it loads later.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::{
    BusinessTime, ConversationId, Filter, FoundMessage, ListKey, ListPage, MessageEdit, MessageId, MessagePage,
    OpenConversation, SearchPage, Snapshot, Tab,
};

use super::ApiError;

/// The state the screen starts from, with the cursor for its socket.
#[server(name = FetchSnapshot, prefix = "/api/fn", endpoint = "snapshot", input = Json)]
pub async fn snapshot() -> Result<Snapshot, ApiError> {
    let (desk, session, info) = (
        super::request::desk()?,
        super::request::session()?,
        super::request::info()?,
    );
    Ok(desk::reading::snapshot(&desk, &session.actor, session.language, &info.build).await?)
}

/// The rows of a tab that a filter lets through, after `before` (exclusive; `None`: from the top).
#[server(prefix = "/api/fn", endpoint = "list", input = Json)]
pub async fn list(tab: Tab, #[server(default)] filter: Filter, before: Option<ListKey>) -> Result<ListPage, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::reading::list(&desk, &session.actor, &filter, tab, before).await?)
}

/// A conversation with its contact and newest messages; changes nothing (R91).
#[server(name = FetchConversation, prefix = "/api/fn", endpoint = "open_conversation", input = Json)]
pub async fn open_conversation(id: ConversationId) -> Result<OpenConversation, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::reading::open(&desk, &session.actor, id).await?)
}

/// Deletes a conversation for good.
#[server(prefix = "/api/fn", endpoint = "delete_conversation", input = Json)]
pub async fn delete_conversation(id: ConversationId) -> Result<(), ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::conversation::delete(&desk, &session.actor, id).await?)
}

/// What a message said before it was edited, the oldest first.
#[server(name = FetchMessageEdits, prefix = "/api/fn", endpoint = "message_edits", input = Json)]
pub async fn message_edits(conversation: ConversationId, message: MessageId) -> Result<Vec<MessageEdit>, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::message_edits::of(&desk, &session.actor, conversation, message).await?)
}

/// Messages older than `before`; with `through`, so many that this one is among them, if that is not too many.
#[server(prefix = "/api/fn", endpoint = "messages", input = Json)]
pub async fn messages(
    conversation: ConversationId,
    before: MessageId,
    through: Option<MessageId>,
) -> Result<MessagePage, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::reading::messages(&desk, &session.actor, conversation, before, through).await?)
}

/// What is found for a text, newest first; of messages those before `before` (R61, R62).
#[server(prefix = "/api/fn", endpoint = "search", input = Json)]
pub async fn search(text: String, before: Option<MessageId>) -> Result<SearchPage, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::search::search(&desk, &session.actor, &text, before).await?)
}

/// The business hours that count for a conversation, from its beginning until some weeks from now.
#[server(name = FetchBusinessTime, prefix = "/api/fn", endpoint = "business_time", input = Json)]
pub async fn business_time(id: ConversationId) -> Result<BusinessTime, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::reading::business_time(&desk, &session.actor, id).await?)
}

/// What is found in a conversation and in the customer's earlier ones, newest first; true: there is more (R69, R71).
#[server(prefix = "/api/fn", endpoint = "search_history", input = Json)]
pub async fn search_history(conversation: ConversationId, text: String) -> Result<(Vec<FoundMessage>, bool), ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::search::search_history(&desk, &session.actor, conversation, &text).await?)
}
