//! What SQLite does by itself: writes the newest messages of a served database again, with what they are found by, their
//! events, results and conversations, in the same batches, and nothing around it. The limit that `cargo xtask bench` holds ours
//! against.
//!
//! `raw_writes SERVED.db RAW.db 12,64,64,...`: RAW is made from SERVED; the numbers are works per commit. Prints
//! `{"messages", "seconds"}`.

use std::time::Instant;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("raw_writes SERVED.db RAW.db 12,64,64,...");
    let (served, raw, batches) = (next()?, next()?, next()?);
    let batches: Vec<i64> = batches.split(',').map(str::parse).collect::<Result<_, _>>()?;
    let total: i64 = batches.iter().sum();

    std::fs::copy(&served, &raw)?;
    let mut database = SqliteConnectOptions::new()
        .filename(&raw)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .connect()
        .await?;
    let without_newest = format!(
        "ATTACH '{served}' AS served;
         CREATE TEMP TABLE work AS SELECT m.id AS message, e.seq AS event, r.rowid AS result FROM
             (SELECT row_number() OVER (ORDER BY id DESC) AS n, id FROM served.message LIMIT {total}) m
             JOIN (SELECT row_number() OVER (ORDER BY seq DESC) AS n, seq FROM served.event LIMIT {total}) e USING (n)
             JOIN (SELECT row_number() OVER (ORDER BY rowid DESC) AS n, rowid FROM served.command_result LIMIT {total}) r
             USING (n) ORDER BY m.id;
         DELETE FROM main.message WHERE id IN (SELECT message FROM work);
         DELETE FROM main.event WHERE seq IN (SELECT event FROM work);
         DELETE FROM main.command_result WHERE rowid IN (SELECT result FROM work);
         PRAGMA main.wal_checkpoint(TRUNCATE);"
    );
    execute(&mut database, without_newest).await?;

    let clock = now();
    let mut first = 1;
    for works in &batches {
        let last = first + works - 1;
        execute(&mut database, batch(first, last)).await?;
        first = last + 1;
    }
    let seconds = clock.elapsed().as_secs_f64();
    database.close().await?;
    println!(r#"{{"messages":{total},"seconds":{seconds}}}"#);
    Ok(())
}

/// The works from `first` to `last` in one transaction.
fn batch(first: i64, last: i64) -> String {
    let these = |column| format!("SELECT {column} FROM work WHERE rowid BETWEEN {first} AND {last}");
    let (messages, events, results) = (these("message"), these("event"), these("result"));
    format!(
        "BEGIN IMMEDIATE;
         INSERT INTO main.message SELECT * FROM served.message WHERE id IN ({messages});
         INSERT INTO main.message_search (rowid, words) SELECT id, body FROM served.message WHERE id IN ({messages});
         INSERT INTO main.event SELECT * FROM served.event WHERE seq IN ({events});
         INSERT INTO main.command_result SELECT * FROM served.command_result WHERE rowid IN ({results});
         UPDATE main.contact SET last_activity_at = m.at
             FROM served.message m WHERE m.id IN ({messages}) AND m.contact_id = contact.id;
         UPDATE main.conversation SET version = conversation.version + 1, unread = conversation.unread + 1, last_message_at = m.at,
                 modified_at = m.at, listed_at = m.at, preview_writer = 'customer', preview_text = m.body
             FROM served.message m WHERE m.id IN ({messages}) AND m.conversation_id = conversation.id;
         COMMIT;"
    )
}

async fn execute(database: &mut SqliteConnection, sql: String) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(database).await.map(drop)
}

fn now() -> Instant {
    #[expect(clippy::disallowed_methods, reason = "measuring is what this program is for")]
    Instant::now()
}
