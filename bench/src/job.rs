//! A job of the server's, from its beginning to its end.

use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::http::Connection;

/// How often is asked how far it is.
const LOOK: Duration = Duration::from_millis(100);

/// Begins it and waits until it is done; what is known of it then.
pub async fn done(agent: &mut Connection, cookie: &str, id: &str, task: &Value) -> anyhow::Result<Value> {
    let begun = ask(
        agent,
        "begin_job",
        cookie,
        &json!({ "envelope": { "id": id, "task": task } }),
    )
    .await?;
    loop {
        tokio::time::sleep(LOOK).await;
        let jobs = ask(agent, "jobs", cookie, &json!({})).await?;
        let found = jobs.as_array().into_iter().flatten().find(|it| it["id"] == begun["id"]);
        let found = found.context("the job is gone")?;
        match found["state"].as_str() {
            Some("waiting" | "running") => {}
            Some("done") => return Ok(found.clone()),
            _ => anyhow::bail!("the job came to nothing: {found}"),
        }
    }
}

async fn ask(agent: &mut Connection, what: &str, cookie: &str, input: &Value) -> anyhow::Result<Value> {
    let path = format!("/api/fn/{what}");
    agent
        .post(&path, cookie, "application/json", &input.to_string())
        .await?
        .json()
}
