//! The users: their list, changing what they are and may, keeping them out and letting them in again.

use std::sync::Arc;

use model::{
    ADMINISTRATOR, Actor, Audience, AuditAction, AuditSubjectKind, DepartmentId, DirectoryEntry, Event, Permission,
    Permissions, Problem, Timestamp, UserAccount, UserEntry, UserForm, UserId, UserState,
};
use serde::Serialize;
use store::role::Role;
use store::user::User;
use store::{Conn, Tx, department, log, password_link, role, session, user};

use crate::audit::{By, Deed, record};
use crate::people::announce;
use crate::rights::{need, need_all, need_departments};
use crate::session::tell_ended;
use crate::{Desk, business_time, field};

/// Everybody, in the order of ids. Needs `ManageUsers`.
pub async fn list(desk: &Desk, actor: &Actor) -> Result<Vec<UserAccount>, Problem> {
    need(actor, Permission::ManageUsers)?;
    accounts(&mut desk.db.read().await?, desk.clock.now()).await
}

/// Whose account has this e-mail address. Needs `ManageUsers`.
pub async fn by_email(desk: &Desk, actor: &Actor, email: &str) -> Result<UserAccount, Problem> {
    need(actor, Permission::ManageUsers)?;
    let mut conn = desk.db.read().await?;
    let found = user::by_email(&mut conn, email).await?.ok_or(Problem::NotFound)?;
    account(&mut conn, found.id, desk.clock.now()).await
}

/// Changes a user of the version that was read, at once, also on open screens. Needs `ManageUsers`; see [`crate::rights`]
/// for what may be given. `email` is what they sign in with from now on; sessions stay. `Conflict`: changed meanwhile. `Invalid`
/// with field `name`, `email` (also `taken`), `role` (also `last_administrator`), `departments` or `time_zone`.
pub async fn change(
    desk: &Desk,
    actor: &Actor,
    id: UserId,
    version: i64,
    email: &str,
    form: UserForm,
) -> Result<UserAccount, Problem> {
    need(actor, Permission::ManageUsers)?;
    let email: Arc<str> = field::email(email)?.into();
    let form = checked(form)?;
    let work = Arc::new(Work::new(desk, actor));
    desk.db
        .write(move |tx| {
            let (work, email, form) = (Arc::clone(&work), Arc::clone(&email), form.clone());
            Box::pin(async move { work.change(tx, id, version, &email, form).await })
        })
        .await
}

/// Lets a user in, or keeps them out: then their sessions are over, their sockets close, and their link works no more.
/// Needs `ManageUsers`. `Conflict`: changed meanwhile. `Invalid` with field `state`: `last_administrator`, or `required`
/// when somebody is let in who has no password yet.
pub async fn set_enabled(
    desk: &Desk,
    actor: &Actor,
    id: UserId,
    version: i64,
    enabled: bool,
) -> Result<UserAccount, Problem> {
    need(actor, Permission::ManageUsers)?;
    let work = Arc::new(Work::new(desk, actor));
    desk.db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                if enabled {
                    work.enable(tx, id, version).await
                } else {
                    work.disable(tx, id, version).await
                }
            })
        })
        .await
}

/// The form as it may be stored; what only the database knows is checked there.
pub(crate) fn checked(form: UserForm) -> Result<UserForm, Problem> {
    business_time::check_time_zone(&form.time_zone)?;
    let mut departments = form.departments;
    departments.sort_unstable();
    departments.dedup();
    Ok(UserForm {
        name: field::name("name", &form.name)?,
        departments,
        ..form
    })
}

/// Who works, from where and when.
struct Work {
    actor: Actor,
    by: By,
    now: Timestamp,
}

impl Work {
    fn new(desk: &Desk, actor: &Actor) -> Self {
        Self {
            actor: actor.clone(),
            by: By::of(desk, actor),
            now: desk.clock.now(),
        }
    }

    async fn change(
        &self,
        tx: &mut Tx,
        id: UserId,
        version: i64,
        email: &str,
        form: UserForm,
    ) -> Result<UserAccount, Problem> {
        let (present, old_role) = find(tx, id, version).await?;
        let new_role = role::get(tx, form.role)
            .await?
            .ok_or_else(|| Problem::invalid("role", "wrong"))?;
        need_all(&self.actor, old_role.permissions)?;
        need_all(&self.actor, new_role.permissions)?;
        let had = departments_of(tx, id).await?;
        need_departments(&self.actor, &had, &form.departments)?;
        let before = told(tx, &present, &old_role, &had).await?;
        let next = User {
            name: form.name.clone(),
            email: email.to_owned(),
            role: form.role,
            language: form.language,
            time_zone: form.time_zone.clone(),
            ..present.clone()
        };
        store(tx, &next).await?;
        if next.email != present.email && !user::set_email(tx, id, email).await? {
            return Err(Problem::invalid("email", "taken"));
        }
        move_between(tx, id, &had, &form.departments).await?;
        if is_able_administrator(&present, &old_role) && next.role != present.role {
            need_administrators(tx, "role").await?;
        }
        if next.name != present.name || had != form.departments {
            announce_user(tx, &next, self.now).await?;
        }
        if next.role != present.role || had != form.departments {
            tell_access(tx, id, self.now).await?;
        }
        let after = told(tx, &next, &new_role, &form.departments).await?;
        let deed = Deed::new(AuditAction::UserChanged).to(AuditSubjectKind::User, id.0, &next.name);
        record(tx, &self.by, self.now, deed.before(&before).after(&after)).await?;
        account(tx, id, self.now).await
    }

    async fn disable(&self, tx: &mut Tx, id: UserId, version: i64) -> Result<UserAccount, Problem> {
        let (present, role) = find(tx, id, version).await?;
        need_all(&self.actor, role.permissions)?;
        let next = User {
            enabled: false,
            ..present.clone()
        };
        store(tx, &next).await?;
        if is_able_administrator(&present, &role) {
            need_administrators(tx, "state").await?;
        }
        password_link::withdraw(tx, id).await?;
        for session in session::delete_all(tx, id, None).await? {
            tell_ended(tx, session, self.now).await?;
        }
        self.finish(tx, &next, AuditAction::UserDisabled).await
    }

    async fn enable(&self, tx: &mut Tx, id: UserId, version: i64) -> Result<UserAccount, Problem> {
        let (present, role) = find(tx, id, version).await?;
        need_all(&self.actor, role.permissions)?;
        if !present.has_password {
            return Err(Problem::invalid("state", "required"));
        }
        let next = User {
            enabled: true,
            ..present
        };
        store(tx, &next).await?;
        self.finish(tx, &next, AuditAction::UserEnabled).await
    }

    async fn finish(&self, tx: &mut Tx, next: &User, action: AuditAction) -> Result<UserAccount, Problem> {
        announce_user(tx, next, self.now).await?;
        tell_access(tx, next.id, self.now).await?;
        let deed = Deed::new(action).to(AuditSubjectKind::User, next.id.0, &next.name);
        record(tx, &self.by, self.now, deed).await?;
        account(tx, next.id, self.now).await
    }
}

/// A user of the version that was read, with the role.
async fn find(tx: &mut Tx, id: UserId, version: i64) -> Result<(User, Role), Problem> {
    let present = user::get(tx, id).await?.ok_or(Problem::NotFound)?;
    if present.version != version {
        return Err(CHANGED_MEANWHILE);
    }
    let role = role::get(tx, present.role).await?.ok_or(Problem::NotFound)?;
    Ok((present, role))
}

pub(crate) async fn store(tx: &mut Tx, next: &User) -> Result<(), Problem> {
    if user::update(tx, next).await? {
        Ok(())
    } else {
        Err(CHANGED_MEANWHILE)
    }
}

/// Another version is stored than the one that was changed.
pub(crate) const CHANGED_MEANWHILE: Problem = Problem::Conflict {
    status: None,
    assignee: None,
    conversation: None,
};

fn is_able_administrator(user: &User, role: &Role) -> bool {
    role.builtin && role.name == ADMINISTRATOR && user.enabled && user.has_password
}

/// After the change: somebody has to be left who can let others in.
async fn need_administrators(tx: &mut Tx, field: &str) -> Result<(), Problem> {
    if user::administrators(tx).await? == 0 {
        return Err(Problem::invalid(field, "last_administrator"));
    }
    Ok(())
}

/// Puts a user into other departments; whoever edits one of those meanwhile is told.
pub(crate) async fn move_between(
    tx: &mut Tx,
    id: UserId,
    had: &[DepartmentId],
    gets: &[DepartmentId],
) -> Result<(), Problem> {
    let leaves = had.iter().filter(|department| !gets.contains(department));
    let joins = gets.iter().filter(|department| !had.contains(department));
    let moved: Vec<DepartmentId> = leaves.chain(joins).copied().collect();
    if moved.is_empty() {
        return Ok(());
    }
    for department in moved {
        if !department::touch(tx, department).await? {
            return Err(Problem::invalid("departments", "wrong"));
        }
    }
    user::set_departments(tx, id, gets).await?;
    Ok(())
}

/// The user's sockets start anew, with the rights as they are now.
pub(crate) async fn tell_access(tx: &mut Tx, id: UserId, now: Timestamp) -> Result<(), Problem> {
    log::append(tx, now, &Audience::User(id), &Event::AccessChanged { user: id }).await?;
    Ok(())
}

/// Tells every signed-in user of a user as the transaction has made it.
pub(crate) async fn announce_user(tx: &mut Tx, user: &User, now: Timestamp) -> Result<(), Problem> {
    let entry = DirectoryEntry::User(UserEntry {
        id: user.id,
        name: user.name.clone(),
        enabled: user.enabled,
        departments: departments_of(tx, user.id).await?,
        photo: user.photo,
    });
    announce(tx, entry, now).await
}

/// In the order of ids.
pub(crate) async fn departments_of(conn: &mut Conn, id: UserId) -> Result<Vec<DepartmentId>, Problem> {
    let all = user::memberships(conn).await?;
    Ok(all
        .into_iter()
        .filter(|(user, _)| *user == id)
        .map(|(_, it)| it)
        .collect())
}

/// A user as the audit log tells it.
#[derive(Serialize)]
pub(crate) struct Told {
    name: String,
    email: String,
    role: String,
    departments: Vec<String>,
    language: &'static str,
    time_zone: String,
}

pub(crate) async fn told(
    conn: &mut Conn,
    user: &User,
    role: &Role,
    departments: &[DepartmentId],
) -> Result<Told, Problem> {
    let all = department::list(conn).await?;
    Ok(Told {
        name: user.name.clone(),
        email: user.email.clone(),
        role: role.name.clone(),
        departments: all
            .into_iter()
            .filter(|department| departments.contains(&department.id))
            .map(|department| department.name)
            .collect(),
        language: user.language.as_str(),
        time_zone: user.time_zone.clone(),
    })
}

pub(crate) async fn account(conn: &mut Conn, id: UserId, now: Timestamp) -> Result<UserAccount, Problem> {
    let all = accounts(conn, now).await?;
    all.into_iter()
        .find(|account| account.id == id)
        .ok_or(Problem::NotFound)
}

async fn accounts(conn: &mut Conn, now: Timestamp) -> Result<Vec<UserAccount>, Problem> {
    let users = user::list(conn).await?;
    let memberships = user::memberships(conn).await?;
    let links = password_link::holders(conn, now).await?;
    Ok(users
        .into_iter()
        .map(|user| {
            let own = memberships.iter().filter(|(id, _)| *id == user.id);
            let link_until = links.iter().find(|(id, _)| *id == user.id).map(|(_, until)| *until);
            UserAccount {
                id: user.id,
                state: match (user.has_password, user.enabled, link_until) {
                    (true, true, _) => UserState::Active,
                    (true, false, _) => UserState::Disabled,
                    (false, _, Some(_)) => UserState::Invited,
                    (false, _, None) => UserState::WithoutPassword,
                },
                email: user.email,
                form: UserForm {
                    name: user.name,
                    role: user.role,
                    departments: own.map(|(_, department)| *department).collect(),
                    language: user.language,
                    time_zone: user.time_zone,
                },
                last_seen_at: user.last_seen_at,
                link_until,
                version: user.version,
            }
        })
        .collect())
}

/// What a role of this id grants; `Invalid` with field `role` when there is none.
pub(crate) async fn permissions_of(conn: &mut Conn, id: model::RoleId) -> Result<Permissions, Problem> {
    let role = role::get(conn, id).await?;
    role.map(|role| role.permissions)
        .ok_or_else(|| Problem::invalid("role", "wrong"))
}
