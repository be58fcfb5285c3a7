//! Routing: how inboxes hand out what waits, what waits, and what is known of the agents.

use model::{
    Actor, Candidate, ContactId, ConversationId, DepartmentId, InboxId, Permission, Presence, RoutingSettings,
    Timestamp, UserId,
};

use crate::conn::{execute, run};
use crate::row::{count, from_json, to_json, word};
use crate::user::{ActorRow, actor_columns};
use crate::{Conn, StoreError, Tx};

/// The settings of an inbox and their version; `None`: no such inbox.
pub async fn settings(conn: &mut Conn, inbox: InboxId) -> Result<Option<(RoutingSettings, i64)>, StoreError> {
    let row: Option<(String, i64)> = run!(conn, c => sqlx::query_as(
        "SELECT routing, routing_version FROM inbox WHERE id = $1"
    )
    .bind(inbox.0)
    .fetch_optional(c))?;
    row.map(|(json, version)| Ok((from_json(&json)?, version))).transpose()
}

/// False: there is no such inbox, or its routing is not at `version` any more.
pub async fn set(tx: &mut Tx, inbox: InboxId, settings: &RoutingSettings, version: i64) -> Result<bool, StoreError> {
    let updated = execute!(
        tx,
        sqlx::query(
            "UPDATE inbox SET routing = $2, routing_version = routing_version + 1 \
             WHERE id = $1 AND routing_version = $3"
        )
        .bind(inbox.0)
        .bind(to_json(settings)?)
        .bind(version)
    )?;
    Ok(updated == 1)
}

/// The inboxes that have ever been set, in the order of ids.
pub async fn all_settings(conn: &mut Conn) -> Result<Vec<(InboxId, RoutingSettings)>, StoreError> {
    let rows: Vec<(i64, String)> = run!(conn, c => sqlx::query_as(
        "SELECT id, routing FROM inbox WHERE routing <> '{}' ORDER BY id"
    )
    .fetch_all(c))?;
    rows.into_iter()
        .map(|(id, json)| Ok((InboxId(id), from_json(&json)?)))
        .collect()
}

/// The condition of the index that holds what may be handed out, word for word.
macro_rules! to_hand_out {
    () => {
        "c.status IN ('new', 'queued') AND c.reserved_for IS NULL AND c.bot_owned = 0"
    };
}
pub(crate) use to_hand_out;

macro_rules! waiting_in {
    ($department:literal) => {
        concat!(
            "SELECT c.id FROM conversation c WHERE ",
            to_hand_out!(),
            " AND c.inbox_id = $1 AND ",
            $department
        )
    };
}

macro_rules! untold_since {
    () => {
        " AND c.listed_at >= $3 AND NOT EXISTS (SELECT 1 FROM routing_told t WHERE t.conversation_id = c.id) \
         ORDER BY c.id LIMIT $4"
    };
}

/// The departments in which conversations of an inbox wait to be handed out.
pub async fn waiting_departments(conn: &mut Conn, inbox: InboxId) -> Result<Vec<Option<DepartmentId>>, StoreError> {
    let ids: Vec<Option<i64>> = run!(conn, c => sqlx::query_scalar(concat!(
        "SELECT DISTINCT c.department_id FROM conversation c WHERE ",
        to_hand_out!(),
        " AND c.inbox_id = $1"
    ))
    .bind(inbox.0)
    .fetch_all(c))?;
    Ok(ids.into_iter().map(|id| id.map(DepartmentId)).collect())
}

/// What waits to be handed out, the longest there first, at most `limit`.
pub async fn waiting(
    conn: &mut Conn,
    inbox: InboxId,
    department: Option<DepartmentId>,
    limit: u32,
) -> Result<Vec<ConversationId>, StoreError> {
    let sql = match department {
        Some(_) => concat!(waiting_in!("c.department_id = $2"), " ORDER BY c.id LIMIT $3"),
        None => concat!(
            waiting_in!("c.department_id IS NULL AND CAST($2 AS BIGINT) = 0"),
            " ORDER BY c.id LIMIT $3"
        ),
    };
    let ids: Vec<i64> = run!(conn, c => sqlx::query_scalar(sql)
    .bind(inbox.0)
    .bind(department.map_or(0, |id| id.0))
    .bind(i64::from(limit))
    .fetch_all(c))?;
    Ok(ids.into_iter().map(ConversationId).collect())
}

/// Of these the ones whose customer has not been told that nobody is there, and wrote at `since` or later.
pub async fn untold(
    conn: &mut Conn,
    inbox: InboxId,
    department: Option<DepartmentId>,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<ConversationId>, StoreError> {
    let sql = match department {
        Some(_) => concat!(waiting_in!("c.department_id = $2"), untold_since!()),
        None => concat!(
            waiting_in!("c.department_id IS NULL AND CAST($2 AS BIGINT) = 0"),
            untold_since!()
        ),
    };
    let ids: Vec<i64> = run!(conn, c => sqlx::query_scalar(sql)
    .bind(inbox.0)
    .bind(department.map_or(0, |id| id.0))
    .bind(since.0)
    .bind(i64::from(limit))
    .fetch_all(c))?;
    Ok(ids.into_iter().map(ConversationId).collect())
}

/// True the first time.
pub async fn tell(tx: &mut Tx, conversation: ConversationId, at: Timestamp) -> Result<bool, StoreError> {
    let inserted = execute!(
        tx,
        sqlx::query("INSERT INTO routing_told (conversation_id, at) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(conversation.0)
            .bind(at.0)
    )?;
    Ok(inserted == 1)
}

#[derive(sqlx::FromRow)]
struct CandidateRow {
    #[sqlx(flatten)]
    actor: ActorRow,
    shown: String,
    assigned_at: Option<i64>,
    /// In service and reserved, counted in one statement: what moves from one to the other meanwhile is counted once.
    load: i64,
}

impl TryFrom<CandidateRow> for Candidate {
    type Error = StoreError;

    fn try_from(row: CandidateRow) -> Result<Self, StoreError> {
        let actor = Actor::try_from(row.actor)?;
        Ok(Self {
            user: actor.user,
            presence: word(&row.shown, Presence::parse)?,
            may_accept: actor.permissions.has(Permission::Accept),
            departments: actor.departments,
            load: count(row.load),
            assigned_at: row.assigned_at.map(Timestamp),
        })
    }
}

macro_rules! candidates {
    ($engine:ident) => {
        concat!(
            "SELECT ",
            actor_columns!($engine),
            ", p.shown, p.assigned_at, \
             (SELECT count(*) FROM conversation c WHERE c.assignee_id = u.id \
              AND c.status IN ('accepted', 'waiting', 'waiting_again', 'replied')) + \
             (SELECT count(*) FROM conversation c WHERE c.reserved_for = u.id \
              AND c.status IN ('new', 'queued')) AS load \
             FROM presence p JOIN app_user u ON u.id = p.user_id JOIN role r ON r.id = u.role_id \
             WHERE p.shown = 'online' AND u.enabled = 1 ORDER BY u.id"
        )
    };
}

/// Everybody who is shown online, in the order of ids.
pub async fn candidates(conn: &mut Conn) -> Result<Vec<Candidate>, StoreError> {
    let sql = conn.sql(candidates!(sqlite), candidates!(postgres));
    let rows: Vec<CandidateRow> = run!(conn, c => sqlx::query_as(sql).fetch_all(c))?;
    rows.into_iter().map(Candidate::try_from).collect()
}

/// Who had the conversation and let it pass, and when.
pub async fn passes(conn: &mut Conn, conversation: ConversationId) -> Result<Vec<(UserId, Timestamp)>, StoreError> {
    let rows: Vec<(i64, i64)> = run!(conn, c => sqlx::query_as(
        "SELECT user_id, at FROM routing_pass WHERE conversation_id = $1 ORDER BY user_id"
    )
    .bind(conversation.0)
    .fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|(user, at)| (UserId(user), Timestamp(at)))
        .collect())
}

/// The agent let the conversation pass.
pub async fn pass(tx: &mut Tx, conversation: ConversationId, agent: UserId, at: Timestamp) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query(
            "INSERT INTO routing_pass (conversation_id, user_id, at) VALUES ($1, $2, $3) \
             ON CONFLICT (conversation_id, user_id) DO UPDATE SET at = excluded.at"
        )
        .bind(conversation.0)
        .bind(agent.0)
        .bind(at.0)
    )?;
    Ok(())
}

/// Somebody took it.
pub async fn forget_passes(tx: &mut Tx, conversation: ConversationId) -> Result<(), StoreError> {
    execute!(
        tx,
        sqlx::query("DELETE FROM routing_pass WHERE conversation_id = $1").bind(conversation.0)
    )?;
    Ok(())
}

/// Who is responsible for a customer: who was made so, else who last had a conversation with them before this one.
pub async fn support_agent(
    conn: &mut Conn,
    contact: ContactId,
    before: ConversationId,
) -> Result<Option<UserId>, StoreError> {
    let id: Option<i64> = run!(conn, c => sqlx::query_scalar(
        "SELECT coalesce((SELECT user_id FROM support_agent WHERE contact_id = $1), \
         (SELECT c.assignee_id FROM conversation c WHERE c.contact_id = $1 AND c.id < $2 \
          AND c.assignee_id IS NOT NULL ORDER BY c.id DESC LIMIT 1))"
    )
    .bind(contact.0)
    .bind(before.0)
    .fetch_one(c))?;
    Ok(id.map(UserId))
}

/// Makes somebody responsible for a customer; `None`: who last had a conversation with them.
pub async fn set_support_agent(
    tx: &mut Tx,
    contact: ContactId,
    agent: Option<UserId>,
    at: Timestamp,
) -> Result<(), StoreError> {
    match agent {
        Some(agent) => execute!(
            tx,
            sqlx::query(
                "INSERT INTO support_agent (contact_id, user_id, at) VALUES ($1, $2, $3) \
                 ON CONFLICT (contact_id) DO UPDATE SET user_id = excluded.user_id, at = excluded.at"
            )
            .bind(contact.0)
            .bind(agent.0)
            .bind(at.0)
        )?,
        None => execute!(
            tx,
            sqlx::query("DELETE FROM support_agent WHERE contact_id = $1").bind(contact.0)
        )?,
    };
    Ok(())
}
