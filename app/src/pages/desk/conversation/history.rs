//! The customer's earlier conversations above the open one, one after the other, as far as the reader goes back (R71, R78).

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{ConversationId, MessageId};
use replica::Replica;

use crate::live::{again, browser, fetch};
use crate::state::DeskState;

/// Until what is on its way is asked for again.
const SOON: Duration = Duration::from_millis(50);

/// The conversations on screen. Copied freely.
#[derive(Clone, Copy)]
pub struct History {
    /// Kept apart: it is large, and this is handed around.
    state: StoredValue<DeskState>,
    open: ConversationId,
    /// From the earliest to the open one.
    pub chain: RwSignal<Vec<ConversationId>>,
    /// An earlier one is on its way.
    fetching: StoredValue<bool>,
}

impl History {
    /// Begins with the open conversation.
    pub fn of(state: DeskState, open: ConversationId) -> Self {
        let history = Self {
            state: StoredValue::new(state),
            open,
            chain: RwSignal::new(vec![open]),
            fetching: StoredValue::new(false),
        };
        // After a resync each has to be fetched anew.
        let needed = Memo::new(move |_| state.read(|replica| history.stale(replica)).flatten());
        Effect::new(move || {
            let Some(id) = needed.get() else { return };
            let is_wanted = move || needed.try_get_untracked().flatten() == Some(id);
            spawn_local(async move {
                let fetch = move || fetch::open_beside(state, id);
                if let Some(Err(_)) = again::until_answered(state, fetch, is_wanted).await {
                    // It may no longer be read, nor what stands above it.
                    let _ = history.chain.try_update(|chain| {
                        let end = chain.iter().position(|it| *it == id).map_or(0, |at| at + 1);
                        chain.drain(..end);
                    });
                }
            });
        });
        history
    }

    /// `None`: the pane is gone.
    fn peek<T>(self, look: impl FnOnce(&Replica) -> T) -> Option<T> {
        self.state.try_get_value()?.peek(look)
    }

    /// Of the earlier ones; the open one is looked after by its pane.
    fn stale(self, replica: &Replica) -> Option<ConversationId> {
        self.chain.with(|chain| {
            let mut earlier = chain.iter().copied().filter(|id| *id != self.open);
            earlier.find(|id| replica.window(*id).is_some_and(|window| window.stale))
        })
    }

    /// Those that stand one after the other without a hole, from the earliest to the open one; followed.
    pub fn shown(self, replica: &Replica) -> Vec<ConversationId> {
        self.chain.with(|chain| without_holes(replica, chain))
    }

    fn first(self) -> Option<ConversationId> {
        let chain = self.chain.try_get_untracked()?;
        self.peek(|replica| without_holes(replica, &chain).first().copied())?
    }

    /// Whether there is more above; followed.
    pub fn has_more(self) -> bool {
        let state = self.state.get_value();
        let first = state.read(|replica| self.shown(replica).first().copied()).flatten();
        let more = state.read(|replica| {
            let window = replica.window(first?)?;
            Some(window.more || window.previous.is_some())
        });
        more.flatten().unwrap_or_default()
    }

    /// Fetches what comes next above: older messages, or the conversation before.
    pub fn go_back(self) {
        let Some(first) = self.first() else { return };
        let more = self.peek(|replica| replica.window(first).map(|window| window.more));
        match more.flatten() {
            Some(true) => fetch::older_messages(self.state.get_value(), first),
            Some(false) => {
                spawn_local(async move {
                    self.one_further().await;
                });
            }
            None => (),
        }
    }

    /// Puts the conversation before the first one above it. False: there is none, or it cannot be fetched.
    async fn one_further(self) -> bool {
        let first = self.first();
        let previous = first.and_then(|first| self.peek(|replica| replica.window(first)?.previous).flatten());
        let (Some(previous), Some(state)) = (previous, self.state.try_get_value()) else {
            return false;
        };
        if self
            .fetching
            .try_update_value(|fetching| std::mem::replace(fetching, true))
            != Some(false)
        {
            return false;
        }
        let there = fetch::open_beside(state, previous).await.is_ok();
        let _ = self.fetching.try_update_value(|fetching| *fetching = false);
        if there {
            let _ = self.chain.try_update(|chain| {
                if !chain.contains(&previous) {
                    chain.insert(0, previous);
                }
            });
        }
        there
    }

    /// Loads everything down to a message of the open conversation or of an earlier one. False: it is not there.
    pub async fn reach(self, conversation: ConversationId, message: MessageId) -> bool {
        loop {
            let (Some(chain), Some(state)) = (self.chain.try_get_untracked(), self.state.try_get_value()) else {
                return false;
            };
            let shown = state.peek(|replica| without_holes(replica, &chain)).unwrap_or_default();
            if shown.contains(&conversation) {
                return fetch::through(state, conversation, message).await;
            }
            let Some(first) = shown.first().copied() else {
                return false;
            };
            // All of it, so that nothing is missing in between.
            fetch::through(state, first, MessageId(0)).await;
            let whole = state.peek(|replica| replica.window(first).is_some_and(|window| !window.more));
            if whole != Some(true) {
                return false;
            }
            if self.fetching.try_get_value() == Some(true) {
                // The reader has scrolled there: it is on its way.
                browser::delay(SOON).await;
            } else if !self.one_further().await {
                return false;
            }
        }
    }
}

/// Of these, the open one and those above it down to where messages are missing.
fn without_holes(replica: &Replica, chain: &[ConversationId]) -> Vec<ConversationId> {
    let mut shown = Vec::new();
    for id in chain.iter().rev() {
        let window = replica.window(*id);
        if shown.is_empty() || window.is_some() {
            shown.insert(0, *id);
        }
        if window.is_none_or(|window| window.more) {
            break;
        }
    }
    shown
}
