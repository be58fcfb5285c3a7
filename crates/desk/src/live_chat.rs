//! The website's live chat: visitors, their messages, what they may read.

use model::{
    ConnectionId, ContactId, Language, MessageId, Problem, VisitorCommandEnvelope, VisitorId, VisitorOutcome,
    VisitorPage,
};

use crate::Desk;

/// A live-chat connection as its panel shows it.
#[derive(Debug, Clone)]
pub struct LiveChat {
    pub connection: ConnectionId,
    /// Shown in the panel's head.
    pub company: String,
    /// `#rrggbb`.
    pub color: String,
    /// Sites that may show the chat: origins such as `https://shop.example`; empty: every site.
    pub allowed_origins: Vec<String>,
}

/// A recognised browser on the customer's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visitor {
    pub id: VisitorId,
    pub connection: ConnectionId,
    /// `None` until the first message.
    pub contact: Option<ContactId>,
}

/// The connection's public settings; `None` when there is none or it is switched off.
pub async fn settings(desk: &Desk, connection: ConnectionId) -> Result<Option<LiveChat>, Problem> {
    let _ = (desk, connection);
    todo!()
}

/// A new visitor's token: 256 random bits, base64url; only its hash is kept.
pub async fn begin(desk: &Desk, connection: ConnectionId, language: Language) -> Result<String, Problem> {
    let _ = (desk, connection, language);
    todo!()
}

/// The visitor of a token, on this connection only.
pub async fn resolve(desk: &Desk, connection: ConnectionId, token: &str) -> Result<Option<Visitor>, Problem> {
    let _ = (desk, connection, token);
    todo!()
}

/// Does a visitor's command, once; as [`crate::command::execute`].
pub async fn execute(
    desk: &Desk,
    visitor: &Visitor,
    envelope: VisitorCommandEnvelope,
) -> Result<VisitorOutcome, Problem> {
    let _ = (desk, visitor, envelope);
    todo!()
}

/// The visitor's newest messages, or those before `before`, over all of its conversations.
pub async fn page(desk: &Desk, visitor: &Visitor, before: Option<MessageId>) -> Result<VisitorPage, Problem> {
    let _ = (desk, visitor, before);
    todo!()
}
