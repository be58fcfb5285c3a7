//! SQLite: many readers and one writer, which commits together what waits together.
//!
//! A commit waits for the disk, so works that arrive meanwhile form the next batch: one transaction, one commit, and only
//! then the answers. When one of them fails, the batch is done again with each work in its savepoint. The writer is a thread of its
//! own: a request that is dropped leaves its work half done nowhere, and a statement's answer, of which a work waits for a dozen,
//! does not stand in line with all that the runtime has to do.

use core::future::Future;
use core::panic::AssertUnwindSafe;
use core::pin::{Pin, pin};
use std::panic::catch_unwind;
use std::sync::Mutex;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use tokio::sync::{mpsc, oneshot};

use crate::conn::Raw;
use crate::db::{Options, Work};
use crate::notify::{Growth, LogWatch};
use crate::{Conn, OpenError, StoreError, Tx, awake, fail_point, log, meta, migrations};

/// Most works in one commit.
const BATCH: usize = 256;
/// Works that may wait before callers do.
const QUEUE: usize = 1024;
const PATIENCE: Duration = Duration::from_secs(5);
/// Pages kept by the one writer and by each reader, at most, in KiB (negative, as SQLite has it). A table's many indexes do not fit
/// into its usual two MiB, and each page that is read again costs a call to the system.
const WRITERS_CACHE: &str = "-16000";
const READERS_CACHE: &str = "-8000";

pub(crate) struct Sqlite {
    readers: SqlitePool,
    /// `None` once closed.
    jobs: Mutex<Option<mpsc::Sender<Box<dyn Job>>>>,
    writer: tokio::sync::Mutex<Option<JoinHandle<()>>>,
    growth: Growth,
    tail: tokio::sync::Mutex<LogWatch>,
}

impl Sqlite {
    pub(crate) async fn open(path: &str, options: &Options) -> Result<Self, OpenError> {
        let path = path.strip_prefix("//").unwrap_or(path);
        let failed = |error: &dyn core::fmt::Display| OpenError(format!("SQLite database {path}: {error}"));
        let connect = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .statement_cache_capacity(256);
        let writing = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(PATIENCE)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(connect.clone().pragma("cache_size", WRITERS_CACHE))
            .await
            .map_err(|error| failed(&error))?;
        migrations::sqlite()
            .run(&writing)
            .await
            .map_err(|error| failed(&error))?;
        let readers = SqlitePoolOptions::new()
            .max_connections(options.connections.max(1))
            .acquire_timeout(PATIENCE)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_lazy_with(connect.pragma("query_only", "on").pragma("cache_size", READERS_CACHE));

        let growth = Growth::new();
        let (jobs, queue) = mpsc::channel(QUEUE);
        let writer = Writer {
            pool: writing,
            tx: None,
            growth: growth.clone(),
        };
        let runtime = tokio::runtime::Handle::current();
        let writer = thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || awake::block_on(&runtime, writer.run(queue)))
            .map_err(|error| failed(&error))?;
        let sqlite = Self {
            readers,
            jobs: Mutex::new(Some(jobs)),
            writer: tokio::sync::Mutex::new(Some(writer)),
            tail: tokio::sync::Mutex::new(growth.watch(None)),
            growth,
        };
        let epoch = options.epoch;
        sqlite
            .write(move |tx| Box::pin(begin(tx, epoch)))
            .await
            .map_err(|error: StoreError| failed(&error))?;
        Ok(sqlite)
    }

    pub(crate) async fn read(&self) -> Result<Conn, StoreError> {
        Ok(Conn::sqlite(self.readers.acquire().await?))
    }

    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'a> Fn(&'a mut Tx) -> Work<'a, T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let jobs = match self.jobs.lock() {
            Ok(jobs) => jobs.clone(),
            Err(poisoned) => poisoned.into_inner().clone(),
        };
        let (reply, answer) = oneshot::channel();
        let job = Waiting {
            work,
            outcome: None,
            reply,
        };
        let sent = match jobs {
            Some(jobs) => jobs.send(Box::new(job)).await.is_ok(),
            None => false,
        };
        if !sent {
            return Err(StoreError::Unavailable.into());
        }
        match answer.await {
            Ok(result) => result,
            Err(_) => Err(StoreError::Unavailable.into()),
        }
    }

    pub(crate) fn watch_log(&self) -> LogWatch {
        self.growth.watch(None)
    }

    pub(crate) async fn wait_for_log(&self) {
        self.tail.lock().await.wait().await;
    }

    pub(crate) async fn close(&self) {
        match self.jobs.lock() {
            Ok(mut jobs) => *jobs = None,
            Err(poisoned) => *poisoned.into_inner() = None,
        }
        if let Some(writer) = self.writer.lock().await.take()
            && !matches!(tokio::task::spawn_blocking(|| writer.join()).await, Ok(Ok(())))
        {
            tracing::error!("the writer of SQLite did not end by itself");
        }
        self.readers.close().await;
    }
}

/// What a new database starts with.
pub(crate) async fn begin(tx: &mut Tx, epoch: i64) -> Result<(), StoreError> {
    meta::begin(tx, meta::EPOCH, &epoch.to_string()).await?;
    meta::begin(tx, meta::LOG_FLOOR, &log::format_position(model::Position::default())).await
}

type Running<'a> = Pin<Box<dyn Future<Output = bool> + Send + 'a>>;

/// A work that waits, whatever it returns.
trait Job: Send {
    /// Does it and keeps its result; whether it succeeded. `settles`: what it puts off is done, too.
    fn run<'a>(&'a mut self, tx: &'a mut Tx, settles: bool) -> Running<'a>;
    /// Answers with the kept result, or with `Unavailable` when its batch did not commit.
    fn answer(self: Box<Self>, committed: bool);
}

struct Waiting<T, E, F> {
    work: F,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Job for Waiting<T, E, F>
where
    F: for<'a> Fn(&'a mut Tx) -> Work<'a, T, E> + Send + Sync,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run<'a>(&'a mut self, tx: &'a mut Tx, settles: bool) -> Running<'a> {
        Box::pin(async move {
            let result = match caught((self.work)(tx)).await {
                Some(result) => result,
                None => Err(StoreError::internal(&"a write panicked").into()),
            };
            let result = match result {
                Ok(value) if settles => tx.settle().await.map(|()| value).map_err(E::from),
                other => other,
            };
            let result = tx.unless_failed(result);
            let succeeded = result.is_ok();
            self.outcome = Some(result);
            succeeded
        })
    }

    fn answer(self: Box<Self>, committed: bool) {
        let result = match self.outcome {
            Some(result) if committed => result,
            _ => Err(StoreError::Unavailable.into()),
        };
        // The receiver is gone when the request was dropped: what is done is done.
        let _ = self.reply.send(result);
    }
}

/// The future's output; `None` when it panicked. One work's bug must not end the writer.
async fn caught<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    core::future::poll_fn(
        move |context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(poll) => poll.map(Some),
            Err(_) => core::task::Poll::Ready(None),
        },
    )
    .await
}

struct Writer {
    pool: SqlitePool,
    tx: Option<Tx>,
    growth: Growth,
}

impl Writer {
    /// Ends when all senders are gone and the queue is empty.
    async fn run(mut self, mut queue: mpsc::Receiver<Box<dyn Job>>) {
        let mut batch = Vec::with_capacity(BATCH);
        while queue.recv_many(&mut batch, BATCH).await > 0 {
            let committed = match self.commit(&mut batch).await {
                Ok(logged) => {
                    if logged {
                        self.growth.tell();
                    }
                    true
                }
                Err(error) => {
                    tracing::error!(cause = %error, works = batch.len(), "a batch of writes was not committed");
                    self.abandon().await;
                    false
                }
            };
            for job in batch.drain(..) {
                job.answer(committed);
            }
        }
        self.tx = None;
        self.pool.close().await;
    }

    /// Does all works of a batch in one transaction; whether the log grew.
    async fn commit(&mut self, batch: &mut [Box<dyn Job>]) -> Result<bool, sqlx::Error> {
        let tx = match &mut self.tx {
            Some(tx) => tx,
            None => self.tx.insert(Tx::sqlite(self.pool.acquire().await?)),
        };
        match together(tx, batch).await? {
            Some(logged) => Ok(logged),
            None => separately(tx, batch).await,
        }
    }

    /// Rolls back and takes a fresh connection for the next batch.
    async fn abandon(&mut self) {
        if let Some(mut tx) = self.tx.take() {
            // Fails when SQLite has rolled back already.
            let _ = statement(&mut tx, "ROLLBACK").await;
            tx.close_sqlite().await;
        }
    }
}

/// Without savepoints, which would be two more trips to SQLite's thread for every work; and what one puts off goes with the next one's
/// statements. `None`: something failed that may be another's fault; all is undone, and to be done again.
async fn together(tx: &mut Tx, batch: &mut [Box<dyn Job>]) -> Result<Option<bool>, sqlx::Error> {
    let single = batch.len() == 1;
    let mut logged = false;
    begin_transaction(tx).await?;
    for job in &mut *batch {
        tx.begin_work();
        if !job.run(tx, false).await {
            // Fails when SQLite has rolled back by itself, and then the batch is lost.
            statement(tx, "ROLLBACK").await?;
            return Ok(single.then_some(false));
        }
        logged |= tx.logged;
    }
    if tx.settle().await.is_err() {
        statement(tx, "ROLLBACK").await?;
        return Ok(None);
    }
    fail_point::reach(fail_point::BEFORE_COMMIT);
    statement(tx, "COMMIT").await?;
    fail_point::reach(fail_point::AFTER_COMMIT);
    tracing::debug!(works = batch.len(), "committed");
    Ok(Some(logged))
}

/// Each work in its savepoint, so that one which fails harms no neighbour. A savepoint that cannot be released or rolled
/// back to is gone: SQLite has rolled back by itself, and with it the works before.
async fn separately(tx: &mut Tx, batch: &mut [Box<dyn Job>]) -> Result<bool, sqlx::Error> {
    let mut logged = false;
    begin_transaction(tx).await?;
    for job in &mut *batch {
        statement(tx, "SAVEPOINT work").await?;
        tx.begin_work();
        if job.run(tx, true).await {
            statement(tx, "RELEASE work").await?;
            logged |= tx.logged;
        } else {
            statement(tx, "ROLLBACK TO work; RELEASE work").await?;
            tx.forget_unsent();
        }
    }
    fail_point::reach(fail_point::BEFORE_COMMIT);
    statement(tx, "COMMIT").await?;
    fail_point::reach(fail_point::AFTER_COMMIT);
    tracing::debug!(works = batch.len(), "committed");
    Ok(logged)
}

async fn begin_transaction(tx: &mut Tx) -> Result<(), sqlx::Error> {
    tx.newest_message = None;
    tx.forget_unsent();
    statement(tx, "BEGIN IMMEDIATE").await
}

async fn statement(tx: &mut Tx, sql: &'static str) -> Result<(), sqlx::Error> {
    match tx.raw() {
        Raw::Sqlite(connection) => sqlx::query(sql).execute(connection).await.map(drop),
        Raw::Postgres(_) => Ok(()),
    }
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use std::sync::Arc;

    use tokio::sync::Notify;

    use super::statement;
    use crate::db::Work;
    use crate::testing::{Engine, TestDb, run};
    use crate::{Db, StoreError, Tx, attempt};

    const ROLLBACK: &str = "ROLLBACK";

    async fn counted(db: &Db) -> u32 {
        let mut conn = db.read().await.expect("a reader");
        attempt::get(&mut conn, "good").await.expect("read").failures
    }

    async fn good(tx: &mut Tx) -> Result<(), StoreError> {
        attempt::fail(tx, "good", model::Timestamp(0)).await?;
        Ok(())
    }

    /// What a good work, this one, and another good one come to in one batch.
    async fn in_one_batch<F>(db: &Db, between: F) -> [Result<(), StoreError>; 3]
    where
        F: for<'a> Fn(&'a mut Tx) -> Work<'a, (), StoreError> + Send + Sync + 'static,
    {
        let (begun, gate) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (tell, wait, writing) = (Arc::clone(&begun), Arc::clone(&gate), db.clone());
        let holding = tokio::spawn(async move {
            writing
                .write(move |_| {
                    let (tell, wait) = (Arc::clone(&tell), Arc::clone(&wait));
                    Box::pin(async move {
                        tell.notify_one();
                        wait.notified().await;
                        Ok::<_, StoreError>(())
                    })
                })
                .await
        });
        begun.notified().await;
        let (before, between, after, ()) = tokio::join!(
            db.write(|tx| Box::pin(good(tx))),
            db.write(between),
            db.write(|tx| Box::pin(good(tx))),
            async { gate.notify_one() }
        );
        assert_eq!(holding.await.expect("no panic"), Ok(()), "it was committed before");
        [before, between, after]
    }

    /// Does `sql` between two good works of the same commit; then all three must fail, and nothing of them be stored.
    async fn a_batch_is_lost_whole_by(db: TestDb, sql: &'static str) {
        let results = in_one_batch(&db, move |tx| {
            Box::pin(async move {
                statement(tx, sql).await.map_err(StoreError::from)?;
                // SQLite rolls back by itself only with an error.
                if sql == ROLLBACK {
                    Err(StoreError::Unavailable)
                } else {
                    Ok(())
                }
            })
        })
        .await;
        assert_eq!(results, [const { Err(StoreError::Unavailable) }; 3]);
        assert_eq!(counted(&db).await, 0);
        assert_eq!(
            db.write(|tx| Box::pin(good(tx))).await,
            Ok(()),
            "the next batch has a sound connection"
        );
        assert_eq!(counted(&db).await, 1);
    }

    /// What a work puts off is done with the next one's statements, or at the end: whose fault it is is found out either way.
    #[test]
    fn what_was_put_off_and_fails_harms_no_neighbour() {
        run(Engine::Sqlite, |db| async move {
            let results = in_one_batch(&db, |tx| {
                Box::pin(tx.later("INSERT INTO meta (key, value) VALUES ($1, NULL)", ["a".into()]))
            })
            .await;
            assert!(
                matches!(results, [Ok(()), Err(StoreError::Internal { .. }), Ok(())]),
                "{results:?}"
            );
            assert_eq!(counted(&db).await, 2);
        });
    }

    /// A disk that is full at the commit must not leave a customer with an answer and no message.
    #[test]
    fn when_the_commit_fails_every_work_of_it_is_told() {
        run(Engine::Sqlite, |db| {
            a_batch_is_lost_whole_by(
                db,
                "PRAGMA defer_foreign_keys = on; INSERT INTO user_department (user_id, department_id) VALUES (1, 1)",
            )
        });
    }

    #[test]
    fn when_sqlite_rolls_back_by_itself_every_work_of_the_batch_is_told() {
        run(Engine::Sqlite, |db| a_batch_is_lost_whole_by(db, ROLLBACK));
    }
}
