//! `GET /chat/{connection}/socket`: a visitor's socket. The client greets with its token; then as an agent's, but narrow.
//!
//! Ten thousand of these wait idly. What they do seldom, the questions to the database, is boxed: otherwise each of them
//! would hold the room for all of it all the time.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use desk::live::Resumed;
use desk::live_chat::Visitor;
use model::{ConnectionId, Cursor, Position, Problem, Typist, VisitorEvent, VisitorFrame, VisitorServerFrame};
use tokio::time::timeout;

use crate::hub::{ForVisitor, Seated, VisitorSeat};
use crate::outbox::Closing;
use crate::problem::Refusal;
use crate::socket::{Asked, End, Line, MALFORMED, Patience, bounded};
use crate::state::Shared;
use crate::visitors::ChatPath;

/// [`VisitorServerFrame::Beat`], written out.
const BEAT: &str = r#"{"frame":"beat"}"#;
/// The longest frame a visitor's browser sends, in bytes.
const LONGEST: usize = 16 * 1024;
/// How long the client has to greet.
const GREETING: Duration = Duration::from_secs(10);

const NO_GREETING: End = End::Wrong(1008, "the first frame must be hello");

pub async fn open(
    State(server): State<Shared>,
    ChatPath(connection): ChatPath,
    upgrade: Asked,
) -> Result<Response, Refusal> {
    Ok(bounded(upgrade, LONGEST)?.on_upgrade(move |socket| async move {
        let mut line = Line::new(socket, server.configuration.heartbeat, BEAT);
        let end = match talk(&server, &mut line, connection).await {
            Ok(never) => match never {},
            Err(end) => end,
        };
        let last = match end {
            End::Gone | End::Wrong(..) => None,
            End::Closing(Closing::Resync) => Some(VisitorServerFrame::Resync),
            End::Closing(_) => Some(VisitorServerFrame::Bye),
        };
        line.leave(last.as_ref(), end).await;
    }))
}

fn come_back(problem: &Problem) -> End {
    tracing::warn!(%problem, "a visitor's socket is sent away");
    End::Closing(Closing::Stopping)
}

async fn talk(server: &Shared, line: &mut Line, connection: ConnectionId) -> Result<Infallible, End> {
    let greeting = timeout(GREETING, line.hear()).await.map_err(|_| NO_GREETING)??;
    let Ok(VisitorFrame::Hello { token, after }) = serde_json::from_str(&greeting) else {
        return Err(NO_GREETING);
    };
    let visitor = who(server, connection, &token).await?;
    let place = server.hub.seat_visitor(visitor);
    let mut listener = Listener {
        server,
        visitor,
        epoch: server.hub.epoch,
        known: after.map_or(place.tail, |cursor| cursor.position),
        place,
    };
    if visitor.contact.is_none() {
        // The first message may have come between the first look and the seat; then nobody has told the hub about it.
        if let Some(contact) = who(server, connection, &token).await?.contact {
            server.hub.became_contact(visitor.id, contact);
        }
    }
    line.send(&VisitorServerFrame::Hello).await?;
    match after {
        Some(cursor) if cursor.epoch != listener.epoch => return Err(End::Closing(Closing::Resync)),
        // Who has never written has missed nothing. `known` stays where the client is: when the first message makes the
        // visitor a contact, everything from there on is read.
        Some(cursor) if visitor.contact.is_some() => listener.catch_up(line, cursor).await?,
        _ => {}
    }
    listener.live(line).await
}

/// A token that is not known any more: the client asks for its messages, is refused, and begins anew.
async fn who(server: &Shared, connection: ConnectionId, token: &str) -> Result<Visitor, End> {
    let visitor = Box::pin(desk::live_chat::resolve(&server.desk, connection, token)).await;
    visitor
        .map_err(|problem| come_back(&problem))?
        .ok_or(End::Closing(Closing::Resync))
}

struct Listener<'a> {
    server: &'a Shared,
    visitor: Visitor,
    epoch: i64,
    place: Seated<VisitorSeat>,
    /// Everything up to here has been sent.
    known: Position,
}

impl Listener<'_> {
    fn cursor(&self, position: Position) -> Cursor {
        Cursor {
            epoch: self.epoch,
            access: 0,
            position,
        }
    }

    async fn catch_up(&mut self, line: &mut Line, mut cursor: Cursor) -> Result<(), End> {
        loop {
            let resumed = Box::pin(desk::live::resume_visitor(&self.server.desk, &self.visitor, cursor)).await;
            match resumed.map_err(|problem| come_back(&problem))? {
                Resumed::Resync => return Err(End::Closing(Closing::Resync)),
                Resumed::Entries { entries, read_to, more } => {
                    for (position, event) in entries {
                        let narrow = desk::live::visitor_event(&event, |user| self.server.hub.name_of(user));
                        if let Some(event) = narrow {
                            self.event(line, position, event).await?;
                        }
                    }
                    self.known = self.known.max(read_to);
                    if !more {
                        return Ok(());
                    }
                    cursor = self.cursor(self.known);
                }
            }
            if let Some(reason) = self.place.seat.outbox.closing() {
                return Err(End::Closing(reason));
            }
        }
    }

    async fn event(&mut self, line: &mut Line, position: Position, event: VisitorEvent) -> Result<(), End> {
        if position <= self.known {
            return Ok(());
        }
        self.known = position;
        let cursor = self.cursor(position);
        line.send(&VisitorServerFrame::Event { cursor, event }).await
    }

    async fn live(&mut self, line: &mut Line) -> Result<Infallible, End> {
        let seat = self.place.seat.clone();
        let mut patience = Patience::new();
        loop {
            tokio::select! {
                next = seat.outbox.next() => match next.map_err(End::Closing)? {
                    ForVisitor::Event(position, event) => self.event(line, position, event).await?,
                    ForVisitor::Typing(typing) => line.send(&VisitorServerFrame::Typing { typing }).await?,
                    ForVisitor::CatchUp(contact) => {
                        self.visitor.contact = Some(contact);
                        self.catch_up(line, self.cursor(self.known)).await?;
                    }
                },
                text = line.hear() => {
                    let frame = serde_json::from_str(&text?).map_err(|_| MALFORMED)?;
                    if patience.take() {
                        self.heard(frame).await;
                    }
                }
            }
        }
    }

    /// A signal. What goes wrong with it is nobody's loss.
    async fn heard(&self, frame: VisitorFrame) {
        let VisitorFrame::Typing { typing } = frame else { return };
        let parties = Box::pin(desk::live::visitor_parties(&self.server.desk, &self.visitor)).await;
        if let Ok(Some(parties)) = parties {
            self.server.hub.typing(&parties, Typist::Customer, typing);
        }
    }
}

#[cfg(test)]
mod tests {
    use model::VisitorServerFrame;

    use super::BEAT;

    #[test]
    fn the_heartbeat_is_a_frame_that_clients_know() {
        assert_eq!(serde_json::from_str(BEAT).ok(), Some(VisitorServerFrame::Beat));
    }
}
