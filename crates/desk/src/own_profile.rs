//! What users may change of their own account: name, language, time zone. Everything else of it is an administrator's.

use std::sync::Arc;

use model::{Actor, AuditAction, AuditSubjectKind, OwnProfile, OwnProfileForm, Problem, Timestamp};
use serde_json::{Value, json};
use store::Tx;
use store::user::{self, User};

use crate::audit::{By, Deed, record};
use crate::user::{CHANGED_MEANWHILE, announce_user, store};
use crate::{Desk, business_time, field};

/// The actor's own account.
pub async fn read(desk: &Desk, actor: &Actor) -> Result<OwnProfile, Problem> {
    let found = user::get(&mut desk.db.read().await?, actor.user).await?;
    found.map(shown).ok_or(Problem::NotFound)
}

/// Changes the actor's own account, of the version that was read; colleagues see a new name at once. `Conflict`: changed
/// meanwhile. `Invalid` with field `name` or `time_zone`.
pub async fn change(
    desk: &Desk,
    actor: &Actor,
    expected_version: i64,
    form: OwnProfileForm,
) -> Result<OwnProfile, Problem> {
    business_time::check_time_zone(&form.time_zone)?;
    let form = OwnProfileForm {
        name: field::name("name", &form.name)?,
        ..form
    };
    let work = Arc::new(Work {
        form,
        expected_version,
        actor: actor.clone(),
        by: By::of(desk, actor),
        now: desk.clock.now(),
    });
    desk.db
        .write(move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move { work.change(tx).await })
        })
        .await
}

struct Work {
    form: OwnProfileForm,
    expected_version: i64,
    actor: Actor,
    by: By,
    now: Timestamp,
}

impl Work {
    async fn change(&self, tx: &mut Tx) -> Result<OwnProfile, Problem> {
        let present = user::get(tx, self.actor.user).await?.ok_or(Problem::NotFound)?;
        if present.version != self.expected_version {
            return Err(CHANGED_MEANWHILE);
        }
        let next = User {
            name: self.form.name.clone(),
            language: self.form.language,
            time_zone: self.form.time_zone.clone(),
            ..present.clone()
        };
        if next == present {
            return Ok(shown(present));
        }
        store(tx, &next).await?;
        if next.name != present.name {
            announce_user(tx, &next, self.now).await?;
        }
        let deed = Deed::new(AuditAction::UserChanged).to(AuditSubjectKind::User, next.id.0, &next.name);
        record(tx, &self.by, self.now, deed.before(&told(&present)).after(&told(&next))).await?;
        Ok(shown(User {
            version: next.version + 1,
            ..next
        }))
    }
}

/// For the audit log.
fn told(user: &User) -> Value {
    json!({ "name": user.name, "language": user.language.as_str(), "time_zone": user.time_zone })
}

fn shown(user: User) -> OwnProfile {
    OwnProfile {
        email: user.email,
        form: OwnProfileForm {
            name: user.name,
            language: user.language,
            time_zone: user.time_zone,
        },
        version: user.version,
    }
}
