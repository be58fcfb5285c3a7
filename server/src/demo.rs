//! `/demo`: the page of a small shop that carries the chat, as a customer's website would. Only with `--demo`.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, header};
use model::Problem;

use crate::problem::Refusal;
use crate::security::SHOP_POLICY;
use crate::state::Shared;

const ASK_AGAIN: &str = "no-cache";

pub async fn shop(State(server): State<Shared>, request: HeaderMap) -> Response {
    answer(&server, "index.html", &request)
}

pub async fn asset(State(server): State<Shared>, Path(name): Path<String>, request: HeaderMap) -> Response {
    answer(&server, &name, &request)
}

fn answer(server: &Shared, name: &str, request: &HeaderMap) -> Response {
    if !server.configuration.demo {
        return Refusal::from(Problem::NotFound).into_response();
    }
    let mut response = server.site.answer(&format!("demo/{name}"), request, ASK_AGAIN);
    let policy = HeaderValue::from_static(SHOP_POLICY);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}
