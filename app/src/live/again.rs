//! Asking again what a screen cannot be without, when the server could not be reached while the socket stood.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use leptos::prelude::*;
use model::Problem;

use super::browser;
use crate::api::ApiError;
use crate::state::{Connection, DeskState};

/// How long the server has to answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// First and longest wait before it is asked again.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How often is looked whether the connection is back.
const LOOK: Duration = Duration::from_millis(500);

/// An answer, unless it takes too long.
pub async fn in_time<T>(asked: impl Future<Output = Result<T, ApiError>>) -> Result<T, Problem> {
    let (mut asked, mut late) = (pin!(asked), pin!(browser::delay(PATIENCE)));
    let answer = poll_fn(|context| match asked.as_mut().poll(context) {
        Poll::Ready(answer) => Poll::Ready(Some(answer)),
        Poll::Pending => late.as_mut().poll(context).map(|()| None),
    });
    match answer.await {
        Some(answer) => answer.map_err(|ApiError(problem)| problem),
        None => Err(Problem::Unavailable),
    }
}

/// Asks until there is an answer, or a reason that does not pass: each time later, and not while there is no connection.
/// `None`: nobody wants it any more.
pub async fn until_answered<T, F>(
    state: DeskState,
    ask: impl Fn() -> F,
    is_wanted: impl Fn() -> bool,
) -> Option<Result<T, Problem>>
where
    F: Future<Output = Result<T, Problem>>,
{
    let mut wait = FIRST_WAIT;
    loop {
        match ask().await {
            Err(problem) if problem.is_transient() => (),
            answer => return Some(answer),
        }
        browser::delay(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
        while is_wanted() && state.connection.get_untracked() != Connection::Live {
            wait = FIRST_WAIT;
            browser::delay(LOOK).await;
        }
        if !is_wanted() {
            return None;
        }
    }
}
