//! Layouts of the table: everybody's own, and those that were published.

use model::{Layout, LayoutRecord, LayoutSource, PublishedFor, RoleId, UserId};

use crate::conn::{execute, run};
use crate::row::to_json;
use crate::{Conn, StoreError, Tx};

/// The layout that a user sees: the own one, else that of the role, else that of everybody, else the product's. One that a later
/// version has stored, and this one cannot read, is as good as none.
pub async fn of(conn: &mut Conn, user: UserId) -> Result<LayoutRecord, StoreError> {
    let rows: Vec<(i64, String)> = run!(conn, c => sqlx::query_as(
        "SELECT CAST(0 AS BIGINT), layout FROM own_layout WHERE user_id = $1 \
         UNION ALL SELECT CAST(CASE WHEN p.role_id IS NULL THEN 2 ELSE 1 END AS BIGINT), p.layout FROM published_layout p \
         JOIN app_user u ON u.id = $1 AND (p.role_id IS NULL OR p.role_id = u.role_id) ORDER BY 1"
    )
    .bind(user.0)
    .fetch_all(c))?;
    let mut known = rows.into_iter().filter_map(|(source, layout)| {
        Some(LayoutRecord {
            layout: serde_json::from_str(&layout).ok()?,
            source: match source {
                0 => LayoutSource::Own,
                1 => LayoutSource::Role,
                _ => LayoutSource::Company,
            },
        })
    });
    Ok(known.next().unwrap_or(LayoutRecord {
        layout: Layout::default(),
        source: LayoutSource::Product,
    }))
}

/// Keeps a user's own. `None`: none any more.
pub async fn set_own(tx: &mut Tx, user: UserId, layout: Option<&Layout>) -> Result<(), StoreError> {
    match layout {
        Some(layout) => execute!(
            tx,
            sqlx::query(
                "INSERT INTO own_layout (user_id, layout) VALUES ($1, $2) \
                 ON CONFLICT (user_id) DO UPDATE SET layout = excluded.layout"
            )
            .bind(user.0)
            .bind(to_json(layout)?)
        )?,
        None => execute!(
            tx,
            sqlx::query("DELETE FROM own_layout WHERE user_id = $1").bind(user.0)
        )?,
    };
    Ok(())
}

const fn role(published_for: PublishedFor) -> Option<i64> {
    match published_for {
        PublishedFor::Everybody => None,
        PublishedFor::Role(role) => Some(role.0),
    }
}

/// The one that was published for these.
pub async fn published(conn: &mut Conn, published_for: PublishedFor) -> Result<Option<Layout>, StoreError> {
    let layout: Option<String> = run!(conn, c => sqlx::query_scalar(
        "SELECT layout FROM published_layout WHERE coalesce(role_id, 0) = $1"
    )
    .bind(role(published_for).unwrap_or(0))
    .fetch_optional(c))?;
    Ok(layout.and_then(|layout| serde_json::from_str(&layout).ok()))
}

/// For whom one is published.
pub async fn all_published(conn: &mut Conn) -> Result<Vec<PublishedFor>, StoreError> {
    let roles: Vec<Option<i64>> = run!(conn, c => sqlx::query_scalar(
        "SELECT role_id FROM published_layout ORDER BY coalesce(role_id, 0)"
    )
    .fetch_all(c))?;
    Ok(roles
        .into_iter()
        .map(|role| role.map_or(PublishedFor::Everybody, |id| PublishedFor::Role(RoleId(id))))
        .collect())
}

/// Publishes one in the place of the one before.
pub async fn publish(tx: &mut Tx, published_for: PublishedFor, layout: &Layout) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query(
            "INSERT INTO published_layout (role_id, layout) VALUES ($1, $2) \
             ON CONFLICT (coalesce(role_id, 0)) DO UPDATE SET layout = excluded.layout"
        )
        .bind(role(published_for))
        .bind(to_json(layout)?)
    )?;
    Ok(())
}

/// False: none was published for these.
pub async fn withdraw(tx: &mut Tx, published_for: PublishedFor) -> Result<bool, StoreError> {
    let deleted = execute!(
        tx,
        sqlx::query("DELETE FROM published_layout WHERE coalesce(role_id, 0) = $1")
            .bind(role(published_for).unwrap_or(0))
    )?;
    Ok(deleted == 1)
}
