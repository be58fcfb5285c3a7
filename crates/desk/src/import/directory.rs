//! Departments, inboxes, connections and people that the file brings: taken as they are here when they are here, made when not.

use std::sync::Arc;

use model::InboxSettings;
use model::{ConnectionId, DepartmentId, InboxId, Language, Problem, RoleId, Timestamp, UserId};
use store::external_id::{self, Kind};
use store::user::NewUser;
use store::{Tx, company, department, user};

use super::format::{ConnectionLine, DepartmentLine, ExternalId, InboxLine, UserLine};
use super::known::KnownConnection;
use super::{Import, Stop};
use crate::people::{self, DEFAULT_TIME_ZONE};
use crate::user::announce_user;
use crate::{business_time, connection as connections, field, inbox, roles};

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    Made,
    /// Something here that the file means too: by its name, or by its e-mail address.
    Found,
    /// By an earlier line, or an earlier import.
    Already,
}

/// The role of those of whom the file does not say which.
const USUAL_ROLE: &str = "agent";

impl Import<'_> {
    pub(super) async fn department(&mut self, line: DepartmentLine) -> Result<Came, Stop> {
        if self.known.department(&line.external_id).is_ok() {
            return Ok(Came::Already);
        }
        let name = field::name("name", &line.name)?;
        let found = self.known.department_names.get(&name).copied();
        let (at, own) = (self.now, name.clone());
        let id = self
            .bring(Kind::Department, &line.external_id, found.map(|id| id.0), move |tx| {
                let own = own.clone();
                Box::pin(async move { Ok(people::insert_department(tx, own, at).await?.0) })
            })
            .await?;
        self.known.add_department(line.external_id, DepartmentId(id), name);
        Ok(came(found.is_some()))
    }

    /// The settings of the line are those of a new inbox: one that is here keeps its own.
    pub(super) async fn inbox(&mut self, line: InboxLine) -> Result<Came, Stop> {
        if self.known.inbox(&line.external_id).is_ok() {
            return Ok(Came::Already);
        }
        let department = line.department.map(|id| self.known.department(&id)).transpose();
        if let Some(hours) = &line.business_hours {
            business_time::check(hours)?;
        }
        let settings = InboxSettings {
            name: field::name("name", &line.name)?,
            default_department: department.map_err(Stop::Line)?,
            rating: line.rating,
            closes_on_rating: line.closes_on_rating,
            closing_delay_ms: line.closing_delay_seconds.map(|seconds| i64::from(seconds) * 1000),
            business_hours: line.business_hours,
            ..InboxSettings::default()
        };
        let found = self.known.inbox_named(&settings.name);
        let (at, own) = (self.now, Arc::new(settings.clone()));
        let id = self
            .bring(Kind::Inbox, &line.external_id, found.map(|id| id.0), move |tx| {
                let own = Arc::clone(&own);
                Box::pin(async move { Ok(inbox::insert_inbox(tx, &own, at).await?.0) })
            })
            .await?;
        self.known.add_inbox(line.external_id, InboxId(id), settings);
        Ok(came(found.is_some()))
    }

    pub(super) async fn connection(&mut self, line: ConnectionLine) -> Result<Came, Stop> {
        if self.known.connection(&line.external_id).is_ok() {
            return Ok(Came::Already);
        }
        let inbox = self.known.inbox(&line.inbox).map_err(Stop::Line)?;
        let account = KnownConnection {
            inbox,
            channel: line.channel,
            name: field::name("name", &line.name)?,
        };
        let found = self.known.connection_named(inbox, &account.name);
        let (at, name) = (self.now, account.name.clone());
        let id = self
            .bring(Kind::Connection, &line.external_id, found.map(|id| id.0), move |tx| {
                let name = name.clone();
                Box::pin(async move { Ok(connections::insert_live_chat(tx, inbox, name, at).await?.0) })
            })
            .await?;
        self.known
            .add_connection(Some(line.external_id), ConnectionId(id), account);
        Ok(came(found.is_some()))
    }

    /// The connection of conversations that name none: the inbox's first, made when it has none.
    pub(super) async fn usual_connection(&mut self, inbox: InboxId) -> Result<ConnectionId, Stop> {
        if let Some(id) = self.known.first_connection(inbox) {
            return Ok(id);
        }
        let name = self.known.settings(inbox).map_err(Stop::Line)?.name.clone();
        let account = KnownConnection {
            inbox,
            channel: model::Channel::LiveChat,
            name: name.clone(),
        };
        let at = self.now;
        let id = if self.is_dry() {
            self.imagined_id()
        } else {
            self.write(move |tx| {
                let name = name.clone();
                Box::pin(async move { Ok(connections::insert_live_chat(tx, inbox, name, at).await?.0) })
            })
            .await?
        };
        let id = ConnectionId(id);
        self.known.add_connection(None, id, account);
        Ok(id)
    }

    /// A new user has no password: nobody can sign in with it until one is set.
    pub(super) async fn user(&mut self, line: UserLine) -> Result<Came, Stop> {
        if self.known.user(&line.external_id).is_ok() {
            return Ok(Came::Already);
        }
        let name = field::name("name", &line.name)?;
        let email = field::email(&line.email)?;
        let departments = line.departments.iter().map(|id| self.known.department(id));
        let departments = departments.collect::<Result<Vec<_>, _>>().map_err(Stop::Line)?;
        let role = line.role.unwrap_or_else(|| USUAL_ROLE.to_owned());
        // A database that was never set up has no roles yet; it gets the built-in ones.
        if !self.known.roles.contains_key(&role) && !roles::is_builtin(&role) {
            return Err(Stop::Line(format!("unknown role `{role}`")));
        }
        let found = self.known.addresses.get(&field::email_key(&email)).copied();
        let new = Arc::new(Colleague {
            name,
            email: email.clone(),
            role,
            departments,
            enabled: line.enabled,
            at: self.now,
        });
        let id = self
            .bring(Kind::User, &line.external_id, found.map(|id| id.0), move |tx| {
                let new = Arc::clone(&new);
                Box::pin(async move { Ok(new.hire(tx).await?.0) })
            })
            .await?;
        self.known.add_user(line.external_id, UserId(id), &email);
        Ok(came(found.is_some()))
    }

    /// The id of what is found or made, noted under its external id in the same transaction.
    async fn bring<F>(&mut self, kind: Kind, external: &ExternalId, found: Option<i64>, make: F) -> Result<i64, Stop>
    where
        F: for<'a> Fn(&'a mut Tx) -> store::Work<'a, i64, Problem> + Send + Sync + 'static,
    {
        if self.is_dry() {
            return Ok(found.unwrap_or_else(|| self.imagined_id()));
        }
        let make = Arc::new(make);
        let external: Arc<str> = external.0.as_str().into();
        let brought = self
            .write(move |tx| {
                let (make, external) = (Arc::clone(&make), Arc::clone(&external));
                Box::pin(async move {
                    let id = match found {
                        Some(id) => id,
                        None => make(tx).await?,
                    };
                    external_id::insert(tx, kind, &[(&external, id)]).await?;
                    Ok(id)
                })
            })
            .await?;
        Ok(brought)
    }
}

fn came(found: bool) -> Came {
    if found { Came::Found } else { Came::Made }
}

/// A user to be made.
struct Colleague {
    name: String,
    email: String,
    role: String,
    departments: Vec<DepartmentId>,
    enabled: bool,
    at: Timestamp,
}

impl Colleague {
    async fn hire(&self, tx: &mut Tx) -> Result<UserId, Problem> {
        let language = company::get(tx)
            .await?
            .map_or(Language::English, |company| company.language);
        let new = NewUser {
            name: self.name.clone(),
            email: self.email.clone(),
            password_hash: String::new(),
            role: self.role(tx).await?,
            language,
            time_zone: DEFAULT_TIME_ZONE.to_owned(),
            created_at: self.at,
        };
        for id in &self.departments {
            department::get(tx, *id).await?.ok_or(Problem::NotFound)?;
        }
        let id = people::insert_user(tx, &new, &self.departments).await?;
        if !self.enabled
            && let Some(mut row) = user::get(tx, id).await?
        {
            row.enabled = false;
            user::update(tx, &row).await?;
            announce_user(tx, &row, self.at).await?;
        }
        Ok(id)
    }

    async fn role(&self, tx: &mut Tx) -> Result<RoleId, Problem> {
        let found = roles::with_builtin(tx)
            .await?
            .into_iter()
            .find(|role| role.name == self.role);
        found
            .map(|role| role.id)
            .ok_or_else(|| Problem::invalid("role", "wrong"))
    }
}
