//! Files of messages: `POST /api/v1/files` and `POST /chat/{connection}/files` take one in as it comes; `GET /files/{id}/{name}` and
//! `GET /chat/{connection}/files/{id}/{name}` give it out. The name in the address is for people who save it: nothing is looked up by it.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::{Json, Response};
use bytes::Bytes;
use desk::Desk;
use desk::file::{Reader, Signed, Upload, Uploader};
use futures_util::{Stream, StreamExt as _, stream};
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, StatusCode};
use model::{CommandId, ConnectionId, ConversationId, File, FileId, Problem};

use crate::file_answer::{Form, answer};
use crate::problem::{JsonBody, Refusal};
use crate::sessions::SignedIn;
use crate::state::Shared;
use crate::visitors::{ChatPath, WithToken};

/// How long the next piece of a file may take.
const NEXT_PIECE: Duration = Duration::from_mins(1);
/// Links made by one request.
const MAX_LINKS: usize = 200;

/// What the address of an upload says.
#[derive(Debug, serde::Deserialize)]
pub struct Told {
    /// Made by the client: the same again is the same file.
    id: CommandId,
    name: String,
    /// `None`: it is for a quick reply.
    conversation: Option<i64>,
}

/// `POST /api/v1/files?id=…&name=…&conversation=…`: the body is the file; without a conversation, of a quick reply.
pub async fn upload(
    State(server): State<Shared>,
    SignedIn(session): SignedIn,
    told: Result<Query<Told>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<File>, Refusal> {
    let Query(told) = told.map_err(|_| Problem::invalid("id", "malformed"))?;
    server.limits.command(session.id)?;
    let conversation = told.conversation.map(ConversationId);
    let (desk, upload) = (server.desk.clone(), to_come(told, &headers));
    taken(async move {
        let by = match conversation {
            Some(conversation) => Uploader::Agent(&session.actor, conversation),
            None => Uploader::Preparing(&session.actor),
        };
        desk::file::upload(&desk, by, upload, pieces(body)).await
    })
    .await
}

/// `POST /chat/{connection}/files?id=…&name=…`: the body is the visitor's file.
pub async fn visitor_upload(
    State(server): State<Shared>,
    WithToken(visitor): WithToken,
    told: Result<Query<Told>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<File>, Refusal> {
    let Query(told) = told.map_err(|_| Problem::invalid("id", "malformed"))?;
    server.limits.visitor_command(visitor.id)?;
    let (desk, upload) = (server.desk.clone(), to_come(told, &headers));
    taken(async move { desk::file::upload(&desk, Uploader::Visitor(&visitor), upload, pieces(body)).await }).await
}

fn to_come(told: Told, headers: &HeaderMap) -> Upload {
    let length = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    Upload {
        id: told.id,
        name: told.name,
        size: length,
    }
}

/// In a task of its own: when the sender goes away the request is dropped, and what had come must still be put away.
async fn taken(work: impl Future<Output = Result<File, Problem>> + Send + 'static) -> Result<Json<File>, Refusal> {
    match tokio::spawn(work).await {
        Ok(Ok(file)) => Ok(Json(file)),
        Ok(Err(problem)) if problem == Problem::invalid("file", "too_large") => {
            Err(Refusal::with_status(StatusCode::PAYLOAD_TOO_LARGE, problem))
        }
        Ok(Err(problem)) => Err(problem.into()),
        Err(error) => {
            tracing::error!(cause = %error, "an upload ended in a panic");
            Err(Problem::Unavailable.into())
        }
    }
}

/// The body piece by piece; one that takes too long is the end of it.
fn pieces(body: Body) -> impl Stream<Item = Result<Bytes, ()>> + Send + Unpin {
    Box::pin(stream::try_unfold(body.into_data_stream(), |mut body| async move {
        match tokio::time::timeout(NEXT_PIECE, body.next()).await {
            Ok(Some(Ok(piece))) => Ok(Some((piece, body))),
            Ok(None) => Ok(None),
            Ok(Some(Err(_))) | Err(_) => Err(()),
        }
    }))
}

/// The file of a path; what is no number names none.
fn number(id: &str) -> Result<FileId, Problem> {
    id.parse().map(FileId).map_err(|_| Problem::NotFound)
}

/// `GET /files/{id}/{name}`: for agents who may read the conversation.
pub async fn get(
    State(server): State<Shared>,
    SignedIn(session): SignedIn,
    Path((id, _)): Path<(String, String)>,
    Query(form): Query<Form>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let kept = desk::file::find(&server.desk, Reader::Agent(&session.actor), number(&id)?).await?;
    give(&server.desk, &kept, &form, &headers).await
}

/// `GET /chat/{connection}/files/{id}/{name}?visitor=…&until=…&signature=…`: for who has a link of ours.
pub async fn visitor_get(
    State(server): State<Shared>,
    Path((connection, id, _)): Path<(String, String, String)>,
    signed: Result<Query<Signed>, axum::extract::rejection::QueryRejection>,
    Query(form): Query<Form>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let Query(signed) = signed.map_err(|_| Problem::NotFound)?;
    let connection = connection.parse().map(ConnectionId).map_err(|_| Problem::NotFound)?;
    let kept = desk::file::resolve(&server.desk, connection, number(&id)?, &signed).await?;
    give(&server.desk, &kept, &form, &headers).await
}

async fn give(desk: &Desk, kept: &desk::file::KeptFile, form: &Form, headers: &HeaderMap) -> Result<Response, Refusal> {
    Ok(answer(desk, kept, form, headers).await?)
}

#[derive(Debug, serde::Deserialize)]
pub struct Wanted {
    files: Vec<FileId>,
}

/// The address of a file, good for an hour at least.
#[derive(Debug, serde::Serialize)]
pub struct Address {
    id: FileId,
    url: String,
}

/// `POST /chat/{connection}/links`: addresses of files for a browser that cannot say the visitor's token with each of them.
pub async fn links(
    State(server): State<Shared>,
    WithToken(visitor): WithToken,
    ChatPath(connection): ChatPath,
    JsonBody(Wanted { files }): JsonBody<Wanted>,
) -> Result<Json<Vec<Address>>, Refusal> {
    server.limits.visitor_command(visitor.id)?;
    if files.len() > MAX_LINKS {
        return Err(Problem::invalid("files", "too_long").into());
    }
    let links = desk::file::links(&server.desk, &visitor, &files).await?;
    let address = |link: desk::file::Link| {
        let Signed {
            visitor,
            until,
            signature,
        } = link.signed;
        let name = crate::file_answer::in_address(&link.name);
        let id = link.file;
        let url = format!("/chat/{connection}/files/{id}/{name}?visitor={visitor}&until={until}&signature={signature}");
        Address { id, url }
    };
    Ok(Json(links.into_iter().map(address).collect()))
}
