//! The handle of the database.

use core::future::Future;
use core::pin::Pin;
use std::sync::Arc;

use crate::notify::LogWatch;
use crate::postgres::Postgres;
use crate::sqlite::Sqlite;
use crate::{Conn, OpenError, SignalWatch, StoreError, Tx};

/// What a closure given to [`Db::write`] returns: `Box::pin(async move { … })`.
pub type Work<'a, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// How to open a database.
#[derive(Debug, Clone)]
pub struct Options {
    /// The epoch that a new database gets: random, greater than 0. An existing one keeps its own.
    pub epoch: i64,
    /// The most connections; of SQLite, the most readers besides the one writer.
    pub connections: u32,
}

/// The database, SQLite or Postgres. Cheap to clone.
#[derive(Clone)]
pub struct Db(Engine);

#[derive(Clone)]
enum Engine {
    Sqlite(Arc<Sqlite>),
    Postgres(Arc<Postgres>),
}

impl Db {
    /// Opens `sqlite:path` (made when it does not exist) or `postgres://…` (must exist), and brings its tables up to date.
    pub async fn open(url: &str, options: &Options) -> Result<Self, OpenError> {
        let engine = if let Some(path) = url.strip_prefix("sqlite:") {
            Engine::Sqlite(Arc::new(Sqlite::open(path, options).await?))
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Engine::Postgres(Arc::new(Postgres::open(url, options).await?))
        } else {
            return Err(OpenError(
                "expected sqlite:PATH or postgres://USER@HOST/DATABASE".to_owned(),
            ));
        };
        Ok(Self(engine))
    }

    /// A connection to read with. Give it back soon by dropping it.
    pub async fn read(&self) -> Result<Conn, StoreError> {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.read().await,
            Engine::Postgres(postgres) => postgres.read().await,
        }
    }

    /// Runs `work` in one transaction and answers after its commit. `Err` rolls it back and is returned.
    ///
    /// Runs to its end even when the returned future is dropped. `work` is done again when another was in its way, so it
    /// must change nothing but the database, and hand on every error; inside, await nothing but functions of this crate.
    /// On SQLite several works share one commit, and one that fails harms no other: but when that commit fails, all of
    /// them fail with [`StoreError::Unavailable`].
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'a> Fn(&'a mut Tx) -> Work<'a, T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.write(work).await,
            Engine::Postgres(postgres) => postgres.write(work).await,
        }
    }

    /// How many works of a job in the background may be under way at once, so that people do not wait for them: on SQLite that
    /// many share a commit, on Postgres each has a connection of those that all share.
    pub fn background_works(&self) -> usize {
        match &self.0 {
            Engine::Sqlite(_) => 16,
            Engine::Postgres(_) => 3,
        }
    }

    /// Tells when the log may have grown: one for each reader that follows the log.
    pub fn watch_log(&self) -> LogWatch {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.watch_log(),
            Engine::Postgres(postgres) => postgres.watch_log(),
        }
    }

    /// Waits until the log may have grown since this was last called. For the process's one tail, as all callers share
    /// one [`LogWatch`]: other readers take their own by [`Db::watch_log`].
    pub async fn wait_for_log(&self) {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.wait_for_log().await,
            Engine::Postgres(postgres) => postgres.wait_for_log().await,
        }
    }

    /// Tells the other servers on this database something that is not stored and may be lost: one line of at most 7,000
    /// bytes.
    pub fn signal(&self, text: String) {
        match &self.0 {
            // There is no other server.
            Engine::Sqlite(_) => {}
            Engine::Postgres(postgres) => postgres.signals().send(text),
        }
    }

    /// Hears what other servers [`signal`](Self::signal) from now on.
    pub fn watch_signals(&self) -> SignalWatch {
        match &self.0 {
            Engine::Sqlite(_) => SignalWatch(None),
            Engine::Postgres(postgres) => postgres.signals().watch(),
        }
    }

    /// Finishes the writes that are under way and closes all connections. Later calls fail with
    /// [`StoreError::Unavailable`].
    pub async fn close(&self) {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.close().await,
            Engine::Postgres(postgres) => postgres.close().await,
        }
    }
}
