//! A slow and simple server: the whole state in maps, every change logged, every page computed from scratch.

use std::collections::BTreeMap;

use model::{
    Actor, Author, Channel, CommandId, ConnectionId, Contact, ContactId, ContactName, Content, Conversation,
    ConversationId, Counts, Cursor, DepartmentId, Directory, Event, Filter, InboxId, Language, Lifecycle, ListKey,
    ListPage, Message, MessageId, MessagePage, OpenConversation, OwnRecord, Permission, Position, ServerFrame,
    Snapshot, Status, Tab, TagId, Timestamp, UserId,
};

pub const ME: UserId = UserId(1);
pub const OTHER: UserId = UserId(2);
const MINE: DepartmentId = DepartmentId(1);
const FOREIGN: DepartmentId = DepartmentId(9);
pub const PAGE: usize = 3;

pub struct World {
    pub conversations: BTreeMap<ConversationId, Conversation>,
    pub messages: BTreeMap<ConversationId, Vec<Message>>,
    pub log: Vec<Event>,
    now: i64,
    next_message: i64,
}

pub fn actor() -> Actor {
    Actor {
        user: ME,
        name: "Ana".into(),
        email: "ana@example.com".into(),
        permissions: [
            Permission::ReadDepartments,
            Permission::Accept,
            Permission::Reply,
            Permission::Close,
        ]
        .into_iter()
        .collect(),
        departments: vec![MINE],
        access_version: 1,
    }
}

impl World {
    pub fn new(conversations: i64) -> Self {
        let mut world = Self {
            conversations: BTreeMap::new(),
            messages: BTreeMap::new(),
            log: Vec::new(),
            now: 1_000,
            next_message: 1,
        };
        for _ in 0..conversations {
            world.open();
        }
        world
    }

    pub fn tick(&mut self) -> Timestamp {
        self.now += 10;
        Timestamp(self.now)
    }

    pub fn open(&mut self) -> ConversationId {
        let at = self.tick();
        let id = ConversationId(i64::try_from(self.conversations.len()).expect("few") + 1);
        let conversation = Conversation {
            id,
            version: 1,
            contact: ContactName {
                id: ContactId(id.0),
                name: format!("Contact {id}"),
                photo: None,
            },
            channel: Channel::LiveChat,
            lifecycle: Lifecycle::open_inbound(InboxId(1), ConnectionId(1), Some(MINE), false, at),
            preview: None,
            unread: 0,
            agent_read: None,
            customer_received: None,
            customer_read: None,
            start_page: None,
            tags: vec![TagId(id.0 % 3)],
            metrics: model::Metrics::default(),
            status_due_at: None,
            snoozed: None,
            rating_asked: None,
            rating: None,
            review: None,
            form_sent_at: None,
            form_filled_at: None,
            history_requested_at: None,
        };
        self.conversations.insert(id, conversation);
        self.messages.insert(id, Vec::new());
        self.say(
            id,
            Author::Customer {
                contact: ContactId(id.0),
            },
            None,
        );
        id
    }

    /// Adds a message, logged.
    pub fn say(&mut self, id: ConversationId, author: Author, command: Option<CommandId>) -> Vec<Message> {
        let at = self.tick();
        let text = format!("text {}", self.next_message);
        let mut message = Message::new(MessageId(self.next_message), id, at, author, Content::Text { text });
        message.command = command;
        self.next_message += 1;
        self.messages.entry(id).or_default().push(message.clone());
        self.change(id, vec![message.clone()], |conversation| {
            conversation.lifecycle.stamps.last_message_at = Some(at);
            conversation.unread += 1;
        });
        vec![message]
    }

    pub fn set(&mut self, id: ConversationId, status: Status, assignee: Option<UserId>) {
        self.change(id, Vec::new(), |conversation| {
            conversation.lifecycle.status = status;
            conversation.lifecycle.assignee = assignee;
        });
    }

    /// Moves it to a department that I do not see (or back).
    pub fn hide(&mut self, id: ConversationId, hidden: bool) {
        self.change(id, Vec::new(), |conversation| {
            conversation.lifecycle.department = Some(if hidden { FOREIGN } else { MINE });
            conversation.lifecycle.assignee = None;
        });
    }

    pub fn change(&mut self, id: ConversationId, messages: Vec<Message>, change: impl FnOnce(&mut Conversation)) {
        let Some(conversation) = self.conversations.get_mut(&id) else {
            return;
        };
        let seen = actor().scope().sees(&conversation.facts());
        conversation.version += 1;
        change(conversation);
        if actor().scope().sees(&conversation.facts()) {
            self.log.push(Event::Conversation {
                conversation: Box::new(conversation.clone()),
                messages,
            });
        } else if seen {
            self.log.push(Event::ConversationRemoved { conversation: id });
        }
    }

    pub fn frame(&self, at: usize) -> ServerFrame {
        ServerFrame::Event {
            cursor: cursor(at + 1),
            event: self.log[at].clone(),
        }
    }

    /// All visible rows of a tab that a filter lets through, newest first.
    pub fn rows(&self, filter: &Filter, tab: Tab) -> Vec<Conversation> {
        let directory = Directory::default();
        let mut rows: Vec<_> = self
            .conversations
            .values()
            .filter(|row| row.lifecycle.status.tab() == tab && actor().scope().sees(&row.facts()))
            .filter(|row| filter.lets_through(row, ME, &directory))
            .cloned()
            .collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.list_key()));
        rows
    }

    pub fn list(&self, filter: &Filter, tab: Tab, before: Option<ListKey>) -> ListPage {
        let mut rows = self.rows(filter, tab);
        rows.retain(|row| before.is_none_or(|before| row.list_key() < before));
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        ListPage {
            tab,
            filter: filter.clone(),
            rows,
            more,
        }
    }

    pub fn page(&self, id: ConversationId, before: Option<MessageId>) -> Option<MessagePage> {
        let mut messages = self.messages.get(&id)?.clone();
        messages.retain(|message| before.is_none_or(|before| message.id < before));
        let more = messages.len() > PAGE;
        let messages = messages.split_off(messages.len().saturating_sub(PAGE));
        Some(MessagePage {
            conversation: id,
            messages,
            more,
        })
    }

    pub fn opened(&self, id: ConversationId) -> Option<OpenConversation> {
        let conversation = self.conversations.get(&id)?.clone();
        if !actor().scope().sees(&conversation.facts()) {
            return None;
        }
        Some(OpenConversation {
            contact: Contact {
                id: conversation.contact.id,
                version: 1,
                name: conversation.contact.name.clone(),
                email: None,
                phone: None,
                source: Channel::LiveChat,
                created_at: Timestamp(0),
                last_activity_at: Timestamp(0),
                support_agent: None,
                photo: None,
            },
            conversation,
            page: self.page(id, None)?,
            earlier: 0,
            previous: None,
        })
    }

    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            cursor: cursor(self.log.len()),
            build: "build".into(),
            actor: actor(),
            language: Language::English,
            directory: Directory::default(),
            counts: Counts::default(),
            lists: Tab::ALL
                .iter()
                .map(|tab| self.list(&Filter::default(), *tab, None))
                .collect(),
            reserved: Vec::new(),
            own: OwnRecord::default(),
        }
    }
}

pub fn cursor(sequence: usize) -> Cursor {
    Cursor {
        epoch: 1,
        access: 1,
        position: Position {
            transaction: 0,
            sequence: i64::try_from(sequence).expect("few"),
        },
    }
}
