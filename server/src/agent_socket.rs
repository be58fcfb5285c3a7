//! `GET /api/v1/socket`: an agent's socket. Hello, then everything after the client's cursor, in order, once.

use std::convert::Infallible;
use std::sync::PoisonError;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::Response;
use desk::live::Resumed;
use desk::session::Session;
use http::HeaderMap;
use model::{ByeReason, ClientFrame, ConversationId, Cursor, Position, Problem, ServerFrame, Typist};
use tokio::time::{Instant, Interval, interval_at};

use crate::hub::{AgentSeat, ForAgent, Seated};
use crate::outbox::Closing;
use crate::problem::Refusal;
use crate::sessions::{SignedIn, session_token};
use crate::socket::{Asked, End, Line, MALFORMED, Patience, bounded};
use crate::state::Shared;

/// [`ServerFrame::Beat`], written out.
const BEAT: &str = "\"beat\"";
/// The longest frame an agent's browser sends, in bytes.
const LONGEST: usize = 64 * 1024;
/// How often a connected session is looked at again: it stays alive while it is used, and ends when it has expired.
const LOOK_AGAIN: Duration = Duration::from_mins(5);

#[derive(Debug, serde::Deserialize)]
pub struct After {
    /// The client's cursor, from its snapshot or its last event. Without one it hears only what is new.
    after: Option<String>,
}

pub async fn open(
    State(server): State<Shared>,
    SignedIn(session): SignedIn,
    Query(After { after }): Query<After>,
    headers: HeaderMap,
    upgrade: Asked,
) -> Result<Response, Refusal> {
    let after = after.map(|text| text.parse()).transpose()?;
    let token = session_token(&headers).ok_or(Problem::Unauthenticated)?.to_owned();
    Ok(bounded(upgrade, LONGEST)?.on_upgrade(move |socket| async move {
        let mut line = Line::new(socket, server.configuration.heartbeat, BEAT);
        let end = match talk(&server, &mut line, session, &token, after).await {
            Ok(never) => match never {},
            Err(end) => end,
        };
        let last = match end {
            End::Gone | End::Wrong(..) => None,
            End::Closing(Closing::Resync) => Some(ServerFrame::Resync),
            End::Closing(Closing::Stopping) => Some(bye(ByeReason::Stopping)),
            End::Closing(Closing::TooSlow) => Some(bye(ByeReason::TooSlow)),
            End::Closing(Closing::SignedOut) => Some(bye(ByeReason::SignedOut)),
        };
        line.leave(last.as_ref(), end).await;
    }))
}

fn bye(reason: ByeReason) -> ServerFrame {
    ServerFrame::Bye { reason }
}

/// What the database did not give now, it may give to the next connection.
fn come_back(problem: &Problem) -> End {
    tracing::warn!(%problem, "an agent's socket is sent away");
    End::Closing(Closing::Stopping)
}

async fn talk(
    server: &Shared,
    line: &mut Line,
    session: Session,
    token: &str,
    after: Option<Cursor>,
) -> Result<Infallible, End> {
    // First the seat, then a second look: what ended the session before the seat was taken, the second look sees; what ends
    // it after, the seat is told.
    let place = server.hub.seat_agent(session.id, session.actor);
    look_again(server, &place.seat, token).await?;
    let counts = Box::pin(desk::reading::counts(&server.desk, &place.seat.scope))
        .await
        .map_err(|problem| come_back(&problem))?;
    *place.seat.told.lock().unwrap_or_else(PoisonError::into_inner) = Some(counts);
    let build = server.site.build().to_owned();
    let (availability, presences) = server.hub.shown_to(place.seat.actor.user);
    line.send(&ServerFrame::Hello {
        build,
        counts,
        user: Some(place.seat.actor.user),
        now: server.desk.now(),
        availability,
        presences,
    })
    .await?;

    let mut agent = Agent {
        server,
        epoch: server.hub.epoch,
        known: place.tail,
        place,
    };
    if let Some(cursor) = after {
        agent.catch_up(line, cursor).await?;
    }
    let end = agent.live(line, token).await;
    server.hub.looks(&agent.place.seat, None);
    end
}

async fn look_again(server: &Shared, seat: &AgentSeat, token: &str) -> Result<(), End> {
    match Box::pin(desk::session::resolve(&server.desk, token))
        .await
        .map_err(|problem| come_back(&problem))?
    {
        None => Err(End::Closing(Closing::SignedOut)),
        Some(session) if session.actor.access_version != seat.actor.access_version => {
            Err(End::Closing(Closing::Resync))
        }
        Some(_) => Ok(()),
    }
}

struct Agent<'a> {
    server: &'a Shared,
    epoch: i64,
    place: Seated<AgentSeat>,
    /// Everything up to here has been sent.
    known: Position,
}

impl Agent<'_> {
    fn cursor(&self, position: Position) -> Cursor {
        Cursor {
            epoch: self.epoch,
            access: self.place.seat.actor.access_version,
            position,
        }
    }

    /// Sends what the client missed, from the database, until the seat's outbox takes over.
    async fn catch_up(&mut self, line: &mut Line, mut cursor: Cursor) -> Result<(), End> {
        self.known = cursor.position;
        loop {
            let resumed = Box::pin(desk::live::resume_agent(
                &self.server.desk,
                &self.place.seat.actor,
                cursor,
            ))
            .await;
            match resumed.map_err(|problem| come_back(&problem))? {
                Resumed::Resync => return Err(End::Closing(Closing::Resync)),
                Resumed::Entries { entries, read_to, more } => {
                    for (position, event) in entries {
                        self.event(line, position, event).await?;
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

    async fn event(&mut self, line: &mut Line, position: Position, event: model::Event) -> Result<(), End> {
        if position <= self.known {
            return Ok(());
        }
        self.known = position;
        let cursor = self.cursor(position);
        line.send(&ServerFrame::Event { cursor, event }).await
    }

    async fn live(&mut self, line: &mut Line, token: &str) -> Result<Infallible, End> {
        let seat = self.place.seat.clone();
        let mut patience = Patience::new();
        let mut again: Interval = interval_at(Instant::now() + LOOK_AGAIN, LOOK_AGAIN);
        loop {
            tokio::select! {
                next = seat.outbox.next() => match next.map_err(End::Closing)? {
                    ForAgent::Event(position, event) => self.event(line, position, event).await?,
                    ForAgent::Counts(counts) => line.send(&ServerFrame::Counts { counts }).await?,
                    ForAgent::Typing { conversation, typist, typing } => {
                        line.send(&ServerFrame::Typing { conversation, typist, typing }).await?;
                    }
                    ForAgent::Looking { conversation, user, looking } => {
                        line.send(&ServerFrame::Looking { conversation, user, looking }).await?;
                    }
                    ForAgent::Presence(presence) => line.send(&ServerFrame::Presence(presence)).await?,
                    ForAgent::Availability(availability) => {
                        line.send(&ServerFrame::Availability { availability }).await?;
                    }
                },
                text = line.hear() => {
                    match serde_json::from_str(&text?).map_err(|_| MALFORMED)? {
                        // Cheap, and the last one counts: never passed over.
                        ClientFrame::Idle { idle } => self.server.hub.idle(&seat, idle),
                        ClientFrame::Typing { conversation, typing } if patience.take() => {
                            self.types(conversation, typing).await;
                        }
                        ClientFrame::Looking { conversation: None } => self.server.hub.looks(&seat, None),
                        ClientFrame::Looking { conversation: Some(id) } if patience.take() => self.looks(id).await,
                        ClientFrame::Typing { .. } | ClientFrame::Looking { .. } => {}
                    }
                }
                _ = again.tick() => look_again(self.server, &seat, token).await?,
            }
        }
    }

    /// A signal. What goes wrong with it is nobody's loss.
    async fn types(&self, conversation: ConversationId, typing: bool) {
        let actor = &self.place.seat.actor;
        if let Ok(Some(parties)) = Box::pin(desk::live::parties(&self.server.desk, actor, conversation)).await {
            let typist = Typist::Agent { user: actor.user };
            self.server.hub.typing(&parties, typist, typing);
        }
    }

    /// What it may not see, nobody is told of and it hears nothing about.
    async fn looks(&self, conversation: ConversationId) {
        let seat = &self.place.seat;
        if let Ok(parties) = Box::pin(desk::live::parties(&self.server.desk, &seat.actor, conversation)).await {
            self.server.hub.looks(seat, parties);
        }
    }
}

#[cfg(test)]
mod tests {
    use model::ServerFrame;

    use super::BEAT;

    #[test]
    fn the_heartbeat_is_a_frame_that_clients_know() {
        assert_eq!(serde_json::from_str(BEAT).ok(), Some(ServerFrame::Beat));
    }
}
