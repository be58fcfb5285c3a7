//! Postgres: ordinary concurrent transactions, in tasks of their own, done again when they collide.

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use crate::db::{Options, Work};
use crate::notify::{Growth, LogWatch};
use crate::signal::{self, Signals};
use crate::sqlite::begin;
use crate::{Conn, OpenError, StoreError, Tx, fail_point, migrations};

/// How often a work that collides is done in all.
const TRIES: u32 = 8;
const PATIENCE: Duration = Duration::from_secs(5);
/// A connection that was idle longer is tried before it is used: the server may have been restarted.
const IDLE: Duration = Duration::from_secs(5);
const CHANNEL: &str = "balcao_log";
/// What we ask takes milliseconds: other processes and compiled plans would only delay it, and an index costs what it costs on a disk
/// that does not turn.
const SHORT_QUESTIONS: &str = "SET max_parallel_workers_per_gather = 0; SET jit = off; SET random_page_cost = 1.1";

pub(crate) struct Postgres {
    pool: PgPool,
    growth: Growth,
    /// To tell the other servers.
    wake: Arc<Notify>,
    tail: tokio::sync::Mutex<LogWatch>,
    signals: Arc<Signals>,
    tasks: [AbortHandle; 3],
}

impl Drop for Postgres {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Postgres {
    pub(crate) async fn open(url: &str, options: &Options) -> Result<Self, OpenError> {
        let failed = |error: &dyn core::fmt::Display| OpenError(format!("Postgres database: {error}"));
        let connect = url
            .parse::<PgConnectOptions>()
            .map_err(|error| failed(&error))?
            .application_name("balcao")
            .statement_cache_capacity(256);
        // One more, which listens.
        let pool = PgPoolOptions::new()
            .max_connections(options.connections.max(2) + 1)
            .acquire_timeout(PATIENCE)
            .test_before_acquire(false)
            .after_connect(|connection, _| {
                Box::pin(async move { sqlx::raw_sql(SHORT_QUESTIONS).execute(connection).await.map(drop) })
            })
            .before_acquire(|connection, meta| {
                Box::pin(async move {
                    if meta.idle_for > IDLE {
                        sqlx::Connection::ping(connection).await?;
                    }
                    Ok(true)
                })
            })
            .connect_with(connect)
            .await
            .map_err(|error| failed(&error))?;
        migrations::postgres()
            .run(&pool)
            .await
            .map_err(|error| failed(&error))?;

        let growth = Growth::new();
        let wake = Arc::new(Notify::new());
        let (signals, waiting) = Signals::new(name_of_process(&pool).await.map_err(|error| failed(&error))?);
        let signals = Arc::new(signals);
        let tasks = [
            tokio::spawn(listen(pool.clone(), growth.clone(), Arc::clone(&signals))).abort_handle(),
            tokio::spawn(notify(pool.clone(), Arc::clone(&wake))).abort_handle(),
            tokio::spawn(signal::send(pool.clone(), signals.me().to_owned(), waiting)).abort_handle(),
        ];
        let postgres = Self {
            tail: tokio::sync::Mutex::new(growth.watch(Some(pool.clone()))),
            pool,
            growth,
            wake,
            signals,
            tasks,
        };
        let epoch = options.epoch;
        postgres
            .write(move |tx| Box::pin(begin(tx, epoch)))
            .await
            .map_err(|error: StoreError| failed(&error))?;
        Ok(postgres)
    }

    pub(crate) async fn read(&self) -> Result<Conn, StoreError> {
        Ok(Conn::postgres(self.pool.acquire().await?))
    }

    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'a> Fn(&'a mut Tx) -> Work<'a, T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let pool = self.pool.clone();
        let growth = self.growth.clone();
        let wake = Arc::clone(&self.wake);
        let task = tokio::spawn(async move {
            let (result, logged) = transact(&pool, &work).await;
            if logged {
                growth.tell();
                wake.notify_one();
            }
            result
        });
        match task.await {
            Ok(result) => result,
            Err(error) => Err(StoreError::internal(&error).into()),
        }
    }

    pub(crate) fn watch_log(&self) -> LogWatch {
        self.growth.watch(Some(self.pool.clone()))
    }

    pub(crate) fn signals(&self) -> &Signals {
        &self.signals
    }

    pub(crate) async fn wait_for_log(&self) {
        self.tail.lock().await.wait().await;
    }

    pub(crate) async fn close(&self) {
        for task in &self.tasks {
            task.abort();
        }
        self.pool.close().await;
    }
}

/// One transaction, done again when it collides; its result, and whether it appended to the log.
async fn transact<T, E, F>(pool: &PgPool, work: &F) -> (Result<T, E>, bool)
where
    F: for<'a> Fn(&'a mut Tx) -> Work<'a, T, E>,
    E: From<StoreError>,
{
    for attempt in 1..=TRIES {
        let mut tx = match pool.begin().await {
            Ok(transaction) => Tx::postgres(transaction),
            Err(error) => return (Err(StoreError::from(error).into()), false),
        };
        let result = work(&mut tx).await;
        match tx.unless_failed(result) {
            Ok(value) => {
                let logged = tx.logged;
                fail_point::reach(fail_point::BEFORE_COMMIT);
                match tx.commit_postgres().await {
                    Ok(()) => {
                        fail_point::reach(fail_point::AFTER_COMMIT);
                        return (Ok(value), logged);
                    }
                    Err(error) if !crate::error::is_collision(&error) => {
                        return (Err(StoreError::from(error).into()), false);
                    }
                    Err(_) => {}
                }
            }
            Err(error) => {
                let collided = tx.collided();
                tx.roll_back_postgres().await;
                if !collided {
                    return (Err(error), false);
                }
            }
        }
        tracing::debug!(attempt, "a transaction collided with another");
        tokio::time::sleep(Duration::from_millis(u64::from(attempt * attempt))).await;
    }
    (Err(StoreError::Unavailable.into()), false)
}

/// A name that no other process has: the database draws it.
async fn name_of_process(pool: &PgPool) -> Result<String, sqlx::Error> {
    sqlx::query_scalar("SELECT gen_random_uuid()::text")
        .fetch_one(pool)
        .await
}

/// Hears the other servers' commits and signals.
async fn listen(pool: PgPool, growth: Growth, signals: Arc<Signals>) {
    loop {
        if let Err(error) = hear(&pool, &growth, &signals).await {
            tracing::warn!(cause = %error, "not listening to the database; the log is polled until it comes back");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn hear(pool: &PgPool, growth: &Growth, signals: &Signals) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen_all([CHANNEL, signal::CHANNEL]).await?;
    growth.tell();
    loop {
        match listener.try_recv().await? {
            Some(heard) if heard.channel() == signal::CHANNEL => signals.hear(heard.payload()),
            // `None`: the connection was lost and made anew; something may have been missed.
            Some(_) | None => growth.tell(),
        }
    }
}

/// Tells the other servers, outside of the writing transactions: NOTIFY inside takes a lock on the whole database until
/// the commit. Commits during one call are told together by the next.
async fn notify(pool: PgPool, wake: Arc<Notify>) {
    loop {
        wake.notified().await;
        let sent = sqlx::query("SELECT pg_notify($1, '')")
            .bind(CHANNEL)
            .execute(&pool)
            .await;
        if let Err(error) = sent {
            tracing::warn!(cause = %error, "other servers were not woken; they will find the log's news by polling");
        }
    }
}
