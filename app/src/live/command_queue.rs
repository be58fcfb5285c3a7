//! Sends the pending commands, in order, and keeps them in the browser's storage until they are answered.
//!
//! Each tab stores its own queue under the user's id; a new page load takes over what it finds. When two tabs send the
//! same command, its id makes the second one harmless.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Command, CommandEnvelope, CommandId, ConversationId, Outcome, Problem, Timestamp, UserId};
use replica::{NextStep, Queue, Replica};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::{browser, connection, fetch};
use crate::json;
use crate::parts::{self, NotLoaded};
use crate::state::{Connection, DeskState, Sending};

/// First and longest wait after failures that may pass, in milliseconds.
const AGAIN_MS: i64 = 1_000;
const LONGEST_WAIT_MS: i64 = 30_000;
/// Until what an earlier page load left unsent is looked for again.
const ADOPT_AGAIN: Duration = Duration::from_secs(5);
/// How long the server has to answer, in milliseconds.
const PATIENCE_MS: u32 = 20_000;

fn key_prefix(user: UserId) -> String {
    format!("balcao.queue.{user}.")
}

/// What page loads of a user left unsent, by the key under which it is stored.
pub(super) type Unsent = Vec<(String, Option<Queue>)>;

/// Reads what is stored. It stays there when the part that reads it cannot be had.
pub(super) async fn left_unsent(user: UserId) -> Result<Unsent, NotLoaded> {
    let keys = browser::stored_keys(&key_prefix(user));
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let read = parts::unsent().await?;
    let stored = |key: &String| browser::stored(key).and_then(|text| read(&text));
    Ok(keys.into_iter().map(|key| (key.clone(), stored(&key))).collect())
}

/// Takes it over into this tab's queue.
pub(super) fn adopt(state: DeskState, unsent: Unsent) {
    let (keys, queues): (Vec<_>, Vec<_>) = unsent.into_iter().unzip();
    state.replica.update(|replica| {
        if let Some(replica) = replica {
            queues.into_iter().flatten().for_each(|queue| replica.restore(queue));
        }
    });
    // Stored under its new name before the old ones go.
    persist(state);
    let own = own_key(state);
    for key in keys.iter().filter(|key| Some(*key) != own.as_ref()) {
        browser::store(key, None);
    }
}

/// Takes it over as soon as the part that reads it can be had.
pub(super) fn adopt_later(state: DeskState, user: UserId) {
    spawn_local(async move {
        let unsent = loop {
            browser::delay(ADOPT_AGAIN).await;
            if let Ok(unsent) = left_unsent(user).await {
                break unsent;
            }
        };
        adopt(state, unsent);
        pump(state);
    });
}

/// Reads what is stored; a part of the app.
pub fn read(text: &str) -> Option<Queue> {
    json::read(text)
}

fn own_key(state: DeskState) -> Option<String> {
    let user = state.peek(|replica| replica.actor().user)?;
    Some(key_prefix(user) + &state.tab.with_value(|tab| tab.id.clone()))
}

/// Writes this tab's queue to the storage.
pub(super) fn persist(state: DeskState) {
    if state.connection.get_untracked() == Connection::SignedOut {
        return;
    }
    state.replica.with_untracked(|replica| {
        let (Some(replica), Some(key)) = (replica, own_key(state)) else {
            return;
        };
        let text = (!replica.queue().is_empty())
            .then(|| serde_json::to_string(replica.queue()).ok())
            .flatten();
        browser::store(&key, text.as_deref());
    });
}

/// Forgets everything that this user left in the browser's storage: at sign-out.
pub(super) fn wipe(state: DeskState) {
    let user = state
        .replica
        .with_untracked(|replica| replica.as_ref().map(|it| it.actor().user));
    let Some(user) = user else { return };
    for prefix in [key_prefix(user), crate::state::drafts::key_prefix(user)] {
        for key in browser::stored_keys(&prefix) {
            browser::store(&key, None);
        }
    }
}

/// Gives a command: it shows at once, is stored, and goes out as soon as it may.
pub fn give(state: DeskState, command: Command) -> CommandId {
    let connected = state.connection.get_untracked() == Connection::Live;
    let id = browser::command_id();
    let envelope = CommandEnvelope {
        id: id.clone(),
        command,
    };
    change(state, |replica| replica.enqueue(envelope, browser::now(), connected));
    id
}

/// Sends a failed message again, as meant now.
pub fn retry(state: DeskState, id: &CommandId) {
    let connected = state.connection.get_untracked() == Connection::Live;
    change(state, |replica| {
        replica.retry(id, browser::command_id(), browser::now(), connected);
    });
}

/// Gives a failed message up.
pub fn discard(state: DeskState, id: &CommandId) {
    change(state, |replica| replica.discard(id));
}

fn change(state: DeskState, change: impl FnOnce(&mut Replica)) {
    state.replica.update(|replica| {
        if let Some(replica) = replica {
            change(replica);
        }
    });
    persist(state);
    pump(state);
}

/// Failures in a row, and the pause that follows from them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Patience {
    failures: u32,
    /// Nothing goes out before.
    until: Timestamp,
}

/// The connection was gone and is back: what waits goes out at once.
pub(super) fn forgive(state: DeskState) {
    state
        .sending
        .update_value(|sending| sending.patience = Patience::default());
}

/// Waits before anything goes out again: as long as the server asks, else longer each time.
fn wait(state: DeskState, problem: &Problem) {
    state.sending.update_value(|Sending { patience, .. }| {
        let wait = match problem {
            Problem::TooMany { retry_after } => i64::from(*retry_after).max(1) * 1_000,
            _ => (AGAIN_MS << patience.failures.min(5)).min(LONGEST_WAIT_MS),
        };
        patience.failures += 1;
        patience.until = browser::now().plus(wait);
        let wait = Duration::from_millis(u64::try_from(wait).unwrap_or_default());
        set_timeout(move || pump(state), wait);
    });
}

/// Starts whatever may go out now.
pub(super) fn pump(state: DeskState) {
    let waits = state.peek(|replica| !replica.queue().is_empty()).unwrap_or_default();
    let is_live = state.connection.get_untracked() == Connection::Live;
    if !waits || !is_live || browser::now() < state.sending.with_value(|sending| sending.patience.until) {
        return;
    }
    let mut steps = Vec::new();
    state.replica.update(|replica| {
        if let Some(replica) = replica {
            steps.extend(std::iter::from_fn(|| replica.next_step()));
        }
    });
    for step in steps {
        match step {
            NextStep::Send(envelope) => spawn_local(send(state, envelope)),
            NextStep::Check(conversation) => spawn_local(check(state, conversation)),
        }
    }
}

/// Looks at a conversation before messages that waited go out to it.
async fn check(state: DeskState, conversation: ConversationId) {
    let result = fetch::open(state, conversation).await;
    match &result {
        Err(Problem::Unauthenticated) => return connection::signed_out(state),
        Err(problem) if problem.is_transient() => wait(state, problem),
        _ => (),
    }
    change(state, |replica| replica.checked(conversation, result));
}

async fn send(state: DeskState, envelope: CommandEnvelope) {
    let answer = post(state, &envelope).await;
    let signed_out = answer == Err(Problem::Unauthenticated);
    match &answer {
        Err(problem) if problem.is_transient() => wait(state, problem),
        _ => forgive(state),
    }
    let done = answer
        .as_ref()
        .ok()
        .map(|outcome| (envelope.id.clone(), outcome.clone()));
    let mut refusal = None;
    change(state, |replica| refusal = replica.answered(&envelope.id, answer));
    if done.is_some() {
        state.done.set(done);
    }
    if refusal.is_some() {
        state.refusal.set(refusal);
    }
    if signed_out {
        connection::signed_out(state);
    }
}

/// Posts a command. What never came back is [`Problem::Unavailable`]: the same id may be sent again.
async fn post(state: DeskState, envelope: &CommandEnvelope) -> Result<Outcome, Problem> {
    let body = serde_json::to_string(envelope).map_err(|_| Problem::invalid("command", "malformed"))?;
    let Some((status, text)) = exchange(&body).await else {
        // A socket on the same dead line may not know it yet.
        connection::doubt(state);
        return Err(Problem::Unavailable);
    };
    if status == 200 {
        return json::read(&text).ok_or(Problem::Unavailable);
    }
    // What does not speak of problems is a proxy's answer.
    Err(json::read(&text).unwrap_or_else(|| match status {
        401 => Problem::Unauthenticated,
        403 => Problem::Forbidden,
        404 => Problem::NotFound,
        400 | 413 | 422 => Problem::invalid("command", "malformed"),
        _ => Problem::Unavailable,
    }))
}

/// The status and text of the answer; `None`: the network failed or the patience is over.
async fn exchange(body: &str) -> Option<(u16, String)> {
    let window = web_sys::window()?;
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_body(&body.into());
    let abort = web_sys::AbortController::new().ok()?;
    init.set_signal(Some(&abort.signal()));
    let headers = web_sys::Headers::new().ok()?;
    headers.set("Content-Type", "application/json").ok()?;
    init.set_headers(&headers);
    let patience = Duration::from_millis(u64::from(PATIENCE_MS));
    let timer = set_timeout_with_handle(move || abort.abort(), patience).ok();
    let answer = async {
        let promise = window.fetch_with_str_and_init("/api/v1/commands", &init);
        let response: web_sys::Response = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
        let text = JsFuture::from(response.text().ok()?).await.ok()?;
        Some((response.status(), text.as_string()?))
    }
    .await;
    if let Some(timer) = timer {
        timer.clear();
    }
    answer
}
