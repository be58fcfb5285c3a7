//! Fetches the windows that the screen needs and merges them with what happened meanwhile.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{ConversationId, MessageId, Problem, Tab};
use replica::{Fetch, Replica};

use super::again::in_time;
use crate::api;
use crate::state::DeskState;

/// So many conversations stay loaded: going back to one shows it at once.
const KEPT_OPEN: usize = 30;

/// Registers the fetch with the replica; `None` before the first snapshot.
fn begin(state: DeskState) -> Option<Fetch> {
    state
        .replica
        .try_update_untracked(|replica| replica.as_mut().map(Replica::begin_fetch))
        .flatten()
}

fn finish(state: DeskState, finish: impl FnOnce(&mut Replica)) {
    state.replica.update(|replica| {
        if let Some(replica) = replica {
            finish(replica);
        }
    });
}

/// Opens a conversation, or brings an opened one up to date.
pub async fn open(state: DeskState, id: ConversationId) -> Result<(), Problem> {
    open_beside(state, id).await?;
    finish(state, |replica| {
        let windows: Vec<_> = replica.windows().collect();
        let spare = windows.len().saturating_sub(KEPT_OPEN);
        // Those of the same customer may stand above it.
        let contact = |id| replica.window(id).map(|window| window.contact.id);
        let others = windows.into_iter().filter(|other| contact(*other) != contact(id));
        for other in others.take(spare).collect::<Vec<_>>() {
            replica.close(other);
        }
    });
    Ok(())
}

/// As [`open`], beside others that are on screen.
pub async fn open_beside(state: DeskState, id: ConversationId) -> Result<(), Problem> {
    let fetch = begin(state).ok_or(Problem::Unavailable)?;
    match in_time(api::open_conversation(id)).await {
        Ok(open) => {
            finish(state, |replica| replica.finish_open(&fetch, open));
            Ok(())
        }
        Err(problem) => {
            finish(state, |replica| replica.abandon(&fetch));
            Err(problem)
        }
    }
}

/// Fetches the next page of a tab's list, unless all is loaded or a page is already on its way.
pub fn more_rows(state: DeskState, tab: Tab) {
    let next = state.peek(|replica| Some((replica.next_page(tab)?, replica.filter().clone())));
    let Some((before, filter)) = next.flatten() else {
        return;
    };
    if !state.begin_loading(Loading::List(tab)) {
        return;
    }
    spawn_local(async move {
        if let Some(fetch) = begin(state) {
            let answer = in_time(api::list(tab, filter, Some(before))).await;
            finish(state, |replica| match answer {
                Ok(page) => replica.finish_list(&fetch, Some(before), page),
                Err(_) => replica.abandon(&fetch),
            });
        }
        state.end_loading(Loading::List(tab));
    });
}

/// Fetches older messages of an opened conversation, unless all are loaded or they are already on their way.
pub fn older_messages(state: DeskState, id: ConversationId) {
    let before = state.replica.with_untracked(|replica| {
        let window = replica.as_ref()?.window(id)?;
        (window.more && !window.stale).then(|| window.oldest()).flatten()
    });
    let Some(before) = before else { return };
    if !state.begin_loading(Loading::Messages(id)) {
        return;
    }
    spawn_local(async move {
        if let Some(fetch) = begin(state) {
            let answer = in_time(api::messages(id, before, None)).await;
            finish(state, |replica| match answer {
                Ok(page) => replica.finish_messages(&fetch, before, page),
                Err(_) => replica.abandon(&fetch),
            });
        }
        state.end_loading(Loading::Messages(id));
    });
}

/// Fetches older messages until one of them is loaded. False: it is not there, or cannot be fetched.
pub async fn through(state: DeskState, id: ConversationId, message: MessageId) -> bool {
    loop {
        let window = |replica: &Replica| {
            let window = replica.window(id)?;
            Some((window.oldest()?, window.more && !window.stale))
        };
        let Some((oldest, more)) = state.peek(window).flatten() else {
            return false;
        };
        if oldest <= message {
            let there = |replica: &Replica| replica.window(id)?.get(message).map(|_| ());
            return state.peek(there).flatten().is_some();
        }
        let Some(fetch) = more.then(|| begin(state)).flatten() else {
            return false;
        };
        let answer = in_time(api::messages(id, oldest, Some(message))).await;
        let failed = answer.is_err();
        finish(state, |replica| match answer {
            Ok(page) => replica.finish_messages(&fetch, oldest, page),
            Err(_) => replica.abandon(&fetch),
        });
        let further = state.peek(window).flatten();
        if failed || further == Some((oldest, more)) {
            return false;
        }
    }
}

/// A page that is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loading {
    List(Tab),
    Messages(ConversationId),
}
