//! A connection of one's own, past the store: for indexes and questions by hand.

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};

use crate::Failure;

pub enum ByHand {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl ByHand {
    pub async fn open(url: &str) -> Result<Self, Failure> {
        Ok(match url.strip_prefix("sqlite:") {
            Some(path) => Self::Sqlite(SqliteConnectOptions::new().filename(path).connect().await?),
            None => Self::Postgres(url.parse::<PgConnectOptions>()?.connect().await?),
        })
    }

    /// The text for this engine, where the dialects differ.
    pub fn sql<'a>(&self, sqlite: &'a str, postgres: &'a str) -> &'a str {
        match self {
            Self::Sqlite(_) => sqlite,
            Self::Postgres(_) => postgres,
        }
    }

    /// Runs statements that answer nothing.
    pub async fn run(&mut self, sql: &str) -> Result<(), Failure> {
        let statement = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Self::Sqlite(database) => statement.execute(database).await.map(drop)?,
            Self::Postgres(database) => statement.execute(database).await.map(drop)?,
        }
        Ok(())
    }

    /// Runs a statement that takes an id.
    pub async fn run_on(&mut self, sql: &'static str, id: i64) -> Result<(), Failure> {
        match self {
            Self::Sqlite(database) => sqlx::query(sql).bind(id).execute(database).await.map(drop)?,
            Self::Postgres(database) => sqlx::query(sql).bind(id).execute(database).await.map(drop)?,
        }
        Ok(())
    }

    /// The ids of what is found, each row read whole.
    pub async fn ids(&mut self, sql: &str) -> Result<Vec<i64>, Failure> {
        let query = AssertSqlSafe(sql.to_owned());
        let ids: Result<_, sqlx::Error> = match self {
            Self::Sqlite(database) => {
                let rows = sqlx::query(query).fetch_all(database).await?;
                rows.iter().map(|row| row.try_get("id")).collect()
            }
            Self::Postgres(database) => {
                let rows = sqlx::query(query).fetch_all(database).await?;
                rows.iter().map(|row| row.try_get("id")).collect()
            }
        };
        Ok(ids?)
    }

    /// Drops the indexes that only the table has; the statements that make them again.
    pub async fn drop_indexes(&mut self) -> Result<Vec<String>, Failure> {
        let known = self.sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND name LIKE 'conversation_by_%'",
            "SELECT indexname::text, indexdef FROM pg_indexes WHERE indexname LIKE 'conversation_by_%'",
        );
        let indexes: Vec<(String, String)> = match self {
            Self::Sqlite(database) => sqlx::query_as(known).fetch_all(database).await?,
            Self::Postgres(database) => sqlx::query_as(known).fetch_all(database).await?,
        };
        for (name, _) in &indexes {
            self.run(&format!("DROP INDEX {name}")).await?;
        }
        Ok(indexes.into_iter().map(|(_, made)| made).collect())
    }

    pub async fn close(self) -> Result<(), Failure> {
        match self {
            Self::Sqlite(database) => database.close().await?,
            Self::Postgres(database) => database.close().await?,
        }
        Ok(())
    }
}
