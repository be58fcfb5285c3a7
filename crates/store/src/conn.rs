//! A connection of either engine, and the macro that runs one text of code on both.

use sqlx::pool::PoolConnection;
use sqlx::query::Query;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};

use crate::StoreError;
use crate::error::is_collision;
use crate::unsent::Unsent;
use crate::value::Value;

/// A connection to read with.
pub struct Conn {
    engine: Engine,
    unsent: Unsent,
    /// A statement collided with another transaction: the whole transaction may be done again.
    collided: bool,
    /// A statement failed: what the work does then is not to be stored, even if it says that it succeeded.
    failed: bool,
}

enum Engine {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
    PostgresTx(Transaction<'static, Postgres>),
}

/// The two engines' own connections, borrowed for one statement.
pub(crate) enum Raw<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Conn {
    pub(crate) fn sqlite(connection: PoolConnection<Sqlite>) -> Self {
        Self {
            engine: Engine::Sqlite(connection),
            unsent: Unsent::default(),
            collided: false,
            failed: false,
        }
    }

    pub(crate) fn postgres(connection: PoolConnection<Postgres>) -> Self {
        Self {
            engine: Engine::Postgres(connection),
            unsent: Unsent::default(),
            collided: false,
            failed: false,
        }
    }

    pub(crate) fn raw(&mut self) -> Raw<'_> {
        match &mut self.engine {
            Engine::Sqlite(connection) => Raw::Sqlite(connection),
            Engine::Postgres(connection) => Raw::Postgres(connection),
            Engine::PostgresTx(transaction) => Raw::Postgres(transaction),
        }
    }

    /// The text for this engine, where the dialects differ.
    pub(crate) fn sql(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self.engine {
            Engine::Sqlite(_) => sqlite,
            Engine::Postgres(_) | Engine::PostgresTx(_) => postgres,
        }
    }

    /// Sends what was put off.
    pub(crate) async fn settle(&mut self) -> Result<(), StoreError> {
        match &mut self.engine {
            Engine::Sqlite(connection) if !self.unsent.is_empty() => {
                let sent = self.unsent.send(connection).await;
                self.checked(sent)
            }
            Engine::Sqlite(_) | Engine::Postgres(_) | Engine::PostgresTx(_) => Ok(()),
        }
    }

    /// Notes collisions and translates the error.
    pub(crate) fn checked<T>(&mut self, result: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        result.map_err(|error| {
            self.failed = true;
            self.collided |= is_collision(&error);
            error.into()
        })
    }
}

/// A transaction to write with; also a [`Conn`].
pub struct Tx {
    conn: Conn,
    /// An event was appended: readers of the log are woken after the commit.
    pub(crate) logged: bool,
    /// The id of the newest message, once this transaction has asked for it: the single writer of SQLite counts on from there.
    pub(crate) newest_message: Option<i64>,
}

impl Tx {
    pub(crate) fn sqlite(connection: PoolConnection<Sqlite>) -> Self {
        Self {
            conn: Conn::sqlite(connection),
            logged: false,
            newest_message: None,
        }
    }

    pub(crate) fn postgres(transaction: Transaction<'static, Postgres>) -> Self {
        Self {
            conn: Conn {
                engine: Engine::PostgresTx(transaction),
                unsent: Unsent::default(),
                collided: false,
                failed: false,
            },
            logged: false,
            newest_message: None,
        }
    }

    /// Runs a statement of which nobody asks how it ended. On SQLite it is sent with others like it; either way a work of which
    /// one fails has failed.
    pub(crate) async fn later<'v>(
        &mut self,
        sql: &str,
        values: impl IntoIterator<Item = Value<'v>>,
    ) -> Result<(), StoreError> {
        let conn = &mut self.conn;
        let result = match conn.raw() {
            Raw::Sqlite(_) => conn.unsent.push(sql, values),
            Raw::Postgres(connection) => {
                let query = values.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), Query::bind);
                query.execute(connection).await.map(drop)
            }
        };
        conn.checked(result)
    }

    /// Reads with statements of SQLite that go together with what was put off: their rows, one after the other. `None` on Postgres,
    /// which takes one statement at a time.
    pub(crate) async fn read_at_once<'v>(
        &mut self,
        sql: &str,
        values: impl IntoIterator<Item = Value<'v>>,
    ) -> Result<Option<Vec<SqliteRow>>, StoreError> {
        let conn = &mut self.conn;
        let Engine::Sqlite(connection) = &mut conn.engine else {
            return Ok(None);
        };
        let result = match conn.unsent.push(sql, values) {
            Ok(()) => conn.unsent.read(connection).await,
            Err(error) => Err(error),
        };
        conn.checked(result).map(Some)
    }

    /// Forgets what the work before did.
    pub(crate) fn begin_work(&mut self) {
        self.conn.failed = false;
        self.logged = false;
    }

    /// What was put off was undone.
    pub(crate) fn forget_unsent(&mut self) {
        self.conn.unsent = Unsent::default();
    }

    /// The work's result, unless a statement failed and the work took no notice: its transaction is broken then, and
    /// Postgres would answer the commit with a silent rollback.
    pub(crate) fn unless_failed<T, E: From<StoreError>>(&self, result: Result<T, E>) -> Result<T, E> {
        if self.conn.failed && result.is_ok() {
            return Err(StoreError::internal(&"a work went on after a failed statement").into());
        }
        result
    }

    /// What the work is to fail with when it sees that another transaction came between its statements: it is done again from
    /// the beginning. (On SQLite none comes between.)
    #[must_use]
    pub fn again(&mut self) -> StoreError {
        self.conn.collided = true;
        StoreError::Unavailable
    }

    pub(crate) fn collided(&self) -> bool {
        self.conn.collided
    }

    /// Closes a connection whose state is not known any more.
    pub(crate) async fn close_sqlite(self) {
        if let Engine::Sqlite(connection) = self.conn.engine
            && let Err(error) = connection.close().await
        {
            tracing::debug!(cause = %error, "closing a connection of SQLite failed");
        }
    }

    /// Commits. On SQLite the writer does that itself, for the whole batch.
    pub(crate) async fn commit_postgres(self) -> Result<(), sqlx::Error> {
        match self.conn.engine {
            Engine::PostgresTx(transaction) => transaction.commit().await,
            Engine::Sqlite(_) | Engine::Postgres(_) => Ok(()),
        }
    }

    pub(crate) async fn roll_back_postgres(self) {
        if let Engine::PostgresTx(transaction) = self.conn.engine
            && let Err(error) = transaction.rollback().await
        {
            tracing::debug!(cause = %error, "rolling back failed; the connection is discarded");
        }
    }
}

impl core::ops::Deref for Tx {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl core::ops::DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

/// Runs one statement's code on whichever engine the [`Conn`] is of: `run!(conn, c => sqlx::query("…").execute(c))`.
macro_rules! run {
    ($conn:expr, $c:ident => $statement:expr $(, $answer:expr)?) => {{
        let conn: &mut crate::Conn = $conn;
        match conn.settle().await {
            Ok(()) => {
                let result = match conn.raw() {
                    crate::conn::Raw::Sqlite($c) => $statement.await$(.map($answer))?,
                    crate::conn::Raw::Postgres($c) => $statement.await$(.map($answer))?,
                };
                conn.checked(result)
            }
            Err(error) => Err(error),
        }
    }};
}
/// As `run!`, for statements that change rows: gives how many.
macro_rules! execute {
    ($conn:expr, $statement:expr) => {
        crate::conn::run!($conn, c => $statement.execute(c), |done| done.rows_affected())
    };
}
pub(crate) use {execute, run};
