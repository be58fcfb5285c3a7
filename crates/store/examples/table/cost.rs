//! What the table's indexes cost those who write: messages into open conversations, and closing one; with them and without.

use serde_json::json;
use sqlx::AssertSqlSafe;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use store::Db;

use crate::{Failure, now};

const WRITES: u32 = 2_000;

/// The last thing that is done with the database: its indexes are gone afterwards.
pub async fn measure(db: &Db, url: &str) -> Result<(), Failure> {
    db.close().await;
    let path = url.strip_prefix("sqlite:").ok_or("only of SQLite")?;
    let mut database: SqliteConnection = SqliteConnectOptions::new().filename(path).connect().await?;
    let with = write(&mut database).await?;
    let indexes: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'conversation_by_%'")
            .fetch_all(&mut database)
            .await?;
    let many = indexes.len();
    for index in indexes {
        sqlx::raw_sql(AssertSqlSafe(format!("DROP INDEX {index}")))
            .execute(&mut database)
            .await?;
    }
    let without = write(&mut database).await?;
    database.close().await?;
    println!(
        "{}",
        json!({
            "indexes": many,
            "messages": { "with": with.0, "without": without.0 },
            "closings": { "with": with.1, "without": without.1 },
        })
    );
    Ok(())
}

/// Open rows as a message changes them, and rows that are closed: so many a second, in one transaction.
async fn write(database: &mut SqliteConnection) -> Result<(f64, f64), Failure> {
    let open: Vec<i64> = sqlx::query_scalar("SELECT id FROM conversation WHERE status NOT IN ('closed', 'spam')")
        .fetch_all(&mut *database)
        .await?;
    let mut rates = [0.0; 2];
    for (rate, sql) in rates.iter_mut().zip([
        "UPDATE conversation SET version = version + 1, unread = unread + 1, last_message_at = last_message_at + 1, \
         modified_at = modified_at + 1, listed_at = listed_at + 1, conversation_duration = 5 WHERE id = $1",
        "UPDATE conversation SET version = version + 1, status = 'closed', closed_at = modified_at WHERE id = $1",
    ]) {
        sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut *database).await?;
        let clock = now();
        for at in 0..WRITES {
            let id = open[usize::try_from(at)? % open.len()];
            if sql.contains("'closed'") {
                sqlx::query("UPDATE conversation SET status = 'replied' WHERE id = $1")
                    .bind(id)
                    .execute(&mut *database)
                    .await?;
            }
            sqlx::query(sql).bind(id).execute(&mut *database).await?;
        }
        *rate = f64::from(WRITES) / clock.elapsed().as_secs_f64();
        sqlx::raw_sql("ROLLBACK").execute(&mut *database).await?;
    }
    Ok((rates[0], rates[1]))
}
