//! Presence: what users have chosen to be, and which servers have their browsers.

use model::{Attendance, Availability, Presence, Timestamp, UserId};

use crate::conn::{execute, run};
use crate::row::word;
use crate::{Conn, StoreError, Tx};

/// What is known of one user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub user: UserId,
    pub chosen: Availability,
    /// What was last shown to others.
    pub shown: Presence,
    /// By the leases that have not expired. Of a disabled user none count.
    pub attendance: Attendance,
}

impl Known {
    /// What is to be shown now.
    pub fn presence(&self) -> Presence {
        Presence::of(self.chosen, self.attendance)
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    user_id: i64,
    chosen: String,
    shown: String,
    active: Option<i64>,
}

impl TryFrom<Row> for Known {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            user: UserId(row.user_id),
            chosen: word(&row.chosen, Availability::parse)?,
            shown: word(&row.shown, Presence::parse)?,
            attendance: match row.active {
                None => Attendance::Absent,
                Some(0) => Attendance::Idle,
                Some(_) => Attendance::Active,
            },
        })
    }
}

macro_rules! select {
    () => {
        "SELECT p.user_id, p.chosen, p.shown, (SELECT max(l.active) FROM presence_lease l \
         WHERE l.user_id = p.user_id AND l.expires_at > $1 AND u.enabled = 1) AS active \
         FROM presence p JOIN app_user u ON u.id = p.user_id"
    };
}

/// Of everybody who was ever there or has chosen something, in the order of ids.
pub async fn all(conn: &mut Conn, now: Timestamp) -> Result<Vec<Known>, StoreError> {
    let rows: Vec<Row> = run!(conn, c => sqlx::query_as(concat!(select!(), " ORDER BY p.user_id"))
        .bind(now.0)
        .fetch_all(c))?;
    rows.into_iter().map(Known::try_from).collect()
}

pub async fn get(conn: &mut Conn, user: UserId, now: Timestamp) -> Result<Option<Known>, StoreError> {
    let row: Option<Row> = run!(conn, c => sqlx::query_as(concat!(select!(), " WHERE p.user_id = $2"))
        .bind(now.0)
        .bind(user.0)
        .fetch_optional(c))?;
    row.map(Known::try_from).transpose()
}

/// As [`get`], kept from others until the end of the transaction. Conversations are locked before users.
pub async fn lock(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<Option<Known>, StoreError> {
    let sql = tx.sql(
        "SELECT user_id FROM presence WHERE user_id = $1",
        "SELECT user_id FROM presence WHERE user_id = $1 FOR UPDATE",
    );
    let _: Option<i64> = run!(tx, c => sqlx::query_scalar(sql).bind(user.0).fetch_optional(c))?;
    get(tx, user, now).await
}

/// Keeps those who are shown online from others until the end of the transaction: nothing else is handed to them meanwhile.
pub async fn lock_online(tx: &mut Tx) -> Result<(), StoreError> {
    let sql = tx.sql(
        "SELECT user_id FROM presence WHERE shown = 'online' ORDER BY user_id",
        "SELECT user_id FROM presence WHERE shown = 'online' ORDER BY user_id FOR UPDATE",
    );
    let _: Vec<i64> = run!(tx, c => sqlx::query_scalar(sql).fetch_all(c))?;
    Ok(())
}

/// Of a user who was never there this begins it: offline until a browser connects.
pub async fn choose(tx: &mut Tx, user: UserId, chosen: Availability) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query(
            "INSERT INTO presence (user_id, chosen, shown) VALUES ($1, $2, 'offline') \
             ON CONFLICT (user_id) DO UPDATE SET chosen = excluded.chosen"
        )
        .bind(user.0)
        .bind(chosen.as_str())
    )?;
    Ok(())
}

/// What others see from now on.
pub async fn show(tx: &mut Tx, user: UserId, shown: Presence) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("UPDATE presence SET shown = $2 WHERE user_id = $1")
            .bind(user.0)
            .bind(shown.as_str())
    )?;
    Ok(())
}

/// Something was handed to the user.
pub async fn assigned(tx: &mut Tx, user: UserId, at: Timestamp) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("UPDATE presence SET assigned_at = $2 WHERE user_id = $1")
            .bind(user.0)
            .bind(at.0)
    )?;
    Ok(())
}

/// A server has browsers of the user, until `expires_at` unless it says so again.
pub async fn attend(
    tx: &mut Tx,
    server: &str,
    user: UserId,
    active: bool,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query(
            "INSERT INTO presence (user_id, chosen, shown) VALUES ($1, 'online', 'offline') ON CONFLICT DO NOTHING"
        )
        .bind(user.0)
    )?;
    execute!(
        tx,
        sqlx::query(
            "INSERT INTO presence_lease (server, user_id, active, expires_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (server, user_id) DO UPDATE SET active = excluded.active, expires_at = excluded.expires_at"
        )
        .bind(server)
        .bind(user.0)
        .bind(i64::from(active))
        .bind(expires_at.0)
    )?;
    Ok(())
}

/// The user's last browser has left a server: the lease ends at `expires_at`.
pub async fn leave(tx: &mut Tx, server: &str, user: UserId, expires_at: Timestamp) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("UPDATE presence_lease SET expires_at = $3 WHERE server = $1 AND user_id = $2")
            .bind(server)
            .bind(user.0)
            .bind(expires_at.0)
    )?;
    Ok(())
}

/// Forgets the user's leases that have expired by `now`.
pub async fn forget_expired(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("DELETE FROM presence_lease WHERE user_id = $1 AND expires_at <= $2")
            .bind(user.0)
            .bind(now.0)
    )?;
    Ok(())
}
