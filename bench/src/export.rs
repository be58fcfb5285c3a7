//! The whole table as a spreadsheet: how long it takes, and what the server takes of memory for it.

use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::http::Connection;
use crate::memory;
use crate::stopwatch::Stopwatch;

/// How often is asked how far it is.
const LOOK: Duration = Duration::from_millis(100);

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
    let envelope = json!({ "envelope": { "id": "export-of-all", "task": { "export": export } } });
    let job = ask(&mut agent, "begin_job", &cookie, &envelope).await?;
    let job = loop {
        tokio::time::sleep(LOOK).await;
        let jobs = ask(&mut agent, "jobs", &cookie, &json!({})).await?;
        let found = jobs.as_array().into_iter().flatten().find(|it| it["id"] == job["id"]);
        let found = found.context("the job is gone")?;
        match found["state"].as_str() {
            Some("waiting" | "running") => {}
            Some("done") => break found.clone(),
            _ => anyhow::bail!("the export came to nothing: {found}"),
        }
    };
    Ok(json!({
        "rows": job["done"],
        "seconds": clock.elapsed().as_secs_f64(),
        "before": before,
        "peak": memory::peak(process)?,
        "bytes": job["file"]["size"],
    }))
}

async fn ask(agent: &mut Connection, what: &str, cookie: &str, input: &Value) -> anyhow::Result<Value> {
    let path = format!("/api/fn/{what}");
    agent
        .post(&path, cookie, "application/json", &input.to_string())
        .await?
        .json()
}
