//! What the settings of inboxes and live chats read and write.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::{ConnectionId, DepartmentId, InboxId, InboxRecord, InboxSettings, LiveChatRecord};

use super::ApiError;

/// All inboxes in the order of their ids.
#[server(prefix = "/api/fn", endpoint = "inboxes", input = Json)]
pub async fn inboxes() -> Result<Vec<InboxRecord>, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::inbox::list(&desk, &session.actor).await?)
}

#[server(prefix = "/api/fn", endpoint = "inbox", input = Json)]
pub async fn inbox(id: InboxId) -> Result<InboxRecord, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::inbox::get(&desk, &session.actor, id).await?)
}

#[server(prefix = "/api/fn", endpoint = "create_inbox", input = Json)]
pub async fn create_inbox(name: String, default_department: Option<DepartmentId>) -> Result<InboxId, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    let new = desk::inbox::NewInbox {
        name,
        default_department,
    };
    Ok(desk::inbox::create(&desk, &session.actor, new).await?)
}

/// `expected_version`: the one that was on screen.
#[server(prefix = "/api/fn", endpoint = "update_inbox", input = Json)]
pub async fn update_inbox(
    id: InboxId,
    expected_version: i64,
    settings: InboxSettings,
) -> Result<InboxRecord, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::inbox::update(&desk, &session.actor, id, expected_version, settings).await?)
}

/// How many conversations would be deleted with it.
#[server(prefix = "/api/fn", endpoint = "inbox_conversations", input = Json)]
pub async fn inbox_conversations(id: InboxId) -> Result<u64, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::inbox::count_conversations(&desk, &session.actor, id).await?)
}

/// `name` as it was typed.
#[server(prefix = "/api/fn", endpoint = "delete_inbox", input = Json)]
pub async fn delete_inbox(id: InboxId, expected_version: i64, name: String) -> Result<(), ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::inbox::delete(&desk, &session.actor, id, expected_version, &name).await?)
}

/// All live chats in the order of their ids.
#[server(prefix = "/api/fn", endpoint = "live_chats", input = Json)]
pub async fn live_chats() -> Result<Vec<LiveChatRecord>, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::connection::list(&desk, &session.actor).await?)
}

#[server(prefix = "/api/fn", endpoint = "live_chat", input = Json)]
pub async fn live_chat(id: ConnectionId) -> Result<LiveChatRecord, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::connection::get(&desk, &session.actor, id).await?)
}

#[server(prefix = "/api/fn", endpoint = "create_live_chat", input = Json)]
pub async fn create_live_chat(inbox: InboxId, name: String) -> Result<ConnectionId, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    let new = desk::connection::NewLiveChat { inbox, name };
    Ok(desk::connection::create(&desk, &session.actor, new).await?)
}

/// `wanted` carries the version that was on screen.
#[server(prefix = "/api/fn", endpoint = "update_live_chat", input = Json)]
pub async fn update_live_chat(wanted: LiveChatRecord) -> Result<LiveChatRecord, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::connection::update(&desk, &session.actor, wanted).await?)
}

#[server(prefix = "/api/fn", endpoint = "delete_live_chat", input = Json)]
pub async fn delete_live_chat(id: ConnectionId, expected_version: i64) -> Result<(), ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::connection::delete(&desk, &session.actor, id, expected_version).await?)
}
