//! `--demo`: a company to try out, and `/demo`, the page of its shop, which carries the chat as a customer's website would.

use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use desk::Desk;
use desk::demo::DemoCompany;
use http::{HeaderMap, HeaderValue, header};
use model::Problem;

use crate::problem::Refusal;
use crate::security::SHOP_POLICY;
use crate::state::Shared;

const ASK_AGAIN: &str = "no-cache";

/// The demonstration's company: made in an empty database, found again in its own; `None` in anybody else's.
pub async fn company(desk: &Desk) -> Result<Option<DemoCompany>, Problem> {
    if desk::setup::needed(desk).await? {
        tracing::info!("making the demonstration's company");
        return desk::demo::fill(desk).await.map(Some);
    }
    desk::demo::find(desk).await
}

/// Where everything is and how to come in.
pub fn sentence(company: &DemoCompany, address: &str) -> String {
    let people: Vec<_> = company
        .sign_ins
        .iter()
        .map(|sign_in| format!("{} ({})", sign_in.email, sign_in.role))
        .collect();
    let password = company.sign_ins.first().map_or("", |sign_in| sign_in.password);
    format!(
        "The demo is ready: the desk is at {address}/ (sign in as {}, each with the password {password}), and the shop \
         with the chat is at {address}/demo",
        people.join(", ")
    )
}

/// The shop's page, with the number of the first live chat, which it carries.
pub async fn shop(State(server): State<Shared>) -> Result<Response, Refusal> {
    if !server.configuration.demo {
        return Err(Problem::NotFound.into());
    }
    let directory = desk::directory::directory(&server.desk).await?;
    let chat = directory.connections.first().ok_or(Problem::NotFound)?;
    let template = server.site.text("demo/index.html").ok_or(Problem::NotFound)?;
    let page = template.replace("{{connection}}", &chat.id.to_string());
    let mut response = Html(page).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SHOP_POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(ASK_AGAIN));
    Ok(response)
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
