//! Typing, both ways: signals that may be lost and fade by themselves.

use std::time::Duration;

use leptos::prelude::*;
use model::{Author, ClientFrame, ConversationId, Event, ServerFrame, Typist};

use super::{browser, socket};
use crate::state::DeskState;

/// How long somebody counts as typing after the last sign of it.
const FADES: Duration = Duration::from_secs(6);
/// While writing goes on, the others are told this often, in milliseconds.
const REPEAT_MS: i64 = 3_000;

/// Somebody else began or stopped.
pub(super) fn received(state: DeskState, conversation: ConversationId, typist: Typist, is_typing: bool) {
    let now = browser::now();
    state.typing.update(|typing| {
        typing.retain(|(at, who, _)| (*at, *who) != (conversation, typist));
        if is_typing {
            typing.push((conversation, typist, now));
        }
    });
    if is_typing {
        set_timeout(move || fade(state), FADES);
    }
}

fn fade(state: DeskState) {
    let fades = i64::try_from(FADES.as_millis()).unwrap_or(i64::MAX);
    let now = browser::now();
    state
        .typing
        .update(|typing| typing.retain(|(_, _, since)| now.since(*since) < fades));
}

/// Who has written is no longer typing.
pub(super) fn stopped_by(state: DeskState, frame: &ServerFrame) {
    let ServerFrame::Event {
        event: Event::Conversation { messages, .. },
        ..
    } = frame
    else {
        return;
    };
    for message in messages {
        let typist = match message.author {
            Author::Customer { .. } => Typist::Customer,
            Author::Agent { user } => Typist::Agent { user },
            Author::Bot | Author::System => continue,
        };
        let is_known = state.typing.with_untracked(|typing| {
            typing
                .iter()
                .any(|(at, who, _)| (*at, *who) == (message.conversation, typist))
        });
        if is_known {
            received(state, message.conversation, typist, false);
        }
    }
}

/// I am writing here: said again every few seconds, not with every key.
pub fn writing(state: DeskState, conversation: ConversationId) {
    let now = browser::now();
    let said = state.tab.with_value(|tab| tab.said_typing);
    if said.is_none_or(|(at, since)| at != conversation || now.since(since) >= REPEAT_MS) {
        state
            .tab
            .update_value(|tab| tab.said_typing = Some((conversation, now)));
        let frame = ClientFrame::Typing {
            conversation,
            typing: true,
        };
        socket::send(state, &frame);
    }
}

/// I stopped: sent, emptied, or left.
pub fn stopped(state: DeskState) {
    if let Some((conversation, _)) = state.tab.with_value(|tab| tab.said_typing) {
        state.tab.update_value(|tab| tab.said_typing = None);
        let frame = ClientFrame::Typing {
            conversation,
            typing: false,
        };
        socket::send(state, &frame);
    }
}
