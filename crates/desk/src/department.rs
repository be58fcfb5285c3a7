//! The departments: their names, colours and people (R149, R151). A change of people acts at once, also on open screens.

use std::sync::Arc;

use model::{
    Actor, AuditAction, AuditSubjectKind, DepartmentAccount, DepartmentEntry, DepartmentForm, DepartmentId,
    DirectoryEntry, Permission, Problem, Timestamp, UserId,
};
use serde::Serialize;
use store::department::Department;
use store::{Conn, Tx, department, role, user};

use crate::audit::{By, Deed, record};
use crate::people::{announce, insert_department};
use crate::rights::{need, need_all, sees_department};
use crate::user::{CHANGED_MEANWHILE, announce_user, departments_of, move_between, tell_access};
use crate::{Desk, field};

/// All departments, in the order of ids. Needs `ManageDepartments`.
pub async fn list(desk: &Desk, actor: &Actor) -> Result<Vec<DepartmentAccount>, Problem> {
    need(actor, Permission::ManageDepartments)?;
    accounts(&mut desk.db.read().await?).await
}

/// Makes a department. Needs `ManageDepartments`, and of its people that they may not more than who puts them there: a new
/// department holds nothing to see yet. `Invalid` with field `name` (also `taken`), `color` or `members`.
pub async fn create(desk: &Desk, actor: &Actor, form: DepartmentForm) -> Result<DepartmentAccount, Problem> {
    need(actor, Permission::ManageDepartments)?;
    let work = Arc::new(Work::new(desk, actor, form)?);
    desk.db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move { work.create(tx).await })
        })
        .await
}

/// Changes a department of the version that was read. Needs `ManageDepartments`; who adds people sees the department's
/// conversations, and may not less than those whom they move. `Conflict`: changed meanwhile. `Invalid` as for [`create`].
pub async fn change(
    desk: &Desk,
    actor: &Actor,
    id: DepartmentId,
    version: i64,
    form: DepartmentForm,
) -> Result<DepartmentAccount, Problem> {
    need(actor, Permission::ManageDepartments)?;
    let work = Arc::new(Work::new(desk, actor, form)?);
    desk.db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move { work.change(tx, id, version).await })
        })
        .await
}

/// Deletes a department in which no conversation stands and into which no inbox leads. Needs `ManageDepartments`. `Invalid`
/// with field `department`: `in_use`.
pub async fn delete(desk: &Desk, actor: &Actor, id: DepartmentId) -> Result<(), Problem> {
    need(actor, Permission::ManageDepartments)?;
    let by = By::of(desk, actor);
    let now = desk.clock.now();
    desk.db
        .write(move |tx| {
            let by = by.clone();
            Box::pin(async move {
                let present = account(tx, id).await?;
                if department::is_in_use(tx, id).await? {
                    return Err(Problem::invalid("department", "in_use"));
                }
                let before = told(tx, &present.form).await?;
                for member in &present.form.members {
                    transfer(tx, *member, id, false, now).await?;
                }
                department::delete(tx, id).await?;
                announce(tx, DirectoryEntry::DepartmentGone { id }, now).await?;
                let deed = Deed::new(AuditAction::DepartmentDeleted);
                let deed = deed.to(AuditSubjectKind::Department, id.0, &present.form.name);
                record(tx, &by, now, deed.before(&before)).await
            })
        })
        .await
}

/// Puts a user into a department, or out of it.
async fn transfer(tx: &mut Tx, user: UserId, id: DepartmentId, joins: bool, now: Timestamp) -> Result<(), Problem> {
    let present = user::get(tx, user)
        .await?
        .ok_or_else(|| Problem::invalid("members", "wrong"))?;
    let had = departments_of(tx, user).await?;
    let mut gets: Vec<DepartmentId> = had.iter().copied().filter(|it| *it != id).collect();
    if joins {
        gets.push(id);
        gets.sort_unstable();
    }
    move_between(tx, user, &had, &gets).await?;
    // Whoever edits the user meanwhile is told.
    if !user::update(tx, &present).await? {
        return Err(Problem::Unavailable);
    }
    announce_user(tx, &present, now).await?;
    tell_access(tx, user, now).await
}

struct Work {
    actor: Actor,
    by: By,
    form: DepartmentForm,
    now: Timestamp,
}

impl Work {
    fn new(desk: &Desk, actor: &Actor, form: DepartmentForm) -> Result<Self, Problem> {
        let mut members = form.members;
        members.sort_unstable();
        members.dedup();
        Ok(Self {
            actor: actor.clone(),
            by: By::of(desk, actor),
            form: DepartmentForm {
                name: field::name("name", &form.name)?,
                color: field::color(&form.color)?,
                members,
            },
            now: desk.clock.now(),
        })
    }

    async fn create(&self, tx: &mut Tx) -> Result<DepartmentAccount, Problem> {
        need_free_name(tx, &self.form.name, None).await?;
        let id = insert_department(tx, self.form.name.clone(), self.now).await?;
        let row = Department {
            id,
            name: self.form.name.clone(),
            color: self.form.color.clone(),
            version: 1,
        };
        department::update(tx, &row).await?;
        for member in &self.form.members {
            self.move_user(tx, *member, id, true).await?;
        }
        let after = told(tx, &self.form).await?;
        let deed = Deed::new(AuditAction::DepartmentCreated).to(AuditSubjectKind::Department, id.0, &row.name);
        record(tx, &self.by, self.now, deed.after(&after)).await?;
        account(tx, id).await
    }

    async fn change(&self, tx: &mut Tx, id: DepartmentId, version: i64) -> Result<DepartmentAccount, Problem> {
        let present = account(tx, id).await?;
        need_free_name(tx, &self.form.name, Some(id)).await?;
        let row = Department {
            id,
            name: self.form.name.clone(),
            color: self.form.color.clone(),
            version,
        };
        if !department::update(tx, &row).await? {
            return Err(CHANGED_MEANWHILE);
        }
        let before = told(tx, &present.form).await?;
        let (had, gets) = (&present.form.members, &self.form.members);
        let joins = gets.iter().filter(|user| !had.contains(user));
        let leaves = had.iter().filter(|user| !gets.contains(user));
        if joins.clone().next().is_some() && !sees_department(&self.actor, id) {
            return Err(Problem::Forbidden);
        }
        for (user, does_join) in joins.map(|user| (user, true)).chain(leaves.map(|user| (user, false))) {
            self.move_user(tx, *user, id, does_join).await?;
        }
        if row.name != present.form.name {
            let entry = DepartmentEntry {
                id,
                name: row.name.clone(),
            };
            announce(tx, DirectoryEntry::Department(entry), self.now).await?;
        }
        let after = told(tx, &self.form).await?;
        let deed = Deed::new(AuditAction::DepartmentChanged).to(AuditSubjectKind::Department, id.0, &row.name);
        record(tx, &self.by, self.now, deed.before(&before).after(&after)).await?;
        account(tx, id).await
    }

    async fn move_user(&self, tx: &mut Tx, user: UserId, id: DepartmentId, joins: bool) -> Result<(), Problem> {
        let role = match user::get(tx, user).await? {
            Some(found) => role::get(tx, found.role).await?,
            None => return Err(Problem::invalid("members", "wrong")),
        };
        need_all(&self.actor, role.map(|role| role.permissions).unwrap_or_default())?;
        transfer(tx, user, id, joins, self.now).await
    }
}

async fn need_free_name(tx: &mut Tx, name: &str, own: Option<DepartmentId>) -> Result<(), Problem> {
    let key = name.to_lowercase();
    let all = department::list(tx).await?;
    if all
        .iter()
        .any(|other| Some(other.id) != own && other.name.to_lowercase() == key)
    {
        return Err(Problem::invalid("name", "taken"));
    }
    Ok(())
}

/// A department as the audit log tells it.
#[derive(Serialize)]
struct Told {
    name: String,
    color: String,
    members: Vec<String>,
}

async fn told(conn: &mut Conn, form: &DepartmentForm) -> Result<Told, Problem> {
    let users = user::list(conn).await?;
    Ok(Told {
        name: form.name.clone(),
        color: form.color.clone(),
        members: users
            .into_iter()
            .filter(|user| form.members.contains(&user.id))
            .map(|user| user.name)
            .collect(),
    })
}

async fn account(conn: &mut Conn, id: DepartmentId) -> Result<DepartmentAccount, Problem> {
    let all = accounts(conn).await?;
    all.into_iter()
        .find(|account| account.id == id)
        .ok_or(Problem::NotFound)
}

async fn accounts(conn: &mut Conn) -> Result<Vec<DepartmentAccount>, Problem> {
    let departments = department::settings(conn).await?;
    let memberships = user::memberships(conn).await?;
    Ok(departments
        .into_iter()
        .map(|department| {
            let members = memberships.iter().filter(|(_, id)| *id == department.id);
            DepartmentAccount {
                id: department.id,
                form: DepartmentForm {
                    name: department.name,
                    color: department.color,
                    members: members.map(|(user, _)| *user).collect(),
                },
                version: department.version,
            }
        })
        .collect())
}
