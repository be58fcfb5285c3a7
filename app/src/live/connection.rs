//! The connection's life: first snapshot, socket, lost, trying again, brought up to date.
//!
//! One attempt at a time; each has a number, and what belongs to an older one is ignored.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{HEARTBEAT_MS, Problem, Timestamp};
use replica::Replica;

use super::again::in_time;
use super::{browser, command_queue, presence, socket};
use crate::parts::{self, NotLoaded};
use crate::state::{Connection, DeskState};
use crate::{api, updates};

/// First and longest wait between two attempts.
const FIRST_WAIT_MS: f64 = 500.0;
const LONGEST_WAIT_MS: f64 = 30_000.0;
/// How often the clock is looked at; a much longer gap means that the machine slept.
const CLOCK: Duration = Duration::from_secs(10);
const SLEPT_MS: i64 = 40_000;
/// A live socket from which nothing came for so long leads nowhere: two heartbeats, and a little.
const SILENCE_MS: i64 = 2 * HEARTBEAT_MS + 5_000;
/// A socket is doubted at most this often.
const DOUBT_MS: i64 = 20_000;

/// What one page load knows of its connection.
#[derive(Default)]
pub struct Attempts {
    number: u32,
    failures: u32,
    timer: Option<TimeoutHandle>,
    /// When the socket last said something.
    heard: Timestamp,
    /// When the socket was last opened anew because a request failed.
    doubted: Timestamp,
    /// The copy cannot be continued: fetch a snapshot first.
    needs_snapshot: bool,
    kept: Kept,
    /// The user signs out.
    leaves: bool,
    pub(super) socket: Option<socket::Socket>,
}

/// What the browser kept of an earlier visit: it is fetched anew as soon as that is possible.
#[derive(Default)]
struct Kept {
    /// It is on the screen.
    shown: bool,
    /// A snapshot was asked for because of it, and nothing has been up to date since.
    asked_anew: bool,
}

/// Starts everything. Call once, in the browser.
pub fn start(state: DeskState) {
    state.attempts.update_value(|attempts| attempts.needs_snapshot = true);
    state.now.set(browser::now());
    state.visible.set(browser::is_visible());
    browser::listen("online", move || wake(state));
    browser::listen("offline", move || {
        stop(state);
        state.connection.set(Connection::Offline);
    });
    browser::listen("visibilitychange", move || {
        state.visible.set(browser::is_visible());
        if browser::is_visible() && state.connection.get_untracked() != Connection::Live {
            wake(state);
        }
    });
    browser::listen("pagehide", move || command_queue::persist(state));
    updates::on_kept_answer(move || {
        state.attempts.update_value(|attempts| attempts.kept.shown = true);
        // The socket seems well: nobody else would notice.
        doubt(state);
    });
    presence::watch(state);
    parts::fetch_soon(parts::unsent);
    set_interval(move || tick(state), CLOCK);
    attempt(state);
}

fn tick(state: DeskState) {
    let now = browser::now();
    let slept = now.since(state.now.get_untracked()) > SLEPT_MS;
    state.now.set(now);
    presence::look(state);
    if slept && state.connection.get_untracked() != Connection::SignedOut {
        // A socket that lived through sleep is often dead without knowing it.
        wake(state);
        return;
    }
    let (number, heard, kept) = state
        .attempts
        .with_value(|attempts| (attempts.number, attempts.heard, attempts.kept.shown));
    if state.connection.get_untracked() == Connection::Live && now.since(heard) > SILENCE_MS {
        failed(state, number);
    } else if kept {
        doubt(state);
    }
}

/// Something says that it may work now: try at once.
pub fn wake(state: DeskState) {
    if state.connection.get_untracked() == Connection::SignedOut {
        return;
    }
    state.attempts.update_value(|attempts| attempts.failures = 0);
    attempt(state);
}

/// Ends the present attempt; what waits is looked at again before it goes out.
fn stop(state: DeskState) {
    state.attempts.update_value(|attempts| {
        attempts.number = attempts.number.wrapping_add(1);
        attempts.socket = None;
        if let Some(timer) = attempts.timer.take() {
            timer.clear();
        }
    });
    state.replica.update(|replica| {
        if let Some(replica) = replica {
            replica.hold();
        }
    });
    state.typing.set(Vec::new());
}

fn attempt(state: DeskState) {
    stop(state);
    state.connection.update(|connection| {
        if *connection != Connection::Starting {
            let lost = !matches!(connection, Connection::Live | Connection::Connecting { lost: false });
            *connection = Connection::Connecting { lost };
        }
    });
    let (number, needs_snapshot) = state
        .attempts
        .with_value(|attempts| (attempts.number, attempts.needs_snapshot));
    if needs_snapshot {
        spawn_local(load(state, number));
    } else {
        socket::open(state, number);
    }
}

/// Whether this attempt is still the present one.
pub(super) fn is_present(state: DeskState, number: u32) -> bool {
    state.attempts.with_value(|attempts| attempts.number == number)
}

async fn load(state: DeskState, number: u32) {
    let snapshot = in_time(api::snapshot()).await;
    if !is_present(state, number) {
        return;
    }
    match snapshot {
        Ok(snapshot) => {
            let user = snapshot.actor.user;
            let known = state
                .replica
                .with_untracked(|replica| replica.as_ref().map(|it| it.actor().user));
            if known.is_some_and(|known| known != user) {
                // Another tab signed somebody else in.
                browser::reload();
                return;
            }
            let unsent = command_queue::left_unsent(user).await;
            if !is_present(state, number) {
                return;
            }
            state.replica.update(|replica| match replica {
                Some(replica) => replica.resync(snapshot),
                None => *replica = Some(Replica::new(snapshot)),
            });
            match unsent {
                Ok(unsent) => command_queue::adopt(state, unsent),
                Err(NotLoaded) => command_queue::adopt_later(state, user),
            }
            state.attempts.update_value(|attempts| attempts.needs_snapshot = false);
            socket::open(state, number);
        }
        Err(Problem::Unauthenticated) => signed_out(state),
        Err(_) => failed(state, number),
    }
}

/// The socket said something.
pub(super) fn heard(state: DeskState) {
    state.attempts.update_value(|attempts| attempts.heard = browser::now());
}

/// A request found no way to the server while the socket seems well: it is opened anew, but not again and again.
pub(super) fn doubt(state: DeskState) {
    let now = browser::now();
    let doubted = state.attempts.with_value(|attempts| attempts.doubted);
    if state.connection.get_untracked() == Connection::Live && now.since(doubted) > DOUBT_MS {
        state.attempts.update_value(|attempts| attempts.doubted = now);
        attempt(state);
    }
}

/// The socket greeted: everything is up to date or about to be.
pub(super) fn live(state: DeskState) {
    let was_lost = state.attempts.with_value(|attempts| attempts.failures > 0)
        || matches!(state.connection.get_untracked(), Connection::Connecting { lost: true });
    if was_lost {
        command_queue::forgive(state);
    }
    let attempts = |attempts: &mut Attempts| {
        let kept = std::mem::take(&mut attempts.kept.shown);
        let again = std::mem::replace(&mut attempts.kept.asked_anew, kept);
        if !(kept && again) {
            attempts.failures = 0;
        }
        (kept, again, attempts.number)
    };
    match state.attempts.try_update_value(attempts) {
        // What happened between the kept answers is told by nobody.
        Some((true, false, _)) => return resync(state),
        // Sockets find their way, requests do not.
        Some((true, true, number)) => {
            state.attempts.update_value(|attempts| attempts.needs_snapshot = true);
            return failed(state, number);
        }
        _ => (),
    }
    state.connection.set(Connection::Live);
    command_queue::pump(state);
}

/// The copy cannot be brought forward: a new snapshot, then a new socket.
pub(super) fn resync(state: DeskState) {
    state.attempts.update_value(|attempts| attempts.needs_snapshot = true);
    attempt(state);
}

/// This attempt is over: wait a little, longer each time, and not all browsers together.
pub(super) fn failed(state: DeskState, number: u32) {
    if !is_present(state, number) {
        return;
    }
    stop(state);
    let failures = state.attempts.with_value(|attempts| attempts.failures);
    let longest = (FIRST_WAIT_MS * 2_f64.powi(i32::try_from(failures.min(10)).unwrap_or(10))).min(LONGEST_WAIT_MS);
    let wait = longest * (0.5 + browser::chance() / 2.0);
    #[expect(clippy::cast_possible_truncation, reason = "at most thirty thousand")]
    let retry_at = browser::now().plus(wait as i64);
    state.connection.set(if browser::is_online() {
        Connection::Lost { retry_at }
    } else {
        Connection::Offline
    });
    let wait = Duration::from_secs_f64(wait / 1000.0);
    let timer = set_timeout_with_handle(move || attempt(state), wait).ok();
    state.attempts.update_value(|attempts| {
        attempts.failures += 1;
        attempts.timer = timer;
    });
    if failures > 0 {
        spawn_local(async move {
            // A refused upgrade tells the page no reason: ask whether the session is over.
            if let Err(api::ApiError(Problem::Unauthenticated)) = api::sessions().await {
                signed_out(state);
            }
        });
    }
}

/// Signs out: ends the session, forgets what this user left in the browser, and leaves. With an error nothing has happened.
pub async fn sign_out(state: DeskState) -> Result<(), Problem> {
    // The socket may hear of it before the answer is here.
    state.attempts.update_value(|attempts| attempts.leaves = true);
    match in_time(api::sign_out()).await {
        Ok(()) | Err(Problem::Unauthenticated) => signed_out(state),
        Err(problem) => {
            state.attempts.update_value(|attempts| attempts.leaves = false);
            return Err(problem);
        }
    }
    Ok(())
}

/// The session is over. What is not sent stays stored for the same user, unless it was them who ended it.
pub(super) fn signed_out(state: DeskState) {
    let leaves = state.attempts.with_value(|attempts| attempts.leaves);
    if leaves {
        command_queue::wipe(state);
    } else {
        command_queue::persist(state);
    }
    stop(state);
    state.connection.set(Connection::SignedOut);
    let next = js_sys::encode_uri_component(&browser::path());
    browser::go(&if leaves {
        "/login".to_owned()
    } else {
        format!("/login?next={next}")
    });
}
