//! How soon the desk answers in a real browser, with ten thousand conversations behind it; beside a bare page.

use std::process::Command;

use anyhow::Context as _;

use super::served::Served;
use super::{Measured, number};
use crate::places::Places;
use crate::{process, tools};

/// The next paint after a key or a click, in milliseconds.
const PROMISE: f64 = 50.0;
const CONVERSATIONS: &str = "10000";

pub fn measure(places: &Places) -> anyhow::Result<Vec<Measured>> {
    let end2end = places.workspace.join("end2end");
    tools::npm_packages(&end2end)?;
    let chromium = tools::chromium()?;
    let mut served = Served::start(places)?;
    let cookie = served.company()?;
    served.import(places, CONVERSATIONS, "3")?;
    let printed = process::printed(
        Command::new("node")
            .current_dir(&end2end)
            .args(["bench/paint.mjs", served.address(), &cookie])
            .arg(chromium),
    )
    .context("bench/paint.mjs failed")?;
    served.stop()?;
    let measured: serde_json::Value = serde_json::from_str(&printed)?;
    let bare = number(&measured, "limit")?;
    let row = |what: &str, field: &str| {
        let ours = number(&measured, field)?;
        Ok(Measured {
            what: format!("{what}, {CONVERSATIONS} conversations behind, p95 (a bare page: {bare:.1} ms)"),
            ours: format!("{ours:.1} ms"),
            limit: format!("{PROMISE:.0} ms"),
            ratio: ours / PROMISE,
            target: "at most 1",
            reached: ours <= PROMISE,
        })
    };
    [
        ("typing: next paint", "typing"),
        ("another tab: next paint", "tabs"),
        ("opening a conversation: next paint", "opening"),
        ("opening a conversation: its messages", "opened"),
    ]
    .into_iter()
    .map(|(what, field)| row(what, field))
    .collect()
}
