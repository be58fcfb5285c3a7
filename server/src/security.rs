//! What keeps other sites and other people's scripts out: response headers, the content security policy, the origin check.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{
    CONTENT_LENGTH, CONTENT_SECURITY_POLICY, COOKIE, HOST, HeaderName, ORIGIN, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, UPGRADE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, Method};
use model::Problem;

use crate::client_address::Client;
use crate::configuration::PublicUrl;
use crate::problem::{Refusal, too_large};
use crate::state::Shared;

/// The longest request body, in bytes. A message of 8,000 characters is at most 48 kB in escaped JSON.
pub const MAX_BODY: usize = 64 * 1024;

/// The policy of what is neither a page nor a worker.
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
const PERMISSIONS: HeaderValue =
    HeaderValue::from_static("camera=(), geolocation=(), microphone=(self), payment=(), usb=()");

/// The policy of the desk's own pages. Scripts run by nonce only, and may load what they import (`strict-dynamic`).
pub fn page_policy(nonce: &str) -> String {
    format!(
        "default-src 'self'; script-src 'strict-dynamic' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    )
}

/// Which sites may show the chat's panel. `origins` empty: all.
pub fn frame_ancestors(origins: &[String]) -> String {
    if origins.is_empty() {
        "*".to_owned()
    } else {
        format!("'self' {}", origins.join(" "))
    }
}

/// The policy of the chat's panel, which the `ancestors` show in a frame.
pub fn panel_policy(nonce: &str, ancestors: &str) -> String {
    format!(
        "default-src 'none'; script-src 'strict-dynamic' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; connect-src 'self'; \
         img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'none'; \
         frame-ancestors {ancestors}"
    )
}

/// The policy of the demonstration shop: a website as customers have it, with the chat in a frame.
pub const SHOP_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                               img-src 'self' data:; frame-src 'self'; object-src 'none'; base-uri 'none'; \
                               form-action 'self'; frame-ancestors 'self'";

/// The policy of a service worker: it fetches what the pages fetch.
pub const WORKER_POLICY: &str = "default-src 'self'";

/// Puts the headers on that every answer carries; what a handler has set itself stays.
pub async fn headers(State(server): State<Shared>, request: Request, next: Next) -> Response {
    let https = is_https(server.configuration.public_url.as_ref(), request.extensions().get());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    set(CONTENT_SECURITY_POLICY, NOTHING);
    set(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Not `no-referrer`: with it browsers send `Origin: null` with a form of our own, and the origin check refuses it.
    set(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    set(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    if https {
        set(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}

/// Whether the browser came by https.
pub fn is_https(public_url: Option<&PublicUrl>, client: Option<&Client>) -> bool {
    match public_url {
        Some(url) => url.is_https(),
        None => client.is_some_and(|client| client.secure),
    }
}

/// Refuses bodies that say they are too long.
pub async fn short(request: Request, next: Next) -> Response {
    let length = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > MAX_BODY) {
        return too_large().into_response();
    }
    next.run(request).await
}

/// Refuses what changes something, or opens a socket, on behalf of a foreign page.
pub async fn gate(State(server): State<Shared>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if !is_from_us(request.method(), headers, server.configuration.public_url.as_ref()) {
        tracing::info!(origin = ?headers.get(ORIGIN), "refused: foreign origin");
        return Refusal::from(Problem::Forbidden).into_response();
    }
    next.run(request).await
}

/// The origin check. Reading is free: without `Access-Control-Allow-Origin` no foreign page sees the answer. Everything
/// else must come from our own pages; a caller without `Origin` is no browser page, and passes as long as it brings no
/// cookie that a browser may have added.
fn is_from_us(method: &Method, headers: &HeaderMap, public_url: Option<&PublicUrl>) -> bool {
    if method.is_safe() && !headers.contains_key(UPGRADE) && *method != Method::CONNECT {
        return true;
    }
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if !matches!(site, None | Some(b"same-origin" | b"none")) {
        return false;
    }
    match headers.get(ORIGIN) {
        None => site == Some(b"same-origin") || !headers.contains_key(COOKIE),
        Some(origin) => {
            let Ok(origin) = origin.to_str() else { return false };
            if let Some(url) = public_url {
                return url.origin().eq_ignore_ascii_case(origin);
            }
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            let host = headers.get(HOST).and_then(|host| host.to_str().ok());
            matches!((authority, host), (Some(one), Some(other)) if one.eq_ignore_ascii_case(other))
        }
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue, Method};

    use super::{frame_ancestors, is_from_us, panel_policy};
    use crate::configuration::{Configuration, Given};

    #[test]
    fn a_foreign_page_changes_nothing_and_opens_no_socket() {
        let public = Configuration::load(Given {
            command_line: vec![("public_url".to_owned(), "https://desk.example".to_owned())],
            ..Given::default()
        })
        .expect("right")
        .public_url;
        let (ours, foreign) = (("origin", "https://desk.example"), ("origin", "https://evil.example"));
        let (cookie, upgrade) = (("cookie", "balcao_session=x"), ("upgrade", "websocket"));
        let cross = ("sec-fetch-site", "cross-site");
        let same = ("sec-fetch-site", "same-origin");
        for (method, given, with_url, without_url) in [
            (Method::GET, vec![foreign], true, true),
            (Method::POST, vec![ours], true, true),
            (Method::POST, vec![ours, cookie, same], true, true),
            (Method::POST, vec![foreign], false, false),
            (Method::POST, vec![("origin", "null")], false, false),
            (Method::POST, vec![("origin", "http://desk.example")], false, true),
            (Method::POST, vec![ours, cross], false, false),
            (Method::POST, vec![ours, ("sec-fetch-site", "same-site")], false, false),
            (Method::POST, vec![], true, true),
            (Method::POST, vec![cookie], false, false),
            (Method::POST, vec![cookie, same], true, true),
            (Method::GET, vec![upgrade, ours, cookie], true, true),
            (Method::GET, vec![upgrade, foreign], false, false),
            (Method::GET, vec![upgrade, cookie], false, false),
            (Method::DELETE, vec![foreign], false, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("host", HeaderValue::from_static("desk.example"));
            for (name, value) in &given {
                headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            assert_eq!(
                is_from_us(&method, &headers, public.as_ref()),
                with_url,
                "{method} {given:?} with a URL"
            );
            assert_eq!(
                is_from_us(&method, &headers, None),
                without_url,
                "{method} {given:?} without"
            );
        }
    }

    #[test]
    fn the_panel_is_shown_only_where_it_may_be() {
        let policy = |origins: &[String]| panel_policy("n", &frame_ancestors(origins));
        assert!(policy(&[]).ends_with("frame-ancestors *"));
        let shop = ["https://shop.example".to_owned()];
        assert!(policy(&shop).ends_with("frame-ancestors 'self' https://shop.example"));
    }
}
