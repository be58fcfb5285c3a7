//! How an inbox hands out what waits in it: read and changed by its settings page.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::{InboxId, InboxRouting};

use super::ApiError;

/// An inbox's routing, with the version to give back when it is changed.
#[server(name = FetchInboxRouting, prefix = "/api/fn", endpoint = "inbox_routing", input = Json)]
pub async fn inbox_routing(inbox: InboxId) -> Result<InboxRouting, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::routing::settings(&desk, &session.actor, inbox).await?)
}

/// Changes it; gives it as it is then. A `Conflict` when somebody else has changed it meanwhile.
#[server(prefix = "/api/fn", endpoint = "set_inbox_routing", input = Json)]
pub async fn set_inbox_routing(inbox: InboxId, routing: InboxRouting) -> Result<InboxRouting, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::routing::set_settings(&desk, &session.actor, inbox, routing).await?)
}
