//! Statements of SQLite that nobody waits for, in one text.
//!
//! A trip to SQLite's thread costs more than most statements do, so they go together: before the next statement that is waited
//! for, or at the end of the transaction.

use core::fmt::Write as _;

use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments as _, AssertSqlSafe, SqliteConnection};

use crate::value::Value;

#[derive(Default)]
pub(crate) struct Unsent {
    sql: String,
    arguments: SqliteArguments,
}

impl Unsent {
    pub(crate) fn is_empty(&self) -> bool {
        self.sql.is_empty()
    }

    /// The places `$1`, `$2` of a text are numbered over all of its statements.
    pub(crate) fn push<'v>(
        &mut self,
        sql: &str,
        values: impl IntoIterator<Item = Value<'v>>,
    ) -> Result<(), sqlx::Error> {
        let before = self.arguments.len();
        let mut parts = sql.split('$');
        self.sql.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let (number, rest) = part.split_at(part.bytes().take_while(u8::is_ascii_digit).count());
            let number: usize = number.parse().map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
            // Writing to a String cannot fail.
            let _ = write!(self.sql, "${}{rest}", before + number);
        }
        self.sql.push(';');
        let mut values = values.into_iter();
        values
            .try_for_each(|value| self.arguments.add(value))
            .map_err(sqlx::Error::Encode)
    }

    /// Sends them; none is left, whatever comes of it.
    pub(crate) async fn send(&mut self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        let Self { sql, arguments } = core::mem::take(self);
        let query = sqlx::query_with(AssertSqlSafe(sql), arguments);
        query.execute(connection).await.map(drop)
    }

    /// Sends them as [`Unsent::send`]; what they read.
    pub(crate) async fn read(&mut self, connection: &mut SqliteConnection) -> Result<Vec<SqliteRow>, sqlx::Error> {
        let Self { sql, arguments } = core::mem::take(self);
        let query = sqlx::query_with(AssertSqlSafe(sql), arguments);
        query.fetch_all(connection).await
    }
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use crate::testing::TestDb;
    use crate::{StoreError, Tx, meta};

    const INSERT: &str = "INSERT INTO meta (key, value) VALUES ($1, $2)";
    const DOUBLE: &str = "UPDATE meta SET value = value || $2 || value WHERE key = $1";

    async fn put(tx: &mut Tx, key: &str, value: &str) -> Result<(), StoreError> {
        tx.later(INSERT, [key.into(), value.into()]).await
    }

    async fn stored(db: &TestDb, key: &str) -> Option<String> {
        meta::get(&mut db.read().await.expect("a reader"), key)
            .await
            .expect("read")
    }

    async fn what_is_put_off_is_there_for_the_next_statement_and_in_its_order(db: TestDb) {
        let seen = db
            .write(|tx| {
                Box::pin(async move {
                    put(tx, "a", "1").await?;
                    tx.later(DOUBLE, ["a".into(), "-".into()]).await?;
                    let seen = meta::get(tx, "a").await?;
                    tx.later(DOUBLE, ["a".into(), "+".into()]).await?;
                    put(tx, "b", "it's $1").await?;
                    Ok::<_, StoreError>(seen)
                })
            })
            .await;
        assert_eq!(seen, Ok(Some("1-1".to_owned())));
        assert_eq!(stored(&db, "a").await.as_deref(), Some("1-1+1-1"));
        assert_eq!(stored(&db, "b").await.as_deref(), Some("it's $1"));
    }

    /// Also when it fails only as it is sent, after the work's last word.
    async fn a_work_of_which_one_fails_has_failed_and_leaves_nothing(db: TestDb) {
        let failed = db
            .write(|tx| {
                Box::pin(async move {
                    put(tx, "a", "1").await?;
                    tx.later("UPDATE meta SET value = NULL WHERE key = $1", ["a".into()])
                        .await
                })
            })
            .await;
        assert!(matches!(failed, Err(StoreError::Internal { .. })), "{failed:?}");
        let refused = db
            .write(|tx| {
                Box::pin(async move {
                    put(tx, "a", "2").await?;
                    Err::<(), _>(StoreError::Unavailable)
                })
            })
            .await;
        assert_eq!(refused, Err(StoreError::Unavailable));
        let done = db.write(|tx| Box::pin(async move { put(tx, "b", "3").await })).await;
        assert_eq!(done, Ok(()));
        assert_eq!(stored(&db, "a").await, None);
        assert_eq!(stored(&db, "b").await.as_deref(), Some("3"));
    }

    crate::contract! {
        what_is_put_off_is_there_for_the_next_statement_and_in_its_order,
        a_work_of_which_one_fails_has_failed_and_leaves_nothing,
    }
}
