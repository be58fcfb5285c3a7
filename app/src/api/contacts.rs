//! Contacts: their sheets, and the lists of what can be chosen for them.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::{ChoiceForm, ChoiceId, ChoiceKind, ChoiceRecord, ContactChange, ContactId, ContactSheet};

use super::ApiError;

/// Everything that is known of a contact.
#[server(name = FetchContactSheet, prefix = "/api/fn", endpoint = "contact_sheet", input = Json)]
pub async fn contact_sheet(id: ContactId) -> Result<ContactSheet, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::contact_sheet::read(&desk, &session.actor, id).await?)
}

/// Changes one thing of it; gives it as it is then.
#[server(prefix = "/api/fn", endpoint = "change_contact", input = Json)]
pub async fn change_contact(id: ContactId, change: ContactChange) -> Result<ContactSheet, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::contact_sheet::change(&desk, &session.actor, id, change).await?)
}

#[server(prefix = "/api/fn", endpoint = "choices", input = Json)]
pub async fn choices(kind: ChoiceKind) -> Result<Vec<ChoiceRecord>, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::choice::list(&desk, &session.actor, kind).await?)
}

#[server(prefix = "/api/fn", endpoint = "create_choice", input = Json)]
pub async fn create_choice(kind: ChoiceKind, form: ChoiceForm) -> Result<ChoiceRecord, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::choice::create(&desk, &session.actor, kind, form).await?)
}

#[server(prefix = "/api/fn", endpoint = "change_choice", input = Json)]
pub async fn change_choice(
    kind: ChoiceKind,
    id: ChoiceId,
    version: i64,
    form: ChoiceForm,
) -> Result<ChoiceRecord, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::choice::change(&desk, &session.actor, (kind, id), version, form).await?)
}

#[server(prefix = "/api/fn", endpoint = "delete_choice", input = Json)]
pub async fn delete_choice(kind: ChoiceKind, id: ChoiceId) -> Result<(), ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::choice::delete(&desk, &session.actor, (kind, id)).await?)
}
