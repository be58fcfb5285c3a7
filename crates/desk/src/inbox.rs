//! Inboxes and the live chats that lead into them: making them.

use std::sync::Arc;

use model::{
    Actor, Channel, ConnectionEntry, ConnectionId, DepartmentId, DirectoryEntry, InboxEntry, InboxId, Permission,
    Problem, Timestamp,
};
use store::connection::{LiveChatSettings, NewConnection};
use store::inbox::InboxSettings;
use store::{Tx, connection, department, inbox};

use crate::people::announce;
use crate::{Desk, field};

/// An inbox to be made.
#[derive(Debug, Clone)]
pub struct NewInbox {
    pub name: String,
    /// Where its new conversations stand; `None`: seen only by those who see conversations without a department (R150).
    pub default_department: Option<DepartmentId>,
}

/// A live chat to be made. It has the usual colour and may be shown on every site until that is changed.
#[derive(Debug, Clone)]
pub struct NewLiveChat {
    pub inbox: InboxId,
    pub name: String,
}

/// The panel's colour until somebody chooses another.
const COLOR: &str = "#0f766e";

/// Makes an inbox. Needs `ManageInboxes`. `Invalid` with field `name` or `default_department`.
pub async fn create(desk: &Desk, actor: &Actor, new: NewInbox) -> Result<InboxId, Problem> {
    if !actor.permissions.has(Permission::ManageInboxes) {
        return Err(Problem::Forbidden);
    }
    let settings = Arc::new(InboxSettings {
        name: field::name("name", &new.name)?,
        default_department: new.default_department,
        ..InboxSettings::default()
    });
    let now = desk.clock.now();
    desk.db
        .write(move |tx| {
            let settings = Arc::clone(&settings);
            Box::pin(async move {
                if let Some(id) = settings.default_department
                    && department::get(tx, id).await?.is_none()
                {
                    return Err(Problem::invalid("default_department", "wrong"));
                }
                insert_inbox(tx, &settings, now).await
            })
        })
        .await
}

/// The row of an inbox and its event.
pub(crate) async fn insert_inbox(tx: &mut Tx, settings: &InboxSettings, at: Timestamp) -> Result<InboxId, Problem> {
    let id = inbox::insert(tx, settings, at).await?;
    let entry = InboxEntry {
        id,
        name: settings.name.clone(),
        asks_rating: settings.asks_rating,
    };
    announce(tx, DirectoryEntry::Inbox(entry), at).await?;
    Ok(id)
}

/// Makes a live chat that leads into an inbox. Needs `ManageConnections`. `Invalid` with field `name` or `inbox`.
pub async fn add_live_chat(desk: &Desk, actor: &Actor, new: NewLiveChat) -> Result<ConnectionId, Problem> {
    if !actor.permissions.has(Permission::ManageConnections) {
        return Err(Problem::Forbidden);
    }
    let name = field::name("name", &new.name)?;
    let now = desk.clock.now();
    desk.db
        .write(move |tx| {
            let name = name.clone();
            Box::pin(async move {
                if inbox::get(tx, new.inbox).await?.is_none() {
                    return Err(Problem::invalid("inbox", "wrong"));
                }
                insert_live_chat(tx, new.inbox, name, now).await
            })
        })
        .await
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
        settings: LiveChatSettings {
            color: COLOR.to_owned(),
            allowed_origins: Vec::new(),
        },
        created_at: at,
    };
    let id = connection::insert(tx, &new).await?;
    let entry = ConnectionEntry {
        id,
        inbox,
        channel: new.channel,
        name: new.name,
    };
    announce(tx, DirectoryEntry::Connection(entry), at).await?;
    Ok(id)
}
