//! The database: the only crate that names sqlx.

/// The database, SQLite or Postgres. Cheap to clone.
#[derive(Clone)]
pub struct Db;
