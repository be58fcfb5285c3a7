//! The replica: the confirmed copy with this screen's pending commands over it, and the rules by which those go out.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use model::{
    Actor, Command, CommandEnvelope, CommandId, ContactId, Conversation, ConversationId, Counts, Cursor, Directory,
    Event, Filter, Language, ListKey, ListPage, Message, MessageId, MessagePage, OpenConversation, Outcome, OwnRecord,
    Problem, ServerFrame, Snapshot, Tab, Timestamp,
};

use crate::confirmed::{Confirmed, Effect};
use crate::conversation_window::ConversationWindow;
use crate::overlay::{predict, predict_message};
use crate::queue::{Composed, Held, Pending, PendingState, Queue};
use crate::recording::Fetch;

/// What the sender of commands does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextStep {
    /// Post this command, then hand its answer to [`Replica::answered`].
    Send(CommandEnvelope),
    /// Fetch this conversation first, then call [`Replica::checked`]: messages to it waited while it may have changed.
    Check(ConversationId),
}

/// A command that was refused for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub command: Command,
    pub problem: Problem,
}

/// The client's copy of what it may see.
#[derive(Debug)]
pub struct Replica {
    confirmed: Confirmed,
    queue: Queue,
    /// Commands under way, with what is recorded since they went out.
    sending: BTreeMap<CommandId, Fetch>,
    /// Conversations that are being looked at before their messages go out.
    checking: BTreeSet<ConversationId>,
    /// Messages that the server holds, as this screen sent them: until they are fetched or have gone out.
    held: Vec<Pending>,
}

/// Reading.
impl Replica {
    pub fn new(snapshot: Snapshot) -> Self {
        Self {
            confirmed: Confirmed::new(snapshot),
            queue: Queue::default(),
            sending: BTreeMap::new(),
            checking: BTreeSet::new(),
            held: Vec::new(),
        }
    }

    /// The confirmed copy alone, for comparison.
    pub fn confirmed(&self) -> &Confirmed {
        &self.confirmed
    }

    pub fn actor(&self) -> &Actor {
        &self.confirmed.actor
    }

    pub fn language(&self) -> Language {
        self.confirmed.language
    }

    /// What the user has set for themselves.
    pub fn own(&self) -> &OwnRecord {
        &self.confirmed.own
    }

    /// Of which version a contact's sheet is, as far as it was told.
    pub fn contact_version(&self, contact: ContactId) -> Option<i64> {
        self.confirmed.contacts.get(&contact).copied()
    }

    /// The build of the site that gave the snapshot.
    pub fn build(&self) -> &str {
        &self.confirmed.build
    }

    /// Everything up to here is known: the socket goes on from it.
    pub fn cursor(&self) -> Cursor {
        self.confirmed.cursor
    }

    pub fn directory(&self) -> &Directory {
        &self.confirmed.directory
    }

    /// The tabs' counts, as the server last told them.
    pub fn counts(&self) -> Counts {
        self.confirmed.counts
    }

    pub fn queue(&self) -> &Queue {
        &self.queue
    }

    /// A conversation as this screen expects it to be.
    pub fn conversation(&self, id: ConversationId) -> Option<Cow<'_, Conversation>> {
        self.confirmed.conversation(id).map(|row| self.expected(row))
    }

    fn expected<'a>(&self, confirmed: &'a Conversation) -> Cow<'a, Conversation> {
        self.expected_before(confirmed, None)
    }

    /// The confirmed row with the effects of the pending commands before `until`, or of all.
    fn expected_before<'a>(&self, confirmed: &'a Conversation, until: Option<&CommandId>) -> Cow<'a, Conversation> {
        let mut row = Cow::Borrowed(confirmed);
        for pending in self.queue.iter().take_while(|pending| Some(pending.id()) != until) {
            if pending.conversation() == Some(confirmed.id) && !pending.is_failed() {
                predict(row.to_mut(), pending, &self.confirmed.actor, &self.confirmed.directory);
            }
        }
        row
    }

    /// The loaded rows of a tab, newest activity first, without those that this agent has snoozed.
    pub fn order(&self, tab: Tab) -> Vec<ConversationId> {
        self.ordered(tab, false)
    }

    /// The loaded conversations that this agent has put out of the way until later.
    pub fn snoozed(&self) -> Vec<ConversationId> {
        self.ordered(Tab::InService, true)
    }

    /// What waits and is kept for this agent until a time, as far as it is known, in the order in which the times run out.
    pub fn offered(&self) -> Vec<ConversationId> {
        let me = self.confirmed.actor.user;
        let until = |row: &Conversation| {
            let reserved = row.lifecycle.reserved.filter(|reserved| reserved.agent == me)?;
            (row.lifecycle.status.tab() == Tab::Waiting).then_some(reserved.until?)
        };
        let mut offers: Vec<_> = self
            .confirmed
            .rows()
            .filter(|row| until(row).is_some())
            .filter_map(|row| Some((until(&self.expected(row))?, row.id)))
            .collect();
        offers.sort_unstable();
        offers.into_iter().map(|(_, id)| id).collect()
    }

    /// What the lists are narrowed down to.
    pub fn filter(&self) -> &Filter {
        self.confirmed.filter()
    }

    /// Narrows the lists down. What is known already shows at once; [`Self::next_page`] then says where to fetch on.
    pub fn set_filter(&mut self, filter: Filter) {
        if *self.filter() != filter {
            self.confirmed.set_filter(filter);
        }
    }

    fn ordered(&self, tab: Tab, snoozed: bool) -> Vec<ConversationId> {
        let floor = self.confirmed.floor(tab);
        let (filter, me) = (self.filter(), self.confirmed.actor.user);
        let is_narrowed = !filter.is_empty();
        let directory = &self.confirmed.directory;
        let touched: BTreeSet<_> = self
            .queue
            .iter()
            .filter(|pending| !pending.is_failed())
            .filter_map(Pending::conversation)
            .collect();
        let place = |row: &Conversation| {
            let is_mine = |snooze: model::Snooze| snooze.by == self.confirmed.actor.user;
            // It ends when the conversation leaves its agent.
            let is_snoozed = tab == Tab::InService && row.snoozed.is_some_and(is_mine);
            let fits = || !is_narrowed || filter.lets_through(row, me, directory);
            (row.lifecycle.status.tab() == tab && is_snoozed == snoozed && fits())
                .then(|| row.list_key())
                .filter(|key| floor.is_none_or(|floor| *key >= floor))
        };
        let mut keys: Vec<ListKey> = self
            .confirmed
            .rows()
            .filter_map(|row| {
                if touched.contains(&row.id) {
                    place(&self.expected(row))
                } else {
                    place(row)
                }
            })
            .collect();
        keys.sort_unstable_by(|a, b| b.cmp(a));
        keys.into_iter().map(|key| key.id).collect()
    }

    /// Where the next page of a tab's list begins; `None`: all is loaded.
    pub fn next_page(&self, tab: Tab) -> Option<ListKey> {
        self.confirmed.floor(tab)
    }

    /// The loaded messages of an opened conversation.
    pub fn window(&self, id: ConversationId) -> Option<&ConversationWindow> {
        self.confirmed.window(id)
    }

    /// A loaded message of an opened conversation as this screen expects it to be.
    pub fn message(&self, conversation: ConversationId, id: MessageId) -> Option<Cow<'_, Message>> {
        let mut message = Cow::Borrowed(self.window(conversation)?.message(id)?);
        let changes = self.queue.iter().filter(|pending| !pending.is_failed());
        for pending in changes.filter(|pending| pending.envelope.command.message() == Some(id)) {
            predict_message(message.to_mut(), pending, &self.confirmed.actor);
        }
        Some(message)
    }

    /// The opened conversations.
    pub fn windows(&self) -> impl Iterator<Item = ConversationId> {
        self.confirmed.windows()
    }

    /// Messages of this screen that are not confirmed, in order: they stand after the confirmed ones.
    pub fn awaited(&self, id: ConversationId) -> impl Iterator<Item = &Pending> {
        self.held
            .iter()
            .chain(self.queue.iter())
            .filter(move |pending| pending.conversation() == Some(id) && pending.is_message())
    }

    /// Whether the server holds this message, as far as this screen has sent it.
    pub fn holds(&self, id: &CommandId) -> bool {
        self.held.iter().any(|pending| pending.id() == id)
    }
}

/// What the server tells.
impl Replica {
    /// A frame of the socket.
    pub fn frame(&mut self, frame: &ServerFrame) -> Effect {
        let effect = self.confirmed.frame(frame);
        if let ServerFrame::Event {
            event: Event::Conversation { messages, .. },
            ..
        } = frame
        {
            for command in messages.iter().filter_map(|message| message.command.as_ref()) {
                self.queue.take(command);
                self.held.retain(|pending| pending.id() != command);
            }
        }
        effect
    }

    /// A newer snapshot. Pending commands stay, and are looked at before they go out.
    pub fn resync(&mut self, snapshot: Snapshot) {
        self.confirmed.resync(snapshot);
        self.held.clear();
        self.checking.clear();
        self.queue.hold();
    }

    /// Call it before a request goes out, so that events which overtake its page are told again after it.
    pub fn begin_fetch(&mut self) -> Fetch {
        self.confirmed.begin_fetch()
    }

    /// The request came to nothing.
    pub fn abandon(&mut self, fetch: &Fetch) {
        self.confirmed.abandon(fetch);
    }

    /// `before` as it was asked for.
    pub fn finish_list(&mut self, fetch: &Fetch, before: Option<ListKey>, page: ListPage) {
        self.confirmed.finish_list(fetch, before, page);
    }

    pub fn finish_open(&mut self, fetch: &Fetch, open: OpenConversation) {
        for command in open.page.messages.iter().filter_map(|message| message.command.as_ref()) {
            self.queue.take(command);
        }
        self.confirmed.finish_open(fetch, open);
    }

    /// `before` as it was asked for.
    pub fn finish_messages(&mut self, fetch: &Fetch, before: MessageId, page: MessagePage) {
        self.confirmed.finish_messages(fetch, before, page);
    }

    /// The answer to a change of the own settings, which the log tells too.
    pub fn own_changed(&mut self, own: &OwnRecord) {
        self.confirmed.put_own(own);
    }

    /// What the server holds has been fetched: it is shown as that says.
    pub fn forget_held(&mut self) {
        self.held.clear();
    }

    /// Forgets the messages of a conversation that is not on screen.
    pub fn close(&mut self, id: ConversationId) {
        self.confirmed.close(id);
    }
}

/// The pending commands.
impl Replica {
    /// Takes a command in: from now on its expected effect shows. `at` is the browser's time.
    pub fn enqueue(&mut self, envelope: CommandEnvelope, at: Timestamp, connected: bool) {
        let composed = match &envelope.command {
            Command::SendMessage { conversation, .. } => self.conversation(*conversation).map(|row| Composed {
                tab: row.lifecycle.status.tab(),
                assignee: row.lifecycle.assignee,
            }),
            _ => None,
        };
        self.queue.push(Pending {
            envelope,
            at,
            composed,
            state: PendingState::Queued,
            held: if connected { Held::No } else { Held::Unchecked },
        });
    }

    /// Takes in what an earlier visit of the same user left unsent.
    pub fn restore(&mut self, stored: Queue) {
        self.queue.restore(stored);
    }

    /// The connection is lost.
    pub fn hold(&mut self) {
        self.queue.hold();
        self.checking.clear();
    }

    /// What to do next; call it until it answers `None`. Commands to one conversation go out one after the other.
    ///
    /// A message that waited out of the server's reach is not sent when it would now be something else than what was
    /// written: an acceptance, or a word into another agent's conversation. It fails visibly and keeps its text.
    pub fn next_step(&mut self) -> Option<NextStep> {
        for id in self.queue.heads() {
            let Some(pending) = self.queue.get(&id) else { continue };
            if let Command::SendMessage { conversation, .. } = pending.envelope.command {
                if pending.held == Held::Unchecked {
                    if self.checking.insert(conversation) {
                        return Some(NextStep::Check(conversation));
                    }
                    continue;
                }
                if let Some(problem) = self.no_longer_meant(pending) {
                    if let Some(pending) = self.queue.get_mut(&id) {
                        pending.state = PendingState::Failed(problem);
                    }
                    return self.next_step();
                }
            }
            let fetch = self.confirmed.begin_fetch();
            self.sending.insert(id.clone(), fetch);
            let pending = self.queue.get_mut(&id)?;
            pending.state = PendingState::Sending;
            return Some(NextStep::Send(pending.envelope.clone()));
        }
        None
    }

    /// Why a message must not go out as things stand now, if so.
    fn no_longer_meant(&self, pending: &Pending) -> Option<Problem> {
        let row = pending.conversation().and_then(|id| self.confirmed.conversation(id));
        let Some(row) = row.map(|row| self.expected_before(row, Some(pending.id()))) else {
            return Some(Problem::NotFound);
        };
        let now = Composed {
            tab: row.lifecycle.status.tab(),
            assignee: row.lifecycle.assignee,
        };
        let accepts = now.tab == Tab::Waiting;
        let meant = if accepts {
            // Sending from the waiting line accepts: only if that was on screen, and only at once.
            pending.held == Held::No && pending.composed.is_some_and(|composed| composed.tab == Tab::Waiting)
        } else if pending.held == Held::No {
            true
        } else {
            pending.composed == Some(now)
        };
        (!meant).then_some(Problem::Conflict {
            status: Some(row.lifecycle.status),
            assignee: row.lifecycle.assignee,
            conversation: None,
        })
    }

    /// The conversation was looked at after the connection returned (or, with a problem, could not be).
    pub fn checked(&mut self, conversation: ConversationId, result: Result<(), Problem>) {
        self.checking.remove(&conversation);
        match result {
            Err(problem) if waits(&problem) => (),
            Ok(()) | Err(_) => self.queue.checked(conversation),
        }
    }

    /// The answer to a command. `Some`: it was refused for good; a message then stays as failed, other commands are gone
    /// and with them what they were expected to do.
    pub fn answered(&mut self, id: &CommandId, answer: Result<Outcome, Problem>) -> Option<Refusal> {
        let fetch = self.sending.remove(id);
        match answer {
            Ok(outcome) => {
                let fetch = fetch.unwrap_or_else(|| self.confirmed.begin_fetch());
                self.confirmed.finish_outcome(&fetch, &outcome);
                let done = self.queue.take(id);
                if outcome.held {
                    self.held.extend(done);
                }
                None
            }
            Err(problem) => {
                if let Some(fetch) = fetch {
                    self.confirmed.abandon(&fetch);
                }
                let pending = self.queue.get_mut(id)?;
                if waits(&problem) {
                    pending.state = PendingState::Queued;
                    pending.held = Held::Unchecked;
                    return None;
                }
                let command = pending.envelope.command.clone();
                if pending.is_message() {
                    pending.state = PendingState::Failed(problem.clone());
                } else {
                    self.queue.take(id);
                }
                Some(Refusal { command, problem })
            }
        }
    }

    /// Sends a failed message again, as written now: under a new id, at the end. One that merely waits keeps its id.
    pub fn retry(&mut self, id: &CommandId, new_id: CommandId, at: Timestamp, connected: bool) {
        if !self.queue.get(id).is_some_and(Pending::is_failed) {
            return;
        }
        if let Some(pending) = self.queue.take(id) {
            let envelope = CommandEnvelope {
                id: new_id,
                command: pending.envelope.command,
            };
            self.enqueue(envelope, at, connected);
        }
    }

    /// Forgets a command that is not under way.
    pub fn discard(&mut self, id: &CommandId) {
        if self
            .queue
            .get(id)
            .is_some_and(|pending| pending.state != PendingState::Sending)
        {
            self.queue.take(id);
        }
    }
}

/// Whether the same command is to be sent again, unchanged, later. Who is signed out signs in again.
fn waits(problem: &Problem) -> bool {
    problem.is_transient() || *problem == Problem::Unauthenticated
}
