//! Who else has the open conversation on screen, both ways: signals that may be lost and fade by themselves.

use std::time::Duration;

use leptos::prelude::*;
use model::{ClientFrame, ConversationId, LOOKING_MS, UserId};

use super::{browser, socket};
use crate::state::DeskState;

/// How often what has not been heard of again is looked through.
const FADES: Duration = Duration::from_secs(5);

/// Says what this browser shows, again and again as long as somebody sees it.
pub fn follow(state: DeskState, open: Signal<Option<ConversationId>>) {
    let is_live = state.is_live();
    let shown = Memo::new(move |_| (is_live.get() && state.visible.get()).then(|| open.get()).flatten());
    let say = move |conversation: Option<ConversationId>| socket::send(state, &ClientFrame::Looking { conversation });
    Effect::new(move |before: Option<Option<ConversationId>>| {
        let now = shown.get();
        if now.is_some() || before.flatten().is_some() {
            state.lookers.set(Vec::new());
            say(now);
        }
        now
    });
    Effect::new(move || {
        let repeat = Duration::from_millis(LOOKING_MS.unsigned_abs());
        let again = move || {
            if let Some(id) = shown.get_untracked() {
                say(Some(id));
            }
        };
        let timers = [
            set_interval_with_handle(again, repeat),
            set_interval_with_handle(move || fade(state), FADES),
        ];
        on_cleanup(move || {
            for timer in timers.into_iter().flatten() {
                timer.clear();
            }
        });
    });
}

/// A colleague came to look, still looks, or has left.
pub(super) fn received(state: DeskState, conversation: ConversationId, user: UserId, looking: bool) {
    let now = browser::now();
    state.lookers.update(|lookers| {
        let is_other = |(at, who, _): &(ConversationId, UserId, _)| (*at, *who) != (conversation, user);
        match lookers.iter_mut().find(|looker| !is_other(looker)) {
            Some((_, _, since)) if looking => *since = now,
            _ if looking => lookers.push((conversation, user, now)),
            _ => lookers.retain(is_other),
        }
    });
}

fn fade(state: DeskState) {
    let now = browser::now();
    let is_there = |(_, _, since): &(ConversationId, UserId, _)| now.since(*since) < 2 * LOOKING_MS;
    if !state.lookers.with_untracked(|lookers| lookers.iter().all(is_there)) {
        state.lookers.update(|lookers| lookers.retain(is_there));
    }
}
