//! Routing: the waiting conversations of an inbox are offered to agents, one at a time, by [`RoutingSettings::choose`] (R157).
//!
//! An offer is a reservation with a time. Each is made in its own transaction, which claims the conversation and then keeps
//! the agents who are online from others: of many servers one makes it, and nobody gets more than the inbox allows. Where
//! there is nobody to be asked the customer is told so, once, and the conversation waits; every pass asks anew.

use std::sync::Arc;

use model::{
    Actor, AuditAction, AuditSubjectKind, Candidate, Conversation, ConversationId, DepartmentId, InboxId, InboxRouting,
    Permission, Problem, Reservation, RoutingSettings, Tab, Timestamp, Unassigned, UserId,
};
use store::{Conn, Tx, conversation, inbox, presence, routing, user};

use crate::Desk;
use crate::audit::{By, Deed, record};
use crate::automatic;
use crate::change::Change;

/// Conversations of one department that a pass looks at.
const LOOKED_AT: u32 = 500;
/// Customers of one department who are told in a pass.
const TOLD: u32 = 50;
/// Who wrote longer ago is not told any more that nobody is there, in milliseconds: ten minutes. Otherwise switching the
/// routing on would write to everybody who ever waited.
const FRESH: i64 = 10 * 60 * 1000;

/// Needs `ManageInboxes`.
pub async fn settings(desk: &Desk, actor: &Actor, id: InboxId) -> Result<InboxRouting, Problem> {
    need(actor)?;
    read(&mut desk.db.read().await?, id).await
}

/// Changes an inbox's routing, for what is handed out from now on; gives it as it is then. Needs `ManageInboxes`. `Invalid` with
/// field `at_most`, `offer_ms`, `order` or `nobody_text`; a `Conflict` when somebody else has changed it meanwhile.
pub async fn set_settings(
    desk: &Desk,
    actor: &Actor,
    id: InboxId,
    changed: InboxRouting,
) -> Result<InboxRouting, Problem> {
    need(actor)?;
    check(&changed.settings)?;
    let nobody_text = automatic::checked("nobody_text", &changed.settings.nobody_text)?;
    let changed = Arc::new(InboxRouting {
        settings: RoutingSettings {
            nobody_text,
            ..changed.settings
        },
        ..changed
    });
    let by = By::of(desk, actor);
    let now = desk.clock.now();
    desk.db
        .write(move |tx| {
            let (changed, by) = (Arc::clone(&changed), by.clone());
            Box::pin(async move {
                let found = inbox::get(tx, id).await?.ok_or(Problem::NotFound)?;
                let before = read(tx, id).await?.settings;
                for agent in &changed.settings.order {
                    user::get(tx, *agent)
                        .await?
                        .ok_or_else(|| Problem::invalid("order", "wrong"))?;
                }
                if !routing::set(tx, id, &changed.settings, changed.version).await? {
                    return Err(Problem::Conflict {
                        status: None,
                        assignee: None,
                        conversation: None,
                    });
                }
                let deed = Deed::new(AuditAction::InboxChanged).to(AuditSubjectKind::Inbox, id.0, &found.settings.name);
                record(tx, &by, now, deed.before(&before).after(&changed.settings)).await?;
                read(tx, id).await
            })
        })
        .await
}

fn need(actor: &Actor) -> Result<(), Problem> {
    if actor.permissions.has(Permission::ManageInboxes) {
        Ok(())
    } else {
        Err(Problem::Forbidden)
    }
}

async fn read(conn: &mut Conn, id: InboxId) -> Result<InboxRouting, Problem> {
    let (settings, version) = routing::settings(conn, id).await?.ok_or(Problem::NotFound)?;
    Ok(InboxRouting { settings, version })
}

fn check(settings: &RoutingSettings) -> Result<(), Problem> {
    let wrong = |field| Err(Problem::invalid(field, "wrong"));
    if settings
        .at_most
        .is_some_and(|most| !(1..=model::AT_MOST).contains(&most))
    {
        return wrong("at_most");
    }
    if !(model::OFFER_LEAST..=model::OFFER_MOST).contains(&settings.offer_ms) {
        return wrong("offer_ms");
    }
    let mut known = settings.order.clone();
    known.sort_unstable();
    known.dedup();
    if known.len() != settings.order.len() {
        return wrong("order");
    }
    Ok(())
}

/// What became of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Handled {
    Offered(UserId),
    Told,
    /// It is not waiting any more, another server has it, or there is nothing to be done.
    Nothing,
}

/// Hands out what waits, and releases what is reserved for disabled users. Gives how many conversations changed.
pub async fn run(desk: &Desk) -> Result<usize, Problem> {
    let now = desk.clock.now();
    let mut changed = release_from_disabled(desk, now).await?;
    let mut conn = desk.db.read().await?;
    let mut inboxes = routing::all_settings(&mut conn).await?;
    inboxes.retain(|(_, settings)| settings.hands_out());
    if inboxes.is_empty() {
        return Ok(changed);
    }
    let mut candidates = routing::candidates(&mut conn).await?;
    drop(conn);
    for (inbox, settings) in inboxes {
        let departments = routing::waiting_departments(&mut desk.db.read().await?, inbox).await?;
        for department in departments {
            let planned = plan(desk, inbox, &settings, department, &candidates, now).await?;
            for id in planned {
                let handled = one(desk, id, now).await?;
                changed += usize::from(handled != Handled::Nothing);
                if let Handled::Offered(agent) = handled
                    && let Some(asked) = candidates.iter_mut().find(|it| it.user == agent)
                {
                    asked.load += 1;
                    asked.assigned_at = Some(now);
                }
            }
        }
    }
    Ok(changed)
}

/// Which conversations of a department are worth a transaction: those that somebody can be asked for as things look, and
/// those whose customer is to be told that there is nobody. The transaction decides.
async fn plan(
    desk: &Desk,
    inbox: InboxId,
    settings: &RoutingSettings,
    department: Option<DepartmentId>,
    candidates: &[Candidate],
    now: Timestamp,
) -> Result<Vec<ConversationId>, Problem> {
    let mut conn = desk.db.read().await?;
    let mut planned = Vec::new();
    let mut candidates = candidates.to_vec();
    let anybody = RoutingSettings {
        distribution: model::Distribution::Evenly,
        ..settings.clone()
    };
    let nobody_passed = Unassigned {
        department,
        ..Unassigned::default()
    };
    if anybody.choose(&nobody_passed, &candidates, now).is_some() {
        for id in routing::waiting(&mut conn, inbox, department, LOOKED_AT).await? {
            let Some(present) = conversation::get(&mut conn, id).await? else {
                continue;
            };
            let waiting = unassigned(&mut conn, &present, settings).await?;
            if let Some(agent) = settings.choose(&waiting, &candidates, now) {
                planned.push(id);
                for asked in candidates.iter_mut().filter(|it| it.user == agent) {
                    asked.load += 1;
                    asked.assigned_at = Some(now);
                }
            }
            if anybody.choose(&nobody_passed, &candidates, now).is_none() {
                break;
            }
        }
    }
    if !settings.nobody_text.is_empty() {
        let untold = routing::untold(&mut conn, inbox, department, now.plus(-FRESH), TOLD).await?;
        planned.extend(
            untold
                .into_iter()
                .filter(|id| !planned.contains(id))
                .collect::<Vec<_>>(),
        );
    }
    Ok(planned)
}

async fn one(desk: &Desk, id: ConversationId, now: Timestamp) -> Result<Handled, Problem> {
    match desk.db.write(move |tx| Box::pin(hand_out(tx, id, now))).await {
        // One that cannot be handed out must not keep the others waiting.
        Err(problem @ Problem::Internal { .. }) => {
            tracing::error!(%problem, conversation = %id, "a conversation could not be handed out");
            Ok(Handled::Nothing)
        }
        handled => handled,
    }
}

/// Everything is read anew under the locks: first the conversation's, then the agents'.
async fn hand_out(tx: &mut Tx, id: ConversationId, now: Timestamp) -> Result<Handled, Problem> {
    let Some(present) = conversation::claim_to_hand_out(tx, id).await? else {
        return Ok(Handled::Nothing);
    };
    let Some((settings, _)) = routing::settings(tx, present.lifecycle.inbox).await? else {
        return Ok(Handled::Nothing);
    };
    presence::lock_online(tx).await?;
    let candidates = routing::candidates(tx).await?;
    let waiting = unassigned(tx, &present, &settings).await?;
    let is_fresh = present.list_key().at >= now.plus(-FRESH);
    match settings.choose(&waiting, &candidates, now) {
        Some(agent) => {
            let mut change = Change::of(tx, present, now).await?;
            let until = Some(change.at().plus(settings.offer_ms));
            change.reserve(Some(Reservation { agent, until }));
            change.store(tx, None).await?;
            presence::assigned(tx, agent, now).await?;
            Ok(Handled::Offered(agent))
        }
        None if settings.hands_out() && is_fresh => {
            let Some(text) = automatic::text(tx, present.contact.id, &settings.nobody_text).await? else {
                return Ok(Handled::Nothing);
            };
            if !routing::tell(tx, id, now).await? {
                return Ok(Handled::Nothing);
            }
            let mut change = Change::of(tx, present, now).await?;
            change.say_automatically(&text);
            change.store(tx, None).await?;
            Ok(Handled::Told)
        }
        None => Ok(Handled::Nothing),
    }
}

async fn unassigned(
    conn: &mut Conn,
    present: &Conversation,
    settings: &RoutingSettings,
) -> Result<Unassigned, Problem> {
    let support_agent = if settings.support_agent {
        routing::support_agent(conn, present.contact.id, present.id).await?
    } else {
        None
    };
    Ok(Unassigned {
        department: present.lifecycle.department,
        support_agent,
        passed: routing::passes(conn, present.id).await?,
    })
}

async fn release_from_disabled(desk: &Desk, now: Timestamp) -> Result<usize, Problem> {
    let mut released = 0;
    let reserved = conversation::reserved_for_disabled(&mut desk.db.read().await?).await?;
    for id in reserved {
        let done: Result<bool, Problem> = desk
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let Some(present) = conversation::lock(tx, id).await? else {
                        return Ok(false);
                    };
                    let Some(kept) = present.lifecycle.reserved else {
                        return Ok(false);
                    };
                    // Enabled again, or kept for somebody else by now.
                    if user::actor(tx, kept.agent).await?.is_some() {
                        return Ok(false);
                    }
                    crate::presence::release(tx, present, kept.agent, now).await
                })
            })
            .await;
        released += usize::from(done?);
    }
    Ok(released)
}

/// Notes who let a conversation pass, so that it does not come straight back to them: who had it in service or reserved and has
/// it no more while it waits. When somebody takes it that is forgotten.
pub(crate) async fn follow(
    tx: &mut Tx,
    present: &Conversation,
    next: &Conversation,
    at: Timestamp,
) -> Result<(), Problem> {
    let (before, after) = (holder(present), holder(next));
    match next.lifecycle.status.tab() {
        Tab::Waiting if before != after => {
            if let Some(agent) = before {
                routing::pass(tx, next.id, agent, at).await?;
            }
        }
        Tab::InService | Tab::Resolved if present.lifecycle.status.tab() == Tab::Waiting => {
            routing::forget_passes(tx, next.id).await?;
        }
        Tab::Waiting | Tab::InService | Tab::Resolved => {}
    }
    Ok(())
}

fn holder(conversation: &Conversation) -> Option<UserId> {
    let lifecycle = &conversation.lifecycle;
    match lifecycle.status.tab() {
        Tab::Waiting => lifecycle.reserved.map(|reservation| reservation.agent),
        Tab::InService => lifecycle.assignee,
        Tab::Resolved => None,
    }
}
