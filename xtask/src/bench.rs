//! `cargo xtask bench`: ours beside the limit that is measured in the same run, and their ratio.
//!
//! Machines differ and drift; ratios hold. The server is the release build on an empty database in a temporary folder.

mod million;
mod paint;
mod reading;
mod served;
mod table;

use std::process::Command;

use anyhow::Context as _;

use crate::arguments::BenchRow;
use crate::build::{self, Kind};
use crate::places::Places;
use crate::{process, site, weight};

use served::Served;

/// One line of the table.
struct Measured {
    what: String,
    ours: String,
    limit: String,
    ratio: f64,
    target: &'static str,
    reached: bool,
}

pub fn bench(places: &Places, row: Option<BenchRow>, large: bool) -> anyhow::Result<()> {
    let wanted = |asked| row.is_none_or(|row| row == asked);
    let mut table = Vec::new();
    if wanted(BenchRow::FirstLoad) {
        table.extend(first_load(places)?);
    }
    if !matches!(row, Some(BenchRow::FirstLoad | BenchRow::Table)) {
        build::build(places, Kind::Release)?;
        process::run(cargo(places).args(["build", "--release", "--package", "bench"]))?;
    }
    if wanted(BenchRow::MessagePath) {
        table.push(message_path(places)?);
    }
    if wanted(BenchRow::IdleSocket) {
        table.push(idle_socket(places)?);
    }
    if wanted(BenchRow::Paint) {
        table.extend(paint::measure(places)?);
    }
    if wanted(BenchRow::Table) {
        table.extend(table::measure(places, large)?);
    }
    if wanted(BenchRow::Reading) {
        table.extend(reading::measure(places, large)?);
    }
    if wanted(BenchRow::Million) {
        table.extend(million::measure(places, large)?);
    }
    print(&table);
    Ok(())
}

fn cargo(places: &Places) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(&places.workspace);
    cargo
}

/// Sizes are no measurement that drifts: the limit is the promise itself.
fn first_load(places: &Places) -> anyhow::Result<Vec<Measured>> {
    site::build(places, Kind::Release)?;
    let loads = [weight::desk(places)?, weight::chat(places)?];
    Ok(loads
        .map(|load| {
            let ratio = ratio(load.bytes(), load.promise);
            Measured {
                what: format!("{}, compressed", load.name),
                ours: format!("{:.1} kB", kilo(load.bytes())),
                limit: format!("{:.1} kB", kilo(load.promise)),
                ratio,
                target: "at most 1",
                reached: ratio <= 1.0,
            }
        })
        .into())
}

/// 64 senders, each waiting for its answer; the limit is SQLite writing the same rows in the same batches.
fn message_path(places: &Places) -> anyhow::Result<Measured> {
    let mut served = Served::start(places)?;
    let ours = served.load(&["message-path"])?;
    served.stop()?;
    let messages = number(&ours, "messages")?;
    let database = served.data().join("balcao.db");
    // Folds the write-ahead log into the file that is copied.
    let raw = served.data().join("raw.db");
    let batches = last_works(&served.batches()?, messages);
    let printed = process::printed(
        cargo(places)
            .args(["run", "--release", "--quiet", "--package", "store"])
            .args(["--example", "raw_writes", "--"])
            .args([&database, &raw])
            .arg(batches.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")),
    );
    let limit: serde_json::Value = serde_json::from_str(&printed.context("raw_writes failed")?)?;
    let (ours, limit) = (rate(&ours)?, rate(&limit)?);
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let mean = messages / batches.len() as f64;
    Ok(Measured {
        what: format!("durable messages a second, HTTP to pushed, 64 senders, SQLite FULL ({mean:.0} a commit)"),
        ours: format!("{ours:.0}/s"),
        limit: format!("{limit:.0}/s raw"),
        ratio: ours / limit,
        target: "at least 0.5",
        reached: ours / limit >= 0.5,
    })
}

fn idle_socket(places: &Places) -> anyhow::Result<Measured> {
    const MOST: f64 = 12_000.0;
    let mut served = Served::start(places)?;
    let process = served.process().to_string();
    let measured = served.load(&["idle-socket", "--process", &process])?;
    served.stop()?;
    let sockets = number(&measured, "sockets")?;
    let each = (number(&measured, "after")? - number(&measured, "before")?) / sockets;
    let what = format!("server memory of an idle socket, {sockets:.0} open");
    Ok(at_most(what, each, MOST, |bytes| format!("{:.1} kB", bytes / 1000.0)))
}

/// What must not exceed a promise; `shown` gives a value with its unit.
fn at_most(what: String, ours: f64, promise: f64, shown: impl Fn(f64) -> String) -> Measured {
    Measured {
        what,
        ours: shown(ours),
        limit: shown(promise),
        ratio: ours / promise,
        target: "at most 1",
        reached: ours <= promise,
    }
}

fn number(of: &serde_json::Value, field: &str) -> anyhow::Result<f64> {
    of[field].as_f64().with_context(|| format!("no {field} in {of}"))
}

fn rate(of: &serde_json::Value) -> anyhow::Result<f64> {
    Ok(number(of, "messages")? / number(of, "seconds")?)
}

#[expect(clippy::cast_precision_loss, reason = "sizes of files")]
fn ratio(ours: u64, limit: u64) -> f64 {
    ours as f64 / limit as f64
}

#[expect(clippy::cast_precision_loss, reason = "sizes of files")]
fn kilo(bytes: u64) -> f64 {
    bytes as f64 / 1000.0
}

/// The newest batches that make so many works; the oldest of them is cut where it begins earlier.
fn last_works(batches: &[u64], works: f64) -> Vec<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of messages"
    )]
    let mut left = works as u64;
    let mut last = Vec::new();
    for batch in batches.iter().rev() {
        if left == 0 {
            break;
        }
        let taken = (*batch).min(left);
        last.push(taken);
        left -= taken;
    }
    last.reverse();
    last
}

fn print(table: &[Measured]) {
    println!();
    for row in table {
        let Measured {
            what,
            ours,
            limit,
            ratio,
            target,
            reached,
        } = row;
        let verdict = if *reached { "reached" } else { "MISSED" };
        println!("{what}\n    ours {ours}, limit {limit}, ratio {ratio:.2} ({target}: {verdict})");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_measured_works_are_written_again() {
        assert_eq!(last_works(&[1, 5, 64, 30], 100.0), [1, 5, 64, 30]);
        assert_eq!(last_works(&[1, 5, 64, 30], 97.0), [3, 64, 30]);
        assert_eq!(last_works(&[1, 5, 64, 30], 30.0), [30]);
    }
}
