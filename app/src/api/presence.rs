//! What one chooses to be for one's colleagues.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::Availability;

use super::ApiError;

/// Chooses; the user's screens hear of it by their sockets.
#[server(prefix = "/api/fn", endpoint = "choose_availability", input = Json)]
pub async fn choose_availability(availability: Availability) -> Result<(), ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::presence::choose(&desk, &session.actor, availability).await?)
}
