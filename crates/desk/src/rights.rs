//! Who may give what to whom: nobody gives a right that they do not have, nor changes somebody who has more than they.
//! Otherwise the right to manage users were every right there is.

use model::{Actor, DepartmentId, Permission, Permissions, Problem};

pub(crate) fn need(actor: &Actor, permission: Permission) -> Result<(), Problem> {
    allowed(actor.permissions.has(permission))
}

/// For who has at least one of these.
pub(crate) fn need_one(actor: &Actor, permissions: &[Permission]) -> Result<(), Problem> {
    allowed(permissions.iter().any(|permission| actor.permissions.has(*permission)))
}

/// The actor has all of these too.
pub(crate) fn need_all(actor: &Actor, permissions: Permissions) -> Result<(), Problem> {
    allowed(actor.permissions.cover(permissions))
}

/// Of the departments that somebody gets, the actor sees each. Those that somebody had may stay.
pub(crate) fn need_departments(actor: &Actor, had: &[DepartmentId], gets: &[DepartmentId]) -> Result<(), Problem> {
    let new = gets.iter().filter(|id| !had.contains(id));
    allowed(new.into_iter().all(|id| sees_department(actor, *id)))
}

/// Whether the actor sees the conversations of a department, and so may let others see them.
pub(crate) fn sees_department(actor: &Actor, id: DepartmentId) -> bool {
    let scope = actor.scope();
    scope.all || scope.departments.contains(&id)
}

fn allowed(is_allowed: bool) -> Result<(), Problem> {
    if is_allowed { Ok(()) } else { Err(Problem::Forbidden) }
}

#[cfg(test)]
mod tests {
    use super::{need_all, need_departments};
    use model::{Actor, DepartmentId, Permission, Permissions, Problem, UserId};

    const MINE: DepartmentId = DepartmentId(1);
    const FOREIGN: DepartmentId = DepartmentId(2);

    fn actor(permissions: &[Permission]) -> Actor {
        Actor {
            user: UserId(1),
            name: String::new(),
            email: String::new(),
            permissions: permissions.iter().copied().collect(),
            departments: vec![MINE],
            access_version: 1,
        }
    }

    /// A row that fails lets a clerk become an administrator, or read what is not meant for them.
    #[test]
    fn nobody_gives_what_they_do_not_have() {
        let clerk = actor(&[Permission::ManageUsers, Permission::ReadDepartments, Permission::Reply]);
        let reply: Permissions = [Permission::Reply].into_iter().collect();
        assert_eq!(need_all(&clerk, reply), Ok(()));
        assert_eq!(
            need_all(&clerk, reply.with(Permission::ReadAll, true)),
            Err(Problem::Forbidden)
        );
        assert_eq!(need_all(&clerk, Permissions::all()), Err(Problem::Forbidden));
        for (who, had, gets, expected) in [
            (&clerk, &[][..], &[MINE][..], Ok(())),
            (&clerk, &[], &[MINE, FOREIGN], Err(Problem::Forbidden)),
            (&clerk, &[FOREIGN], &[MINE, FOREIGN], Ok(())),
            (&clerk, &[FOREIGN], &[], Ok(())),
            (&actor(&[Permission::ReadAll]), &[], &[FOREIGN], Ok(())),
            (
                &actor(&[Permission::ManageUsers]),
                &[],
                &[MINE],
                Err(Problem::Forbidden),
            ),
        ] {
            assert_eq!(need_departments(who, had, gets), expected, "{had:?} {gets:?}");
        }
    }
}
