//! The managers' table: a stretch of it, how many rows it has, and how things stand (R1 to R33, R52 to R59, R169). Everybody
//! sees what their scope sees: who has no more rights, their own conversations (R3).

use std::collections::BTreeMap;

use model::{
    Actor, AgentLoad, Presence, Problem, Supervision, TableCount, TablePage, TableQuery, TableRequest, UserId, View,
    ViewCount,
};
use store::table::{self, Effort, Reading, supervision, view};
use store::{Conn, conversation, presence};

use crate::Desk;

/// Views that are counted at a time; further ones are counted when they are opened.
const COUNTED: usize = 20;

/// A stretch of the table. `NotFound`: the place is a number that is not in it. `Invalid` as [`TableRequest::check`] says.
pub async fn page(desk: &Desk, actor: &Actor, request: &TableRequest) -> Result<TablePage, Problem> {
    request.check()?;
    let scope = actor.scope();
    let reading = Reading {
        scope: &scope,
        query: &request.query,
        now: desk.clock.now(),
        offset: request.offset,
        effort: Effort::default(),
    };
    let found = table::page(
        &mut desk.db.read().await?,
        &reading,
        &request.place,
        usize::from(request.rows),
    )
    .await?;
    found.ok_or(Problem::NotFound)
}

/// How many rows the table has, counted no further than [`model::MOST_COUNTED`].
pub async fn count(desk: &Desk, actor: &Actor, query: &TableQuery, offset: i16) -> Result<TableCount, Problem> {
    query.check()?;
    counted(desk, &mut desk.db.read().await?, actor, query, offset).await
}

async fn counted(
    desk: &Desk,
    conn: &mut Conn,
    actor: &Actor,
    query: &TableQuery,
    offset: i16,
) -> Result<TableCount, Problem> {
    let scope = actor.scope();
    let reading = Reading {
        scope: &scope,
        query,
        now: desk.clock.now(),
        offset,
        effort: Effort::default(),
    };
    Ok(table::count(conn, &reading).await?)
}

/// How many rows the reader's views have, the first of them.
pub async fn view_counts(desk: &Desk, actor: &Actor, offset: i16) -> Result<Vec<ViewCount>, Problem> {
    let mut conn = desk.db.read().await?;
    let mut counts = Vec::new();
    for View { id, form, .. } in view::list(&mut conn, actor.user).await?.into_iter().take(COUNTED) {
        counts.push(ViewCount {
            view: id,
            count: counted(desk, &mut conn, actor, &form.query, offset).await?,
        });
    }
    Ok(counts)
}

/// Who waits and since when, who is there, and who has how much, of what the actor sees. Who is not there and has nothing is
/// left out.
pub async fn supervise(desk: &Desk, actor: &Actor) -> Result<Supervision, Problem> {
    let mut conn = desk.db.read().await?;
    let scope = actor.scope();
    let counts = conversation::counts(&mut conn, &scope).await?;
    let mut agents: BTreeMap<UserId, (Presence, u32)> = BTreeMap::new();
    for known in presence::all(&mut conn, desk.clock.now()).await? {
        agents.insert(known.user, (known.shown, 0));
    }
    for (user, holds) in supervision::loads(&mut conn, &scope).await? {
        agents.entry(user).or_insert((Presence::Offline, 0)).1 = holds;
    }
    Ok(Supervision {
        waiting: counts.waiting,
        in_service: counts.in_service,
        longest_since: supervision::longest_since(&mut conn, &scope).await?,
        agents: agents
            .into_iter()
            .filter(|(_, (presence, holds))| *presence != Presence::Offline || *holds > 0)
            .map(|(user, (presence, holds))| AgentLoad { user, presence, holds })
            .collect(),
    })
}
