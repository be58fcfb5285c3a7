//! Inboxes and the live chats that lead into them: making them, and how they treat their conversations.

use std::sync::Arc;

use model::{
    Actor, AuditAction, AuditSubjectKind, BusinessHours, Channel, ConnectionEntry, ConnectionId, DepartmentId,
    DirectoryEntry, InboxEntry, InboxId, MessageText, Permission, Problem, RatingKind, Timestamp,
};
use store::connection::{LiveChatSettings, NewConnection};
use store::inbox::InboxSettings;
use store::{Tx, connection, department, inbox};

use crate::audit::{By, Deed, record};
use crate::people::announce;
use crate::{Desk, business_time, field};

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
/// The longest time of a rule, in milliseconds: a year.
const LONGEST_WAIT: i64 = 366 * 24 * 60 * 60 * 1000;

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

/// How an inbox treats its conversations. Times in milliseconds; `None`: never.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct InboxRules {
    /// How customers are asked for a rating when a conversation ends; `None`: not at all (R170).
    pub rating: Option<RatingKind>,
    /// The rating closes what waited for it.
    pub closes_on_rating: bool,
    /// From the end to the close; `None`: a day while a rating is awaited, else at once.
    pub closing_delay_ms: Option<i64>,
    /// A customer's silence that ends a conversation, and what the customer is told then (R172).
    pub auto_close_ms: Option<i64>,
    pub auto_close_text: Option<MessageText>,
    /// An agent's silence that puts a conversation back into the waiting line.
    pub idle_timeout_ms: Option<i64>,
    /// `None`: every moment counts.
    pub business_hours: Option<BusinessHours>,
}

impl InboxRules {
    fn of(settings: &InboxSettings) -> Self {
        Self {
            rating: settings.rating,
            closes_on_rating: settings.closes_on_rating,
            closing_delay_ms: settings.closing_delay_ms,
            auto_close_ms: settings.auto_close_ms,
            auto_close_text: settings.auto_close_text.clone(),
            idle_timeout_ms: settings.idle_timeout_ms,
            business_hours: settings.business_hours.clone(),
        }
    }

    fn into(self, settings: InboxSettings) -> InboxSettings {
        InboxSettings {
            name: settings.name,
            default_department: settings.default_department,
            rating: self.rating,
            closes_on_rating: self.closes_on_rating,
            closing_delay_ms: self.closing_delay_ms,
            auto_close_ms: self.auto_close_ms,
            auto_close_text: self.auto_close_text,
            idle_timeout_ms: self.idle_timeout_ms,
            business_hours: self.business_hours,
        }
    }

    /// `Invalid` names the rule.
    fn check(&self) -> Result<(), Problem> {
        for (field, time) in [
            ("closing_delay_ms", self.closing_delay_ms),
            ("auto_close_ms", self.auto_close_ms),
            ("idle_timeout_ms", self.idle_timeout_ms),
        ] {
            if time.is_some_and(|time| !(0..=LONGEST_WAIT).contains(&time)) {
                return Err(Problem::invalid(field, "wrong"));
            }
        }
        self.business_hours.as_ref().map_or(Ok(()), business_time::check)
    }
}

/// An inbox's rules. Needs `ManageInboxes`.
pub async fn rules(desk: &Desk, actor: &Actor, id: InboxId) -> Result<InboxRules, Problem> {
    if !actor.permissions.has(Permission::ManageInboxes) {
        return Err(Problem::Forbidden);
    }
    let found = inbox::get(&mut desk.db.read().await?, id).await?;
    found
        .map(|found| InboxRules::of(&found.settings))
        .ok_or(Problem::NotFound)
}

/// Changes an inbox's rules: they hold for what happens from now on. Timers that run keep their times; what was measured
/// stays. Needs `ManageInboxes`. `Invalid` with the rule's field, or `time_zone` or `holidays` of the hours.
pub async fn set_rules(desk: &Desk, actor: &Actor, id: InboxId, rules: InboxRules) -> Result<(), Problem> {
    if !actor.permissions.has(Permission::ManageInboxes) {
        return Err(Problem::Forbidden);
    }
    rules.check()?;
    let rules = Arc::new(rules);
    let by = By::of(desk, actor);
    let now = desk.clock.now();
    desk.db
        .write(move |tx| {
            let (rules, by) = (Arc::clone(&rules), by.clone());
            Box::pin(async move {
                let found = inbox::get(tx, id).await?.ok_or(Problem::NotFound)?;
                let deed = Deed::new(AuditAction::InboxChanged).to(AuditSubjectKind::Inbox, id.0, &found.settings.name);
                let deed = deed.before(&InboxRules::of(&found.settings)).after(&*rules);
                record(tx, &by, now, deed).await?;
                let settings = InboxRules::clone(&rules).into(found.settings);
                inbox::update(tx, id, &settings).await?;
                announce(tx, entry(id, &settings), now).await
            })
        })
        .await
}

/// The row of an inbox and its event.
pub(crate) async fn insert_inbox(tx: &mut Tx, settings: &InboxSettings, at: Timestamp) -> Result<InboxId, Problem> {
    let id = inbox::insert(tx, settings, at).await?;
    announce(tx, entry(id, settings), at).await?;
    Ok(id)
}

fn entry(id: InboxId, settings: &InboxSettings) -> DirectoryEntry {
    DirectoryEntry::Inbox(InboxEntry {
        id,
        name: settings.name.clone(),
        asks_rating: settings.rating.is_some(),
    })
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
