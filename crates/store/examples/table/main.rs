//! How fast the managers' table is: fills a new database from a seed and asks for it in every order with the filters that managers use,
//! beside the same question asked by hand on an index made for it. For `cargo xtask bench`.
//!
//! `table URL CONVERSATIONS MESSAGES_IN_EACH [fill|ask|jobs]`: prints a JSON object for each line of the table. The database is new, or
//! one that was filled so before. With `fill` nothing is measured; with `ask` not what writing costs, and the database stays as it is;
//! with `jobs` only how fast all rows are read, and some closed.

mod ask;
mod by_hand;
mod cost;
mod fill;
mod jobs;

use std::time::Instant;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || {
        arguments
            .next()
            .ok_or("table URL CONVERSATIONS MESSAGES_IN_EACH [fill|ask|jobs]")
    };
    let (url, conversations, messages) = (next()?, next()?.parse()?, next()?.parse()?);
    let options = store::Options {
        epoch: 1,
        connections: 4,
    };
    let db = store::Db::open(&url, &options).await?;
    let company = if let Some(company) = fill::known(&db, conversations).await? {
        company
    } else {
        let clock = now();
        let company = fill::fill(&db, &url, conversations, messages).await?;
        eprintln!("filled in {:.0} s", clock.elapsed().as_secs_f64());
        company
    };
    match arguments.next().as_deref() {
        Some("fill") => {}
        Some("ask") => ask::measure(&db, &url, &company).await?,
        Some("jobs") => jobs::measure(&url).await?,
        _ => {
            ask::measure(&db, &url, &company).await?;
            cost::measure(&db, &url).await?;
        }
    }
    db.close().await;
    Ok(())
}

fn now() -> Instant {
    #[expect(clippy::disallowed_methods, reason = "measuring is what this program is for")]
    Instant::now()
}

/// Milliseconds, sorted as they come in.
#[derive(Default)]
struct Times(Vec<f64>);

impl Times {
    fn add(&mut self, since: Instant) {
        self.0.push(since.elapsed().as_secs_f64() * 1000.0);
        self.0.sort_by(f64::total_cmp);
    }

    /// Of a hundred so many are at most this.
    fn of_hundred(&self, many: usize) -> f64 {
        let at = (self.0.len() * many).div_ceil(100).max(1) - 1;
        self.0.get(at).copied().unwrap_or_default()
    }
}
