//! Deleting an inbox with all that belongs to it (R164): its conversations with their messages, log entries and stored command
//! results, its connections and their visitors.
//!
//! First it is marked: nothing comes in any more, and nobody is shown it. The rest goes bit by bit, so that others write in
//! between; the mark is in the database, so that a restart or another server goes on with it. A connection that still carries
//! conversations which were transferred to other inboxes stays, switched off, with one of those.

use std::sync::Arc;

use model::{Actor, AuditAction, DirectoryEntry, InboxId, Permission, Problem, Timestamp};
use store::connection::Connection;
use store::{Tx, connection, conversation, erasing, fail_point, inbox};

use super::{changed, done, need};
use crate::audit::{By, record};
use crate::conversation::tell_removed;
use crate::people::announce;
use crate::{Desk, connection as live_chats};

/// Rows in one transaction.
const CHUNK: u64 = 200;

/// How many conversations would be deleted with an inbox. Needs `ManageInboxes`.
pub async fn count_conversations(desk: &Desk, actor: &Actor, id: InboxId) -> Result<u64, Problem> {
    need(actor)?;
    Ok(erasing::count_conversations(&mut desk.db.read().await?, id).await?)
}

/// Marks an inbox for deletion; [`erase`] does the rest. Needs `ManageInboxes` and `Delete`. `Invalid` with field `name`: the
/// typed name is not the inbox's; with field `inbox` and reason `last`: it is the only one. `Conflict` as for a change.
pub async fn delete(
    desk: &Desk,
    actor: &Actor,
    id: InboxId,
    expected_version: i64,
    typed_name: &str,
) -> Result<(), Problem> {
    need(actor)?;
    if !actor.permissions.has(Permission::Delete) {
        return Err(Problem::Forbidden);
    }
    let typed: Arc<str> = typed_name.trim().into();
    let by = By::of(desk, actor);
    let now = desk.clock.now();
    desk.db
        .write(move |tx| {
            let (typed, by) = (Arc::clone(&typed), by.clone());
            Box::pin(async move {
                mark(tx, id, expected_version, &typed, now).await?;
                record(tx, &by, now, done(AuditAction::InboxDeleted, id, &typed)).await
            })
        })
        .await
}

async fn mark(tx: &mut Tx, id: InboxId, expected_version: i64, typed: &str, now: Timestamp) -> Result<(), Problem> {
    let all = inbox::lock_all(tx).await?;
    let found = all.iter().find(|inbox| inbox.id == id).ok_or(Problem::NotFound)?;
    if found.version != expected_version {
        return Err(changed());
    }
    if all.len() == 1 {
        return Err(Problem::invalid("inbox", "last"));
    }
    if found.settings.name != typed {
        return Err(Problem::invalid("name", "wrong"));
    }
    for mut chat in connection::of_inbox(tx, id).await? {
        chat.enabled = false;
        connection::update(tx, &chat).await?;
        announce(tx, DirectoryEntry::ConnectionGone { id: chat.id }, now).await?;
    }
    inbox::begin_deleting(tx, id, now).await?;
    announce(tx, DirectoryEntry::InboxGone { id }, now).await
}

/// Takes away the next rows of what is being deleted. False: nothing is.
pub async fn erase(desk: &Desk) -> Result<bool, Problem> {
    let Some(id) = inbox::being_deleted(&mut desk.db.read().await?).await? else {
        return Ok(false);
    };
    let now = desk.clock.now();
    desk.db.write(move |tx| Box::pin(step(tx, id, now))).await?;
    Ok(true)
}

/// One transaction: at most [`CHUNK`] rows. Of several servers one after the other is at it.
async fn step(tx: &mut Tx, id: InboxId, now: Timestamp) -> Result<(), Problem> {
    if inbox::lock(tx, id).await?.is_none() {
        return Ok(());
    }
    fail_point::reach(fail_point::INSIDE_ERASING);
    let mut left = CHUNK;
    while let Some(next) = erasing::next_conversation(tx, id).await? {
        let Some(present) = conversation::lock(tx, next)
            .await?
            .filter(|it| it.lifecycle.inbox == id)
        else {
            continue;
        };
        left -= erasing::contents(tx, present.id, present.contact.id, left, now).await?;
        if left == 0 {
            return Ok(());
        }
        erasing::conversation(tx, present.id).await?;
        tell_removed(tx, &present, now).await?;
        left -= 1;
        if left == 0 {
            return Ok(());
        }
    }
    for chat in connection::of_inbox(tx, id).await? {
        if let Some(inbox) = erasing::still_carries(tx, chat.id).await? {
            let chat = Connection { inbox, ..chat };
            connection::update(tx, &chat).await?;
            announce(tx, live_chats::entry(&chat), now).await?;
            continue;
        }
        left -= erasing::visitors(tx, chat.id, left).await?;
        if left == 0 {
            return Ok(());
        }
        erasing::connection(tx, chat.id).await?;
    }
    Ok(erasing::inbox(tx, id).await?)
}
