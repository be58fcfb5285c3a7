//! A worker's turn at a job: it takes the job's lease, does a part, writes how far it came, and gives the lease back.
//!
//! A server that dies in its turn leaves a lease that runs out; then another goes on. What the two might do at the same time is
//! judged row by row: see `bulk`.

use std::sync::Arc;

use model::{Actor, JobId, JobState, Problem, Timestamp};
use store::Conn;
use store::job::{self, Progress, StoredJob, Work};
use store::user;

use super::{CHUNK, tell};
use crate::{Desk, token};

/// How long a worker may be silent before another takes the job, in milliseconds.
const LEASE: i64 = 30_000;
/// How often the owner is told while it goes on, in milliseconds.
const TOLD_EVERY: i64 = 1_000;

/// Until when a lease goes on from now.
pub(super) fn lease_end(desk: &Desk) -> Timestamp {
    desk.clock.now().plus(LEASE)
}

/// A job that is this worker's.
pub(super) struct Turn {
    pub(super) stored: StoredJob,
    pub(super) lease: Arc<str>,
    /// The one who had it before never gave it back: what is written of how far it came may be wrong.
    pub(super) was_abandoned: bool,
}

/// The job whose turn it is; `None`: there is none, or others were faster.
pub(super) async fn take(desk: &Desk, work: Work) -> Result<Option<Turn>, Problem> {
    let now = desk.clock.now();
    if !job::is_waiting(&mut desk.db.read().await?, work, now).await? {
        return Ok(None);
    }
    let lease: Arc<str> = token::new(desk.random.as_ref()).into();
    let taken = desk
        .db
        .write({
            let lease = Arc::clone(&lease);
            move |tx| {
                let lease = Arc::clone(&lease);
                Box::pin(async move { Ok::<_, Problem>(job::claim(tx, work, &lease, now, now.plus(LEASE)).await?) })
            }
        })
        .await?;
    Ok(taken.map(|(stored, was_abandoned)| Turn {
        stored,
        lease,
        was_abandoned,
    }))
}

impl Turn {
    pub(super) fn id(&self) -> JobId {
        self.stored.job.id
    }

    /// Who it is done for, with the rights of now. `None`: disabled.
    pub(super) async fn actor(&self, conn: &mut Conn) -> Result<Option<Actor>, Problem> {
        Ok(user::actor(conn, self.stored.owner).await?)
    }

    /// Writes how far it is and keeps the lease. False: another has the job by now.
    pub(super) async fn goes_on(&mut self, desk: &Desk) -> Result<bool, Problem> {
        let progress = Progress {
            lease_until: Some(lease_end(desk)),
            ..self.progress()
        };
        self.write(desk, progress).await
    }

    /// Writes how far it is and gives the job back.
    pub(super) async fn give_back(mut self, desk: &Desk) -> Result<(), Problem> {
        let progress = self.progress();
        self.write(desk, progress).await.map(drop)
    }

    /// It is over.
    pub(super) async fn end(self, desk: &Desk, state: JobState) -> Result<(), Problem> {
        let progress = Progress {
            end: Some(state),
            ..self.progress()
        };
        self.end_with(desk, progress).await.map(drop)
    }

    /// False: another has the job by now.
    pub(super) async fn end_with(mut self, desk: &Desk, progress: Progress) -> Result<bool, Problem> {
        self.write(desk, progress).await
    }

    pub(super) fn progress(&self) -> Progress {
        let job = &self.stored.job;
        Progress {
            total: job.total,
            done: job.done,
            refused: job.refused,
            lease_until: None,
            end: None,
            file: None,
        }
    }

    async fn write(&mut self, desk: &Desk, progress: Progress) -> Result<bool, Problem> {
        let (id, now) = (self.id(), desk.clock.now());
        let due = progress.end.is_some() || self.stored.told_at.plus(TOLD_EVERY) <= now;
        let lease = Arc::clone(&self.lease);
        let progress = Arc::new(progress);
        let written = desk
            .db
            .write(move |tx| {
                let (lease, progress) = (Arc::clone(&lease), Arc::clone(&progress));
                Box::pin(async move {
                    let Some(mut stored) = job::progress(tx, id, &lease, &progress, now).await? else {
                        return Ok(None);
                    };
                    if due {
                        job::told(tx, id, now).await?;
                        stored.told_at = now;
                        tell(tx, &stored, now).await?;
                    }
                    Ok::<_, Problem>(Some(stored))
                })
            })
            .await?;
        let is_ours = written.is_some();
        if let Some(stored) = written {
            self.stored = stored;
        }
        Ok(is_ours)
    }
}

/// Forgets which conversations a job is about, a few at a time.
pub(super) async fn forget_rows(desk: &Desk, id: JobId) -> Result<(), Problem> {
    let full = u64::from(CHUNK);
    while desk
        .db
        .write(move |tx| Box::pin(async move { Ok::<_, Problem>(job::forget_rows(tx, id, CHUNK).await?) }))
        .await?
        == full
    {}
    Ok(())
}
