//! Presence: who can be reached. A server's word that it has a user's browsers is a lease: it expires unless it is given again,
//! so that of a server that was killed nobody stays online.
//!
//! What others see is kept beside and changed by [`settle`] alone. Who goes offline loses what is reserved for them, in the
//! same transaction.

use std::sync::Arc;

use model::{Actor, Availability, Conversation, Presence, Problem, Timestamp, UserId};
use store::presence::{self, Known};
use store::{Tx, conversation};

use crate::Desk;
use crate::change::Change;
use crate::live::{self, Signal};

/// A user whose browsers are connected to a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attending {
    pub user: UserId,
    /// Nobody has touched any of them for a while.
    pub idle: bool,
}

/// What is shown of a user to others, and what the user has chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    pub user: UserId,
    pub presence: Presence,
    pub chosen: Availability,
}

/// Users in one transaction.
const CHUNK: usize = 100;

/// Of everybody who was ever there, in the order of ids.
pub async fn all(desk: &Desk) -> Result<Vec<Shown>, Problem> {
    let known = presence::all(&mut desk.db.read().await?, desk.clock.now()).await?;
    let shown = |known: Known| Shown {
        user: known.user,
        presence: known.shown,
        chosen: known.chosen,
    };
    Ok(known.into_iter().map(shown).collect())
}

/// A server has these users' browsers for the next `lease` milliseconds; said again before they are over. Others see it when
/// [`settle`] has run.
pub async fn attend(desk: &Desk, server: &str, attending: &[Attending], lease: i64) -> Result<(), Problem> {
    let expires_at = desk.clock.now().plus(lease);
    let server: Arc<str> = server.into();
    for chunk in attending.chunks(CHUNK) {
        let (server, mut chunk) = (Arc::clone(&server), chunk.to_vec());
        chunk.sort_unstable_by_key(|attending| attending.user);
        desk.db
            .write(move |tx| {
                let (server, chunk) = (Arc::clone(&server), chunk.clone());
                Box::pin(async move {
                    for Attending { user, idle } in chunk {
                        presence::attend(tx, &server, user, !idle, expires_at).await?;
                    }
                    Ok::<_, Problem>(())
                })
            })
            .await?;
    }
    Ok(())
}

/// The user's last browser has left the server; who does not come back within `grace` milliseconds is gone.
pub async fn leave(desk: &Desk, server: &str, user: UserId, grace: i64) -> Result<(), Problem> {
    let expires_at = desk.clock.now().plus(grace);
    let server: Arc<str> = server.into();
    desk.db
        .write(move |tx| {
            let server = Arc::clone(&server);
            Box::pin(async move { Ok::<_, Problem>(presence::leave(tx, &server, user, expires_at).await?) })
        })
        .await
}

/// Chooses what to be; stays until something else is chosen.
pub async fn choose(desk: &Desk, actor: &Actor, availability: Availability) -> Result<(), Problem> {
    let user = actor.user;
    desk.db
        .write(move |tx| Box::pin(async move { Ok::<_, Problem>(presence::choose(tx, user, availability).await?) }))
        .await?;
    // Of who chooses while nobody sees a difference, the other windows hear too.
    tell(desk);
    settle_user(desk, user, desk.clock.now()).await?;
    Ok(())
}

/// Shows what has changed: choices, browsers that came, idled or left, leases that expired. True: something did.
pub async fn settle(desk: &Desk) -> Result<bool, Problem> {
    let now = desk.clock.now();
    let known = presence::all(&mut desk.db.read().await?, now).await?;
    let mut changed = false;
    for user in known
        .into_iter()
        .filter(|it| it.presence() != it.shown)
        .map(|it| it.user)
    {
        changed |= settle_user(desk, user, now).await?;
    }
    Ok(changed)
}

async fn settle_user(desk: &Desk, user: UserId, now: Timestamp) -> Result<bool, Problem> {
    let shown = desk
        .db
        .write(move |tx| Box::pin(async move { show(tx, user, now).await }))
        .await?;
    if shown {
        tell(desk);
    }
    Ok(shown)
}

/// Somebody's presence or choice is another: servers look at [`all`] again.
fn tell(desk: &Desk) {
    desk.presence_changed.notify_one();
    live::signal(desk, &Signal::Presence);
}

/// Waits until this process has changed somebody's presence. For one waiter.
pub async fn changed(desk: &Desk) {
    desk.presence_changed.notified().await;
}

/// Conversations are locked before users, as everywhere: what is reserved is looked up first.
async fn show(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<bool, Problem> {
    let Some(seen) = presence::get(tx, user, now).await? else {
        return Ok(false);
    };
    let mut reserved = Vec::new();
    if seen.presence() == Presence::Offline {
        for found in conversation::reserved_for(tx, user).await? {
            reserved.extend(conversation::lock(tx, found.id).await?);
        }
    }
    let known = presence::lock(tx, user, now).await?;
    let Some(known) = known.filter(|known| known.presence() == seen.presence() && known.presence() != known.shown)
    else {
        // Something else has happened meanwhile: that is for the next look.
        return Ok(false);
    };
    presence::show(tx, user, known.presence()).await?;
    presence::forget_expired(tx, user, now).await?;
    for present in reserved {
        release(tx, present, user, now).await?;
    }
    Ok(true)
}

/// Leaves what is reserved for a user to the others.
pub(crate) async fn release(tx: &mut Tx, present: Conversation, user: UserId, now: Timestamp) -> Result<bool, Problem> {
    if present.lifecycle.reserved.is_none_or(|kept| kept.agent != user) {
        return Ok(false);
    }
    let mut change = Change::of(tx, present, now).await?;
    change.reserve(None);
    change.store(tx, None).await?;
    Ok(true)
}
