//! The reader's jobs: what is done to many conversations (R72 to R76), and exports (R174). They run on the server, whether or not
//! anybody looks; here they are begun, followed and stopped.

mod ask;
mod bar;
mod card;
mod export;
mod report;

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{Job, JobEnvelope, JobId, JobKind, JobTask, Problem};

use super::shown::Table;
use crate::api::{self, ApiError};
use crate::live::browser;
use crate::{format, texts::later as texts};

pub use bar::BulkBar;
pub use card::JobCards;
pub use export::ExportButton;

/// How long a job that is over is shown to who comes back, in milliseconds: long enough to find one's file after a reload.
const RECENT: i64 = 10 * 60 * 1000;
/// How often the beginning of a job is sent when its answer is lost: the server does it once.
const TRIES: usize = 3;

/// Provided by the table. Copied freely.
#[derive(Clone, Copy)]
pub struct Jobs {
    /// Newest first.
    list: RwSignal<Vec<Job>>,
    /// Those that the reader has put away.
    hidden: RwSignal<BTreeSet<JobId>>,
    /// The list is on its way; true: and has changed since it was asked for.
    fetching: StoredValue<Option<bool>>,
}

impl Jobs {
    pub fn provide() -> Self {
        let jobs = Self {
            list: RwSignal::new(Vec::new()),
            hidden: RwSignal::new(BTreeSet::new()),
            fetching: StoredValue::new(None),
        };
        provide_context(jobs);
        jobs
    }

    fn expect() -> Self {
        expect_context()
    }

    /// A job is of this version now.
    pub fn hear(self, id: JobId, version: i64) {
        let is_known = |job: &Job| job.id == id && job.version >= version;
        if !self.list.with_untracked(|list| list.iter().any(is_known)) {
            self.fetch();
        }
    }

    /// Fetches the list; at most one request is on its way.
    pub fn fetch(self) {
        if self.fetching.get_value().is_some() {
            self.fetching.set_value(Some(true));
            return;
        }
        self.fetching.set_value(Some(false));
        spawn_local(async move {
            loop {
                let answer = api::jobs().await;
                // The page may be gone by now.
                let Some(again) = self.fetching.try_update_value(Option::take).flatten() else {
                    return;
                };
                if let Ok(list) = answer {
                    let _ = self.list.try_update(|known| merge(known, list));
                }
                if !again {
                    return;
                }
                self.fetching.set_value(Some(false));
            }
        });
    }

    fn put(self, job: Job) {
        let _ = self.list.try_update(|known| merge(known, vec![job]));
    }

    /// Begins a job. `done` when the server has it.
    fn begin(self, table: Table, task: JobTask, done: impl FnOnce() + 'static) {
        let envelope = JobEnvelope {
            id: browser::command_id(),
            task,
        };
        spawn_local(async move {
            let mut answer = Err(ApiError(Problem::Unavailable));
            for _ in 0..TRIES {
                answer = api::begin_job(envelope.clone()).await;
                if answer != Err(ApiError(Problem::Unavailable)) {
                    break;
                }
            }
            match answer {
                Ok(job) => {
                    self.put(job);
                    done();
                }
                Err(ApiError(problem)) => table.say_problem(&problem),
            }
        });
    }

    fn cancel(self, table: Table, id: JobId) {
        spawn_local(async move {
            match api::cancel_job(id).await {
                Ok(job) => self.put(job),
                Err(ApiError(problem)) => table.say_problem(&problem),
            }
        });
    }

    fn hide(self, id: JobId) {
        self.hidden.update(|hidden| {
            hidden.insert(id);
        });
    }

    /// What is shown: what runs, and what was over only now.
    fn shown(self) -> Vec<JobId> {
        let now = format::now();
        let is_shown = |job: &&Job| {
            let is_recent = job.finished_at.is_none_or(|at| now.since(at) < RECENT);
            is_recent && !self.hidden.with(|hidden| hidden.contains(&job.id))
        };
        self.list
            .with(|list| list.iter().filter(is_shown).map(|job| job.id).collect())
    }

    fn job(self, id: JobId) -> Option<Job> {
        self.list.with(|list| list.iter().find(|job| job.id == id).cloned())
    }
}

/// Of each job the later copy, the newest job first.
fn merge(known: &mut Vec<Job>, news: Vec<Job>) {
    for job in news {
        match known.iter_mut().find(|it| it.id == job.id) {
            Some(it) if it.version <= job.version => *it = job,
            Some(_) => {}
            None => known.push(job),
        }
    }
    known.sort_unstable_by_key(|job| core::cmp::Reverse(job.id));
}

/// What a job does, as its card says.
fn label(kind: JobKind) -> &'static str {
    match kind {
        JobKind::Finish => texts::job_finish(),
        JobKind::ForceClose => texts::job_force_close(),
        JobKind::Transfer => texts::job_transfer(),
        JobKind::AssignSupportAgent => texts::job_assign(),
        JobKind::Tag => texts::job_tag(),
        JobKind::Export => texts::job_export(),
    }
}

#[cfg(test)]
mod tests {
    use model::{Job, JobId, JobKind, JobState, Timestamp};

    use super::merge;

    fn job(id: i64, version: i64) -> Job {
        Job {
            id: JobId(id),
            version,
            kind: JobKind::Finish,
            state: JobState::Running,
            cancelling: false,
            created_at: Timestamp(1),
            finished_at: None,
            total: None,
            done: 0,
            refused: 0,
            file: None,
        }
    }

    /// Otherwise a late answer makes a job that is over run again on screen.
    #[test]
    fn an_older_copy_that_comes_late_changes_nothing() {
        let mut known = vec![job(1, 5)];
        merge(&mut known, vec![job(2, 1), job(1, 3)]);
        assert_eq!(known, [job(2, 1), job(1, 5)]);
        merge(&mut known, vec![job(1, 6)]);
        assert_eq!(known, [job(2, 1), job(1, 6)]);
    }
}
