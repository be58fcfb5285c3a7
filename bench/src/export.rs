//! The whole table as a spreadsheet: how long it takes, and what the server takes of memory for it.

use serde_json::{Value, json};

use crate::http::Connection;
use crate::stopwatch::Stopwatch;
use crate::{job, memory};

/// `{"rows", "seconds", "before", "peak", "bytes"}`: memory of the process before and at its peak, and the size of the file.
pub async fn measure(server: &str, cookie: &str, process: u32) -> anyhow::Result<Value> {
    let mut agent = Connection::open(server).await?;
    let cookie = format!("Cookie: {cookie}\r\n");
    let before = memory::resident(process)?;
    let clock = Stopwatch::start();
    let columns = [
        "number",
        "created",
        "status",
        "customer",
        "agent",
        "department",
        "start_page",
        "last_message",
        "closed",
        "agent_response_time",
        "conversation_duration",
        "maximum_response_time",
    ];
    let export = json!({
        "format": "xlsx",
        "query": { "conditions": [], "sort": { "column": "created", "descending": true } },
        "offset": 0,
        "columns": columns,
    });
    let job = job::done(&mut agent, &cookie, "export-of-all", &json!({ "export": export })).await?;
    Ok(json!({
        "rows": job["done"],
        "seconds": clock.elapsed().as_secs_f64(),
        "before": before,
        "peak": memory::peak(process)?,
        "bytes": job["file"]["size"],
    }))
}
