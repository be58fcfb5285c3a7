//! Inboxes: making them, and how they treat their conversations (R9).

mod delete;

use std::sync::Arc;

use model::{
    Actor, AuditAction, AuditSubjectKind, DepartmentId, DirectoryEntry, InboxEntry, InboxId, InboxRecord,
    InboxSettings, Permission, Problem, Timestamp,
};
use store::inbox::Inbox;
use store::{Tx, department, inbox};

use crate::audit::{By, Deed, record};
use crate::people::announce;
use crate::{Desk, automatic, business_time, field};

pub use delete::{count_conversations, delete, erase};

/// An inbox to be made.
#[derive(Debug, Clone)]
pub struct NewInbox {
    pub name: String,
    /// Where its new conversations stand; `None`: seen only by those who see conversations without a department (R150).
    pub default_department: Option<DepartmentId>,
}

/// The longest time of a rule, in milliseconds: a year.
const LONGEST_WAIT: i64 = 366 * 24 * 60 * 60 * 1000;

/// Makes an inbox. Needs `ManageInboxes`. `Invalid` with field `name` or `default_department`.
pub async fn create(desk: &Desk, actor: &Actor, new: NewInbox) -> Result<InboxId, Problem> {
    need(actor)?;
    let settings = Arc::new(InboxSettings {
        name: field::name("name", &new.name)?,
        default_department: new.default_department,
        ..InboxSettings::default()
    });
    let by = By::of(desk, actor);
    let now = desk.clock.now();
    desk.db
        .write(move |tx| {
            let (settings, by) = (Arc::clone(&settings), by.clone());
            Box::pin(async move {
                check_department(tx, settings.default_department).await?;
                let id = insert_inbox(tx, &settings, now).await?;
                let deed = done(AuditAction::InboxCreated, id, &settings.name);
                record(tx, &by, now, deed.after(&*settings)).await?;
                Ok(id)
            })
        })
        .await
}

/// All inboxes in the order of their ids. Needs `ManageInboxes`.
pub async fn list(desk: &Desk, actor: &Actor) -> Result<Vec<InboxRecord>, Problem> {
    need(actor)?;
    let found = inbox::list(&mut desk.db.read().await?).await?;
    Ok(found.into_iter().map(shown).collect())
}

/// One inbox. Needs `ManageInboxes`.
pub async fn get(desk: &Desk, actor: &Actor, id: InboxId) -> Result<InboxRecord, Problem> {
    need(actor)?;
    let found = inbox::get(&mut desk.db.read().await?, id).await?;
    found
        .filter(|found| !found.deleting)
        .map(shown)
        .ok_or(Problem::NotFound)
}

/// Changes an inbox's settings: they hold for what happens from now on. Timers that run keep their times; what was measured
/// stays. Needs `ManageInboxes`. `Conflict`: somebody has changed it since `expected_version`. `Invalid` names the setting, or
/// `time_zone` or `holidays` of the hours.
pub async fn update(
    desk: &Desk,
    actor: &Actor,
    id: InboxId,
    expected_version: i64,
    settings: InboxSettings,
) -> Result<InboxRecord, Problem> {
    need(actor)?;
    let settings = Arc::new(checked(settings)?);
    let by = By::of(desk, actor);
    let now = desk.clock.now();
    desk.db
        .write(move |tx| {
            let (settings, by) = (Arc::clone(&settings), by.clone());
            Box::pin(async move {
                let found = expected(tx, id, expected_version).await?;
                if found.settings != *settings {
                    check_department(tx, settings.default_department).await?;
                    inbox::update(tx, id, &settings).await?;
                    announce(tx, entry(id, &settings), now).await?;
                    let deed = done(AuditAction::InboxChanged, id, &settings.name);
                    record(tx, &by, now, deed.before(&found.settings).after(&*settings)).await?;
                }
                let stored = inbox::get(tx, id).await?.ok_or(Problem::NotFound)?;
                Ok::<_, Problem>(shown(stored))
            })
        })
        .await
}

/// The inbox, locked, as long as nobody has changed it since.
async fn expected(tx: &mut Tx, id: InboxId, expected_version: i64) -> Result<Inbox, Problem> {
    let found = inbox::lock(tx, id)
        .await?
        .filter(|found| !found.deleting)
        .ok_or(Problem::NotFound)?;
    if found.version == expected_version {
        Ok(found)
    } else {
        Err(changed())
    }
}

/// Somebody else has changed it meanwhile.
pub(crate) fn changed() -> Problem {
    Problem::Conflict {
        status: None,
        assignee: None,
        conversation: None,
    }
}

/// The settings as they are stored.
fn checked(settings: InboxSettings) -> Result<InboxSettings, Problem> {
    for (field, time) in [
        ("closing_delay_ms", settings.closing_delay_ms),
        ("auto_close_ms", settings.auto_close_ms),
        ("idle_timeout_ms", settings.idle_timeout_ms),
    ] {
        if time.is_some_and(|time| !(0..=LONGEST_WAIT).contains(&time)) {
            return Err(Problem::invalid(field, "wrong"));
        }
    }
    if settings.files.max_size < 0 {
        return Err(Problem::invalid("files", "wrong"));
    }
    if let Some(hours) = &settings.business_hours {
        business_time::check(hours)?;
    }
    Ok(InboxSettings {
        name: field::name("name", &settings.name)?,
        greeting: automatic::checked("greeting", &settings.greeting)?,
        outside_hours_text: automatic::checked("outside_hours_text", &settings.outside_hours_text)?,
        rating_text: automatic::checked("rating_text", &settings.rating_text)?,
        auto_close_text: automatic::checked("auto_close_text", &settings.auto_close_text)?,
        ..settings
    })
}

async fn check_department(tx: &mut Tx, id: Option<DepartmentId>) -> Result<(), Problem> {
    match id {
        Some(id) if department::get(tx, id).await?.is_none() => Err(Problem::invalid("default_department", "wrong")),
        _ => Ok(()),
    }
}

/// The row of an inbox and its event.
pub(crate) async fn insert_inbox(tx: &mut Tx, settings: &InboxSettings, at: Timestamp) -> Result<InboxId, Problem> {
    let id = inbox::insert(tx, settings, at).await?;
    announce(tx, entry(id, settings), at).await?;
    Ok(id)
}

fn done(action: AuditAction, id: InboxId, name: &str) -> Deed {
    Deed::new(action).to(AuditSubjectKind::Inbox, id.0, name)
}

fn entry(id: InboxId, settings: &InboxSettings) -> DirectoryEntry {
    DirectoryEntry::Inbox(InboxEntry {
        id,
        name: settings.name.clone(),
        asks_rating: settings.rating.is_some(),
        files: settings.files,
    })
}

fn shown(found: Inbox) -> InboxRecord {
    InboxRecord {
        id: found.id,
        version: found.version,
        settings: found.settings,
    }
}

fn need(actor: &Actor) -> Result<(), Problem> {
    if actor.permissions.has(Permission::ManageInboxes) {
        Ok(())
    } else {
        Err(Problem::Forbidden)
    }
}
