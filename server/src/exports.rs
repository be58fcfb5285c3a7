//! `GET /exports/{id}/{name}`: what an export has written, for who asked for it. The name in the address is for people who save it.

use axum::extract::{Path, State};
use axum::response::Response;
use http::HeaderMap;
use model::{JobId, Problem};

use crate::file_answer::{Form, answer};
use crate::problem::Refusal;
use crate::sessions::SignedIn;
use crate::state::Shared;

pub async fn get(
    State(server): State<Shared>,
    SignedIn(session): SignedIn,
    Path((id, _)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let id = id.parse().map(JobId).map_err(|_| Problem::NotFound)?;
    let kept = desk::job::file(&server.desk, &session.actor, id).await?;
    Ok(answer(&server.desk, &kept, &Form::default(), &headers).await?)
}
