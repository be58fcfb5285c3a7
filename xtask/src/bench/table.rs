//! The managers' table: 1,000,000 conversations with ten messages each from a seed, or a hundredth of that.

use std::fs;

use anyhow::Context as _;
use serde_json::Value;

use super::{Measured, cargo, number};
use crate::places::Places;
use crate::postgres::Cluster;
use crate::{files, process};

pub fn measure(places: &Places, large: bool) -> anyhow::Result<Vec<Measured>> {
    let folder = std::env::temp_dir().join(format!("balcao-bench-table-{}", std::process::id()));
    files::remove(&folder)?;
    fs::create_dir(&folder)?;
    let url = format!("sqlite:{}", folder.join("table.db").display());
    let mut measured = on_engine(places, "SQLite", &url, large)?;
    files::remove(&folder)?;
    let cluster = Cluster::start()?;
    measured.extend(on_engine(places, "Postgres", &cluster.url(), large)?);
    Ok(measured)
}

fn on_engine(places: &Places, engine: &str, url: &str, large: bool) -> anyhow::Result<Vec<Measured>> {
    let conversations = if large { "1000000" } else { "10000" };
    let printed = process::printed(
        cargo(places)
            .args(["run", "--release", "--quiet", "--package", "store"])
            .args(["--example", "table", "--", url, conversations, "10"]),
    );
    let what = format!("{conversations} on {engine}");
    let mut measured = Vec::new();
    for line in printed.context("measuring the table failed")?.lines() {
        let line: Value = serde_json::from_str(line)?;
        if line.get("filter").is_some() {
            measured.extend(filter(&line, &what)?);
        } else {
            measured.push(cost(&line, engine)?);
        }
    }
    Ok(measured)
}

fn filter(line: &Value, of: &str) -> anyhow::Result<Vec<Measured>> {
    let name = line["filter"].as_str().unwrap_or_default();
    let limit = number(line, "limit")?;
    let slowest = number(&line["first"], "p99")?.max(number(&line["deep"], "p99")?);
    let mut measured = vec![Measured {
        what: format!("table of {of}, {name}: 99 of 100 pages in every order, first and deep"),
        ours: format!("{slowest:.1} ms"),
        limit: format!("{limit:.0} ms"),
        ratio: slowest / limit,
        target: "at most 1",
        reached: slowest <= limit,
    }];
    for (what, ours, by_hand) in [
        (
            "the newest, beside the same by hand on an index of its own",
            "by_creation",
            "by_hand",
        ),
        (
            "how many, beside the same by hand on that index",
            "count",
            "counted_by_hand",
        ),
    ] {
        let Some(by_hand) = line[by_hand].as_f64() else {
            continue;
        };
        let ours = number(line, ours)?;
        let ratio = ours / by_hand;
        measured.push(Measured {
            what: format!("table of {of}, {name}: {what}"),
            ours: format!("{ours:.2} ms"),
            limit: format!("{by_hand:.2} ms by hand"),
            ratio,
            target: "at most 3",
            reached: ratio <= 3.0,
        });
    }
    Ok(measured)
}

/// Only what is closed stands in these indexes.
fn cost(line: &Value, engine: &str) -> anyhow::Result<Measured> {
    let messages = &line["messages"];
    let (with, without) = (number(messages, "with")?, number(messages, "without")?);
    let ratio = with / without;
    Ok(Measured {
        what: format!(
            "messages into open conversations on {engine}, with the table's {} indexes",
            number(line, "indexes")?
        ),
        ours: format!("{with:.0}/s"),
        limit: format!("{without:.0}/s without"),
        ratio,
        target: "at least 0.9",
        reached: ratio >= 0.9,
    })
}
