//! Every route there is, in one table. The access test reads the same table: a route without a row there fails it.

use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use model::Problem;
use std::net::SocketAddr;
use std::time::Duration;

use crate::client_address::Client;
use crate::problem::Refusal;
use crate::security::{self, MAX_BODY};
use crate::state::{Server, Shared};
use crate::{
    agent_socket, commands, demo, exports, files, health, pages, photos, site, telemetry, visitor_socket, visitors,
    widget,
};

/// How long a request may take. Work that writes goes on without it: only the answer is given up.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a route gives, and so whom it concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The same file for everybody.
    File,
    /// Tells machines how the server is.
    Health,
    /// A page of the desk.
    Page,
    /// The agents' API.
    Api,
    /// The visitors' side.
    Chat,
    /// Takes a file in: however long that takes, and as long as the desk says.
    Upload,
}

/// One route.
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    pub path: &'static str,
    pub kind: Kind,
    handler: fn() -> MethodRouter<Shared>,
}

macro_rules! routes {
    ($($method:ident $path:literal $kind:ident $handler:path;)+) => {
        &[$(Route {
            method: routes!(@name $method),
            path: $path,
            kind: Kind::$kind,
            handler: || $method($handler),
        },)+]
    };
    (@name get) => { "GET" };
    (@name post) => { "POST" };
}

/// The table.
pub const ROUTES: &[Route] = routes! {
    get "/healthz" Health health::alive;
    get "/readyz" Health health::ready;

    get "/" Page pages::home;
    get "/setup" Page pages::setup;
    get "/login" Page pages::login;
    get "/welcome" Page pages::welcome;
    get "/desk" Page pages::frame;
    get "/desk/{tab}" Page pages::frame;
    get "/desk/{tab}/{number}" Page pages::frame;
    get "/conversations" Page pages::frame;
    get "/settings" Page pages::frame;
    get "/settings/{section}" Page pages::frame;
    get "/settings/{section}/{id}" Page pages::frame;
    get "/settings/{section}/{id}/{part}" Page pages::frame;
    get "/profile/sessions" Page pages::old_profile;

    get "/api/v1/socket" Api agent_socket::open;
    post "/api/v1/commands" Api commands::execute;
    post "/api/v1/files" Upload files::upload;
    get "/files/{id}/{name}" Api files::get;
    post "/api/v1/photos/{kind}/{id}" Upload photos::set;
    get "/api/v1/photos/{kind}/{id}/{at}" Api photos::get;
    get "/exports/{id}/{name}" Api exports::get;
    post "/api/fn/setup" Api pages::server_function;
    post "/api/fn/sign_in" Api pages::server_function;
    post "/api/fn/sign_out" Api pages::server_function;
    post "/api/fn/sessions" Api pages::server_function;
    post "/api/fn/revoke_session" Api pages::server_function;
    post "/api/fn/snapshot" Api pages::server_function;
    post "/api/fn/list" Api pages::server_function;
    post "/api/fn/open_conversation" Api pages::server_function;
    post "/api/fn/messages" Api pages::server_function;
    post "/api/fn/message_edits" Api pages::server_function;
    post "/api/fn/business_time" Api pages::server_function;
    post "/api/fn/delete_conversation" Api pages::server_function;
    post "/api/fn/search" Api pages::server_function;
    post "/api/fn/contact_sheet" Api pages::server_function;
    post "/api/fn/change_contact" Api pages::server_function;
    post "/api/fn/choices" Api pages::server_function;
    post "/api/fn/create_choice" Api pages::server_function;
    post "/api/fn/change_choice" Api pages::server_function;
    post "/api/fn/delete_choice" Api pages::server_function;
    post "/api/fn/merge_values" Api pages::server_function;
    post "/api/fn/quick_replies" Api pages::server_function;
    post "/api/fn/create_quick_reply" Api pages::server_function;
    post "/api/fn/change_quick_reply" Api pages::server_function;
    post "/api/fn/delete_quick_reply" Api pages::server_function;
    post "/api/fn/take_quick_reply" Api pages::server_function;
    post "/api/fn/import_quick_replies" Api pages::server_function;
    post "/api/fn/held_messages" Api pages::server_function;
    post "/api/fn/call_back_message" Api pages::server_function;
    post "/api/fn/draft" Api pages::server_function;
    post "/api/fn/keep_draft" Api pages::server_function;
    post "/api/fn/search_history" Api pages::server_function;
    post "/api/fn/audit_log" Api pages::server_function;
    post "/api/fn/inboxes" Api pages::server_function;
    post "/api/fn/inbox" Api pages::server_function;
    post "/api/fn/create_inbox" Api pages::server_function;
    post "/api/fn/update_inbox" Api pages::server_function;
    post "/api/fn/inbox_conversations" Api pages::server_function;
    post "/api/fn/delete_inbox" Api pages::server_function;
    post "/api/fn/live_chats" Api pages::server_function;
    post "/api/fn/live_chat" Api pages::server_function;
    post "/api/fn/create_live_chat" Api pages::server_function;
    post "/api/fn/update_live_chat" Api pages::server_function;
    post "/api/fn/delete_live_chat" Api pages::server_function;
    post "/api/fn/choose_availability" Api pages::server_function;
    post "/api/fn/inbox_routing" Api pages::server_function;
    post "/api/fn/set_inbox_routing" Api pages::server_function;
    post "/api/fn/begin_job" Api pages::server_function;
    post "/api/fn/jobs" Api pages::server_function;
    post "/api/fn/job_report" Api pages::server_function;
    post "/api/fn/cancel_job" Api pages::server_function;
    post "/api/fn/users" Api pages::server_function;
    post "/api/fn/change_user" Api pages::server_function;
    post "/api/fn/set_user_enabled" Api pages::server_function;
    post "/api/fn/invite_user" Api pages::server_function;
    post "/api/fn/issue_password_link" Api pages::server_function;
    post "/api/fn/look_at_password_link" Api pages::server_function;
    post "/api/fn/set_password_by_link" Api pages::server_function;
    post "/api/fn/change_own_password" Api pages::server_function;
    post "/api/fn/own_profile" Api pages::server_function;
    post "/api/fn/change_own_profile" Api pages::server_function;
    post "/api/fn/change_own_settings" Api pages::server_function;
    post "/api/fn/roles" Api pages::server_function;
    post "/api/fn/create_role" Api pages::server_function;
    post "/api/fn/change_role" Api pages::server_function;
    post "/api/fn/delete_role" Api pages::server_function;
    post "/api/fn/departments" Api pages::server_function;
    post "/api/fn/create_department" Api pages::server_function;
    post "/api/fn/change_department" Api pages::server_function;
    post "/api/fn/delete_department" Api pages::server_function;
    post "/api/fn/table_page" Api pages::server_function;
    post "/api/fn/table_count" Api pages::server_function;
    post "/api/fn/supervision" Api pages::server_function;
    post "/api/fn/table_layout" Api pages::server_function;
    post "/api/fn/keep_table_layout" Api pages::server_function;
    post "/api/fn/reset_table_layout" Api pages::server_function;
    post "/api/fn/table_publications" Api pages::server_function;
    post "/api/fn/publish_table_layout" Api pages::server_function;
    post "/api/fn/withdraw_table_layout" Api pages::server_function;
    post "/api/fn/table_views" Api pages::server_function;
    post "/api/fn/table_view_counts" Api pages::server_function;
    post "/api/fn/create_table_view" Api pages::server_function;
    post "/api/fn/change_table_view" Api pages::server_function;
    post "/api/fn/delete_table_view" Api pages::server_function;
    post "/api/fn/set_default_table_view" Api pages::server_function;

    get "/widget.js" File site::loader;
    get "/chat/assets/{*file}" File site::chat_asset;
    get "/chat/preview" Chat widget::preview;
    get "/chat/{connection}" Chat widget::panel;
    get "/chat/{connection}/look.js" Chat widget::look;
    get "/chat/{connection}/socket" Chat visitor_socket::open;
    get "/chat/{connection}/messages" Chat visitors::messages;
    get "/chat/{connection}/transcript" Chat visitors::transcript;
    post "/chat/{connection}/visitors" Chat visitors::begin;
    post "/chat/{connection}/commands" Chat visitors::execute;
    post "/chat/{connection}/files" Upload files::visitor_upload;
    post "/chat/{connection}/links" Chat files::links;
    get "/chat/{connection}/files/{id}/{name}" Chat files::visitor_get;

    get "/demo" File demo::shop;
    get "/demo/{*file}" File demo::asset;
    get "/pkg/{*file}" File site::package;
    get "/sw.js" File site::service_worker;
    get "/{*file}" File site::file;
};

/// The table as a service, with what stands before every handler: from the outside in, the log, who the client is, the
/// response headers, the limits, the origin check.
pub fn router(server: &Shared) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        let mut handler = (route.handler)();
        if !matches!(route.kind, Kind::File | Kind::Health) {
            handler = handler.layer(from_fn_with_state(Arc::clone(server), limit));
        }
        if route.kind == Kind::Upload {
            handler = handler.layer(DefaultBodyLimit::disable());
        } else {
            handler = handler.layer(DefaultBodyLimit::max(MAX_BODY));
            handler = handler.layer(tower_http::limit::RequestBodyLimitLayer::new(MAX_BODY));
            handler = handler.layer(from_fn(security::short));
            handler = handler.layer(from_fn(in_time));
        }
        router = router.route(route.path, handler);
    }
    router
        .method_not_allowed_fallback(async || {
            Refusal::with_status(http::StatusCode::METHOD_NOT_ALLOWED, Problem::NotFound)
        })
        .fallback(async || Refusal::from(Problem::NotFound))
        .layer(from_fn_with_state(Arc::clone(server), security::gate))
        .layer(from_fn_with_state(Arc::clone(server), security::headers))
        .layer(from_fn_with_state(Arc::clone(server), recognise))
        .layer(from_fn(telemetry::watch))
        .with_state(Arc::clone(server))
}

/// Finds out who the client is, for everything further in.
async fn recognise(
    State(server): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let client = Client::of(peer, request.headers(), &server.configuration.trusted_proxies);
    request.extensions_mut().insert(client);
    next.run(request).await
}

/// Slows down an address that asks for too much.
async fn limit(State(server): State<Shared>, request: Request, next: Next) -> Response {
    let client = request.extensions().get::<Client>();
    match client.map_or(Ok(()), |client| server.limits.request(client.limit_key())) {
        Ok(()) => next.run(request).await,
        Err(problem) => Refusal::from(problem).into_response(),
    }
}

async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(PATIENCE, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::from(Problem::Unavailable).into_response(),
    }
}

impl Server {
    /// The routes as a service.
    pub fn router(self: &Arc<Self>) -> Router {
        router(self)
    }
}
