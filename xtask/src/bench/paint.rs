//! How soon the desk answers in a real browser, with ten thousand conversations behind it; beside a bare page.

use std::process::Command;

use anyhow::Context as _;

use super::served::Served;
use super::{Measured, at_most, number};
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
        let what = format!("{what}, {CONVERSATIONS} conversations behind, p95 (a bare page: {bare:.1} ms)");
        let shown = |time| format!("{time:.1} ms");
        anyhow::Ok(at_most(what, number(&measured, field)?, PROMISE, shown))
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
