//! Saved views of the table: private ones, which are nobody else's concern, and shared ones, which everybody has.

use std::sync::Arc;

use model::{Actor, AuditAction, AuditSubjectKind, MAX_VIEWS, Permission, Problem, View, ViewForm, ViewId};
use serde_json::json;
use store::Tx;
use store::table::view;

use crate::Desk;
use crate::audit::{By, Deed, record};
use crate::rights::need;
use crate::user::CHANGED_MEANWHILE;

/// The actor's own and the shared ones, in the order in which they were made.
pub async fn list(desk: &Desk, actor: &Actor) -> Result<Vec<View>, Problem> {
    Ok(view::list(&mut desk.db.read().await?, actor.user).await?)
}

/// Makes one. A shared one needs `SharedViews`. `Invalid` as [`ViewForm::checked`] says, or with field `views`: there are too many.
pub async fn create(desk: &Desk, actor: &Actor, form: ViewForm) -> Result<View, Problem> {
    need_to_share(actor, form.shared)?;
    let form = Arc::new(form.checked()?);
    let (by, now, user) = (By::of(desk, actor), desk.clock.now(), actor.user);
    desk.db
        .write(move |tx| {
            let (by, form) = (by.clone(), Arc::clone(&form));
            Box::pin(async move {
                if usize::try_from(view::count_of(tx, user).await?).is_ok_and(|views| views >= MAX_VIEWS) {
                    return Err(Problem::invalid("views", "too_long"));
                }
                let id = view::insert(tx, user, &form, now).await?;
                if form.shared {
                    record(
                        tx,
                        &by,
                        now,
                        deed(AuditAction::ViewShared, id, &form).after(&told(&form)),
                    )
                    .await?;
                }
                view::get(tx, user, id).await?.ok_or(Problem::NotFound)
            })
        })
        .await
}

/// Changes one of the version that was read. One that is or becomes shared needs `SharedViews`; a private one is its owner's alone.
/// `Conflict`: changed meanwhile. `Invalid` as for [`create`].
pub async fn change(desk: &Desk, actor: &Actor, id: ViewId, version: i64, form: ViewForm) -> Result<View, Problem> {
    need_to_share(actor, form.shared)?;
    let form = Arc::new(form.checked()?);
    let (by, now, actor) = (By::of(desk, actor), desk.clock.now(), actor.clone());
    desk.db
        .write(move |tx| {
            let (by, form, actor) = (by.clone(), Arc::clone(&form), actor.clone());
            Box::pin(async move {
                let present = own(tx, &actor, id).await?;
                // It would be gone for everybody else, and who took it back could not see it either.
                if !form.shared && present.owner != actor.user {
                    return Err(Problem::Forbidden);
                }
                if !view::update(tx, id, version, &form).await? {
                    return Err(CHANGED_MEANWHILE);
                }
                let action = match (present.form.shared, form.shared) {
                    (false, false) => None,
                    (false, true) => Some(AuditAction::ViewShared),
                    (true, true) => Some(AuditAction::ViewChanged),
                    (true, false) => Some(AuditAction::ViewWithdrawn),
                };
                if let Some(action) = action {
                    let deed = deed(action, id, &form).before(&told(&present.form)).after(&told(&form));
                    record(tx, &by, now, deed).await?;
                }
                view::get(tx, actor.user, id).await?.ok_or(Problem::NotFound)
            })
        })
        .await
}

/// Deletes one. A shared one needs `SharedViews`; a private one is its owner's alone.
pub async fn delete(desk: &Desk, actor: &Actor, id: ViewId) -> Result<(), Problem> {
    let (by, now, actor) = (By::of(desk, actor), desk.clock.now(), actor.clone());
    desk.db
        .write(move |tx| {
            let (by, actor) = (by.clone(), actor.clone());
            Box::pin(async move {
                let present = own(tx, &actor, id).await?;
                view::delete(tx, id).await?;
                if present.form.shared {
                    let deed = deed(AuditAction::ViewWithdrawn, id, &present.form).before(&told(&present.form));
                    record(tx, &by, now, deed).await?;
                }
                Ok(())
            })
        })
        .await
}

/// With which of the views that the actor has the table begins; `None`: with none.
pub async fn set_default(desk: &Desk, actor: &Actor, id: Option<ViewId>) -> Result<Vec<View>, Problem> {
    let user = actor.user;
    desk.db
        .write(move |tx| {
            Box::pin(async move {
                if let Some(id) = id {
                    view::get(tx, user, id).await?.ok_or(Problem::NotFound)?;
                }
                view::set_default(tx, user, id).await?;
                Ok::<_, Problem>(view::list(tx, user).await?)
            })
        })
        .await
}

fn need_to_share(actor: &Actor, shared: bool) -> Result<(), Problem> {
    if shared {
        need(actor, Permission::SharedViews)?;
    }
    Ok(())
}

/// One that the actor may change.
async fn own(tx: &mut Tx, actor: &Actor, id: ViewId) -> Result<View, Problem> {
    let present = view::get(tx, actor.user, id).await?.ok_or(Problem::NotFound)?;
    need_to_share(actor, present.form.shared)?;
    Ok(present)
}

fn deed(action: AuditAction, id: ViewId, form: &ViewForm) -> Deed {
    Deed::new(action).to(AuditSubjectKind::View, id.0, &form.name)
}

/// What the audit log tells of a view.
fn told(form: &ViewForm) -> serde_json::Value {
    json!({
        "name": form.name,
        "conditions": model::Condition::list_to_text(&form.query.conditions),
        "sort": form.query.sort.to_text(),
        "shared": form.shared,
    })
}
