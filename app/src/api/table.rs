//! What the managers' table reads and keeps: its rows, how things stand, its layout and its saved views.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::{
    Layout, LayoutRecord, Publications, PublishedFor, Supervision, TableCount, TablePage, TableQuery, TableRequest,
    View, ViewCount, ViewForm, ViewId,
};

use super::ApiError;

/// A stretch of the table; `NotFound` when the place is a number that is not in it.
#[server(name = FetchTablePage, prefix = "/api/fn", endpoint = "table_page", input = Json)]
pub async fn table_page(request: TableRequest) -> Result<TablePage, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::table::page(&desk, &session.actor, &request).await?)
}

/// How many rows it has. `offset`: minutes by which the reader's clocks are ahead of UTC.
#[server(name = CountTable, prefix = "/api/fn", endpoint = "table_count", input = Json)]
pub async fn table_count(query: TableQuery, offset: i16) -> Result<TableCount, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::table::count(&desk, &session.actor, &query, offset).await?)
}

#[server(name = FetchSupervision, prefix = "/api/fn", endpoint = "supervision", input = Json)]
pub async fn supervision() -> Result<Supervision, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::table::supervise(&desk, &session.actor).await?)
}

#[server(name = FetchTableLayout, prefix = "/api/fn", endpoint = "table_layout", input = Json)]
pub async fn table_layout() -> Result<LayoutRecord, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::table_layout::read(&desk, &session.actor).await?)
}

/// Keeps one's own.
#[server(prefix = "/api/fn", endpoint = "keep_table_layout", input = Json)]
pub async fn keep_table_layout(layout: Layout) -> Result<LayoutRecord, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::table_layout::keep(&desk, &session.actor, layout).await?)
}

/// Forgets one's own, and gives what holds then.
#[server(prefix = "/api/fn", endpoint = "reset_table_layout", input = Json)]
pub async fn reset_table_layout() -> Result<LayoutRecord, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::table_layout::reset(&desk, &session.actor).await?)
}

#[server(name = FetchTablePublications, prefix = "/api/fn", endpoint = "table_publications", input = Json)]
pub async fn table_publications() -> Result<Publications, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::table_layout::publications(&desk, &session.actor).await?)
}

#[server(prefix = "/api/fn", endpoint = "publish_table_layout", input = Json)]
pub async fn publish_table_layout(published_for: PublishedFor, layout: Layout) -> Result<Publications, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::table_layout::publish(&desk, &session.actor, published_for, layout).await?)
}

#[server(prefix = "/api/fn", endpoint = "withdraw_table_layout", input = Json)]
pub async fn withdraw_table_layout(published_for: PublishedFor) -> Result<Publications, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::table_layout::withdraw(&desk, &session.actor, published_for).await?)
}

#[server(name = FetchTableViews, prefix = "/api/fn", endpoint = "table_views", input = Json)]
pub async fn table_views() -> Result<Vec<View>, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::table_view::list(&desk, &session.actor).await?)
}

/// How many rows the first of the views have.
#[server(prefix = "/api/fn", endpoint = "table_view_counts", input = Json)]
pub async fn table_view_counts(offset: i16) -> Result<Vec<ViewCount>, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::table::view_counts(&desk, &session.actor, offset).await?)
}

#[server(prefix = "/api/fn", endpoint = "create_table_view", input = Json)]
pub async fn create_table_view(form: ViewForm) -> Result<View, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::table_view::create(&desk, &session.actor, form).await?)
}

/// A `Conflict` when somebody has changed it meanwhile.
#[server(prefix = "/api/fn", endpoint = "change_table_view", input = Json)]
pub async fn change_table_view(id: ViewId, version: i64, form: ViewForm) -> Result<View, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::table_view::change(&desk, &session.actor, id, version, form).await?)
}

#[server(prefix = "/api/fn", endpoint = "delete_table_view", input = Json)]
pub async fn delete_table_view(id: ViewId) -> Result<(), ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::table_view::delete(&desk, &session.actor, id).await?)
}

/// With which one the table begins; `None`: with none.
#[server(prefix = "/api/fn", endpoint = "set_default_table_view", input = Json)]
pub async fn set_default_table_view(id: Option<ViewId>) -> Result<Vec<View>, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::table_view::set_default(&desk, &session.actor, id).await?)
}
