//! The people who work here and their departments: making them.

use std::sync::Arc;

use model::{
    Actor, Audience, AuditAction, AuditSubjectKind, DepartmentEntry, DepartmentId, DirectoryEntry, Event, Language,
    Permission, Problem, RoleId, Timestamp, UserEntry, UserId,
};
use serde_json::json;
use store::{Tx, department, log, role, user};

use crate::audit::{By, Deed, record};
use crate::password_link::need_existing;
use crate::rights::{need, need_all, need_departments};
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

/// Makes a user who can sign in at once. Needs `ManageUsers`; see [`crate::rights`] for what may be given. `Invalid` with field `name`,
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

/// The time zone of users until one is chosen.
pub const DEFAULT_TIME_ZONE: &str = "America/Sao_Paulo";

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
        need_all(&self.giver, role.permissions)?;
        need_departments(&self.giver, &[], &self.departments)?;
        need_existing(tx, &self.departments).await?;
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
        departments: departments.to_vec(),
        photo: None,
    });
    announce(tx, entry, new.created_at).await?;
    Ok(id)
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
