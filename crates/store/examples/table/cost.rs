//! What the table's indexes cost those who write: messages into open conversations, and closing one; with them and without.

use serde_json::json;
use store::Db;

use crate::by_hand::ByHand;
use crate::{Failure, now};

const WRITES: u32 = 2_000;

const MESSAGE: &str = "UPDATE conversation SET version = version + 1, unread = unread + 1, last_message_at = last_message_at + 1, \
                       modified_at = modified_at + 1, listed_at = listed_at + 1, conversation_duration = 5 WHERE id = $1";
pub const OPEN: &str = "UPDATE conversation SET status = 'replied' WHERE id = $1";
pub const CLOSE: &str =
    "UPDATE conversation SET version = version + 1, status = 'closed', closed_at = modified_at WHERE id = $1";

/// The last thing that is done with the database: its indexes are gone afterwards.
pub async fn measure(db: &Db, url: &str) -> Result<(), Failure> {
    db.close().await;
    let mut database = ByHand::open(url).await?;
    let with = write(&mut database).await?;
    let indexes = database.drop_indexes().await?;
    let without = write(&mut database).await?;
    database.close().await?;
    println!(
        "{}",
        json!({
            "indexes": indexes.len(),
            "messages": { "with": with.0, "without": without.0 },
            "closings": { "with": with.1, "without": without.1 },
        })
    );
    Ok(())
}

/// Open rows as a message changes them, and rows that are closed: so many a second, in one transaction.
async fn write(database: &mut ByHand) -> Result<(f64, f64), Failure> {
    let open = database
        .ids("SELECT id FROM conversation WHERE status NOT IN ('closed', 'spam')")
        .await?;
    let begin = database.sql("BEGIN IMMEDIATE", "BEGIN");
    let mut rates = [0.0; 2];
    for (rate, closes) in rates.iter_mut().zip([false, true]) {
        database.run(begin).await?;
        let clock = now();
        for at in 0..WRITES {
            let id = open[usize::try_from(at)? % open.len()];
            if closes {
                database.run_on(OPEN, id).await?;
                database.run_on(CLOSE, id).await?;
            } else {
                database.run_on(MESSAGE, id).await?;
            }
        }
        *rate = f64::from(WRITES) / clock.elapsed().as_secs_f64();
        database.run("ROLLBACK").await?;
    }
    Ok((rates[0], rates[1]))
}
