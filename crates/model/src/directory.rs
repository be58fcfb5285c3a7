//! The directory: who and what there is, small enough that every agent's screen holds it whole.

use crate::{Channel, ConnectionId, DepartmentId, FileRules, InboxId, ReplyRules, TagId, Timestamp, UserId};

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct UserEntry {
    pub id: UserId,
    pub name: String,
    pub enabled: bool,
    /// In the order of ids.
    #[serde(default)]
    pub departments: Vec<DepartmentId>,
    /// Since when there is this picture; `None`: there is none.
    #[serde(default)]
    pub photo: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DepartmentEntry {
    pub id: DepartmentId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TagEntry {
    pub id: TagId,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct InboxEntry {
    pub id: InboxId,
    pub name: String,
    /// Resolving asks the customer for a rating first.
    pub asks_rating: bool,
    /// Which files it takes.
    #[serde(default)]
    pub files: FileRules,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ConnectionEntry {
    pub id: ConnectionId,
    pub inbox: InboxId,
    pub channel: Channel,
    pub name: String,
    /// When agents may write over it, and what always.
    #[serde(default)]
    pub reply: ReplyRules,
}

/// One entry, absolute: as the log carries it when it changed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DirectoryEntry {
    User(UserEntry),
    Department(DepartmentEntry),
    Inbox(InboxEntry),
    Connection(ConnectionEntry),
    Tag(TagEntry),
    /// It is no longer there.
    InboxGone {
        id: InboxId,
    },
    ConnectionGone {
        id: ConnectionId,
    },
    DepartmentGone {
        id: DepartmentId,
    },
    TagGone {
        id: TagId,
    },
}

/// All entries, each list in the order of ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Directory {
    pub company: String,
    pub users: Vec<UserEntry>,
    pub departments: Vec<DepartmentEntry>,
    pub inboxes: Vec<InboxEntry>,
    pub connections: Vec<ConnectionEntry>,
    #[serde(default)]
    pub tags: Vec<TagEntry>,
}

impl Directory {
    /// Puts an entry in its place, or takes it away.
    pub fn put(&mut self, entry: DirectoryEntry) {
        fn put<T, K: Ord>(list: &mut Vec<T>, entry: T, key: impl Fn(&T) -> K) {
            match list.binary_search_by_key(&key(&entry), &key) {
                Ok(at) => list[at] = entry,
                Err(at) => list.insert(at, entry),
            }
        }
        match entry {
            DirectoryEntry::User(entry) => put(&mut self.users, entry, |it| it.id),
            DirectoryEntry::Department(entry) => put(&mut self.departments, entry, |it| it.id),
            DirectoryEntry::Inbox(entry) => put(&mut self.inboxes, entry, |it| it.id),
            DirectoryEntry::Connection(entry) => put(&mut self.connections, entry, |it| it.id),
            DirectoryEntry::Tag(entry) => put(&mut self.tags, entry, |it| it.id),
            DirectoryEntry::InboxGone { id } => self.inboxes.retain(|it| it.id != id),
            DirectoryEntry::ConnectionGone { id } => self.connections.retain(|it| it.id != id),
            DirectoryEntry::TagGone { id } => self.tags.retain(|it| it.id != id),
            DirectoryEntry::DepartmentGone { id } => self.departments.retain(|it| it.id != id),
        }
    }

    /// Whether somebody would take what waits in a department. Without one nobody would.
    pub fn is_staffed(&self, department: Option<DepartmentId>) -> bool {
        let mut users = self.users.iter().filter(|user| user.enabled);
        department.is_some_and(|id| users.any(|user| user.departments.contains(&id)))
    }

    /// The picture of a user that was set last.
    pub fn user_photo(&self, id: UserId) -> Option<Timestamp> {
        self.users.iter().find(|user| user.id == id)?.photo
    }

    pub fn user_name(&self, id: UserId) -> Option<&str> {
        self.users
            .iter()
            .find(|user| user.id == id)
            .map(|user| user.name.as_str())
    }
}
