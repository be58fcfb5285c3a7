//! Pictures of people: `GET /api/v1/photos/{kind}/{id}/{at}` gives one out, `POST /api/v1/photos/{kind}/{id}` sets it, or takes
//! it away. `kind` is `users` or `contacts`; `at` makes another picture another address, so that browsers may keep each.

use axum::body::{Body, to_bytes};
use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse as _, Json, Response};
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use model::{LARGEST_PHOTO, Person, Problem, Timestamp};

use crate::client_address::Client;
use crate::problem::Refusal;
use crate::sessions::SignedIn;
use crate::state::Shared;

const KEPT: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");

fn person(kind: &str, id: &str) -> Result<Person, Problem> {
    let number = id.parse().ok();
    number.and_then(|id| Person::parse(kind, id)).ok_or(Problem::NotFound)
}

pub async fn get(
    State(server): State<Shared>,
    SignedIn(session): SignedIn,
    Path((kind, id, _)): Path<(String, String, String)>,
) -> Result<Response, Refusal> {
    let shown = desk::photo::read(&server.desk, &session.actor, person(&kind, &id)?).await?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(shown.media_type)),
        (CACHE_CONTROL, KEPT),
    ];
    Ok((headers, shown.bytes).into_response())
}

/// The body is the image; an empty one takes the picture away.
pub async fn set(
    State(server): State<Shared>,
    SignedIn(session): SignedIn,
    Extension(client): Extension<Client>,
    Path((kind, id)): Path<(String, String)>,
    body: Body,
) -> Result<Json<Option<Timestamp>>, Refusal> {
    server.limits.command(session.id)?;
    let of = person(&kind, &id)?;
    let image: Bytes = to_bytes(body, LARGEST_PHOTO)
        .await
        .map_err(|_| Refusal::with_status(StatusCode::PAYLOAD_TOO_LARGE, Problem::invalid("file", "too_large")))?;
    let desk = server.desk.clone().asked_from(&client.address.to_string());
    let image = (!image.is_empty()).then_some(image);
    let at = desk::photo::set(&desk, &session.actor, of, image).await?;
    Ok(Json(at))
}
