//! What users read and change of themselves: their account, and their settings.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::{OwnProfile, OwnProfileForm, OwnRecord, OwnSettings};

use super::ApiError;

#[server(name = FetchOwnProfile, prefix = "/api/fn", endpoint = "own_profile", input = Json)]
pub async fn own_profile() -> Result<OwnProfile, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::own_profile::read(&desk, &session.actor).await?)
}

/// A `Conflict` when an administrator has changed it meanwhile.
#[server(prefix = "/api/fn", endpoint = "change_own_profile", input = Json)]
pub async fn change_own_profile(version: i64, form: OwnProfileForm) -> Result<OwnProfile, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::own_profile::change(&desk, &session.actor, version, form).await?)
}

/// A `Conflict` when another window has changed them meanwhile.
#[server(prefix = "/api/fn", endpoint = "change_own_settings", input = Json)]
pub async fn change_own_settings(version: i64, settings: OwnSettings) -> Result<OwnRecord, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::own_settings::change(&desk, &session.actor, version, settings).await?)
}
