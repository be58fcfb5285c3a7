//! The roles: named sets of permissions. A changed one acts at once on everybody who has it, also on open screens.

use std::sync::Arc;

use model::{
    ADMINISTRATOR, Actor, AuditAction, AuditSubjectKind, Permission, Problem, RoleAccount, RoleForm, RoleId, Timestamp,
};
use store::role::Role;
use store::{Conn, Tx, role, user};

use crate::audit::{By, Deed, record};
use crate::rights::{need, need_all, need_one};
use crate::user::{CHANGED_MEANWHILE, tell_access};
use crate::{Desk, field, roles};

/// All roles, in the order of ids. Needs `ManageRoles` or `ManageUsers`.
pub async fn list(desk: &Desk, actor: &Actor) -> Result<Vec<RoleAccount>, Problem> {
    need_one(actor, &[Permission::ManageRoles, Permission::ManageUsers])?;
    accounts(&mut desk.db.read().await?).await
}

/// Makes a role (R156). Needs `ManageRoles` and each of its permissions. `Invalid` with field `name` (also `taken`).
pub async fn create(desk: &Desk, actor: &Actor, form: RoleForm) -> Result<RoleAccount, Problem> {
    need(actor, Permission::ManageRoles)?;
    need_all(actor, form.permissions)?;
    let form = Arc::new(RoleForm {
        name: field::name("name", &form.name)?,
        ..form
    });
    let by = By::of(desk, actor);
    let now = desk.clock.now();
    desk.db
        .write(move |tx| {
            let (form, by) = (Arc::clone(&form), by.clone());
            Box::pin(async move {
                need_free_name(tx, &form.name, None).await?;
                let id = role::insert(tx, &form.name, false, form.permissions).await?;
                let deed = Deed::new(AuditAction::RoleCreated).to(AuditSubjectKind::Role, id.0, &form.name);
                record(tx, &by, now, deed.after(&*form)).await?;
                account(tx, id).await
            })
        })
        .await
}

/// Changes a role of the version that was read (R156). Needs `ManageRoles` and each of its permissions, those that it had
/// and those that it gets. The administrator's cannot be changed, and the others that came with the product keep their
/// names. `Conflict`: changed meanwhile. `Invalid` with field `name` (also `taken`).
pub async fn change(
    desk: &Desk,
    actor: &Actor,
    id: RoleId,
    version: i64,
    form: RoleForm,
) -> Result<RoleAccount, Problem> {
    need(actor, Permission::ManageRoles)?;
    need_all(actor, form.permissions)?;
    let work = Arc::new(Work {
        actor: actor.clone(),
        by: By::of(desk, actor),
        form,
        now: desk.clock.now(),
    });
    desk.db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move { work.change(tx, id, version).await })
        })
        .await
}

/// Deletes a role that nobody has. Needs `ManageRoles` and each of its permissions; those that came with the product stay.
/// `Invalid` with field `role`: `in_use`.
pub async fn delete(desk: &Desk, actor: &Actor, id: RoleId) -> Result<(), Problem> {
    need(actor, Permission::ManageRoles)?;
    let actor = Arc::new(actor.clone());
    let by = By::of(desk, &actor);
    let now = desk.clock.now();
    desk.db
        .write(move |tx| {
            let (actor, by) = (Arc::clone(&actor), by.clone());
            Box::pin(async move {
                let present = role::get(tx, id).await?.ok_or(Problem::NotFound)?;
                need_all(&actor, present.permissions)?;
                if present.builtin {
                    return Err(Problem::Forbidden);
                }
                if !role::delete(tx, id).await? {
                    return Err(Problem::invalid("role", "in_use"));
                }
                let deed = Deed::new(AuditAction::RoleDeleted).to(AuditSubjectKind::Role, id.0, &present.name);
                record(tx, &by, now, deed.before(&form(&present))).await
            })
        })
        .await
}

struct Work {
    actor: Actor,
    by: By,
    form: RoleForm,
    now: Timestamp,
}

impl Work {
    async fn change(&self, tx: &mut Tx, id: RoleId, version: i64) -> Result<RoleAccount, Problem> {
        let present = role::get(tx, id).await?.ok_or(Problem::NotFound)?;
        if present.builtin && present.name == ADMINISTRATOR {
            return Err(Problem::Forbidden);
        }
        need_all(&self.actor, present.permissions)?;
        let name = if present.builtin {
            present.name.clone()
        } else {
            let name = field::name("name", &self.form.name)?;
            need_free_name(tx, &name, Some(id)).await?;
            name
        };
        let next = Role {
            name,
            permissions: self.form.permissions,
            version,
            ..present.clone()
        };
        if !role::update(tx, &next).await? {
            return Err(CHANGED_MEANWHILE);
        }
        if next.permissions != present.permissions {
            for user in user::of_role(tx, id).await? {
                tell_access(tx, user, self.now).await?;
            }
        }
        let deed = Deed::new(AuditAction::RoleChanged).to(AuditSubjectKind::Role, id.0, &next.name);
        record(tx, &self.by, self.now, deed.before(&form(&present)).after(&form(&next))).await?;
        account(tx, id).await
    }
}

/// Two roles of one name could not be told apart; the keys of those that came with the product are shown as words.
async fn need_free_name(tx: &mut Tx, name: &str, own: Option<RoleId>) -> Result<(), Problem> {
    let key = name.to_lowercase();
    let others = role::list(tx).await?;
    let mut others = others.iter().filter(|role| Some(role.id) != own);
    if roles::is_builtin(&key) || others.any(|role| role.name.to_lowercase() == key) {
        return Err(Problem::invalid("name", "taken"));
    }
    Ok(())
}

fn form(role: &Role) -> RoleForm {
    RoleForm {
        name: role.name.clone(),
        permissions: role.permissions,
    }
}

async fn account(conn: &mut Conn, id: RoleId) -> Result<RoleAccount, Problem> {
    let all = accounts(conn).await?;
    all.into_iter()
        .find(|account| account.id == id)
        .ok_or(Problem::NotFound)
}

async fn accounts(conn: &mut Conn) -> Result<Vec<RoleAccount>, Problem> {
    let roles = role::list(conn).await?;
    let users = role::users(conn).await?;
    Ok(roles
        .into_iter()
        .map(|role| RoleAccount {
            id: role.id,
            form: form(&role),
            builtin: role.builtin,
            users: users
                .iter()
                .find(|(id, _)| *id == role.id)
                .map_or(0, |(_, users)| *users),
            version: role.version,
        })
        .collect())
}
