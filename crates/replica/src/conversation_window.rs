//! The messages of one conversation as far as they are loaded: always the newest contiguous stretch.

use std::collections::BTreeMap;

use model::{Activity, Contact, Content, Message, MessageId};

/// A conversation that has been opened: its contact and its newest messages without a hole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationWindow {
    pub contact: Contact,
    /// How many earlier conversations of the contact the actor may see.
    pub earlier: u32,
    /// There are older messages than the loaded ones.
    pub more: bool,
    /// It may have holes since a resync: shown until it is fetched anew.
    pub stale: bool,
    messages: BTreeMap<MessageId, Message>,
}

impl ConversationWindow {
    pub(crate) fn new(contact: Contact, earlier: u32, messages: Vec<Message>, more: bool) -> Self {
        Self {
            contact,
            earlier,
            more,
            stale: false,
            messages: by_id(messages),
        }
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
    pub(crate) fn refresh(&mut self, contact: Contact, earlier: u32, messages: Vec<Message>, more: bool) {
        let page = by_id(messages);
        let page_oldest = page.first_key_value().map(|(id, _)| *id);
        let newest = self.messages.last_key_value().map(|(id, _)| *id);
        let touches = page_oldest.is_some() && newest >= page_oldest;
        if self.stale || !touches {
            *self = Self {
                contact,
                earlier,
                more,
                stale: false,
                messages: page,
            };
            return;
        }
        if self.oldest() > page_oldest || !more {
            self.more = more;
        }
        self.put_all(page.into_values());
        self.contact = contact;
        self.earlier = earlier;
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
