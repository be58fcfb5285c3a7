//! How soon the release server answers who reads in a history of a million messages, or of ten million: searches, and a conversation of
//! five thousand messages; beside a request that reads next to nothing.

use std::process::Command;

use anyhow::Context as _;

use super::served::Served;
use super::{Measured, at_most, number};
use crate::places::Places;
use crate::process;

const MESSAGES_IN_EACH: &str = "10";
/// The 99th percentile of a search's first page, in milliseconds.
const SEARCH: f64 = 50.0;
/// The same of opening a long conversation, and of each page upwards.
const OPENING: f64 = 20.0;

pub fn measure(places: &Places, large: bool) -> anyhow::Result<Vec<Measured>> {
    let (conversations, history) = if large {
        ("1000000", "10,000,000 messages of 1,000,000 contacts")
    } else {
        ("100000", "1,000,000 messages of 100,000 contacts")
    };
    let mut served = Served::start(places)?;
    let cookie = served.company()?;
    served.import(places, conversations, MESSAGES_IN_EACH)?;
    let printed = process::printed(
        Command::new(places.artefacts.join("release/bench"))
            .args(["reading", "--server", served.address()])
            .args(["--cookie", &cookie]),
    )
    .context("the load failed")?;
    served.stop()?;
    let measured: serde_json::Value = serde_json::from_str(&printed)?;
    let bare = number(&measured, "bare")?;
    let row = |(what, field, promise): (String, &str, f64)| {
        let what = format!("{what}, p99 (an answer without reading: {bare:.1} ms)");
        let shown = |time| format!("{time:.1} ms");
        anyhow::Ok(at_most(what, number(&measured, field)?, promise, shown))
    };
    let search = |what: &str| format!("search in {history}: {what}");
    [
        (search("a common word"), "common", SEARCH),
        (search("a rare word"), "rare", SEARCH),
        (search("two words"), "two", SEARCH),
        (search("no hit"), "none", SEARCH),
        (search("a part of a contact's name"), "contact", SEARCH),
        (
            "opening a conversation of 5,000 messages".to_owned(),
            "opening",
            OPENING,
        ),
        ("a page upwards in it".to_owned(), "page_up", OPENING),
    ]
    .into_iter()
    .map(row)
    .collect()
}
