//! What the pages of the settings read and write.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::{AuditFilter, AuditKey, AuditPage};

use super::ApiError;

/// The entries of the audit log after `after` (exclusive; `None`: from the newest).
#[server(prefix = "/api/fn", endpoint = "audit_log", input = Json)]
pub async fn audit_log(filter: AuditFilter, after: Option<AuditKey>) -> Result<AuditPage, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::audit::page(&desk, &session.actor, &filter, after).await?)
}
