//! Links by which somebody sets a password: an invitation, or a way back for who has forgotten theirs. A link is used
//! once, works for seven days, and is shown once to who made it: the database has only the hash of its token.

use std::sync::Arc;

use model::{
    Actor, AuditAction, AuditSubjectKind, DepartmentId, LinkOwner, PasswordLink, Permission, Problem, Timestamp,
    UserForm, UserId,
};
use store::user::User;
use store::{Tx, company, department, password_link, role, session, user};

use crate::audit::{By, Deed, record};
use crate::people::insert_user;
use crate::rights::{need, need_all, need_departments};
use crate::session::{SignedIn, begin, tell_ended};
use crate::user::{account, announce_user, checked, permissions_of, told};
use crate::{Desk, field, throttle, token};

/// How long a link works.
pub const LIFETIME_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// Makes a user who sets the password by the link. Until then nobody signs in with the address, and nothing can be
/// transferred to them. Needs `ManageUsers`; see [`crate::rights`] for what may be given. `Invalid` with field `email`
/// (also `taken`), `name`, `role`, `departments` or `time_zone`.
pub async fn invite(desk: &Desk, actor: &Actor, email: &str, form: UserForm) -> Result<PasswordLink, Problem> {
    need(actor, Permission::ManageUsers)?;
    let email = field::email(email)?;
    let form = checked(form)?;
    let work = Arc::new(Work::new(desk, actor));
    desk.db
        .write(move |tx| {
            let (work, email, form) = (Arc::clone(&work), email.clone(), form.clone());
            Box::pin(async move { work.invite(tx, email, form).await })
        })
        .await
}

/// Makes a link for a user, in the place of the one they had. Needs `ManageUsers`, and every permission that the user has.
/// `Invalid` with field `state` for who is kept out.
pub async fn issue(desk: &Desk, actor: &Actor, id: UserId) -> Result<PasswordLink, Problem> {
    need(actor, Permission::ManageUsers)?;
    let work = Arc::new(Work::new(desk, actor));
    desk.db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move { work.issue(tx, id).await })
        })
        .await
}

/// Whose link it is, for the page on which it is used. `NotFound`: it never was one, was used, or is too old. Guesses are
/// slowed down by address.
pub async fn look(desk: &Desk, token: &str) -> Result<LinkOwner, Problem> {
    let (now, hash) = (desk.clock.now(), token::hash(token.as_bytes()));
    let keys = guess(desk, &hash, now).await?;
    let owner = {
        let mut conn = desk.db.read().await?;
        let id = password_link::owner(&mut conn, &hash, now)
            .await?
            .ok_or(Problem::NotFound)?;
        let user = user::get(&mut conn, id).await?.ok_or(Problem::NotFound)?;
        LinkOwner {
            company: company::get(&mut conn).await?.map(|it| it.name).unwrap_or_default(),
            name: user.name,
            email: user.email,
            is_new: !user.has_password,
        }
    };
    right(desk, keys).await?;
    Ok(owner)
}

/// What the page of a link sends.
#[derive(Debug, Clone)]
pub struct Redeem {
    pub token: String,
    /// Taken from who is new; everybody else keeps theirs.
    pub name: String,
    pub password: String,
    pub user_agent: String,
}

/// Sets the password, ends all sessions there were, and signs in. `NotFound` as for [`look`]; `Invalid` with field `name`
/// or `password`, and the link stays good.
pub async fn redeem(desk: &Desk, form: Redeem) -> Result<SignedIn, Problem> {
    let hash = token::hash(form.token.as_bytes());
    let owner = look(desk, &form.token).await?;
    field::password(&form.password)?;
    let name = if owner.is_new {
        field::name("name", &form.name)?
    } else {
        owner.name
    };
    let password_hash = desk.passwords.hash(desk.random.as_ref(), form.password).await?;
    let set = Arc::new(Set {
        link_hash: hash,
        name,
        password_hash,
        address: Arc::clone(&desk.address),
        now: desk.clock.now(),
    });
    let id = desk
        .db
        .write(move |tx| {
            let set = Arc::clone(&set);
            Box::pin(async move { set.password(tx).await })
        })
        .await?;
    begin(desk, id, &desk.address, &form.user_agent).await
}

/// Counts a try before it is looked at.
async fn guess(desk: &Desk, hash: &str, now: Timestamp) -> Result<throttle::Keys, Problem> {
    let start = hash.get(..16).unwrap_or_default();
    let keys = throttle::Keys::new(&format!("link:{start}"), &desk.address);
    let counted = keys.clone();
    desk.db
        .write(move |tx| {
            let keys = counted.clone();
            Box::pin(async move { throttle::begin(tx, &keys, now).await })
        })
        .await?;
    Ok(keys)
}

async fn right(desk: &Desk, keys: throttle::Keys) -> Result<(), Problem> {
    desk.db
        .write(move |tx| {
            let keys = keys.clone();
            Box::pin(async move { throttle::succeeded(tx, &keys).await })
        })
        .await
}

/// Who makes a link, and the link's token: drawn once, also when the transaction is done again.
struct Work {
    actor: Actor,
    by: By,
    token: String,
    now: Timestamp,
}

impl Work {
    fn new(desk: &Desk, actor: &Actor) -> Self {
        Self {
            actor: actor.clone(),
            by: By::of(desk, actor),
            token: token::new(desk.random.as_ref()),
            now: desk.clock.now(),
        }
    }

    async fn invite(&self, tx: &mut Tx, email: String, form: UserForm) -> Result<PasswordLink, Problem> {
        let role = role::get(tx, form.role)
            .await?
            .ok_or_else(|| Problem::invalid("role", "wrong"))?;
        need_all(&self.actor, role.permissions)?;
        need_departments(&self.actor, &[], &form.departments)?;
        need_existing(tx, &form.departments).await?;
        let new = user::NewUser {
            name: form.name,
            email,
            password_hash: String::new(),
            role: form.role,
            language: form.language,
            time_zone: form.time_zone,
            created_at: self.now,
        };
        let id = insert_user(tx, &new, &form.departments).await?;
        // Nobody is to transfer anything to who has not come yet.
        let user = user::get(tx, id).await?.ok_or(Problem::NotFound)?;
        let user = User { enabled: false, ..user };
        user::update(tx, &user).await?;
        announce_user(tx, &user, self.now).await?;
        let after = told(tx, &user, &role, &form.departments).await?;
        let deed = Deed::new(AuditAction::UserInvited).to(AuditSubjectKind::User, id.0, &user.name);
        record(tx, &self.by, self.now, deed.after(&after)).await?;
        self.link(tx, id).await
    }

    async fn issue(&self, tx: &mut Tx, id: UserId) -> Result<PasswordLink, Problem> {
        let user = user::get(tx, id).await?.ok_or(Problem::NotFound)?;
        need_all(&self.actor, permissions_of(tx, user.role).await?)?;
        if user.has_password && !user.enabled {
            return Err(Problem::invalid("state", "wrong"));
        }
        let deed = Deed::new(AuditAction::PasswordLinkIssued).to(AuditSubjectKind::User, id.0, &user.name);
        record(tx, &self.by, self.now, deed).await?;
        self.link(tx, id).await
    }

    async fn link(&self, tx: &mut Tx, id: UserId) -> Result<PasswordLink, Problem> {
        let hash = token::hash(self.token.as_bytes());
        password_link::put(tx, id, &hash, self.now, self.now.plus(LIFETIME_MS)).await?;
        Ok(PasswordLink {
            account: account(tx, id, self.now).await?,
            token: self.token.clone(),
        })
    }
}

pub(crate) async fn need_existing(tx: &mut Tx, departments: &[DepartmentId]) -> Result<(), Problem> {
    for id in departments {
        if department::get(tx, *id).await?.is_none() {
            return Err(Problem::invalid("departments", "wrong"));
        }
    }
    Ok(())
}

/// A password that is to be set by a link.
struct Set {
    link_hash: String,
    name: String,
    password_hash: String,
    address: Arc<str>,
    now: Timestamp,
}

impl Set {
    async fn password(&self, tx: &mut Tx) -> Result<UserId, Problem> {
        let id = password_link::take(tx, &self.link_hash, self.now)
            .await?
            .ok_or(Problem::NotFound)?;
        let present = user::get(tx, id).await?.ok_or(Problem::NotFound)?;
        let next = User {
            name: self.name.clone(),
            enabled: true,
            ..present.clone()
        };
        if !user::update(tx, &next).await? {
            return Err(Problem::Unavailable);
        }
        user::set_password(tx, id, &self.password_hash).await?;
        for session in session::delete_all(tx, id, None).await? {
            tell_ended(tx, session, self.now).await?;
        }
        if (&next.name, next.enabled) != (&present.name, present.enabled) {
            announce_user(tx, &next, self.now).await?;
        }
        let by = By::user(id, &next.name, &self.address);
        let deed = Deed::new(AuditAction::PasswordSet).to(AuditSubjectKind::User, id.0, &next.name);
        record(tx, &by, self.now, deed).await?;
        Ok(id)
    }
}
