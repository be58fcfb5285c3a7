//! A message of the log as its bubble shows it, and what is done to it there.

use leptos::prelude::*;
use model::{Action, Author, Command, Content, Conversation, Message, MessageId, Reaction, Reactor, UserId, can};

use super::talk::{Answering, Talk};
use crate::components::{Act, BubbleView, May, QuoteView, ReactionView, Side, contact_name};
use crate::live::command_queue;
use crate::pages::desk::another;
use crate::state::DeskState;
use crate::{platform, texts};

/// What there is to see of a message that is no activity.
pub fn view(talk: Talk, conversation: Memo<Conversation>, message: &Message) -> BubbleView {
    let state = talk.state();
    let (internal, deleted) = match &message.content {
        Content::Deleted { by, internal, .. } => (*internal, Some(deleted_line(state, *by))),
        content => (matches!(content, Content::Note { .. }), None),
    };
    let mentions = match &message.content {
        Content::Note { mentions, .. } => mentions.iter().filter_map(|user| user_name(state, *user)).collect(),
        _ => Vec::new(),
    };
    let may_write = conversation.with(|it| {
        let facts = it.facts();
        let may = state.read(|replica| can(replica.actor(), Action::Reply, &facts));
        may.unwrap_or_default() && !talk.reads_only
    });
    let is_there = deleted.is_none();
    let is_mine = author_is_me(state, message.author);
    BubbleView {
        side: side(message.author, internal),
        text: message.text().unwrap_or_default().to_owned(),
        author: author(state, message.author),
        at: message.at,
        files: message.files.clone(),
        edited: message.edited_at.is_some(),
        deleted,
        mentions,
        quote: message.reply_to.map(|id| quote(talk, conversation, id)),
        reactions: reactions(state, conversation, &message.reactions),
        may: May {
            answer: may_write && is_there,
            change: may_write && is_there && is_mine,
        },
    }
}

/// The message that is answered, as far as it is loaded.
pub fn quote(talk: Talk, conversation: Memo<Conversation>, id: MessageId) -> QuoteView {
    let (author, text) = match talk.message(id) {
        Some(message) => {
            let text = match message.text() {
                Some(text) => text.split_whitespace().take(40).collect::<Vec<_>>().join(" "),
                None => texts::quote_deleted().to_owned(),
            };
            (writer_name(talk.state(), conversation, message.author), text)
        }
        None => (String::new(), texts::quote_unknown().to_owned()),
    };
    QuoteView { id, author, text }
}

/// The name of who wrote a message.
pub fn writer_name(state: DeskState, conversation: Memo<Conversation>, author: Author) -> String {
    match author {
        Author::Customer { .. } => conversation.with(contact_name),
        Author::Agent { user } => another(state, user).unwrap_or_else(|| texts::you().to_owned()),
        Author::Bot => texts::bubble_bot().to_owned(),
        Author::System => texts::bubble_automatic().to_owned(),
    }
}

/// What a press in a bubble does.
pub fn act(talk: Talk, message: MessageId, act: Act) {
    match act {
        Act::Reply => answer(talk, Answering::Reply(message)),
        Act::Edit => answer(talk, Answering::Edit(message)),
        Act::Delete => talk.deleting.set(Some(message)),
        Act::History => talk.history.set(Some(message)),
        Act::Jump(original) => talk.jump_to(original),
        Act::PickEmoji => talk.picking.set(Some(message)),
        Act::React(emoji, on) => {
            let conversation = talk.id;
            command_queue::give(
                talk.state(),
                Command::React {
                    conversation,
                    message,
                    emoji,
                    on,
                },
            );
        }
        // Of what is not stored yet: the log does that.
        Act::Retry | Act::CallBack => (),
    }
}

fn answer(talk: Talk, answering: Answering) {
    talk.answering.set(Some(answering));
    request_animation_frame(|| platform::focus_first(".composer-text"));
}

fn reactions(state: DeskState, conversation: Memo<Conversation>, all: &[Reaction]) -> Vec<ReactionView> {
    let mut shown: Vec<ReactionView> = Vec::new();
    for reaction in all {
        let (from, own) = match reaction.by {
            Reactor::Customer => (conversation.with(contact_name), false),
            Reactor::Agent { user } => match another(state, user) {
                Some(name) => (name, false),
                None => (texts::you().to_owned(), true),
            },
        };
        if let Some(there) = shown.iter_mut().find(|it| it.emoji == reaction.emoji) {
            there.count += 1;
            there.own |= own;
            there.from = format!("{}, {from}", there.from);
        } else {
            shown.push(ReactionView {
                emoji: reaction.emoji.clone(),
                count: 1,
                from,
                own,
            });
        }
    }
    shown
}

fn deleted_line(state: DeskState, by: UserId) -> String {
    match another(state, by) {
        Some(name) => texts::bubble_deleted(&name),
        None => texts::bubble_deleted_own().to_owned(),
    }
}

fn user_name(state: DeskState, user: UserId) -> Option<String> {
    state
        .read(|replica| replica.directory().user_name(user).map(ToOwned::to_owned))
        .flatten()
}

fn author_is_me(state: DeskState, author: Author) -> bool {
    let me = state.peek(|replica| replica.actor().user);
    matches!(author, Author::Agent { user } if Some(user) == me)
}

fn side(author: Author, is_note: bool) -> Side {
    match author {
        _ if is_note => Side::Note,
        Author::Customer { .. } => Side::Customer,
        Author::Agent { .. } | Author::Bot | Author::System => Side::Agent,
    }
}

/// Who wrote it, where the side does not say it.
fn author(state: DeskState, author: Author) -> Option<String> {
    match author {
        Author::Customer { .. } => None,
        Author::Agent { user } => another(state, user),
        Author::Bot => Some(texts::bubble_bot().to_owned()),
        Author::System => Some(texts::bubble_automatic().to_owned()),
    }
}
