//! What the server tells its operators: structured logs on standard error, every request under its own id.

use std::io::IsTerminal as _;
use std::panic::AssertUnwindSafe;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use http::HeaderValue;
use model::Problem;
use tokio::time::Instant;
use tracing::Instrument as _;
use tracing_subscriber::EnvFilter;

use crate::configuration::LogFormat;
use crate::edge::random_word;
use crate::problem::Refusal;

/// The header that tells a request's id to the caller.
pub const REQUEST_ID: &str = "x-request-id";

/// Starts the log. `RUST_LOG` chooses what is in it; `info` without it.
pub fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
}

/// Gives the request its id, logs its end, and turns a panic into a problem with that id: one broken request must not
/// look like a broken server. Query strings are not logged: they may say more than a log should know.
pub async fn watch(request: Request, next: Next) -> Response {
    let id = random_word();
    let span = tracing::info_span!(
        "request",
        id,
        method = %request.method(),
        path = request.uri().path(),
        route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str),
    );
    async {
        let begun = Instant::now();
        let mut response = match AssertUnwindSafe(next.run(request)).catch_unwind().await {
            Ok(response) => response,
            Err(panic) => {
                let reason = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
                let reason = reason
                    .or_else(|| panic.downcast_ref::<String>().cloned())
                    .unwrap_or_default();
                tracing::error!(reason, "the request panicked");
                Refusal::from(Problem::Internal { id: id.clone() }).into_response()
            }
        };
        let status = response.status().as_u16();
        let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        if response.status().is_server_error() {
            tracing::warn!(status, milliseconds, "answered");
        } else {
            tracing::debug!(status, milliseconds, "answered");
        }
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        response
    }
    .instrument(span)
    .await
}
