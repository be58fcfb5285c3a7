//! What can go wrong in the database, as callers are told.
//!
//! [`StoreError::Unavailable`]: busy, full, unreachable, stopped; doing the same again is safe and may succeed.
//! [`StoreError::Internal`]: a fault of ours; the log explains its id. What a caller can act on (a taken e-mail, a missing
//! row) is no error but a typed result of the function that can meet it. [`OpenError`] is for the operator at start.

use std::sync::atomic::{AtomicU64, Ordering};

use model::Problem;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    Unavailable,
    Internal { id: String },
}

impl core::fmt::Display for StoreError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Unavailable => f.write_str("the database is not available"),
            Self::Internal { id } => write!(f, "fault {id} in the database, see the log"),
        }
    }
}

impl core::error::Error for StoreError {}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable => Self::Unavailable,
            StoreError::Internal { id } => Self::Internal { id },
        }
    }
}

impl StoreError {
    /// A fault of ours: `cause` goes to the log under the id, and nowhere else.
    pub(crate) fn internal(cause: &dyn core::fmt::Display) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let id = format!("db-{:x}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        tracing::error!(id, %cause, "fault in the database");
        Self::Internal { id }
    }
}

/// What kind of failure an engine reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Another transaction was in the way: the same work done again may succeed.
    Collision,
    Unavailable,
    Fault,
}

/// Postgres' SQLSTATEs and SQLite's result codes, by what they mean to a caller. On Postgres a unique violation that
/// no function expects counts as a collision: done again, the work finds the row that was in its way. SQLite has one writer:
/// there it is a fault.
pub(crate) fn classify(error: &sqlx::Error) -> Failure {
    use sqlx::Error;
    match error {
        Error::Io(_)
        | Error::Tls(_)
        | Error::PoolTimedOut
        | Error::PoolClosed
        | Error::WorkerCrashed
        | Error::BeginFailed => Failure::Unavailable,
        Error::Database(database) => {
            let code = database.code().unwrap_or_default();
            if matches!(code.as_ref(), "23505" | "40001" | "40P01") {
                return Failure::Collision;
            }
            let sqlite = database
                .try_downcast_ref::<sqlx::sqlite::SqliteError>()
                .and_then(|_| code.parse::<i32>().ok());
            let unavailable = match sqlite {
                // Busy, locked, no memory, read-only, interrupted, I/O, full, cannot open.
                Some(code) => matches!(code & 0xff, 5 | 6 | 7 | 8 | 9 | 10 | 13 | 14),
                // Connection, resources, lock timeout, shutdown, I/O.
                None => {
                    ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class))
                        || code == "55P03"
                        || code == "25006"
                }
            };
            if unavailable {
                Failure::Unavailable
            } else {
                Failure::Fault
            }
        }
        _ => Failure::Fault,
    }
}

pub(crate) fn is_collision(error: &sqlx::Error) -> bool {
    classify(error) == Failure::Collision
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match classify(&error) {
            Failure::Collision => Self::Unavailable,
            Failure::Unavailable => {
                tracing::warn!(cause = %error, "the database is not available");
                Self::Unavailable
            }
            Failure::Fault => Self::internal(&error),
        }
    }
}

/// Why the database could not be opened, for the one who starts the server.
#[derive(Debug)]
pub struct OpenError(pub(crate) String);

impl core::fmt::Display for OpenError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for OpenError {}
