//! Presence, on this server: tells the database whose browsers are connected here, and the browsers what the database has.

use std::sync::Arc;
use std::time::Duration;

use desk::presence::{Attending, attend, leave, settle};
use model::Problem;
use tokio::time::MissedTickBehavior;

use crate::edge::random_word;
use crate::hub::{Here, Hub};

/// A signal of another server may be lost: how often everybody's presence is looked at all the same.
const LOOKS: Duration = Duration::from_secs(5);
/// How long to leave a database alone that has just failed.
const PAUSE: Duration = Duration::from_secs(1);

/// Says who is here, at once when that changes, and again before the last word expires. Runs until it is dropped; what is said
/// then expires by itself. Who left has `lease` to come back: a page that is loaded anew is no departure.
pub async fn keep(hub: Arc<Hub>, lease: Duration) {
    let server = random_word();
    let milliseconds = i64::try_from(lease.as_millis()).unwrap_or(i64::MAX);
    let mut renewal = tokio::time::interval(lease / 3);
    renewal.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failed = false;
    loop {
        let changed = tokio::select! {
            () = hub.attendance_changed() => hub.take_attendance(),
            _ = renewal.tick() => {
                // Everybody is told anew: those who left while the database failed expire.
                let mut all = hub.take_attendance();
                all.retain(|here| matches!(here, Here::Left { .. }));
                all.extend(hub.attendance());
                all
            }
        };
        if changed.is_empty() {
            continue;
        }
        match tell(&hub, &server, &changed, milliseconds).await {
            Ok(()) => failed = false,
            Err(problem) => {
                if !std::mem::replace(&mut failed, true) {
                    tracing::error!(%problem, "it cannot be told who is here");
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn tell(hub: &Hub, server: &str, changed: &[Here], lease: i64) -> Result<(), Problem> {
    let mut attending: Vec<Attending> = Vec::new();
    for here in changed {
        match *here {
            Here::Attending(user) => attending.push(user),
            Here::Left { user, for_good } => {
                leave(hub.desk(), server, user, if for_good { 0 } else { lease }).await?;
            }
        }
    }
    attend(hub.desk(), server, &attending, lease).await?;
    settle(hub.desk()).await?;
    Ok(())
}

/// Tells the sockets here of everybody's presence, whichever server changed it. Runs until it is dropped.
pub async fn follow(hub: Arc<Hub>) {
    loop {
        match desk::presence::all(hub.desk()).await {
            Ok(all) => hub.show(all),
            Err(problem) => tracing::warn!(%problem, "it cannot be told who is there"),
        }
        tokio::select! {
            () = desk::presence::changed(hub.desk()) => {}
            () = hub.presence_changed_elsewhere() => {}
            () = tokio::time::sleep(LOOKS) => {}
        }
    }
}

/// Hears what the other servers tell without storing it. Runs until it is dropped.
pub async fn hear(hub: Arc<Hub>) {
    let mut signals = desk::live::signals(hub.desk());
    loop {
        hub.hear(&signals.next().await);
    }
}
