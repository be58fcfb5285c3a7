//! `/healthz`: the process runs. `/readyz`: it can serve, its database answers and it is not stopping.

use axum::extract::State;
use http::StatusCode;

use crate::state::Shared;

pub async fn alive() -> &'static str {
    "ok"
}

pub async fn ready(State(server): State<Shared>) -> (StatusCode, &'static str) {
    if server.hub.is_stopping() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping");
    }
    match desk::live::end(&server.desk).await {
        Ok(_) => (StatusCode::OK, "ready"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer"),
    }
}
