//! How a [`Problem`] is answered: `application/problem+json` (RFC 9457) with the problem's own fields beside.
//!
//! | problem | status |
//! |---|---|
//! | `not_found` | 404 |
//! | `unauthenticated` | 401 |
//! | `forbidden` | 403 |
//! | `conflict` | 409 |
//! | `invalid` | 422; the body itself: 400 not JSON, 413 too large, 415 not called JSON |
//! | `too_many` | 429 with `Retry-After` |
//! | `unavailable` | 503 with `Retry-After` |
//! | `internal` | 500; the log explains the id |

use axum::body::Body;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Json, Request};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use model::Problem;
use serde::de::DeserializeOwned;

/// A refused request.
#[derive(Debug)]
pub struct Refusal {
    status: StatusCode,
    problem: Problem,
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let status = match &problem {
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::Unauthenticated => StatusCode::UNAUTHORIZED,
            Problem::Forbidden => StatusCode::FORBIDDEN,
            Problem::Conflict { .. } => StatusCode::CONFLICT,
            Problem::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Problem::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Problem::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Problem::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self { status, problem }
    }
}

impl Refusal {
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// A problem under another status than its usual one.
    pub fn with_status(status: StatusCode, problem: Problem) -> Self {
        Self { status, problem }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self { status, problem } = self;
        let wait = match &problem {
            Problem::TooMany { retry_after } => Some(*retry_after),
            Problem::Unavailable => Some(1),
            _ => None,
        };
        let mut body = serde_json::to_value(&problem).unwrap_or_default();
        if let Some(fields) = body.as_object_mut() {
            let name = fields.get("problem").and_then(|name| name.as_str()).unwrap_or_default();
            let kind = format!("urn:balcao:problem:{name}");
            fields.insert("type".to_owned(), kind.into());
            fields.insert("title".to_owned(), problem.to_string().into());
            fields.insert("status".to_owned(), status.as_u16().into());
        }
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = wait {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// A JSON body, or the refusal that says what is wrong with it.
#[derive(Debug)]
pub struct JsonBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(refused_body(&rejection)),
        }
    }
}

fn refused_body(rejection: &JsonRejection) -> Refusal {
    match rejection {
        JsonRejection::JsonDataError(error) => Refusal::from(invalid_field(&error.body_text())),
        JsonRejection::JsonSyntaxError(_) => {
            Refusal::with_status(StatusCode::BAD_REQUEST, Problem::invalid("body", "malformed"))
        }
        JsonRejection::MissingJsonContentType(_) => Refusal::with_status(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Problem::invalid("content-type", "malformed"),
        ),
        other if other.status() == StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Refusal::with_status(StatusCode::BAD_REQUEST, Problem::invalid("body", "malformed")),
    }
}

/// The body is longer than the route takes.
pub fn too_large() -> Refusal {
    Refusal::with_status(StatusCode::PAYLOAD_TOO_LARGE, Problem::invalid("body", "too_long"))
}

/// The model's own types fail to parse with a problem of their own (`text: too_long`): find it in serde's sentence, so
/// that the caller learns which field is wrong. Any other mismatch is the body's.
fn invalid_field(sentence: &str) -> Problem {
    const FIELDS: [&str; 3] = ["id", "text", "after"];
    const REASONS: [&str; 3] = ["required", "too_long", "malformed"];
    for field in FIELDS {
        for reason in REASONS {
            if sentence.contains(&format!(": {field}: {reason}")) {
                return Problem::invalid(field, reason);
            }
        }
    }
    Problem::invalid("body", "malformed")
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;
    use model::Problem;

    use super::{Refusal, invalid_field};

    #[tokio::test]
    async fn a_refusal_is_a_problem_document_and_still_the_problem() {
        for (problem, status) in [
            (Problem::NotFound, 404),
            (
                Problem::Conflict {
                    status: Some(model::Status::Accepted),
                    assignee: None,
                    conversation: None,
                },
                409,
            ),
            (Problem::invalid("text", "too_long"), 422),
            (Problem::TooMany { retry_after: 7 }, 429),
            (Problem::Internal { id: "x".to_owned() }, 500),
        ] {
            let response = Refusal::from(problem.clone()).into_response();
            assert_eq!(response.status(), status);
            assert_eq!(response.headers()["content-type"], "application/problem+json");
            let body = axum::body::to_bytes(response.into_body(), 1_000).await.expect("a body");
            let value: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
            assert_eq!(value["status"], status);
            assert_eq!(serde_json::from_value::<Problem>(value).expect("the problem"), problem);
        }
    }

    #[test]
    fn a_wrong_field_is_named() {
        let sentence = "Failed to deserialize the JSON body into the target type: text: too_long at line 1 column 9";
        assert_eq!(invalid_field(sentence), Problem::invalid("text", "too_long"));
        assert_eq!(
            invalid_field("missing field `id`"),
            Problem::invalid("body", "malformed")
        );
    }
}
