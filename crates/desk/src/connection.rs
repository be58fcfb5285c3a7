//! Live chats, the connections there are so far (R166, R167): making them, how they look, what they ask, where they may be shown.

use std::sync::Arc;

use channels::live_chat::AllowedOrigin;
use model::{
    Actor, AuditAction, AuditSubjectKind, Channel, ChatTexts, ConnectionEntry, ConnectionId, DirectoryEntry, InboxId,
    LiveChatRecord, LiveChatSettings, Permission, Problem, ReplyRules, Timestamp,
};
use store::connection::{Connection, NewConnection};
use store::{Tx, connection, erasing, inbox};

use crate::audit::{By, Deed, record};
use crate::inbox::changed;
use crate::people::announce;
use crate::{Desk, field, reply_window};

/// A live chat to be made. It has the usual colour and may be shown on every site until that is changed.
#[derive(Debug, Clone)]
pub struct NewLiveChat {
    pub inbox: InboxId,
    pub name: String,
}

/// The longest of the panel's own words, in characters.
const LONGEST_WORDS: usize = 200;
/// The most sites that may be named: they all stand in one response header.
const MOST_ORIGINS: usize = 50;
/// Visitors that are deleted in one transaction.
const CHUNK: u64 = 200;

/// Makes a live chat that leads into an inbox. Needs `ManageConnections`. `Invalid` with field `name` or `inbox`.
pub async fn create(desk: &Desk, actor: &Actor, new: NewLiveChat) -> Result<ConnectionId, Problem> {
    need(actor)?;
    let name = field::name("name", &new.name)?;
    let by = By::of(desk, actor);
    let now = desk.clock.now();
    desk.db
        .write(move |tx| {
            let (name, by) = (name.clone(), by.clone());
            Box::pin(async move {
                check_inbox(tx, new.inbox).await?;
                let id = insert_live_chat(tx, new.inbox, name.clone(), now).await?;
                record(tx, &by, now, done(AuditAction::ConnectionCreated, id, &name)).await?;
                Ok(id)
            })
        })
        .await
}

/// All live chats in the order of their ids. Needs `ManageConnections`.
pub async fn list(desk: &Desk, actor: &Actor) -> Result<Vec<LiveChatRecord>, Problem> {
    need(actor)?;
    let found = connection::list(&mut desk.db.read().await?).await?;
    Ok(found.into_iter().map(shown).collect())
}

/// One live chat. Needs `ManageConnections`.
pub async fn get(desk: &Desk, actor: &Actor, id: ConnectionId) -> Result<LiveChatRecord, Problem> {
    let all = list(desk, actor).await?;
    all.into_iter().find(|chat| chat.id == id).ok_or(Problem::NotFound)
}

/// Changes a live chat to `wanted`, of which `version` is what its author has seen: `Conflict` when somebody has changed it since.
/// Conversations stay where they are when it leads into another inbox. Needs `ManageConnections`. `Invalid` names the field:
/// `name`, `inbox`, `color`, `title`, `subtitle`, `welcome`, `hint`, `placeholder`, `allowed_origins`,
/// `reply_window_ms`, `templates`.
pub async fn update(desk: &Desk, actor: &Actor, wanted: LiveChatRecord) -> Result<LiveChatRecord, Problem> {
    need(actor)?;
    let wanted = Arc::new(LiveChatRecord {
        name: field::name("name", &wanted.name)?,
        settings: checked(&wanted.settings)?,
        reply: reply_window::checked(&wanted.reply)?,
        ..wanted
    });
    let by = By::of(desk, actor);
    let now = desk.clock.now();
    desk.db
        .write(move |tx| {
            let (wanted, by) = (Arc::clone(&wanted), by.clone());
            Box::pin(async move { store_changes(tx, &wanted, &by, now).await })
        })
        .await
}

async fn store_changes(
    tx: &mut Tx,
    wanted: &LiveChatRecord,
    by: &By,
    now: Timestamp,
) -> Result<LiveChatRecord, Problem> {
    let found = expected(tx, wanted.id, wanted.version).await?;
    check_inbox(tx, wanted.inbox).await?;
    let next = Connection {
        inbox: wanted.inbox,
        name: wanted.name.clone(),
        enabled: wanted.enabled,
        settings: wanted.settings.clone(),
        reply: wanted.reply.clone(),
        ..found.clone()
    };
    if next == found {
        return Ok(shown(found));
    }
    connection::update(tx, &next).await?;
    announce(tx, entry(&next), now).await?;
    let deed = done(AuditAction::ConnectionChanged, next.id, &next.name);
    let after = shown(Connection {
        version: next.version + 1,
        ..next
    });
    record(tx, by, now, deed.before(&shown(found)).after(&after)).await?;
    Ok(after)
}

/// Deletes a live chat in which nothing was ever written; with a conversation it can only be switched off. Needs
/// `ManageConnections`. `Invalid` with field `connection` and reason `in_use`; `Conflict` as for a change.
pub async fn delete(desk: &Desk, actor: &Actor, id: ConnectionId, expected_version: i64) -> Result<(), Problem> {
    need(actor)?;
    let by = By::of(desk, actor);
    let now = desk.clock.now();
    let mut version = expected_version;
    loop {
        let by = by.clone();
        let left = desk
            .db
            .write(move |tx| {
                let by = by.clone();
                Box::pin(async move { delete_chunk(tx, id, version, &by, now).await })
            })
            .await?;
        match left {
            Some(next) => version = next,
            None => return Ok(()),
        }
    }
}

/// The version to go on from; `None`: done. Switched off first, so that nobody comes meanwhile.
async fn delete_chunk(
    tx: &mut Tx,
    id: ConnectionId,
    expected_version: i64,
    by: &By,
    now: Timestamp,
) -> Result<Option<i64>, Problem> {
    let mut found = expected(tx, id, expected_version).await?;
    if erasing::still_carries(tx, id).await?.is_some() {
        return Err(Problem::invalid("connection", "in_use"));
    }
    if erasing::visitors(tx, id, CHUNK).await? == CHUNK {
        found.enabled = false;
        connection::update(tx, &found).await?;
        return Ok(Some(found.version + 1));
    }
    erasing::connection(tx, id).await?;
    announce(tx, DirectoryEntry::ConnectionGone { id }, now).await?;
    record(tx, by, now, done(AuditAction::ConnectionDeleted, id, &found.name)).await?;
    Ok(None)
}

/// The connection, locked, as long as nobody has changed it since.
async fn expected(tx: &mut Tx, id: ConnectionId, expected_version: i64) -> Result<Connection, Problem> {
    let found = connection::lock(tx, id).await?.ok_or(Problem::NotFound)?;
    // One of an inbox that is being deleted is gone already.
    check_inbox(tx, found.inbox).await.map_err(|_| Problem::NotFound)?;
    if found.version == expected_version {
        Ok(found)
    } else {
        Err(changed())
    }
}

async fn check_inbox(tx: &mut Tx, id: InboxId) -> Result<(), Problem> {
    match inbox::get(tx, id).await? {
        Some(found) if !found.deleting => Ok(()),
        _ => Err(Problem::invalid("inbox", "wrong")),
    }
}

/// The settings as they are stored; each origin in its shortest form.
fn checked(settings: &LiveChatSettings) -> Result<LiveChatSettings, Problem> {
    let color = settings.color.trim().to_ascii_lowercase();
    let digits = color.strip_prefix('#').unwrap_or_default();
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Problem::invalid("color", "malformed"));
    }
    let ChatTexts {
        title,
        subtitle,
        welcome,
        hint,
        placeholder,
    } = &settings.texts;
    let texts = ChatTexts {
        title: title.checked("title", LONGEST_WORDS)?,
        subtitle: subtitle.checked("subtitle", LONGEST_WORDS)?,
        welcome: welcome.checked("welcome", LONGEST_WORDS)?,
        hint: hint.checked("hint", LONGEST_WORDS)?,
        placeholder: placeholder.checked("placeholder", LONGEST_WORDS)?,
    };
    if settings.allowed_origins.len() > MOST_ORIGINS {
        return Err(Problem::invalid("allowed_origins", "too_long"));
    }
    let mut allowed_origins: Vec<String> = Vec::new();
    for origin in &settings.allowed_origins {
        let origin = AllowedOrigin::parse(origin)
            .ok_or_else(|| Problem::invalid("allowed_origins", "malformed"))?
            .to_string();
        if !allowed_origins.contains(&origin) {
            allowed_origins.push(origin);
        }
    }
    Ok(LiveChatSettings {
        color,
        texts,
        allowed_origins,
        position: settings.position,
        asks: settings.asks,
    })
}

/// The row of a live chat and its event.
pub(crate) async fn insert_live_chat(
    tx: &mut Tx,
    inbox: InboxId,
    name: String,
    at: Timestamp,
) -> Result<ConnectionId, Problem> {
    let new = NewConnection {
        inbox,
        channel: Channel::LiveChat,
        name,
        settings: LiveChatSettings::default(),
        created_at: at,
    };
    let id = connection::insert(tx, &new).await?;
    let entry = ConnectionEntry {
        id,
        inbox,
        channel: new.channel,
        name: new.name,
        reply: ReplyRules::default(),
    };
    announce(tx, DirectoryEntry::Connection(entry), at).await?;
    Ok(id)
}

pub(crate) fn entry(connection: &Connection) -> DirectoryEntry {
    DirectoryEntry::Connection(ConnectionEntry {
        id: connection.id,
        inbox: connection.inbox,
        channel: connection.channel,
        name: connection.name.clone(),
        reply: connection.reply.clone(),
    })
}

fn done(action: AuditAction, id: ConnectionId, name: &str) -> Deed {
    Deed::new(action).to(AuditSubjectKind::Connection, id.0, name)
}

fn shown(found: Connection) -> LiveChatRecord {
    LiveChatRecord {
        id: found.id,
        version: found.version,
        inbox: found.inbox,
        name: found.name,
        enabled: found.enabled,
        settings: found.settings,
        reply: found.reply,
    }
}

fn need(actor: &Actor) -> Result<(), Problem> {
    if actor.permissions.has(Permission::ManageConnections) {
        Ok(())
    } else {
        Err(Problem::Forbidden)
    }
}
