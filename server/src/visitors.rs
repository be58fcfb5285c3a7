//! The visitors' side of the API: a token, commands, messages, the history as a file. Who holds the token is the visitor.

use std::collections::HashMap;

use axum::extract::{Extension, FromRequestParts, Path, Query, State};
use axum::response::{IntoResponse, Json};
use desk::live_chat::{TranscriptWords, Visitor};
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use http::request::Parts;
use model::{ConnectionId, Language, MessageId, Problem, VisitorCommandEnvelope, VisitorOutcome, VisitorPage};

use crate::client_address::Client;
use crate::problem::{JsonBody, Refusal};
use crate::state::Shared;

/// The connection of a path `/chat/{connection}/…`. What is no number names no connection.
#[derive(Debug, Clone, Copy)]
pub struct ChatPath(pub ConnectionId);

impl<S: Send + Sync> FromRequestParts<S> for ChatPath {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        match Path::<i64>::from_request_parts(parts, state).await {
            Ok(Path(number)) => Ok(Self(ConnectionId(number))),
            Err(_) => Err(Problem::NotFound.into()),
        }
    }
}

/// A request with a visitor's token.
#[derive(Debug)]
pub struct WithToken(pub Visitor);

impl FromRequestParts<Shared> for WithToken {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Shared) -> Result<Self, Refusal> {
        let ChatPath(connection) = ChatPath::from_request_parts(parts, server).await?;
        let token = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = token.and_then(|value| value.strip_prefix("Bearer "));
        let token = token.ok_or(Problem::Unauthenticated)?;
        let visitor = desk::live_chat::resolve(&server.desk, connection, token).await?;
        Ok(Self(visitor.ok_or(Problem::Unauthenticated)?))
    }
}

#[derive(Debug, serde::Deserialize)]
pub struct Beginning {
    /// A BCP 47 tag; another language than ours becomes English.
    #[serde(default)]
    language: String,
}

#[derive(Debug, serde::Serialize)]
pub struct Begun {
    token: String,
}

/// `POST /chat/{connection}/visitors`: a new visitor.
pub async fn begin(
    State(server): State<Shared>,
    ChatPath(connection): ChatPath,
    Extension(client): Extension<Client>,
    JsonBody(beginning): JsonBody<Beginning>,
) -> Result<Json<Begun>, Refusal> {
    server.limits.new_visitor(client.limit_key())?;
    let language = Language::preferred(&beginning.language);
    if desk::live_chat::settings(&server.desk, connection).await?.is_none() {
        return Err(Problem::NotFound.into());
    }
    let token = desk::live_chat::begin(&server.desk, connection, language).await?;
    Ok(Json(Begun { token }))
}

/// `POST /chat/{connection}/commands`: what a visitor writes, and how far it has read.
pub async fn execute(
    State(server): State<Shared>,
    WithToken(visitor): WithToken,
    JsonBody(envelope): JsonBody<VisitorCommandEnvelope>,
) -> Result<Json<VisitorOutcome>, Refusal> {
    server.limits.visitor_command(visitor.id)?;
    Ok(Json(desk::live_chat::execute(&server.desk, &visitor, envelope).await?))
}

#[derive(Debug, serde::Deserialize)]
pub struct Before {
    before: Option<i64>,
}

/// `GET /chat/{connection}/messages`: the newest messages, or those before one.
pub async fn messages(
    State(server): State<Shared>,
    WithToken(visitor): WithToken,
    query: Result<Query<Before>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<VisitorPage>, Refusal> {
    let Query(Before { before }) = query.map_err(|_| Problem::invalid("before", "malformed"))?;
    let page = desk::live_chat::page(&server.desk, &visitor, before.map(MessageId)).await?;
    Ok(Json(page))
}

#[derive(Debug, serde::Deserialize)]
pub struct Taste {
    /// As on the panel.
    #[serde(default)]
    language: String,
    /// The browser's time zone, an IANA name.
    #[serde(default)]
    zone: String,
}

/// `GET /chat/{connection}/transcript`: the whole history as a text to keep (R175).
pub async fn transcript(
    State(server): State<Shared>,
    WithToken(visitor): WithToken,
    Query(taste): Query<Taste>,
) -> Result<impl IntoResponse, Refusal> {
    server.limits.visitor_command(visitor.id)?;
    let chat = desk::live_chat::settings(&server.desk, visitor.connection).await?;
    let company = chat.ok_or(Problem::NotFound)?.company;
    let words = transcript_words(Language::preferred(&taste.language), company);
    let file = desk::live_chat::transcript(&server.desk, &visitor, &taste.zone, &words).await?;
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name)),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, file.text))
}

fn transcript_words(language: Language, company: String) -> TranscriptWords {
    let texts: HashMap<String, String> = serde_json::from_str(app::texts::chat_texts(language)).unwrap_or_default();
    let text = |key: &str| texts.get(key).cloned().unwrap_or_default();
    TranscriptWords {
        language,
        title: text("chat_transcript_title").replace("{company}", &company),
        zone: text("chat_transcript_zone"),
        you: text("chat_you"),
        bot: text("chat_bot"),
        agent: company,
    }
}
