//! Waking those who follow the log.

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use tokio::sync::watch;

/// How long a reader sleeps at most: a wake-up may be lost (a broken LISTEN connection, another process on the same
/// SQLite file).
const SLOW: Duration = Duration::from_secs(1);
/// The first and the longest pause while entries are committed that may not be read yet.
const QUICK: Duration = Duration::from_millis(2);
const QUICK_MOST: Duration = Duration::from_millis(100);

/// Grows with every commit that appended to the log.
#[derive(Clone)]
pub(crate) struct Growth(Arc<watch::Sender<u64>>);

impl Growth {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }

    pub(crate) fn tell(&self) {
        self.0.send_modify(|commits| *commits += 1);
    }

    pub(crate) fn watch(&self, pool: Option<PgPool>) -> LogWatch {
        LogWatch {
            commits: self.0.subscribe(),
            pool,
            woken: false,
            quick: None,
        }
    }
}

/// One reader's view of the log's growth.
pub struct LogWatch {
    commits: watch::Receiver<u64>,
    /// On Postgres, to ask for entries that are committed and not readable yet.
    pool: Option<PgPool>,
    /// Set from the wake-up to the return, so that a dropped future loses none.
    woken: bool,
    /// Entries were there that could not be read yet: the pause before looking again.
    quick: Option<Duration>,
}

impl LogWatch {
    /// Waits until the log may have grown since the last call: read it then until nothing more comes. Returns after a
    /// second at the latest. May be dropped and called again.
    pub async fn wait(&mut self) {
        if !self.woken {
            let pause = self.quick.unwrap_or(SLOW);
            match tokio::time::timeout(pause, self.commits.changed()).await {
                Ok(Ok(())) | Err(_) => {}
                // The database is closed.
                Ok(Err(_)) => tokio::time::sleep(SLOW).await,
            }
            self.woken = true;
        }
        if let Some(pool) = &self.pool {
            // Asked after the wake-up is taken and before the caller reads: what commits later wakes anew, what was
            // committed and is decided the caller reads, and what is not decided yet is looked for again soon.
            let undecided = sqlx::query_scalar::<_, bool>(
                "SELECT EXISTS (SELECT 1 FROM event WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint)",
            )
            .fetch_one(pool)
            .await;
            self.quick = match undecided {
                Ok(true) => Some(
                    self.quick
                        .map_or(QUICK, |pause| pause.saturating_mul(2).min(QUICK_MOST)),
                ),
                Ok(false) => None,
                Err(_) => Some(QUICK_MOST),
            };
        }
        self.woken = false;
    }
}
