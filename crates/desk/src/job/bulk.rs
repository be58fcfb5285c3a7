//! One thing to many conversations (R72 to R76): first they are listed, so that what happens meanwhile adds and takes none, then
//! each has its turn.
//!
//! Each conversation is changed in a transaction of its own, by the use case that a person would use, and its row in the job's list
//! says so in the same transaction: whatever stops in between, and whoever else works on the job, nothing is done twice and nothing
//! is left out. One transaction of several would hold locks that others wait for, and wait for theirs: see ARCHITECTURE.md on
//! the order of the log.

use std::collections::HashSet;
use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use model::{
    Actor, BulkAction, CommandId, Conversation, ConversationId, JobId, JobRefusal, JobState, JobTask, Problem,
    Selection, Status, Timestamp, UserId,
};
use store::job::{self, RowOutcome, WaitingRow, Work};
use store::{Tx, conversation, user};

use super::matching::{self, Asked};
use super::turn::{self, Turn};
use crate::{Desk, command, contact_sheet, held};

/// Conversations of one turn: after that another job has its own.
const TURN: u32 = 200;
/// Conversations that are listed in one transaction.
const LISTED: usize = 500;

/// One turn at the job that has waited longest. False: there is nothing to do.
pub async fn run(desk: &Desk) -> Result<bool, Problem> {
    let Some(mut turn) = turn::take(desk, Work::Bulk).await? else {
        return Ok(false);
    };
    let JobTask::Bulk { action, selection } = turn.stored.task.clone() else {
        turn.end(desk, JobState::Failed).await?;
        return Ok(true);
    };
    if turn.stored.job.cancelling {
        end(desk, turn, JobState::Cancelled).await?;
        return Ok(true);
    }
    if turn.actor(&mut desk.db.read().await?).await?.is_none() {
        end(desk, turn, JobState::Failed).await?;
        return Ok(true);
    }
    if !turn.stored.frozen {
        match list(desk, &mut turn, &selection).await {
            Ok(true) => {}
            // Another has the job by now.
            Ok(false) => return Ok(true),
            // A fault of ours would be the same again; the log has it.
            Err(Problem::Internal { .. }) => {
                end(desk, turn, JobState::Failed).await?;
                return Ok(true);
            }
            Err(problem) => {
                turn.give_back(desk).await?;
                return Err(problem);
            }
        }
    }
    let rows = job::waiting_rows(&mut desk.db.read().await?, turn.id(), TURN).await?;
    let last = rows.len() < usize::try_from(TURN).unwrap_or(usize::MAX);
    let each = Arc::new(Each {
        job: turn.id(),
        owner: turn.stored.owner,
        action,
        now: desk.clock.now(),
    });
    let mut outcomes = stream::iter(rows)
        .map(|row| settle(desk, Arc::clone(&each), row))
        .buffer_unordered(desk.db.background_works());
    let mut failure = None;
    while let Some(outcome) = outcomes.next().await {
        let job = &mut turn.stored.job;
        match outcome {
            Ok(Some(RowOutcome::Done)) => job.done += 1,
            Ok(Some(RowOutcome::Refused(..))) => job.refused += 1,
            Ok(None) => {}
            Err(problem) => failure = Some(problem),
        }
    }
    drop(outcomes);
    if let Some(problem) = failure {
        turn.give_back(desk).await?;
        return Err(problem);
    }
    if last {
        end(desk, turn, JobState::Done).await?;
    } else {
        if turn.was_abandoned {
            count(desk, &mut turn).await?;
        }
        turn.give_back(desk).await?;
    }
    Ok(true)
}

/// With the numbers that its list says.
async fn end(desk: &Desk, mut turn: Turn, state: JobState) -> Result<(), Problem> {
    count(desk, &mut turn).await?;
    turn.end(desk, state).await
}

async fn count(desk: &Desk, turn: &mut Turn) -> Result<(), Problem> {
    let (done, refused) = job::counted(&mut desk.db.read().await?, turn.id()).await?;
    (turn.stored.job.done, turn.stored.job.refused) = (done, refused);
    Ok(())
}

/// Lists the conversations. False: another has the job by now.
async fn list(desk: &Desk, turn: &mut Turn, selection: &Selection) -> Result<bool, Problem> {
    // What a server that died while listing has left.
    turn::forget_rows(desk, turn.id()).await?;
    let all: Arc<[ConversationId]> = match selection {
        Selection::Conversations(ids) => {
            let mut known = HashSet::with_capacity(ids.len());
            ids.iter().copied().filter(|id| known.insert(*id)).collect()
        }
        Selection::Matching { query, offset, except } => {
            let Some(actor) = turn.actor(&mut desk.db.read().await?).await? else {
                return Ok(false);
            };
            let at = turn.stored.job.created_at;
            let asked = Asked {
                query,
                at,
                offset: *offset,
            };
            let except: HashSet<_> = except.iter().copied().collect();
            let mut all = matching::all(desk, &actor, asked).await?;
            all.retain(|id| !except.contains(id));
            all.into()
        }
    };
    let id = turn.id();
    for from in (0..all.len()).step_by(LISTED) {
        let until = turn::lease_end(desk);
        let (all, lease) = (Arc::clone(&all), Arc::clone(&turn.lease));
        let added = desk
            .db
            .write(move |tx| {
                let (all, lease) = (Arc::clone(&all), Arc::clone(&lease));
                Box::pin(async move {
                    let chunk = &all[from..all.len().min(from + LISTED)];
                    Ok::<_, Problem>(job::add_rows(tx, id, &lease, from, chunk, until).await?)
                })
            })
            .await?;
        if !added {
            return Ok(false);
        }
    }
    let (total, lease) = (all.len(), Arc::clone(&turn.lease));
    let frozen = desk
        .db
        .write(move |tx| {
            let lease = Arc::clone(&lease);
            Box::pin(async move { Ok::<_, Problem>(job::freeze(tx, id, &lease, total).await?) })
        })
        .await?;
    turn.stored.job.total = Some(u32::try_from(total).unwrap_or(u32::MAX));
    Ok(frozen)
}

/// What is done to each.
struct Each {
    job: JobId,
    owner: UserId,
    action: BulkAction,
    now: Timestamp,
}

/// A conversation's turn. `None`: it has had it. What cannot be done by a fault of ours is written down as such, so that it does
/// not keep the others from their turns.
async fn settle(desk: &Desk, each: Arc<Each>, row: WaitingRow) -> Result<Option<RowOutcome>, Problem> {
    // What its owner has said there before, comes before.
    held::release_before(desk, each.owner, row.conversation).await?;
    let done = desk
        .db
        .write({
            let each = Arc::clone(&each);
            move |tx| {
                let each = Arc::clone(&each);
                Box::pin(async move { Box::pin(each.done(tx, row)).await })
            }
        })
        .await;
    match done {
        Err(Problem::Internal { id }) => {
            tracing::error!(job = %each.job, conversation = %row.conversation, id, "a job failed at a conversation");
            let refused = RowOutcome::Refused(JobRefusal::Failed, None);
            desk.db
                .write(move |tx| {
                    let each = Arc::clone(&each);
                    Box::pin(async move { each.write(tx, row, refused).await })
                })
                .await
        }
        other => other,
    }
}

impl Each {
    async fn done(&self, tx: &mut Tx, row: WaitingRow) -> Result<Option<RowOutcome>, Problem> {
        // To tag, all of the customer's conversations are locked in their order: none may be before. Putting a tag on twice
        // changes nothing.
        let found = match self.action {
            BulkAction::Tag { .. } => conversation::get(tx, row.conversation).await?,
            _ => conversation::lock(tx, row.conversation).await?,
        };
        if !job::waits(tx, self.job, row.place).await? {
            return Ok(None);
        }
        let actor = user::actor(tx, self.owner).await?;
        let seen = found.zip(actor).filter(|(it, actor)| actor.scope().sees(&it.facts()));
        let outcome = match seen {
            None => RowOutcome::Refused(JobRefusal::NotFound, None),
            Some((present, _)) if !present.lifecycle.status.is_active() => {
                RowOutcome::Refused(JobRefusal::Inactive, Some(present.lifecycle.status))
            }
            Some((present, actor)) => {
                let status = present.lifecycle.status;
                outcome(self.act(tx, &actor, present).await, status)?
            }
        };
        self.write(tx, row, outcome).await
    }

    async fn act(&self, tx: &mut Tx, actor: &Actor, present: Conversation) -> Result<(), Problem> {
        match (self.action.command(present.id), &self.action) {
            (Some(command), _) => {
                let id = CommandId::new(&format!("bulk-job-{}-{}", self.job, present.id))?;
                command::apply(tx, actor, id, command, present, self.now).await
            }
            (None, BulkAction::Tag { tag }) => contact_sheet::tag(tx, actor, present.contact.id, *tag, self.now).await,
            (None, _) => Err(Problem::NotFound),
        }
    }

    async fn write(&self, tx: &mut Tx, row: WaitingRow, outcome: RowOutcome) -> Result<Option<RowOutcome>, Problem> {
        Ok(job::settle(tx, self.job, row.place, outcome).await?.then_some(outcome))
    }
}

/// A refusal is an outcome too, and its use case has changed nothing: it stands in the list, in the same transaction. Any other
/// problem undoes the transaction.
fn outcome(done: Result<(), Problem>, status: Status) -> Result<RowOutcome, Problem> {
    let reason = match done {
        Ok(()) => return Ok(RowOutcome::Done),
        Err(Problem::NotFound) => JobRefusal::NotFound,
        Err(Problem::Forbidden | Problem::Unauthenticated) => JobRefusal::Forbidden,
        Err(Problem::Conflict { .. }) => return Ok(RowOutcome::Refused(JobRefusal::Conflict, Some(status))),
        Err(Problem::Invalid { .. }) => JobRefusal::Destination,
        Err(other @ (Problem::TooMany { .. } | Problem::Unavailable | Problem::Internal { .. })) => return Err(other),
    };
    Ok(RowOutcome::Refused(reason, None))
}
