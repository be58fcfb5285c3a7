//! What jobs do to many conversations, as somebody would by hand: all of them read in an order, and the newest ones closed.

use serde_json::json;

use crate::by_hand::ByHand;
use crate::cost::{CLOSE, OPEN};
use crate::{Failure, now};

/// Rows that are read at once, closed in one transaction, and closed in all.
const READ: usize = 1_000;
const AT_ONCE: usize = 200;
const CLOSED: usize = 2_000;

pub async fn measure(url: &str) -> Result<(), Failure> {
    let mut database = ByHand::open(url).await?;
    println!(
        "{}",
        json!({
            "export": export(&mut database).await?,
            "bulk": bulk(&mut database).await?,
        })
    );
    database.close().await
}

/// Rows a second.
fn rate(rows: usize, seconds: f64) -> f64 {
    f64::from(u32::try_from(rows).unwrap_or(u32::MAX)) / seconds
}

async fn export(database: &mut ByHand) -> Result<f64, Failure> {
    database
        .run("CREATE INDEX by_hand ON conversation (created_at, id)")
        .await?;
    let (mut rows, mut behind) = (0, String::new());
    let clock = now();
    loop {
        let sql = format!(
            "SELECT c.*, k.name AS contact_name FROM conversation c JOIN contact k ON k.id = c.contact_id \
             {behind} ORDER BY c.created_at DESC, c.id DESC LIMIT {READ}"
        );
        let ids = database.ids(&sql).await?;
        rows += ids.len();
        match ids.last() {
            Some(last) if ids.len() == READ => {
                behind = format!(
                    "WHERE (c.created_at, c.id) < (SELECT l.created_at, l.id FROM conversation l WHERE l.id = {last})"
                );
            }
            _ => break,
        }
    }
    let seconds = clock.elapsed().as_secs_f64();
    database.run("DROP INDEX by_hand").await?;
    Ok(rate(rows, seconds))
}

async fn bulk(database: &mut ByHand) -> Result<f64, Failure> {
    // One of a contact that has no open one: two could not be open both.
    let ids = database
        .ids(&format!(
            "SELECT max(id) AS id FROM conversation GROUP BY contact_id \
             HAVING count(CASE WHEN status NOT IN ('closed', 'spam') THEN 1 END) = 0 ORDER BY 1 DESC LIMIT {CLOSED}"
        ))
        .await?;
    let begin = database.sql("BEGIN IMMEDIATE", "BEGIN");
    let mut seconds = 0.0;
    for some in ids.chunks(AT_ONCE) {
        database.run(begin).await?;
        for id in some {
            database.run_on(OPEN, *id).await?;
        }
        database.run("COMMIT").await?;
        let clock = now();
        database.run(begin).await?;
        for id in some {
            database.run_on(CLOSE, *id).await?;
        }
        database.run("COMMIT").await?;
        seconds += clock.elapsed().as_secs_f64();
    }
    Ok(rate(ids.len(), seconds))
}
