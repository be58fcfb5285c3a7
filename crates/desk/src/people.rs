//! The people who work here and their departments: making them.

use std::sync::Arc;

use model::{
    Actor, Audience, AuditAction, AuditSubjectKind, DepartmentEntry, DepartmentId, DirectoryEntry, Event, Language,
    Permission, Problem, RoleId, Timestamp, UserEntry, UserId,
};
use serde_json::json;
use store::{Tx, department, log, role, user};

use crate::audit::{By, Deed, record};
use crate::{Desk, field};

/// A user to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub name: String,
    pub email: String,
    pub password: String,
    pub role: RoleId,
    pub departments: Vec<DepartmentId>,
    pub language: Language,
}

/// A role as one chooses from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleEntry {
    pub id: RoleId,
    /// Of a built-in role its key: `administrator`, `director`, `supervisor`, `agent`.
    pub name: String,
    pub builtin: bool,
}

/// The roles, in the order of their ids. Needs `ManageUsers`.
pub async fn roles(desk: &Desk, actor: &Actor) -> Result<Vec<RoleEntry>, Problem> {
    need(actor, Permission::ManageUsers)?;
    let roles = role::list(&mut desk.db.read().await?).await?;
    Ok(roles
        .into_iter()
        .map(|role| RoleEntry {
            id: role.id,
            name: role.name,
            builtin: role.builtin,
        })
        .collect())
}

/// Makes a user. Needs `ManageUsers`, and nobody gives a permission that they do not have. `Invalid` with field `name`,
/// `email` (also `taken`), `password`, `role` or `departments`.
pub async fn create_user(desk: &Desk, actor: &Actor, new: NewUser) -> Result<UserId, Problem> {
    need(actor, Permission::ManageUsers)?;
    field::password(&new.password)?;
    let name = field::name("name", &new.name)?;
    let email = field::email(&new.email)?;
    let password_hash = desk.passwords.hash(desk.random.as_ref(), new.password).await?;
    let row = Arc::new(Row {
        user: user::NewUser {
            name,
            email,
            password_hash,
            role: new.role,
            language: new.language,
            time_zone: DEFAULT_TIME_ZONE.to_owned(),
            created_at: desk.clock.now(),
        },
        departments: new.departments,
        giver: actor.clone(),
        by: By::of(desk, actor),
    });
    desk.db
        .write(move |tx| {
            let row = Arc::clone(&row);
            Box::pin(async move { row.insert(tx).await })
        })
        .await
}

/// Until the user chooses one.
pub(crate) const DEFAULT_TIME_ZONE: &str = "America/Sao_Paulo";

struct Row {
    user: user::NewUser,
    departments: Vec<DepartmentId>,
    giver: Actor,
    by: By,
}

impl Row {
    async fn insert(&self, tx: &mut Tx) -> Result<UserId, Problem> {
        let role = role::get(tx, self.user.role)
            .await?
            .ok_or_else(|| Problem::invalid("role", "wrong"))?;
        let given: Vec<Permission> = role.permissions.into();
        if !given
            .into_iter()
            .all(|permission| self.giver.permissions.has(permission))
        {
            return Err(Problem::Forbidden);
        }
        for department in &self.departments {
            if department::get(tx, *department).await?.is_none() {
                return Err(Problem::invalid("departments", "wrong"));
            }
        }
        let id = insert_user(tx, &self.user, &self.departments).await?;
        let about = json!({ "email": self.user.email, "role": role.name });
        let deed = Deed::new(AuditAction::UserCreated).to(AuditSubjectKind::User, id.0, &self.user.name);
        record(tx, &self.by, self.user.created_at, deed.after(&about)).await?;
        Ok(id)
    }
}

/// The rows of a user and their event.
pub(crate) async fn insert_user(
    tx: &mut Tx,
    new: &user::NewUser,
    departments: &[DepartmentId],
) -> Result<UserId, Problem> {
    let id = user::insert(tx, new)
        .await?
        .ok_or_else(|| Problem::invalid("email", "taken"))?;
    user::set_departments(tx, id, departments).await?;
    let entry = DirectoryEntry::User(UserEntry {
        id,
        name: new.name.clone(),
        enabled: true,
    });
    announce(tx, entry, new.created_at).await?;
    Ok(id)
}

/// Makes a department. Needs `ManageDepartments`.
pub async fn create_department(desk: &Desk, actor: &Actor, name: &str) -> Result<DepartmentId, Problem> {
    need(actor, Permission::ManageDepartments)?;
    let name = field::name("name", name)?;
    let by = By::of(desk, actor);
    let now = desk.clock.now();
    desk.db
        .write(move |tx| {
            let (name, by) = (name.clone(), by.clone());
            Box::pin(async move {
                let id = insert_department(tx, name.clone(), now).await?;
                let deed = Deed::new(AuditAction::DepartmentCreated).to(AuditSubjectKind::Department, id.0, &name);
                record(tx, &by, now, deed).await?;
                Ok(id)
            })
        })
        .await
}

/// The row of a department and its event.
pub(crate) async fn insert_department(tx: &mut Tx, name: String, at: Timestamp) -> Result<DepartmentId, Problem> {
    let id = department::insert(tx, &name, at).await?;
    announce(tx, DirectoryEntry::Department(DepartmentEntry { id, name }), at).await?;
    Ok(id)
}

/// Tells every signed-in user of a new or changed entry of the directory.
pub(crate) async fn announce(tx: &mut Tx, entry: DirectoryEntry, at: Timestamp) -> Result<(), Problem> {
    log::append(tx, at, &Audience::Everyone, &Event::Directory(entry)).await?;
    Ok(())
}

fn need(actor: &Actor, permission: Permission) -> Result<(), Problem> {
    if actor.permissions.has(permission) {
        Ok(())
    } else {
        Err(Problem::Forbidden)
    }
}
