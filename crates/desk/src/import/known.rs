//! What the file may refer to: the departments, inboxes, connections and people that are here, by their ids elsewhere.
//!
//! Few enough to be held in memory. Contacts and conversations are not: those are looked up batch by batch.

use std::collections::{BTreeMap, HashMap};

use model::InboxSettings;
use model::{Channel, ConnectionId, DepartmentEntry, DepartmentId, InboxId, Problem, RoleId, UserId};
use store::external_id::{self, Kind};
use store::{Conn, connection, department, inbox, role, user};

use super::format::ExternalId;
use crate::field;

/// A connection as far as history needs it.
#[derive(Debug, Clone)]
pub(super) struct KnownConnection {
    pub(super) inbox: InboxId,
    pub(super) channel: Channel,
    pub(super) name: String,
}

#[derive(Debug, Default)]
pub(super) struct Known {
    departments: HashMap<String, DepartmentId>,
    inboxes: HashMap<String, InboxId>,
    connections: HashMap<String, ConnectionId>,
    users: HashMap<String, UserId>,
    pub(super) department_names: HashMap<String, DepartmentId>,
    settings: BTreeMap<InboxId, InboxSettings>,
    accounts: BTreeMap<ConnectionId, KnownConnection>,
    /// By the form in which addresses are compared.
    pub(super) addresses: HashMap<String, UserId>,
    pub(super) roles: HashMap<String, RoleId>,
}

impl Known {
    pub(super) async fn load(conn: &mut Conn) -> Result<Self, Problem> {
        fn typed<T>(ids: HashMap<String, i64>, id: fn(i64) -> T) -> HashMap<String, T> {
            ids.into_iter().map(|(external, found)| (external, id(found))).collect()
        }
        let mut known = Self {
            departments: typed(external_id::all(conn, Kind::Department).await?, DepartmentId),
            inboxes: typed(external_id::all(conn, Kind::Inbox).await?, InboxId),
            connections: typed(external_id::all(conn, Kind::Connection).await?, ConnectionId),
            users: typed(external_id::all(conn, Kind::User).await?, UserId),
            ..Self::default()
        };
        for DepartmentEntry { id, name } in department::list(conn).await? {
            known.department_names.entry(name).or_insert(id);
        }
        for inbox in inbox::list(conn).await? {
            known.settings.insert(inbox.id, inbox.settings);
        }
        for found in connection::list(conn).await? {
            let account = KnownConnection {
                inbox: found.inbox,
                channel: found.channel,
                name: found.name,
            };
            known.accounts.insert(found.id, account);
        }
        for user in user::list(conn).await? {
            known.addresses.insert(field::email_key(&user.email), user.id);
        }
        for role in role::list(conn).await? {
            known.roles.entry(role.name).or_insert(role.id);
        }
        Ok(known)
    }

    pub(super) fn department(&self, id: &ExternalId) -> Result<DepartmentId, String> {
        look_up(&self.departments, "department", id)
    }

    pub(super) fn inbox(&self, id: &ExternalId) -> Result<InboxId, String> {
        look_up(&self.inboxes, "inbox", id)
    }

    pub(super) fn connection(&self, id: &ExternalId) -> Result<ConnectionId, String> {
        look_up(&self.connections, "connection", id)
    }

    pub(super) fn user(&self, id: &ExternalId) -> Result<UserId, String> {
        look_up(&self.users, "user", id)
    }

    /// The settings of an inbox that was looked up here.
    pub(super) fn settings(&self, id: InboxId) -> Result<&InboxSettings, String> {
        self.settings.get(&id).ok_or_else(|| format!("inbox {id} is gone"))
    }

    /// A connection that was looked up here.
    pub(super) fn account(&self, id: ConnectionId) -> Result<&KnownConnection, String> {
        self.accounts.get(&id).ok_or_else(|| format!("connection {id} is gone"))
    }

    /// The inbox that is called so.
    pub(super) fn inbox_named(&self, name: &str) -> Option<InboxId> {
        let found = self.settings.iter().find(|(_, settings)| settings.name == name);
        found.map(|(id, _)| *id)
    }

    /// The inbox's connection that is called so.
    pub(super) fn connection_named(&self, inbox: InboxId, name: &str) -> Option<ConnectionId> {
        let fits = |account: &KnownConnection| account.inbox == inbox && account.name == name;
        let found = self.accounts.iter().find(|(_, account)| fits(account));
        found.map(|(id, _)| *id)
    }

    /// The inbox's oldest connection.
    pub(super) fn first_connection(&self, inbox: InboxId) -> Option<ConnectionId> {
        let found = self.accounts.iter().find(|(_, account)| account.inbox == inbox);
        found.map(|(id, _)| *id)
    }

    pub(super) fn add_department(&mut self, external: ExternalId, id: DepartmentId, name: String) {
        self.department_names.entry(name).or_insert(id);
        self.departments.insert(external.0, id);
    }

    pub(super) fn add_inbox(&mut self, external: ExternalId, id: InboxId, settings: InboxSettings) {
        self.settings.entry(id).or_insert(settings);
        self.inboxes.insert(external.0, id);
    }

    /// `external`: none for one that the import makes by itself.
    pub(super) fn add_connection(&mut self, external: Option<ExternalId>, id: ConnectionId, account: KnownConnection) {
        self.accounts.entry(id).or_insert(account);
        if let Some(external) = external {
            self.connections.insert(external.0, id);
        }
    }

    pub(super) fn add_user(&mut self, external: ExternalId, id: UserId, email: &str) {
        self.addresses.insert(field::email_key(email), id);
        self.users.insert(external.0, id);
    }
}

fn look_up<T: Copy>(ids: &HashMap<String, T>, kind: &str, id: &ExternalId) -> Result<T, String> {
    ids.get(&id.0)
        .copied()
        .ok_or_else(|| format!("unknown {kind} `{}`", id.0))
}
