//! Everything that is not over, closed at once: how long it takes.

use serde_json::{Value, json};

use crate::http::Connection;
use crate::job;
use crate::stopwatch::Stopwatch;

/// `{"rows", "seconds"}`.
pub async fn measure(server: &str, cookie: &str) -> anyhow::Result<Value> {
    let mut agent = Connection::open(server).await?;
    let cookie = format!("Cookie: {cookie}\r\n");
    let open = json!({ "field": "status", "test": { "none_of": [{ "status": "closed" }] } });
    let query = json!({ "conditions": [open], "sort": { "column": "number", "descending": true } });
    let selection = json!({ "matching": { "query": query, "offset": 0 } });
    let task = json!({ "bulk": { "action": "force_close", "selection": selection } });
    let clock = Stopwatch::start();
    let job = job::done(&mut agent, &cookie, "close-all-that-is-open", &task).await?;
    anyhow::ensure!(job["refused"] == 0, "some were refused: {job}");
    Ok(json!({ "rows": job["done"], "seconds": clock.elapsed().as_secs_f64() }))
}
