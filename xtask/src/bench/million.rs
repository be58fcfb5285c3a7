//! A million conversations behind the release server: how soon it answers after its start, what memory it takes, the whole table
//! as a spreadsheet, all that is open closed at once, and in a real browser the table's frames.

use std::process::Command;
use std::time::Duration;

use anyhow::Context as _;

use super::served::Served;
use super::{Measured, at_most, number};
use crate::places::Places;
use crate::{process, tools};

/// Bytes.
const IDLE: f64 = 40e6;
const EXPORTING: f64 = 150e6;
/// Seconds from its start to its first answer: empty, and with all of them.
const START: [f64; 2] = [0.2, 0.5];
/// Milliseconds from a wheel's turn, a click or a drag to what is painted next.
const PAINT: f64 = 50.0;

pub fn measure(places: &Places, large: bool) -> anyhow::Result<Vec<Measured>> {
    let end2end = places.workspace.join("end2end");
    tools::npm_packages(&end2end)?;
    let chromium = tools::chromium()?;
    let conversations = if large { "1000000" } else { "10000" };
    let behind = format!("{conversations} conversations behind");
    let mut served = Served::start(places)?;
    let cookie = served.company()?;
    served.stop()?;
    let mut measured = vec![started("empty", served.start_again(places)?, START[0])];
    measured.push(idle(places, "empty", &served)?);
    served.stop()?;
    let database = format!("sqlite:{}", served.data().join("balcao.db").display());
    let store = |mode: &str| {
        let mut table = super::cargo(places);
        table.args(["run", "--release", "--quiet", "--package", "store"]).args([
            "--example",
            "table",
            "--",
            &database,
            conversations,
            "1",
            mode,
        ]);
        table
    };
    process::run(&mut store("fill"))?;
    measured.push(started(&behind, served.start_again(places)?, START[1]));
    measured.push(idle(places, &behind, &served)?);

    let process = served.process().to_string();
    let export = process::printed(load(places).args(["export", "--server", served.address()]).args([
        "--cookie",
        &cookie,
        "--process",
        &process,
    ]));
    let export: serde_json::Value = serde_json::from_str(&export.context("the export failed")?)?;
    let what = format!(
        "memory of the server while it exports {:.0} rows to xlsx, in {:.0} s",
        number(&export, "rows")?,
        number(&export, "seconds")?
    );
    measured.push(at_most(what, number(&export, "peak")?, EXPORTING, megabytes));

    let frames = process::printed(
        Command::new("node")
            .current_dir(&end2end)
            .args(["bench/table.mjs", served.address(), &cookie])
            .arg(chromium),
    );
    let frames: serde_json::Value = serde_json::from_str(&frames.context("bench/table.mjs failed")?)?;
    let bulk = process::printed(load(places).args(["bulk", "--server", served.address(), "--cookie", &cookie]));
    let bulk: serde_json::Value = serde_json::from_str(&bulk.context("closing many failed")?)?;
    served.stop()?;
    let by_hand = process::printed(&mut store("jobs")).context("jobs by hand failed")?;
    let by_hand: serde_json::Value = serde_json::from_str(&by_hand)?;
    for (what, ours, field) in [
        ("rows exported a second, beside reading them by hand", &export, "export"),
        (
            "conversations closed a second by one job, beside closing their rows by hand",
            &bulk,
            "bulk",
        ),
    ] {
        let (ours, limit) = (
            number(ours, "rows")? / number(ours, "seconds")?,
            number(&by_hand, field)?,
        );
        measured.push(Measured {
            what: format!("{what}, {behind}"),
            ours: format!("{ours:.0}/s"),
            limit: format!("{limit:.0}/s"),
            ratio: ours / limit,
            target: "none promised",
            reached: true,
        });
    }
    let bare = number(&frames, "bare")?;
    for (what, field) in [
        ("sorting the table: next paint", "sorting"),
        ("dragging a column: next paint", "dragging"),
    ] {
        let what = format!("{what}, {behind}, p95");
        measured.push(at_most(what, number(&frames, field)?, PAINT, |time| {
            format!("{time:.1} ms")
        }));
    }
    let dropped = number(&frames, "dropped")?;
    measured.push(Measured {
        what: format!("frames that scrolling the table dropped, of a hundred, {behind}"),
        ours: format!("{dropped:.1}"),
        limit: format!("{bare:.1} on a bare page of rows"),
        ratio: (dropped + 1.0) / (bare + 1.0),
        target: "at most 2 more",
        reached: dropped <= bare + 2.0,
    });
    Ok(measured)
}

fn started(what: &str, took: Duration, promise: f64) -> Measured {
    let what = format!("start to first answer, {what}");
    at_most(what, took.as_secs_f64(), promise, |seconds| format!("{seconds:.2} s"))
}

fn idle(places: &Places, what: &str, served: &Served) -> anyhow::Result<Measured> {
    let process = served.process().to_string();
    let printed = process::printed(load(places).args(["memory", "--process", &process]));
    let memory: serde_json::Value = serde_json::from_str(&printed.context("no memory")?)?;
    let what = format!("memory of the idle server, {what}");
    Ok(at_most(what, number(&memory, "resident")?, IDLE, megabytes))
}

/// The program that puts the server under load.
fn load(places: &Places) -> Command {
    Command::new(places.artefacts.join("release/bench"))
}

fn megabytes(bytes: f64) -> String {
    format!("{:.0} MB", bytes / 1e6)
}
