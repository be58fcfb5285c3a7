//! Jobs: what is done to many conversations (R72 to R76), or takes long (R174), begins here and is carried on by any server.
//!
//! A job belongs to who began it: nobody else sees or stops it. What it does is judged by what its owner may do at that moment,
//! not by what they might when it began.

mod bulk;
mod export;
mod matching;
mod turn;

use std::sync::Arc;

use model::{
    Actor, Audience, AuditAction, BulkAction, Event, File, FileId, FileKind, Job, JobEnvelope, JobId, JobReport,
    JobTask, MAX_JOBS, Permission, Problem, Timestamp,
};
use store::command_result::Sender;
use store::file::KeptFile;
use store::job::{NewJob, StoredJob};
use store::{Tx, job, log, user};

use crate::audit::{By, Deed, record};
use crate::rights::{need, need_one};
use crate::{Desk, token};

pub use bulk::run as run_bulk;
pub use export::{Word, Words, run as run_exports};

/// Jobs in a list.
const LISTED: u32 = 20;
/// Conversations on a page of a report.
const REPORTED: u32 = 100;
/// How long a job that is over is kept, with its file: a week, in milliseconds.
const KEPT: i64 = 7 * 24 * 60 * 60 * 1000;
/// Listed conversations that are forgotten in one transaction.
const CHUNK: u32 = 200;

/// Begins a job; the same id with the same task again is the same job. Needs the right to do to one conversation what it does
/// to many, or `Export`. `Invalid` with field `id` (`reused_id`: of another task), or what is wrong with the task. `TooMany`:
/// too many of the actor's are not over.
pub async fn begin(desk: &Desk, actor: &Actor, envelope: JobEnvelope) -> Result<Job, Problem> {
    allowed(actor, &envelope.task)?;
    envelope.task.check()?;
    let now = desk.clock.now();
    let by = By::of(desk, actor);
    let body = serde_json::to_vec(&envelope.task).map_err(|error| {
        tracing::error!(cause = %error, "the JSON of a job");
        Problem::Internal {
            id: "job-json".to_owned(),
        }
    })?;
    let owner = user::get(&mut desk.db.read().await?, actor.user).await?;
    let owner = owner.ok_or(Problem::Unauthenticated)?;
    let new = Arc::new(NewJob {
        owner: owner.id,
        command: envelope.id,
        body_hash: token::hash(&body),
        task: envelope.task,
        language: owner.language,
        time_zone: owner.time_zone,
        at: now,
    });
    desk.db
        .write(move |tx| {
            let (new, by) = (Arc::clone(&new), by.clone());
            Box::pin(async move { insert(tx, &new, &by).await })
        })
        .await
}

async fn insert(tx: &mut Tx, new: &NewJob, by: &By) -> Result<Job, Problem> {
    if job::by_command(tx, new.owner, &new.command).await?.is_none() {
        if job::open_of(tx, new.owner).await? >= MAX_JOBS {
            return Err(Problem::TooMany { retry_after: 60 });
        }
        if let Some(begun) = job::begin(tx, new).await? {
            if let JobTask::Export(export) = &new.task {
                record(tx, by, new.at, Deed::new(AuditAction::Exported).after(export)).await?;
            }
            tell(tx, &begun, new.at).await?;
            return Ok(begun.job);
        }
    }
    let there = job::by_command(tx, new.owner, &new.command).await?;
    // It went in this moment: done anew, the work makes it.
    let there = there.ok_or_else(|| tx.again())?;
    if there.body_hash == new.body_hash {
        Ok(there.job)
    } else {
        Err(Problem::invalid("id", "reused_id"))
    }
}

/// Whether the actor may begin this at all. What each conversation allows is judged when its turn comes.
fn allowed(actor: &Actor, task: &JobTask) -> Result<(), Problem> {
    match task {
        JobTask::Export(_) => need(actor, Permission::Export),
        JobTask::Bulk { action, .. } => match action {
            BulkAction::Finish => need(actor, Permission::Close),
            BulkAction::ForceClose => need(actor, Permission::ForceClose),
            BulkAction::TransferToDepartment { .. }
            | BulkAction::TransferToAgent { .. }
            | BulkAction::TransferToInbox { .. } => need(actor, Permission::Transfer),
            BulkAction::AssignSupportAgent { .. } => need(actor, Permission::AssignOthers),
            BulkAction::Tag { .. } => need_one(actor, &[Permission::Reply, Permission::Contacts]),
        },
    }
}

/// Its owner hears of it.
async fn tell(tx: &mut Tx, stored: &StoredJob, now: Timestamp) -> Result<(), Problem> {
    let event = Event::JobChanged {
        job: stored.job.id,
        version: stored.job.version,
    };
    log::append(tx, now, &Audience::User(stored.owner), &event).await?;
    Ok(())
}

/// The actor's newest jobs, newest first.
pub async fn list(desk: &Desk, actor: &Actor) -> Result<Vec<Job>, Problem> {
    Ok(job::of(&mut desk.db.read().await?, actor.user, LISTED).await?)
}

/// A job of the actor's, with the conversations that it left as they are, after a place.
pub async fn report(desk: &Desk, actor: &Actor, id: JobId, after: Option<u32>) -> Result<JobReport, Problem> {
    let mut conn = desk.db.read().await?;
    let found = own(job::get(&mut conn, id).await?, actor)?;
    let mut refused = job::refused(&mut conn, id, after, REPORTED + 1).await?;
    let page = usize::try_from(REPORTED).unwrap_or(usize::MAX);
    let more = refused.len() > page;
    refused.truncate(page);
    Ok(JobReport {
        job: found.job,
        reasons: job::reasons(&mut conn, id).await?,
        refused,
        more,
    })
}

/// Stops a job of the actor's as soon as its server notices; what is done stays done. One that is over stays as it is.
pub async fn cancel(desk: &Desk, actor: &Actor, id: JobId) -> Result<Job, Problem> {
    let now = desk.clock.now();
    let found = own(job::get(&mut desk.db.read().await?, id).await?, actor)?;
    let stopped = desk
        .db
        .write(move |tx| {
            Box::pin(async move {
                let stopped = job::cancel(tx, id).await?;
                if let Some(stopped) = &stopped {
                    tell(tx, stopped, now).await?;
                }
                Ok::<_, Problem>(stopped)
            })
        })
        .await?;
    match stopped {
        Some(stopped) => Ok(stopped.job),
        None => Ok(job::get(&mut desk.db.read().await?, id).await?.unwrap_or(found).job),
    }
}

/// What an export of the actor's has written. Needs `Export` still.
pub async fn file(desk: &Desk, actor: &Actor, id: JobId) -> Result<KeptFile, Problem> {
    let found = own(job::get(&mut desk.db.read().await?, id).await?, actor)?;
    need(actor, Permission::Export)?;
    let (Some(file), Some(key), Some(sha256)) = (found.job.file, found.file_key, found.file_sha256) else {
        return Err(Problem::NotFound);
    };
    Ok(KeptFile {
        file: File {
            id: FileId(id.0),
            media_type: export::media_type(&found.task).to_owned(),
            name: file.name,
            size: file.size,
            width: None,
            height: None,
            duration: None,
            kind: FileKind::Document,
            thumbnail: false,
        },
        sender: Sender::User(actor.user).key(),
        conversation: None,
        message: None,
        public: false,
        prepared: false,
        sha256,
        key,
        thumbnail_key: None,
    })
}

/// Of others there is none.
fn own(found: Option<StoredJob>, actor: &Actor) -> Result<StoredJob, Problem> {
    found.filter(|it| it.owner == actor.user).ok_or(Problem::NotFound)
}

/// Forgets jobs that were over a week ago, with their lists and files.
pub(crate) async fn forget_old(desk: &Desk) -> Result<(), Problem> {
    let now = desk.clock.now();
    loop {
        let Some(old) = job::old(&mut desk.db.read().await?, now.plus(-KEPT)).await? else {
            return Ok(());
        };
        let id = old.job.id;
        turn::forget_rows(desk, id).await?;
        desk.db
            .write(move |tx| {
                let key = old.file_key.clone();
                Box::pin(async move {
                    if let Some(key) = key {
                        store::file::mark(tx, &key, now).await?;
                    }
                    Ok::<_, Problem>(job::forget(tx, id).await?)
                })
            })
            .await?;
    }
}
