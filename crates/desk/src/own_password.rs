//! Changing one's own password: the other sessions end.

use std::sync::Arc;

use model::{AuditAction, AuditSubjectKind, Problem};
use store::{password_link, session, user};

use crate::audit::{By, Deed, record};
use crate::session::{Session, tell_ended};
use crate::{Desk, field, throttle};

/// `Invalid` with field `present_password` (`wrong`) or `password`. Wrong present passwords slow down as those of a sign-in.
pub async fn change(desk: &Desk, own: &Session, present: String, new: String) -> Result<(), Problem> {
    field::password(&new)?;
    let now = desk.clock.now();
    let keys = throttle::Keys::new(&field::email_key(&own.actor.email), &desk.address);
    let counted = keys.clone();
    desk.db
        .write(move |tx| {
            let keys = counted.clone();
            Box::pin(async move { throttle::begin(tx, &keys, now).await })
        })
        .await?;
    let stored = user::credentials(&mut desk.db.read().await?, &own.actor.email).await?;
    let stored = stored.map(|found| found.password_hash);
    if !field::may_be_a_password(&present) || !desk.passwords.fits(present, stored).await? {
        return Err(Problem::invalid("present_password", "wrong"));
    }
    let hash: Arc<str> = desk.passwords.hash(desk.random.as_ref(), new).await?.into();
    let (id, this, name) = (own.actor.user, own.id, own.actor.name.clone());
    let by = By::of(desk, &own.actor);
    desk.db
        .write(move |tx| {
            let (hash, keys, by, name) = (Arc::clone(&hash), keys.clone(), by.clone(), name.clone());
            Box::pin(async move {
                throttle::succeeded(tx, &keys).await?;
                user::set_password(tx, id, &hash).await?;
                password_link::withdraw(tx, id).await?;
                for session in session::delete_all(tx, id, Some(this)).await? {
                    tell_ended(tx, session, now).await?;
                }
                let deed = Deed::new(AuditAction::PasswordChanged).to(AuditSubjectKind::User, id.0, &name);
                record(tx, &by, now, deed).await
            })
        })
        .await
}
