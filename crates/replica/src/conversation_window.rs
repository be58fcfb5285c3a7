//! The messages of one conversation as far as they are loaded: always the newest contiguous stretch.

use std::collections::BTreeMap;

use model::{Activity, Contact, Content, ConversationId, Message, MessageId, OpenConversation};

/// A conversation that has been opened: its contact and its newest messages without a hole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationWindow {
    pub contact: Contact,
    /// How many earlier conversations of the contact the actor may see.
    pub earlier: u32,
    /// The last one of these.
    pub previous: Option<ConversationId>,
    /// There are older messages than the loaded ones.
    pub more: bool,
    /// It may have holes since a resync: shown until it is fetched anew.
    pub stale: bool,
    messages: BTreeMap<MessageId, Message>,
}

impl ConversationWindow {
    pub(crate) fn new(open: OpenConversation) -> Self {
        Self {
            contact: open.contact,
            earlier: open.earlier,
            previous: open.previous,
            more: open.page.more,
            stale: false,
            messages: by_id(open.page.messages),
        }
    }

    /// A loaded message.
    pub fn get(&self, id: MessageId) -> Option<&Message> {
        self.messages.get(&id)
    }

    /// Oldest first.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.values()
    }

    pub fn message(&self, id: MessageId) -> Option<&Message> {
        self.messages.get(&id)
    }

    pub fn oldest(&self) -> Option<MessageId> {
        self.messages.first_key_value().map(|(id, _)| *id)
    }

    pub fn newest(&self) -> Option<&Message> {
        self.messages.last_key_value().map(|(_, message)| message)
    }

    /// A message that happened. Below the loaded stretch it belongs to a page that is not loaded yet; above a stale one
    /// there may be a hole.
    pub(crate) fn add(&mut self, message: &Message) {
        if self.stale {
            return;
        }
        if let Content::Activity(Activity::SupportAgentAssigned { agent, .. }) = message.content
            && self.newest().is_none_or(|newest| newest.id < message.id)
        {
            self.contact.support_agent = agent;
        }
        if !self.more || self.oldest().is_some_and(|oldest| message.id >= oldest) {
            put(&mut self.messages, message);
        }
    }

    fn put_all(&mut self, messages: impl IntoIterator<Item = Message>) {
        for message in messages {
            put(&mut self.messages, &message);
        }
    }

    /// The page before the loaded stretch. A page that belongs elsewhere is left out.
    pub(crate) fn prepend(&mut self, before: MessageId, messages: Vec<Message>, more: bool) {
        if self.oldest() == Some(before) {
            self.put_all(messages);
            self.more = more;
        }
    }

    /// A newest page fetched again. What is already loaded stays when the two overlap.
    pub(crate) fn refresh(&mut self, open: OpenConversation) {
        let page = Self::new(open);
        let touches = page.oldest().is_some() && self.newest().map(|newest| newest.id) >= page.oldest();
        if self.stale || !touches {
            *self = page;
            return;
        }
        if self.oldest() > page.oldest() || !page.more {
            self.more = page.more;
        }
        self.put_all(page.messages.into_values());
        self.contact = page.contact;
        self.earlier = page.earlier;
        self.previous = page.previous;
    }
}

/// Of a message only the latest version is kept.
fn put(messages: &mut BTreeMap<MessageId, Message>, message: &Message) {
    let known = messages.get(&message.id).map(|known| known.version);
    if known < Some(message.version) {
        messages.insert(message.id, message.clone());
    }
}

fn by_id(messages: Vec<Message>) -> BTreeMap<MessageId, Message> {
    messages.into_iter().map(|message| (message.id, message)).collect()
}
