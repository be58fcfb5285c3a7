//! What the server has confirmed: the snapshot, brought forward by events, answers and fetched pages.
//!
//! Invariants: of a conversation only the highest version seen is kept; a tab's window is every visible conversation of
//! the tab at or above its floor; a message window is the newest contiguous stretch of its conversation.

use std::collections::BTreeMap;

use model::{
    Actor, ContactId, Conversation, ConversationId, Counts, Cursor, Directory, DirectoryEntry, Event, Filter, Language,
    ListKey, ListPage, Message, MessageId, MessagePage, OpenConversation, Outcome, OwnRecord, ServerFrame, Snapshot,
    Tab,
};

use crate::conversation_window::ConversationWindow;
use crate::recording::{Fetch, Recording};

/// How far down a tab's list is loaded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct ListWindow {
    /// The lowest key that is loaded; `None`: down to the end.
    floor: Option<ListKey>,
}

/// What a frame asks of the screen beyond being shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The copy changed, or may have.
    Applied,
    /// The server serves another build of the site.
    OtherBuild,
    /// The copy cannot be brought forward: fetch a new snapshot.
    Resync,
    /// Not for the copy: typing, presence and farewells.
    None,
}

/// The confirmed copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    generation: u64,
    pub(crate) actor: Actor,
    pub(crate) language: Language,
    pub(crate) build: String,
    pub(crate) cursor: Cursor,
    pub(crate) directory: Directory,
    pub(crate) counts: Counts,
    pub(crate) own: OwnRecord,
    /// The versions of sheets that were told.
    pub(crate) contacts: BTreeMap<ContactId, i64>,
    rows: BTreeMap<ConversationId, Conversation>,
    /// Rows of opened conversations from before a resync: shown in their pane, in no list.
    stale_rows: BTreeMap<ConversationId, Conversation>,
    lists: [ListWindow; 3],
    filter: Filter,
    /// How far the lists are loaded through the filter; without meaning while it is empty.
    filtered: [ListWindow; 3],
    windows: BTreeMap<ConversationId, ConversationWindow>,
    recording: Recording,
}

impl Confirmed {
    pub(crate) fn new(snapshot: Snapshot) -> Self {
        let Snapshot {
            cursor,
            build,
            actor,
            language,
            directory,
            counts,
            lists,
            reserved,
            own,
        } = snapshot;
        let mut copy = Self {
            generation: 0,
            actor,
            language,
            build,
            cursor,
            directory,
            counts,
            own,
            contacts: BTreeMap::new(),
            rows: BTreeMap::new(),
            stale_rows: BTreeMap::new(),
            lists: [ListWindow::default(); 3],
            filter: Filter::default(),
            filtered: [ListWindow::default(); 3],
            windows: BTreeMap::new(),
            recording: Recording::default(),
        };
        for page in lists {
            copy.put_page(None, page);
        }
        for row in reserved {
            copy.put(&row, &[]);
        }
        copy
    }

    /// Starts over from a newer snapshot. Opened conversations stay on screen, marked stale, until they are fetched again.
    pub(crate) fn resync(&mut self, snapshot: Snapshot) {
        let mut next = Self::new(snapshot);
        next.generation = self.generation + 1;
        next.set_filter(std::mem::take(&mut self.filter));
        for (id, mut window) in std::mem::take(&mut self.windows) {
            if let Some(row) = self.conversation(id).cloned() {
                window.stale = true;
                next.stale_rows.insert(id, row);
                next.windows.insert(id, window);
            }
        }
        *self = next;
    }

    pub(crate) fn frame(&mut self, frame: &ServerFrame) -> Effect {
        match frame {
            ServerFrame::Hello { user: Some(user), .. } if *user != self.actor.user => Effect::Resync,
            ServerFrame::Hello { build, counts, .. } => {
                self.counts = *counts;
                if *build == self.build {
                    Effect::Applied
                } else {
                    Effect::OtherBuild
                }
            }
            ServerFrame::Event { cursor, event } => {
                self.cursor = *cursor;
                self.event(event)
            }
            ServerFrame::Counts { counts } => {
                self.counts = *counts;
                Effect::Applied
            }
            ServerFrame::Resync => Effect::Resync,
            ServerFrame::Typing { .. }
            | ServerFrame::Beat
            | ServerFrame::Looking { .. }
            | ServerFrame::Presence(_)
            | ServerFrame::Availability { .. }
            | ServerFrame::Bye { .. } => Effect::None,
        }
    }

    fn event(&mut self, event: &Event) -> Effect {
        self.recording.record(event);
        self.play(event)
    }

    fn play(&mut self, event: &Event) -> Effect {
        match event {
            Event::Conversation { conversation, messages } => self.put(conversation, messages),
            Event::ConversationRemoved { conversation } => self.remove(*conversation),
            Event::Directory(entry) => {
                if let DirectoryEntry::User(user) = entry
                    && user.id == self.actor.user
                {
                    self.actor.name.clone_from(&user.name);
                }
                self.directory.put(entry.clone());
                // Who belongs where decides what nobody owns, also of rows that are not loaded.
                self.filtered = self.lists;
            }
            Event::OwnSettings(own) => self.put_own(own),
            Event::ContactChanged { contact, version } => {
                self.contacts.insert(*contact, *version);
            }
            Event::AccessChanged { user } if *user == self.actor.user => return Effect::Resync,
            Event::Resync => return Effect::Resync,
            // Who shows these hears it from the socket.
            Event::SessionEnded { .. }
            | Event::AccessChanged { .. }
            | Event::JobChanged { .. }
            | Event::HeldMessages
            | Event::DraftChanged { .. } => return Effect::None,
        }
        Effect::Applied
    }

    /// A conversation in some version: the highest stays. One that this version takes out of sight goes.
    fn put(&mut self, conversation: &Conversation, messages: &[Message]) {
        let id = conversation.id;
        let newer = self.rows.get(&id).is_none_or(|row| row.version <= conversation.version);
        if newer && !self.actor.scope().sees(&conversation.facts()) {
            self.remove(id);
            return;
        }
        if newer {
            self.rows.insert(id, conversation.clone());
        }
        if let Some(window) = self.windows.get_mut(&id) {
            for message in messages {
                window.add(message);
            }
        }
    }

    /// One's own settings in some version: the highest stays.
    pub(crate) fn put_own(&mut self, own: &OwnRecord) {
        if own.version >= self.own.version {
            self.own.clone_from(own);
        }
    }

    fn remove(&mut self, id: ConversationId) {
        self.rows.remove(&id);
        self.stale_rows.remove(&id);
        self.windows.remove(&id);
    }

    /// Starts recording events: call it before the request goes out.
    pub(crate) fn begin_fetch(&mut self) -> Fetch {
        self.recording.begin(self.generation)
    }

    /// The request came to nothing.
    pub(crate) fn abandon(&mut self, fetch: &Fetch) {
        self.finish(fetch, |_| ());
    }

    /// Merges what was fetched, then tells again what happened meanwhile. Pages from before a resync are dropped.
    fn finish(&mut self, fetch: &Fetch, merge: impl FnOnce(&mut Self)) {
        if fetch.generation != self.generation {
            return;
        }
        let missed = self.recording.end(fetch);
        merge(self);
        for event in &missed {
            self.play(event);
        }
    }

    pub(crate) fn finish_list(&mut self, fetch: &Fetch, before: Option<ListKey>, page: ListPage) {
        self.finish(fetch, |copy| copy.put_page(before, page));
    }

    pub(crate) fn finish_open(&mut self, fetch: &Fetch, open: OpenConversation) {
        self.finish(fetch, |copy| {
            let id = open.conversation.id;
            copy.stale_rows.remove(&id);
            copy.put(&open.conversation, &[]);
            if !copy.rows.contains_key(&id) {
                return;
            }
            if let Some(window) = copy.windows.get_mut(&id) {
                window.refresh(open);
            } else {
                copy.windows.insert(id, ConversationWindow::new(open));
            }
        });
    }

    pub(crate) fn finish_messages(&mut self, fetch: &Fetch, before: MessageId, page: MessagePage) {
        self.finish(fetch, |copy| {
            if let Some(window) = copy.windows.get_mut(&page.conversation) {
                window.prepend(before, page.messages, page.more);
            }
        });
    }

    /// The answer to a command, applied like the event that the log also tells.
    pub(crate) fn finish_outcome(&mut self, fetch: &Fetch, outcome: &Outcome) {
        if fetch.generation == self.generation {
            self.finish(fetch, |copy| copy.put(&outcome.conversation, &outcome.messages));
        } else {
            self.put(&outcome.conversation, &outcome.messages);
        }
    }

    fn put_page(&mut self, before: Option<ListKey>, page: ListPage) {
        let window = if page.filter.is_empty() {
            &mut self.lists[page.tab as usize]
        } else if page.filter == self.filter {
            &mut self.filtered[page.tab as usize]
        } else {
            // Somebody has chosen another filter since.
            return;
        };
        // A page that does not continue the window would tear a hole into it.
        if before.is_some() && window.floor != before {
            return;
        }
        window.floor = if page.more {
            page.rows.last().map(Conversation::list_key).or(before)
        } else {
            None
        };
        for row in page.rows {
            self.put(&row, &[]);
        }
    }

    /// Forgets the messages of a conversation that no pane shows.
    pub(crate) fn close(&mut self, id: ConversationId) {
        self.windows.remove(&id);
        self.stale_rows.remove(&id);
    }

    pub(crate) fn conversation(&self, id: ConversationId) -> Option<&Conversation> {
        self.rows.get(&id).or_else(|| self.stale_rows.get(&id))
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &Conversation> {
        self.rows.values()
    }

    pub(crate) fn window(&self, id: ConversationId) -> Option<&ConversationWindow> {
        self.windows.get(&id)
    }

    pub(crate) fn windows(&self) -> impl Iterator<Item = ConversationId> {
        self.windows.keys().copied()
    }

    /// The lowest loaded key of a tab's list; `None`: it is loaded to its end.
    pub(crate) fn floor(&self, tab: Tab) -> Option<ListKey> {
        let lists = if self.filter.is_empty() {
            &self.lists
        } else {
            &self.filtered
        };
        lists[tab as usize].floor
    }

    /// What the lists are narrowed down to from now on. As far as they are loaded without a filter, they are with any: rows
    /// from there on down are fetched through it.
    pub(crate) fn set_filter(&mut self, filter: Filter) {
        self.filtered = self.lists;
        self.filter = filter;
    }

    pub(crate) fn filter(&self) -> &Filter {
        &self.filter
    }
}
