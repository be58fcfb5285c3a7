//! The desk's pages, rendered by the Leptos app, and its server functions.
//!
//! Signed-in pages are one frame without anybody's data, the same for every user and route: so it can also be kept for
//! when there is no network. Who is not signed in is sent to sign in, and back afterwards.

use std::fmt::Write as _;

use app::shell::Page;
use axum::body::{Body, to_bytes};
use axum::extract::{Extension, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::session::Session;
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use leptos::nonce::use_nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::ResponseOptions;
use model::{Language, Problem};

use crate::client_address::Client;
use crate::problem::Refusal;
use crate::security::{MAX_BODY, is_https, page_policy};
use crate::sessions::{MaybeSession, cookie};
use crate::state::Shared;
use crate::widget::preferred;

/// Where the work is.
const DESK: &str = "/desk/waiting";

/// `GET /`: to where the visitor of this address belongs.
pub async fn home(State(server): State<Shared>, MaybeSession(session): MaybeSession) -> Result<Redirect, Refusal> {
    Ok(Redirect::to(match session {
        Some(_) => DESK,
        None if server.needs_setup().await? => "/setup",
        None => "/login",
    }))
}

/// `GET /setup`: gone once the company is there.
pub async fn setup(
    State(server): State<Shared>,
    Extension(client): Extension<Client>,
    request: Request,
) -> Result<Response, Refusal> {
    if !server.needs_setup().await? {
        return Err(Problem::NotFound.into());
    }
    Ok(render(Page::Setup, &server, client, None, request).await)
}

/// `GET /login`.
pub async fn login(
    State(server): State<Shared>,
    Extension(client): Extension<Client>,
    MaybeSession(session): MaybeSession,
    request: Request,
) -> Result<Response, Refusal> {
    if session.is_some() {
        return Ok(Redirect::to(DESK).into_response());
    }
    if server.needs_setup().await? {
        return Ok(Redirect::to("/setup").into_response());
    }
    Ok(render(Page::Login, &server, client, None, request).await)
}

/// `GET /welcome`: where a link for a password leads. What the link is stands in the address's fragment, which is not sent.
pub async fn welcome(State(server): State<Shared>, Extension(client): Extension<Client>, request: Request) -> Response {
    render(Page::Welcome, &server, client, None, request).await
}

/// Every signed-in page.
pub async fn frame(
    State(server): State<Shared>,
    Extension(client): Extension<Client>,
    MaybeSession(session): MaybeSession,
    request: Request,
) -> Response {
    match session {
        Some(session) => render(Page::Frame, &server, client, Some(session), request).await,
        None => Redirect::to(&format!("/login?next={}", encoded(request.uri()))).into_response(),
    }
}

/// `GET /profile/sessions`: where the profile was once.
pub async fn old_profile() -> Redirect {
    Redirect::to("/settings/profile")
}

/// An address of ours as the value of a query.
fn encoded(uri: &Uri) -> String {
    let address = uri.path_and_query().map_or("/", |address| address.as_str());
    let mut value = String::with_capacity(address.len());
    for byte in address.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => value.push(char::from(byte)),
            other => {
                // Writing to a String cannot fail.
                let _ = write!(value, "%{other:02X}");
            }
        }
    }
    value
}

/// What the app knows of a request.
fn info(server: &Shared, client: Client, session: Option<&Session>, headers: &HeaderMap) -> app::api::RequestInfo {
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    app::api::RequestInfo {
        address: client.address.to_string(),
        user_agent: user_agent.unwrap_or_default().chars().take(400).collect(),
        secure: is_https(server.configuration.public_url.as_ref(), Some(&client)),
        build: server.site.build().to_owned(),
        nonce: String::new(),
        language: chosen_language(headers)
            .or(session.map(|session| session.language))
            .unwrap_or_else(|| preferred(headers)),
    }
}

/// The language that somebody has chosen in this browser.
fn chosen_language(headers: &HeaderMap) -> Option<Language> {
    cookie(headers, app::language::COOKIE).and_then(Language::from_tag)
}

async fn render(page: Page, server: &Shared, client: Client, session: Option<Session>, request: Request) -> Response {
    let info = info(server, client, session.as_ref(), request.headers());
    let index = server.site.index();
    let site = app::shell::Site {
        js: index.js.clone(),
        wasm: index.wasm.clone(),
        css: index.css.clone(),
        later_css: index.later_css.clone(),
        later_texts: index
            .later_texts
            .get(info.language.as_str())
            .cloned()
            .unwrap_or_default(),
    };
    let context = move || {
        // Leptos has made the nonce by now; it goes into its scripts, and into the header.
        let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
        if let (Some(response), Ok(policy)) = (
            use_context::<ResponseOptions>(),
            HeaderValue::from_str(&page_policy(&nonce)),
        ) {
            response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
            response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        provide_context(info.language);
        provide_context(site.clone());
        provide_context(app::api::RequestInfo { nonce, ..info.clone() });
    };
    leptos_axum::render_app_to_stream_in_order_with_context(context, move || app::shell::shell(page))(request).await
}

/// `POST /api/fn/…`: what the app's pages ask for. A refusal gets the status of its problem.
pub async fn server_function(
    State(server): State<Shared>,
    Extension(client): Extension<Client>,
    MaybeSession(session): MaybeSession,
    request: Request,
) -> Response {
    let info = info(&server, client, session.as_ref(), request.headers());
    let desk = server.desk.clone().asked_from(&info.address);
    let context = move || {
        provide_context(desk.clone());
        provide_context(session.clone());
        provide_context(info.language);
        provide_context(info.clone());
    };
    let response = leptos_axum::handle_server_fns_with_context(context, request)
        .await
        .into_response();
    with_status(response).await
}

/// Leptos answers every error with 500; the problem in the body knows better.
async fn with_status(response: Response) -> Response {
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return Refusal::from(Problem::Unavailable).into_response();
    };
    if let Ok(problem) = serde_json::from_slice::<Problem>(&body) {
        parts.status = Refusal::from(problem).status();
    }
    Response::from_parts(parts, Body::from(body))
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn the_way_back_after_signing_in_is_one_value() {
        let uri = "/desk/in-service/12?peek=1&x=%20#y".parse().expect("an address");
        assert_eq!(encoded(&uri), "/desk/in-service/12%3Fpeek%3D1%26x%3D%2520");
    }
}
