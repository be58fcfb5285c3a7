//! How people have laid the table out (R4, R5, R7): everybody for themselves; what a manager publishes is where others begin.

use std::sync::Arc;

use model::{
    Actor, AuditAction, AuditSubjectKind, Layout, LayoutRecord, Permission, Problem, Publications, PublishedFor, UserId,
};
use store::table::layout;
use store::{Conn, company, role};

use crate::Desk;
use crate::audit::{By, Deed, record};
use crate::rights::need;

/// The actor's: the own one, else that of the role, else that of everybody, else the product's.
pub async fn read(desk: &Desk, actor: &Actor) -> Result<LayoutRecord, Problem> {
    Ok(layout::of(&mut desk.db.read().await?, actor.user).await?)
}

/// Keeps the actor's own. Of two windows the later one is kept: nobody is asked to decide about the width of a column.
pub async fn keep(desk: &Desk, actor: &Actor, layout: Layout) -> Result<LayoutRecord, Problem> {
    layout.check()?;
    set_own(desk, actor.user, Some(layout)).await
}

/// Forgets the actor's own: what was published holds again.
pub async fn reset(desk: &Desk, actor: &Actor) -> Result<LayoutRecord, Problem> {
    set_own(desk, actor.user, None).await
}

async fn set_own(desk: &Desk, user: UserId, own: Option<Layout>) -> Result<LayoutRecord, Problem> {
    let own = Arc::new(own);
    desk.db
        .write(move |tx| {
            let own = Arc::clone(&own);
            Box::pin(async move {
                layout::set_own(tx, user, own.as_ref().as_ref()).await?;
                Ok::<_, Problem>(layout::of(tx, user).await?)
            })
        })
        .await
}

/// For whom layouts can be published, and for whom they are. Needs `SharedViews`.
pub async fn publications(desk: &Desk, actor: &Actor) -> Result<Publications, Problem> {
    need(actor, Permission::SharedViews)?;
    let mut conn = desk.db.read().await?;
    let roles = role::list(&mut conn).await?;
    Ok(Publications {
        roles: roles.into_iter().map(|role| (role.id, role.name)).collect(),
        published: layout::all_published(&mut conn).await?,
    })
}

/// Publishes a layout for who has none of their own; for a role before everybody. Needs `SharedViews`. `NotFound`: no such role.
pub async fn publish(
    desk: &Desk,
    actor: &Actor,
    published_for: PublishedFor,
    layout: Layout,
) -> Result<Publications, Problem> {
    need(actor, Permission::SharedViews)?;
    layout.check()?;
    change(desk, actor, published_for, Some(layout)).await
}

/// Takes a published layout back. Needs `SharedViews`. `NotFound`: none is published for these.
pub async fn withdraw(desk: &Desk, actor: &Actor, published_for: PublishedFor) -> Result<Publications, Problem> {
    need(actor, Permission::SharedViews)?;
    change(desk, actor, published_for, None).await
}

async fn change(
    desk: &Desk,
    actor: &Actor,
    published_for: PublishedFor,
    after: Option<Layout>,
) -> Result<Publications, Problem> {
    let (by, now, after) = (By::of(desk, actor), desk.clock.now(), Arc::new(after));
    desk.db
        .write(move |tx| {
            let (by, after) = (by.clone(), Arc::clone(&after));
            Box::pin(async move {
                let (kind, id, name) = subject(tx, published_for).await?;
                let before = layout::published(tx, published_for).await?;
                let action = if let Some(after) = after.as_ref() {
                    layout::publish(tx, published_for, after).await?;
                    AuditAction::LayoutPublished
                } else {
                    if !layout::withdraw(tx, published_for).await? {
                        return Err(Problem::NotFound);
                    }
                    AuditAction::LayoutWithdrawn
                };
                let mut deed = Deed::new(action).to(kind, id, &name);
                if let Some(before) = &before {
                    deed = deed.before(&told(before));
                }
                if let Some(after) = after.as_ref() {
                    deed = deed.after(&told(after));
                }
                record(tx, &by, now, deed).await
            })
        })
        .await?;
    publications(desk, actor).await
}

/// What the audit log tells of a layout: the columns in their order.
fn told(layout: &Layout) -> serde_json::Value {
    let columns: Vec<&str> = layout.columns.iter().map(|it| it.column.as_str()).collect();
    serde_json::json!({ "columns": columns, "time": layout.time.as_str() })
}

async fn subject(conn: &mut Conn, published_for: PublishedFor) -> Result<(AuditSubjectKind, i64, String), Problem> {
    match published_for {
        PublishedFor::Role(id) => {
            let role = role::get(conn, id).await?.ok_or(Problem::NotFound)?;
            Ok((AuditSubjectKind::Role, id.0, role.name))
        }
        PublishedFor::Everybody => {
            let company = company::get(conn).await?.ok_or(Problem::NotFound)?;
            Ok((AuditSubjectKind::Company, 1, company.name))
        }
    }
}
