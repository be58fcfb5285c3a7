//! The tabs' counts: counted anew after something happened, at most every 200 ms, once for all who see the same.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use model::{Counts, Scope};

use crate::hub::{AgentSeat, ForAgent, Hub};

const PAUSE: Duration = Duration::from_millis(200);

/// Runs until it is dropped.
pub async fn follow(hub: Arc<Hub>) {
    loop {
        hub.stale_counts().await;
        let mut readers: HashMap<Scope, Vec<Arc<AgentSeat>>> = HashMap::new();
        for seat in hub.with_stale_counts() {
            readers.entry(same_sight(&seat.scope)).or_default().push(seat);
        }
        for seats in readers.into_values() {
            let Some(first) = seats.first() else { continue };
            match desk::reading::counts(hub.desk(), &first.scope).await {
                Ok(counts) => seats.iter().for_each(|seat| tell(seat, counts)),
                Err(problem) => tracing::warn!(%problem, "the tabs cannot be counted"),
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Scopes that see the same conversations are one: who sees all, sees what everybody else with that right sees.
fn same_sight(scope: &Scope) -> Scope {
    if scope.all {
        Scope {
            user: model::UserId(0),
            all: true,
            departments: Vec::new(),
            without_department: true,
        }
    } else {
        scope.clone()
    }
}

/// Tells an agent the counts, if they are news.
fn tell(seat: &AgentSeat, counts: Counts) {
    let mut told = seat.told.lock().unwrap_or_else(PoisonError::into_inner);
    if *told != Some(counts) {
        *told = Some(counts);
        seat.outbox.push(ForAgent::Counts(counts));
    }
}
