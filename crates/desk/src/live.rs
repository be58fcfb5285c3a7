//! What sockets need: the log from a cursor on, and whom a signal concerns.

use model::{Actor, Audience, ConnectionId, ContactId, ConversationId, Cursor, Event, Facts, Position, Problem};

use crate::Desk;
use crate::live_chat::Visitor;

/// One entry of the log.
#[derive(Debug, Clone)]
pub struct Logged {
    pub position: Position,
    pub audience: Audience,
    pub event: Event,
}

/// Whether a client can go on from where it was.
#[derive(Debug, Clone)]
pub enum Resumed {
    /// The next entries this reader may see, each already in the form for this reader (`ConversationRemoved` for what left
    /// its sight). `read_to`: how far the log has been read; `more`: call again from there.
    Entries {
        entries: Vec<(Position, Event)>,
        read_to: Position,
        more: bool,
    },
    /// Epoch or access differ, or the log no longer reaches back.
    Resync,
}

/// Whom a conversation concerns, for signals such as typing.
#[derive(Debug, Clone, Copy)]
pub struct Parties {
    pub conversation: ConversationId,
    pub facts: Facts,
    pub contact: ContactId,
    pub connection: ConnectionId,
}

/// The database's epoch.
pub async fn epoch(desk: &Desk) -> Result<i64, Problem> {
    let _ = desk;
    todo!()
}

/// The end of the log: everything up to here is committed and visible.
pub async fn end(desk: &Desk) -> Result<Position, Problem> {
    let _ = desk;
    todo!()
}

/// Entries after `after`, for the server's own tail, in order, at most `limit`.
pub async fn read(desk: &Desk, after: Position, limit: usize) -> Result<Vec<Logged>, Problem> {
    let _ = (desk, after, limit);
    todo!()
}

/// Waits until the log may have grown: a commit in this process, a wake-up from another server, or the safety net's time.
pub async fn wait(desk: &Desk) {
    let _ = desk;
    todo!()
}

/// What an agent missed since `cursor`.
pub async fn resume_agent(desk: &Desk, actor: &Actor, cursor: Cursor) -> Result<Resumed, Problem> {
    let _ = (desk, actor, cursor);
    todo!()
}

/// What a visitor missed since `cursor`: events of its own contact on its connection. Turn them into the visitor's narrow form
/// with [`visitor_event`] before sending.
pub async fn resume_visitor(desk: &Desk, visitor: &Visitor, cursor: Cursor) -> Result<Resumed, Problem> {
    let _ = (desk, visitor, cursor);
    todo!()
}

/// What one agent is told of an entry: the event, `ConversationRemoved`, or nothing.
pub fn for_agent(actor: &Actor, logged: &Logged) -> Option<Event> {
    let _ = (actor, logged);
    todo!()
}

/// The visitor's narrow form of an event; `None`: nothing for a customer's eyes. `name_of` gives agents' public names.
pub fn visitor_event(event: &Event, name_of: impl Fn(model::UserId) -> Option<String>) -> Option<model::VisitorEvent> {
    let _ = (event, name_of);
    todo!()
}

/// Whom an agent's signal about a conversation concerns, if the agent may see it.
pub async fn parties(desk: &Desk, actor: &Actor, conversation: ConversationId) -> Result<Option<Parties>, Problem> {
    let _ = (desk, actor, conversation);
    todo!()
}

/// Whom a visitor's signal concerns: its open conversation.
pub async fn visitor_parties(desk: &Desk, visitor: &Visitor) -> Result<Option<Parties>, Problem> {
    let _ = (desk, visitor);
    todo!()
}
