//! What sockets need: the log from a cursor on, and whom a signal concerns.

use model::{
    Actor, Audience, ConnectionId, ContactId, ConversationId, Cursor, Event, Facts, Position, Problem, Typist, UserId,
};
use store::log::{Entry, Stretch};
use store::{SignalWatch, conversation, log, meta};

use crate::Desk;
use crate::live_chat::Visitor;
use crate::reading;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Parties {
    pub conversation: ConversationId,
    pub facts: Facts,
    pub contact: ContactId,
    pub connection: ConnectionId,
}

/// What servers tell one another without storing it. May be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "signal", rename_all = "snake_case")]
pub enum Signal {
    /// Somebody began or stopped typing.
    Typing {
        parties: Parties,
        typist: Typist,
        typing: bool,
    },
    /// Somebody has a conversation on screen, or no longer.
    Looking {
        parties: Parties,
        user: UserId,
        looking: bool,
    },
    /// Somebody came or went: look at [`crate::presence::all`] again.
    Presence,
}

/// What other servers tell.
pub struct Signals(SignalWatch);

impl Signals {
    /// The next signal. What a server of another version tells and this one does not know is passed over.
    pub async fn next(&mut self) -> Signal {
        loop {
            if let Ok(signal) = serde_json::from_str(&self.0.next().await) {
                return signal;
            }
        }
    }
}

/// Entries that a resuming reader gets at a time.
const RESUME: usize = 500;

impl From<Entry> for Logged {
    fn from(entry: Entry) -> Self {
        Self {
            position: entry.position,
            audience: entry.audience,
            event: entry.event,
        }
    }
}

/// Tells the other servers.
pub fn signal(desk: &Desk, signal: &Signal) {
    match serde_json::to_string(signal) {
        Ok(text) => desk.db.signal(text),
        Err(error) => tracing::error!(cause = %error, "a signal cannot be written as JSON"),
    }
}

/// Hears what the other servers tell from now on.
pub fn signals(desk: &Desk) -> Signals {
    Signals(desk.db.watch_signals())
}

/// The database's epoch.
pub async fn epoch(desk: &Desk) -> Result<i64, Problem> {
    Ok(meta::epoch(&mut desk.db.read().await?).await?)
}

/// The end of the log: everything up to here is committed and visible.
pub async fn end(desk: &Desk) -> Result<Position, Problem> {
    Ok(log::end(&mut desk.db.read().await?).await?)
}

/// Entries after `after`, for the server's own tail, in order, at most `limit`.
pub async fn read(desk: &Desk, after: Position, limit: usize) -> Result<Vec<Logged>, Problem> {
    let entries = log::read(&mut desk.db.read().await?, after, limit).await?;
    Ok(entries.into_iter().map(Logged::from).collect())
}

/// Waits until the log may have grown: a commit in this process, a wake-up from another server, or the safety net's time.
pub async fn wait(desk: &Desk) {
    desk.db.wait_for_log().await;
}

/// What an agent missed since `cursor`.
pub async fn resume_agent(desk: &Desk, actor: &Actor, cursor: Cursor) -> Result<Resumed, Problem> {
    let mut conn = desk.db.read().await?;
    if cursor.epoch != meta::epoch(&mut conn).await? || cursor.access != actor.access_version {
        return Ok(Resumed::Resync);
    }
    let stretch = log::read_for_agent(&mut conn, &actor.scope(), cursor.position, RESUME).await?;
    Ok(resumed(stretch, |logged| for_agent(actor, logged)))
}

/// What a visitor missed since `cursor`: events of its own contact on its connection. Turn them into the visitor's narrow form
/// with [`visitor_event`] before sending.
pub async fn resume_visitor(desk: &Desk, visitor: &Visitor, cursor: Cursor) -> Result<Resumed, Problem> {
    let mut conn = desk.db.read().await?;
    if cursor.epoch != meta::epoch(&mut conn).await? {
        return Ok(Resumed::Resync);
    }
    let stretch = match visitor.contact {
        Some(contact) => log::read_for_visitor(&mut conn, contact, visitor.connection, cursor.position, RESUME).await?,
        // Nothing was ever said: nothing can have been missed.
        None => Some(Stretch {
            entries: Vec::new(),
            read_to: cursor.position.max(log::end(&mut conn).await?),
            more: false,
        }),
    };
    Ok(resumed(stretch, |logged| Some(logged.event.clone())))
}

fn resumed(stretch: Option<Stretch>, told: impl Fn(&Logged) -> Option<Event>) -> Resumed {
    let Some(stretch) = stretch else {
        return Resumed::Resync;
    };
    Resumed::Entries {
        entries: stretch
            .entries
            .into_iter()
            .map(Logged::from)
            .filter_map(|logged| Some((logged.position, told(&logged)?)))
            .collect(),
        read_to: stretch.read_to,
        more: stretch.more,
    }
}

/// What one agent is told of an entry: the event, `ConversationRemoved`, or nothing. Of sessions nothing: their end
/// concerns sockets, not screens.
pub fn for_agent(actor: &Actor, logged: &Logged) -> Option<Event> {
    match &logged.audience {
        Audience::Conversation {
            conversation,
            before,
            after,
            ..
        } => {
            let scope = actor.scope();
            let sees = |facts: &Option<Facts>| facts.is_some_and(|facts| scope.sees(&facts));
            if sees(after) {
                Some(logged.event.clone())
            } else {
                sees(before).then_some(Event::ConversationRemoved {
                    conversation: *conversation,
                })
            }
        }
        Audience::Everyone => Some(logged.event.clone()),
        Audience::User(user) => (*user == actor.user).then(|| logged.event.clone()),
        Audience::Session(_) => None,
    }
}

/// The visitor's narrow form of an event; `None`: nothing for a customer's eyes. `name_of` gives agents' public names.
pub fn visitor_event(event: &Event, name_of: impl Fn(model::UserId) -> Option<String>) -> Option<model::VisitorEvent> {
    channels::live_chat::visitor_event(event, name_of)
}

/// Whom an agent's signal about a conversation concerns, if the agent may see it.
pub async fn parties(desk: &Desk, actor: &Actor, conversation: ConversationId) -> Result<Option<Parties>, Problem> {
    let mut conn = desk.db.read().await?;
    match reading::visible(&mut conn, &actor.scope(), conversation).await {
        Ok(found) => Ok(Some(parties_of(&found))),
        Err(Problem::NotFound) => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// Whom a visitor's signal concerns: its open conversation.
pub async fn visitor_parties(desk: &Desk, visitor: &Visitor) -> Result<Option<Parties>, Problem> {
    let Some(contact) = visitor.contact else {
        return Ok(None);
    };
    let open = conversation::open_of(&mut desk.db.read().await?, contact, visitor.connection).await?;
    Ok(open.as_ref().map(parties_of))
}

fn parties_of(conversation: &model::Conversation) -> Parties {
    Parties {
        conversation: conversation.id,
        facts: conversation.facts(),
        contact: conversation.contact.id,
        connection: conversation.lifecycle.customer_connection(),
    }
}
