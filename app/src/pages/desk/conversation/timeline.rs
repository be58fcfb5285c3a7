//! What stands in the log: the messages of the customer's conversations as far back as they are loaded, with the days, and at
//! each conversation's beginning which one it is.

use model::{Author, CommandId, ConversationId, HeldMessage, Message, MessageId, Timestamp};
use replica::{ConversationWindow, Pending, Replica};

use crate::format;

/// What stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// Older messages can be asked for.
    Older,
    /// Here begins what is loaded of a conversation.
    Conversation(ConversationId),
    Day(Timestamp),
    Message(Message),
    Awaited(Box<Pending>),
    /// The server holds it.
    Held(Box<HeldMessage>),
}

/// What an item is recognised by: a message that replaces an awaited one keeps its place on screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    Older,
    Conversation(ConversationId),
    Day(MessageId),
    Message(MessageId),
    Command(CommandId),
}

impl Key {
    /// Whether it stays between the same neighbours when older messages come in.
    pub fn holds(&self) -> bool {
        matches!(self, Self::Message(_) | Self::Command(_))
    }
}

/// The key of a message's item.
pub fn key(message: &Message) -> Key {
    match &message.command {
        Some(command) if is_agents(message) => Key::Command(command.clone()),
        _ => Key::Message(message.id),
    }
}

/// Of what one command writes, only this is an agent's: activities and automatic texts are the desk's own.
pub fn is_agents(message: &Message) -> bool {
    matches!(message.author, Author::Agent { .. })
}

/// The items of these conversations, which stand one after the other; the open one is the last. `held`: what the server holds, of
/// any conversation.
pub fn items(replica: &Replica, chain: &[ConversationId], older: bool, held: &[HeldMessage]) -> Vec<(Key, Item)> {
    let mut items = Vec::new();
    if older {
        items.push((Key::Older, Item::Older));
    }
    let mut before = None::<Timestamp>;
    for id in chain {
        if chain.len() > 1 {
            items.push((Key::Conversation(*id), Item::Conversation(*id)));
            before = None;
        }
        for message in replica.window(*id).into_iter().flat_map(ConversationWindow::messages) {
            if before.is_none_or(|before| format::is_another_day(before, message.at)) {
                items.push((Key::Day(message.id), Item::Day(message.at)));
            }
            before = Some(message.at);
            items.push((key(message), Item::Message(message.clone())));
        }
    }
    let Some(open) = chain.last() else { return items };
    for waiting in held.iter().filter(|it| it.conversation == *open) {
        // It has gone out, and that was told first.
        let is_there = |message: &Message| message.command.as_ref() == Some(&waiting.id);
        let window = replica.window(*open).into_iter().flat_map(ConversationWindow::messages);
        if !window.rev().any(is_there) {
            items.push((Key::Command(waiting.id.clone()), Item::Held(Box::new(waiting.clone()))));
        }
    }
    for pending in replica.awaited(*open) {
        // What this screen has sent is known by both until it is fetched.
        if held.iter().any(|it| it.id == *pending.id()) {
            continue;
        }
        items.push((
            Key::Command(pending.id().clone()),
            Item::Awaited(Box::new(pending.clone())),
        ));
    }
    items
}
