//! `POST /api/v1/commands`: what an agent asks the desk to change.

use axum::extract::State;
use axum::response::Json;
use model::{CommandEnvelope, Outcome};

use crate::problem::{JsonBody, Refusal};
use crate::sessions::SignedIn;
use crate::state::Shared;

pub async fn execute(
    State(server): State<Shared>,
    SignedIn(session): SignedIn,
    JsonBody(envelope): JsonBody<CommandEnvelope>,
) -> Result<Json<Outcome>, Refusal> {
    server.limits.command(session.id)?;
    Ok(Json(
        desk::command::execute(&server.desk, &session.actor, envelope).await?,
    ))
}
