//! One websocket: its frames go to the replica, its end to the connection.

use std::borrow::Cow;
use std::time::Duration;

use leptos::prelude::*;
use model::{ByeReason, ClientFrame, Conversation, Event, ServerFrame};
use replica::Effect as Asked;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{MessageEvent, WebSocket};

use super::{browser, command_queue, connection, looking, presence, typing};
use crate::json;
use crate::state::{Connection, DeskState};

/// How long the server has for its first frame.
const GREETING: Duration = Duration::from_secs(10);

/// An open socket. Dropping it closes it and unhooks its handlers.
pub struct Socket {
    line: WebSocket,
    // Dropped a tick later: one of them may be what drops the socket.
    handlers: Option<Handlers>,
    greeting: Option<TimeoutHandle>,
}

struct Handlers {
    on_message: Closure<dyn Fn(MessageEvent)>,
    on_close: Closure<dyn Fn()>,
}

impl Handlers {
    fn attach(&self, line: &WebSocket) {
        line.set_onmessage(Some(self.on_message.as_ref().unchecked_ref()));
        line.set_onclose(Some(self.on_close.as_ref().unchecked_ref()));
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.line.set_onmessage(None);
        self.line.set_onclose(None);
        let _ = self.line.close();
        if let Some(greeting) = self.greeting.take() {
            greeting.clear();
        }
        if let Some(handlers) = self.handlers.take() {
            set_timeout(move || drop(handlers), Duration::ZERO);
        }
    }
}

/// Opens the socket of attempt `number` from the replica's cursor on.
pub(super) fn open(state: DeskState, number: u32) {
    let cursor = state
        .replica
        .with_untracked(|replica| replica.as_ref().map(|replica| replica.cursor().to_string()));
    let line = cursor
        .and_then(|cursor| browser::socket_url(&cursor))
        .and_then(|url| WebSocket::new(&url).ok());
    let Some(line) = line else {
        connection::failed(state, number);
        return;
    };
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if connection::is_present(state, number) {
            received(state, number, event.data().as_string().as_deref());
        }
    });
    let on_close = Closure::<dyn Fn()>::new(move || connection::failed(state, number));
    let handlers = Handlers { on_message, on_close };
    handlers.attach(&line);
    let greeting = set_timeout_with_handle(move || connection::failed(state, number), GREETING).ok();
    let socket = Socket {
        line,
        handlers: Some(handlers),
        greeting,
    };
    state.attempts.update_value(|attempts| attempts.socket = Some(socket));
}

/// Tells the server something; without a socket it is lost.
pub(super) fn send(state: DeskState, frame: &ClientFrame) {
    let Ok(text) = serde_json::to_string(frame) else { return };
    state.attempts.with_value(|attempts| {
        if let Some(socket) = &attempts.socket
            && socket.line.ready_state() == WebSocket::OPEN
        {
            let _ = socket.line.send_with_str(&text);
        }
    });
}

fn received(state: DeskState, number: u32, text: Option<&str>) {
    // An event that this build does not know: what it changed can only be fetched.
    let Some(frame) = text.and_then(json::read::<ServerFrame>) else {
        connection::resync(state);
        return;
    };
    connection::heard(state);
    match &frame {
        ServerFrame::Beat => {}
        ServerFrame::Typing {
            conversation,
            typist,
            typing: is_typing,
        } => typing::received(state, *conversation, *typist, *is_typing),
        ServerFrame::Looking {
            conversation,
            user,
            looking: is_looking,
        } => looking::received(state, *conversation, *user, *is_looking),
        ServerFrame::Presence(changed) => presence::received(state, *changed),
        ServerFrame::Availability { availability } => presence::chosen(state, *availability),
        ServerFrame::Bye { reason } => bye(state, number, *reason),
        ServerFrame::Hello { .. } | ServerFrame::Event { .. } | ServerFrame::Counts { .. } | ServerFrame::Resync => {
            apply(state, &frame);
        }
    }
}

fn apply(state: DeskState, frame: &ServerFrame) {
    let mut asked = Asked::None;
    let mut queue_changed = false;
    let heard = state.ears.get_value().heard;
    let before = heard.and_then(|_| before(state, frame));
    state.replica.update(|replica| {
        if let Some(replica) = replica {
            let waiting = replica.queue().iter().count();
            asked = replica.frame(frame);
            queue_changed = replica.queue().iter().count() != waiting;
        }
    });
    if queue_changed {
        command_queue::persist(state);
        command_queue::pump(state);
    }
    match asked {
        Asked::Resync => {
            connection::resync(state);
            return;
        }
        Asked::OtherBuild => state.other_build.set(true),
        Asked::Applied | Asked::None => (),
    }
    if let ServerFrame::Hello { .. }
    | ServerFrame::Event {
        event: Event::HeldMessages,
        ..
    } = frame
    {
        state.told().update(|told| told.held = told.held.wrapping_add(1));
    }
    if let ServerFrame::Event {
        event: Event::DraftChanged { conversation, at },
        ..
    } = frame
    {
        state.told().update(|told| told.draft = Some((*conversation, *at)));
    }
    typing::stopped_by(state, frame);
    if let (
        Some(heard),
        ServerFrame::Event {
            event: Event::Conversation { conversation, messages },
            ..
        },
    ) = (heard, frame)
    {
        heard(state, before.as_ref(), conversation, messages);
    }
    if let (Some(follows), ServerFrame::Event { event, .. }) = (state.ears.get_value().follows, frame) {
        follows.run(event.clone());
    }
    if let ServerFrame::Hello { .. } = frame {
        state.attempts.update_value(|attempts| {
            if let Some(timer) = attempts.socket.as_mut().and_then(|socket| socket.greeting.take()) {
                timer.clear();
            }
        });
        presence::greeted(state, frame);
        connection::live(state);
    }
}

/// The conversation that a frame tells of, as it was known.
fn before(state: DeskState, frame: &ServerFrame) -> Option<Conversation> {
    let ServerFrame::Event {
        event: Event::Conversation { conversation, .. },
        ..
    } = frame
    else {
        return None;
    };
    let known = state.peek(|replica| replica.conversation(conversation.id).map(Cow::into_owned));
    known.flatten()
}

fn bye(state: DeskState, number: u32, reason: ByeReason) {
    match reason {
        ByeReason::SignedOut => connection::signed_out(state),
        ByeReason::Stopping | ByeReason::TooSlow => {
            if state.connection.get_untracked() == Connection::Live {
                connection::failed(state, number);
            }
        }
    }
}
