//! The hub: who is connected to this process, and the handing out of what the log tells to those who may see it.
//!
//! Agents are asked one by one, in memory. Visitors are found by contact, so that ten thousand idle ones cost an event
//! nothing. Handing out and taking a seat exclude one another: what is past [`Seated::tail`] will be in the outbox, what
//! is not must be read from the database, and a position tells the two apart. So each socket gets everything, in order, once.
//!
//! Signals that are not stored (typing, looking) go to the sockets of this process and to the other servers, which hand them to
//! theirs. Presence is told as the database has it, whoever changed it there.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use desk::Desk;
use desk::live::{Logged, Parties, Signal};
use desk::presence::{Attending, Shown};
use model::{
    Actor, Audience, Availability, ConnectionId, ContactId, ConversationId, Counts, Directory, DirectoryEntry, Event,
    LOOKING_MS, Position, Presence, Problem, Scope, SessionId, Timestamp, Typist, UserId, UserPresence, VisitorEvent,
    VisitorId,
};
use tokio::sync::{Notify, watch};

use crate::outbox::{Closing, Outbox, Sendable};

/// How many events may wait for a slow agent, and for a slow visitor.
const AGENT_QUEUE: usize = 512;
const VISITOR_QUEUE: usize = 64;

/// What waits for an agent's socket.
#[derive(Debug)]
pub enum ForAgent {
    Event(Position, Event),
    Counts(Counts),
    Typing {
        conversation: ConversationId,
        typist: Typist,
        typing: bool,
    },
    Looking {
        conversation: ConversationId,
        user: UserId,
        looking: bool,
    },
    Presence(UserPresence),
    /// The reader's own choice.
    Availability(Availability),
}

impl Sendable for ForAgent {
    fn may_be_lost(&self) -> bool {
        matches!(self, Self::Typing { .. } | Self::Looking { .. })
    }
}

/// What waits for a visitor's socket.
#[derive(Debug)]
pub enum ForVisitor {
    Event(Position, VisitorEvent),
    /// The visitor has become a contact: its events up to now were not handed to it and are in the database.
    CatchUp(ContactId),
    Typing(bool),
}

impl Sendable for ForVisitor {
    fn may_be_lost(&self) -> bool {
        matches!(self, Self::Typing(_))
    }
}

/// An agent's place. Its rights do not change: when they do, the socket is closed and comes back.
pub struct AgentSeat {
    pub session: SessionId,
    pub actor: Actor,
    pub scope: Scope,
    pub outbox: Outbox<ForAgent>,
    /// The counts it was last told.
    pub told: Mutex<Option<Counts>>,
    /// Something happened since that may have changed them.
    pub counts_are_stale: AtomicBool,
    /// Nobody has touched this browser for a while.
    idle: AtomicBool,
    /// What this browser shows, as it last said.
    looks_at: Mutex<Option<Parties>>,
}

/// A visitor's place.
pub struct VisitorSeat {
    visitor: VisitorId,
    connection: ConnectionId,
    pub outbox: Outbox<ForVisitor>,
}

/// A place taken, given back when dropped.
pub struct Seated<S> {
    hub: Arc<Hub>,
    number: u64,
    pub seat: Arc<S>,
    /// What was handed out before this place was taken.
    pub tail: Position,
    leave: fn(&mut Seats, u64),
}

impl<S> Drop for Seated<S> {
    fn drop(&mut self) {
        let mut seats = self.hub.seats();
        (self.leave)(&mut seats, self.number);
        let taken = seats.agents.len() + seats.visitors.len();
        let attendance_changed = !seats.came_or_left.is_empty();
        drop(seats);
        self.hub.taken.send_replace(taken);
        if attendance_changed {
            self.hub.attendance.notify_one();
        }
    }
}

/// Whether a user is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Here {
    Attending(Attending),
    /// The last browser has left. `for_good`: by signing out.
    Left {
        user: UserId,
        for_good: bool,
    },
}

#[derive(Default)]
struct Seats {
    next: u64,
    tail: Position,
    agents: HashMap<u64, Arc<AgentSeat>>,
    visitors: HashMap<u64, VisitorPlace>,
    by_contact: HashMap<(ContactId, ConnectionId), Vec<u64>>,
    /// Those who have not written yet.
    newcomers: HashMap<VisitorId, Vec<u64>>,
    /// Users whose attendance is to be told to the database, and whether the last of their browsers signed out.
    came_or_left: BTreeMap<UserId, bool>,
    /// Everybody's presence as it was last told here.
    shown: BTreeMap<UserId, Shown>,
    /// Who looks at what at other servers, and when that was last told here.
    looking_elsewhere: BTreeMap<(ConversationId, UserId), Timestamp>,
    stopping: bool,
}

struct VisitorPlace {
    seat: Arc<VisitorSeat>,
    contact: Option<ContactId>,
}

pub struct Hub {
    desk: Desk,
    /// The database's epoch, for the cursors that are sent.
    pub epoch: i64,
    seats: Mutex<Seats>,
    directory: RwLock<Directory>,
    /// How many places are taken.
    taken: watch::Sender<usize>,
    stale_counts: Notify,
    attendance: Notify,
    /// Another server has changed somebody's presence.
    presence_elsewhere: Notify,
}

impl Hub {
    /// A hub that begins at the end of the log.
    pub async fn new(desk: Desk) -> Result<Arc<Self>, Problem> {
        let tail = desk::live::end(&desk).await?;
        let directory = desk::directory::directory(&desk).await?;
        Ok(Arc::new(Self {
            epoch: desk::live::epoch(&desk).await?,
            seats: Mutex::new(Seats {
                tail,
                ..Seats::default()
            }),
            directory: RwLock::new(directory),
            taken: watch::Sender::new(0),
            stale_counts: Notify::new(),
            attendance: Notify::new(),
            presence_elsewhere: Notify::new(),
            desk,
        }))
    }

    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    fn seats(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far the log has been handed out.
    pub fn tail(&self) -> Position {
        self.seats().tail
    }

    /// An agent's public name.
    pub fn name_of(&self, user: UserId) -> Option<String> {
        let directory = self.directory.read().unwrap_or_else(PoisonError::into_inner);
        directory.user_name(user).map(str::to_owned)
    }

    pub fn seat_agent(self: &Arc<Self>, session: SessionId, actor: Actor) -> Seated<AgentSeat> {
        let seat = Arc::new(AgentSeat {
            session,
            scope: actor.scope(),
            actor,
            outbox: Outbox::new(AGENT_QUEUE),
            told: Mutex::new(None),
            counts_are_stale: AtomicBool::new(false),
            idle: AtomicBool::new(false),
            looks_at: Mutex::new(None),
        });
        let mut seats = self.seats();
        let number = seats.take_number();
        if seats.stopping {
            seat.outbox.close(Closing::Stopping);
        }
        seats.agents.insert(number, Arc::clone(&seat));
        seats.came_or_left.insert(seat.actor.user, false);
        self.attendance.notify_one();
        self.seated(&seats, number, seat, |seats, number| {
            if let Some(seat) = seats.agents.remove(&number) {
                let signed_out = seat.outbox.closing() == Some(Closing::SignedOut);
                seats.came_or_left.insert(seat.actor.user, signed_out);
            }
        })
    }

    /// Nobody has touched a browser for a while, or somebody does again.
    pub fn idle(&self, seat: &AgentSeat, idle: bool) {
        if seat.idle.swap(idle, Ordering::Relaxed) != idle {
            self.seats().came_or_left.insert(seat.actor.user, false);
            self.attendance.notify_one();
        }
    }

    /// Waits until some agent came, left, or is idle or back.
    pub async fn attendance_changed(&self) {
        self.attendance.notified().await;
    }

    /// What has changed since this was last asked.
    pub fn take_attendance(&self) -> Vec<Here> {
        let mut seats = self.seats();
        let changed = std::mem::take(&mut seats.came_or_left);
        changed
            .into_iter()
            .map(|(user, for_good)| {
                seats
                    .attending(user)
                    .map_or(Here::Left { user, for_good }, Here::Attending)
            })
            .collect()
    }

    /// Everybody who is here.
    pub fn attendance(&self) -> Vec<Here> {
        let seats = self.seats();
        let mut users: Vec<_> = seats.agents.values().map(|seat| seat.actor.user).collect();
        users.sort_unstable();
        users.dedup();
        users
            .into_iter()
            .filter_map(|user| seats.attending(user).map(Here::Attending))
            .collect()
    }

    /// Tells what is another than it was told before.
    pub fn show(&self, all: Vec<Shown>) {
        let mut seats = self.seats();
        for shown in all {
            let Shown { user, presence, chosen } = shown;
            let before = seats.shown.insert(user, shown);
            if before.map_or(Presence::Offline, |before| before.presence) != presence {
                for seat in seats.agents.values() {
                    seat.outbox.push(ForAgent::Presence(UserPresence { user, presence }));
                }
            }
            if before.map(|before| before.chosen).unwrap_or_default() != chosen {
                for seat in seats.agents.values().filter(|seat| seat.actor.user == user) {
                    seat.outbox.push(ForAgent::Availability(chosen));
                }
            }
        }
    }

    /// What a user has chosen, and everybody who is not offline, as they were last told.
    pub fn shown_to(&self, user: UserId) -> (Availability, Vec<UserPresence>) {
        let seats = self.seats();
        let chosen = seats.shown.get(&user).map(|shown| shown.chosen);
        let presences = seats.shown.values().filter(|shown| shown.presence != Presence::Offline);
        let presences = presences.map(|shown| UserPresence {
            user: shown.user,
            presence: shown.presence,
        });
        (chosen.unwrap_or_default(), presences.collect())
    }

    /// What another server tells.
    pub fn hear(&self, signal: &Signal) {
        match signal {
            Signal::Typing {
                parties,
                typist,
                typing,
            } => self.tell_typing(parties, *typist, *typing),
            Signal::Looking { parties, user, looking } => {
                let key = (parties.conversation, *user);
                let now = self.desk.now();
                let mut seats = self.seats();
                if *looking {
                    seats.looking_elsewhere.insert(key, now);
                } else {
                    seats.looking_elsewhere.remove(&key);
                }
                seats.tell_looking(parties, *user, *looking);
            }
            Signal::Presence => self.presence_elsewhere.notify_one(),
        }
    }

    /// Waits until another server has changed somebody's presence.
    pub async fn presence_changed_elsewhere(&self) {
        self.presence_elsewhere.notified().await;
    }

    pub fn seat_visitor(self: &Arc<Self>, visitor: desk::live_chat::Visitor) -> Seated<VisitorSeat> {
        let seat = Arc::new(VisitorSeat {
            visitor: visitor.id,
            connection: visitor.connection,
            outbox: Outbox::new(VISITOR_QUEUE),
        });
        let mut seats = self.seats();
        let number = seats.take_number();
        if seats.stopping {
            seat.outbox.close(Closing::Stopping);
        }
        let place = VisitorPlace {
            seat: Arc::clone(&seat),
            contact: visitor.contact,
        };
        seats.list_of(&place).push(number);
        seats.visitors.insert(number, place);
        self.seated(&seats, number, seat, Seats::leave_visitor)
    }

    fn seated<S>(self: &Arc<Self>, seats: &Seats, number: u64, seat: Arc<S>, leave: fn(&mut Seats, u64)) -> Seated<S> {
        self.taken.send_replace(seats.agents.len() + seats.visitors.len());
        Seated {
            hub: Arc::clone(self),
            number,
            seat,
            tail: seats.tail,
            leave,
        }
    }

    /// A visitor has become a contact by its first message. Its sockets were found by visitor until now; from now on they
    /// are found by contact, and read what came in between.
    pub fn became_contact(&self, visitor: VisitorId, contact: ContactId) {
        let mut seats = self.seats();
        let Some(numbers) = seats.newcomers.remove(&visitor) else {
            return;
        };
        for number in numbers {
            let Some(place) = seats.visitors.get_mut(&number) else {
                continue;
            };
            place.contact = Some(contact);
            let seat = Arc::clone(&place.seat);
            seats
                .by_contact
                .entry((contact, seat.connection))
                .or_default()
                .push(number);
            seat.outbox.push(ForVisitor::CatchUp(contact));
        }
    }

    /// Hands out entries of the log, in order. Gives the contacts of new conversations that some newcomer here may have
    /// begun: [`Self::became_contact`] is to be told which, whichever server has taken the message.
    #[must_use]
    pub fn hand_out(&self, entries: Vec<Logged>) -> Vec<ContactId> {
        let mut seats = self.seats();
        let mut counts_are_stale = false;
        let mut new_contacts = Vec::new();
        for logged in entries {
            match &logged.event {
                Event::SessionEnded { session } => {
                    for seat in seats.agents.values().filter(|seat| seat.session == *session) {
                        seat.outbox.close(Closing::SignedOut);
                    }
                }
                Event::AccessChanged { user } => {
                    for seat in seats.agents.values().filter(|seat| seat.actor.user == *user) {
                        seat.outbox.close(Closing::Resync);
                    }
                }
                Event::Resync => {
                    for seat in seats.agents.values() {
                        seat.outbox.close(Closing::Resync);
                    }
                }
                Event::Directory(entry) => {
                    let mut directory = self.directory.write().unwrap_or_else(PoisonError::into_inner);
                    directory.put(entry.clone());
                    drop(directory);
                    let told = seats.tell_agents(&logged);
                    // Who belongs where decides what nobody is in charge of.
                    counts_are_stale |= told && matches!(entry, DirectoryEntry::User(_));
                }
                Event::OwnSettings(_)
                | Event::HeldMessages
                | Event::DraftChanged { .. }
                | Event::JobChanged { .. }
                | Event::ContactChanged { .. } => {
                    seats.tell_agents(&logged);
                }
                Event::Conversation { .. } | Event::ConversationRemoved { .. } => {
                    counts_are_stale |= seats.tell_agents(&logged);
                    seats.tell_visitors(&logged, |user| self.name_of(user));
                    new_contacts.extend(seats.perhaps_a_newcomer(&logged));
                }
            }
            seats.tail = logged.position;
        }
        drop(seats);
        if counts_are_stale {
            self.stale_counts.notify_one();
        }
        new_contacts
    }

    /// Waits until some agent's counts may have changed.
    pub async fn stale_counts(&self) {
        self.stale_counts.notified().await;
    }

    /// The agents whose counts may have changed since they were last asked for here.
    pub fn with_stale_counts(&self) -> Vec<Arc<AgentSeat>> {
        let seats = self.seats();
        let stale = |seat: &&Arc<AgentSeat>| seat.counts_are_stale.swap(false, Ordering::Relaxed);
        seats.agents.values().filter(stale).cloned().collect()
    }

    /// Tells the other parties of a conversation that somebody types, wherever they are connected. May be lost.
    pub fn typing(&self, parties: &Parties, typist: Typist, typing: bool) {
        self.tell_typing(parties, typist, typing);
        let signal = Signal::Typing {
            parties: *parties,
            typist,
            typing,
        };
        desk::live::signal(&self.desk, &signal);
    }

    fn tell_typing(&self, parties: &Parties, typist: Typist, typing: bool) {
        let seats = self.seats();
        for seat in seats.agents.values() {
            let own = matches!(typist, Typist::Agent { user } if user == seat.actor.user);
            if !own && seat.scope.sees(&parties.facts) {
                seat.outbox.push(ForAgent::Typing {
                    conversation: parties.conversation,
                    typist,
                    typing,
                });
            }
        }
        if matches!(typist, Typist::Agent { .. }) {
            for seat in seats.of_contact(parties.contact, parties.connection) {
                seat.outbox.push(ForVisitor::Typing(typing));
            }
        }
    }

    /// What a browser shows now. Colleagues who have the same on screen are told, wherever they are connected, and it is told
    /// who does already. May be lost.
    pub fn looks(&self, seat: &AgentSeat, at: Option<Parties>) {
        let user = seat.actor.user;
        let mut seats = self.seats();
        let before = std::mem::replace(&mut *seat.looks_at(), at);
        let left = before.filter(|left| {
            let stays = at.is_some_and(|at| at.conversation == left.conversation);
            // Perhaps in another window.
            !stays && !seats.looks_here(left.conversation, user)
        });
        let is_new = at.map(|at| at.conversation) != before.map(|before| before.conversation);
        if let (Some(at), true) = (at, is_new) {
            for other in seats.who_looks_at(at.conversation, self.desk.now()) {
                if other != user {
                    seat.outbox.push(ForAgent::Looking {
                        conversation: at.conversation,
                        user: other,
                        looking: true,
                    });
                }
            }
        }
        for (parties, looking) in left
            .map(|left| (left, false))
            .into_iter()
            .chain(at.map(|at| (at, true)))
        {
            seats.tell_looking(&parties, user, looking);
            let signal = Signal::Looking { parties, user, looking };
            desk::live::signal(&self.desk, &signal);
        }
    }

    /// Closes every socket, also those that are still to come.
    pub fn stop(&self) {
        let mut seats = self.seats();
        seats.stopping = true;
        for seat in seats.agents.values() {
            seat.outbox.close(Closing::Stopping);
        }
        for place in seats.visitors.values() {
            place.seat.outbox.close(Closing::Stopping);
        }
    }

    pub fn is_stopping(&self) -> bool {
        self.seats().stopping
    }

    /// Waits until nobody is connected any more.
    pub async fn empty(&self) {
        let mut taken = self.taken.subscribe();
        // Fails only when the hub is gone, and then nobody is connected.
        let _ = taken.wait_for(|taken| *taken == 0).await;
    }

    /// How many sockets are open.
    pub fn connected(&self) -> usize {
        *self.taken.borrow()
    }
}

impl AgentSeat {
    fn looks_at(&self) -> MutexGuard<'_, Option<Parties>> {
        self.looks_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn looks_at_conversation(&self, id: ConversationId) -> bool {
        self.looks_at().is_some_and(|at| at.conversation == id)
    }
}

impl Seats {
    /// Whether one of a user's browsers here shows a conversation.
    fn looks_here(&self, id: ConversationId, user: UserId) -> bool {
        let mut seats = self.agents.values();
        seats.any(|seat| seat.actor.user == user && seat.looks_at_conversation(id))
    }

    /// Who has a conversation on screen, here and elsewhere; who was not heard of for long is forgotten.
    fn who_looks_at(&mut self, id: ConversationId, now: Timestamp) -> BTreeSet<UserId> {
        self.looking_elsewhere
            .retain(|_, since| now.since(*since) < 2 * LOOKING_MS);
        let here = self.agents.values().filter(|seat| seat.looks_at_conversation(id));
        let elsewhere = self.looking_elsewhere.keys().filter(|(at, _)| *at == id);
        here.map(|seat| seat.actor.user)
            .chain(elsewhere.map(|(_, user)| *user))
            .collect()
    }

    /// Tells those who have the same conversation on screen and may see it.
    fn tell_looking(&self, parties: &Parties, user: UserId, looking: bool) {
        let conversation = parties.conversation;
        for seat in self.agents.values() {
            let sees = seat.looks_at_conversation(conversation) && seat.scope.sees(&parties.facts);
            if seat.actor.user != user && sees {
                seat.outbox.push(ForAgent::Looking {
                    conversation,
                    user,
                    looking,
                });
            }
        }
    }

    fn take_number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// `None`: no browser of the user is here.
    fn attending(&self, user: UserId) -> Option<Attending> {
        let own = || self.agents.values().filter(|seat| seat.actor.user == user);
        own().next()?;
        let idle = own().all(|seat| seat.idle.load(Ordering::Relaxed));
        Some(Attending { user, idle })
    }

    fn list_of(&mut self, place: &VisitorPlace) -> &mut Vec<u64> {
        match place.contact {
            Some(contact) => self.by_contact.entry((contact, place.seat.connection)).or_default(),
            None => self.newcomers.entry(place.seat.visitor).or_default(),
        }
    }

    fn leave_visitor(&mut self, number: u64) {
        let Some(place) = self.visitors.remove(&number) else {
            return;
        };
        let list = self.list_of(&place);
        list.retain(|other| *other != number);
        if list.is_empty() {
            match place.contact {
                Some(contact) => {
                    self.by_contact.remove(&(contact, place.seat.connection));
                }
                None => {
                    self.newcomers.remove(&place.seat.visitor);
                }
            }
        }
    }

    fn of_contact(&self, contact: ContactId, connection: ConnectionId) -> impl Iterator<Item = &Arc<VisitorSeat>> {
        let numbers = self.by_contact.get(&(contact, connection)).into_iter().flatten();
        numbers.filter_map(|number| self.visitors.get(number).map(|place| &place.seat))
    }

    /// The contact of a conversation that has just begun, when somebody waits here who has not written yet.
    fn perhaps_a_newcomer(&self, logged: &Logged) -> Option<ContactId> {
        match logged.audience {
            Audience::Conversation {
                contact, before: None, ..
            } if !self.newcomers.is_empty() => Some(contact),
            _ => None,
        }
    }

    /// Whether anybody was told.
    fn tell_agents(&self, logged: &Logged) -> bool {
        let mut told = false;
        for seat in self.agents.values() {
            if let Some(event) = desk::live::for_agent(&seat.actor, logged) {
                seat.outbox.push(ForAgent::Event(logged.position, event));
                seat.counts_are_stale.store(true, Ordering::Relaxed);
                told = true;
            }
        }
        told
    }

    fn tell_visitors(&self, logged: &Logged, name_of: impl Fn(UserId) -> Option<String>) {
        let Audience::Conversation {
            contact, connection, ..
        } = &logged.audience
        else {
            return;
        };
        let mut readers = self.of_contact(*contact, *connection).peekable();
        if readers.peek().is_none() {
            return;
        }
        if let Some(event) = desk::live::visitor_event(&logged.event, name_of) {
            for seat in readers {
                seat.outbox.push(ForVisitor::Event(logged.position, event.clone()));
            }
        }
    }
}
