//! A million conversations behind the release server: how soon it answers after its start, what memory it takes, the whole table
//! as a spreadsheet, and in a real browser the table's frames.

use std::process::Command;
use std::time::Duration;

use anyhow::Context as _;

use super::served::Served;
use super::{Measured, number};
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
    measured.push(idle("empty", &served)?);
    served.stop()?;
    let database = format!("sqlite:{}", served.data().join("balcao.db").display());
    process::run(
        super::cargo(places)
            .args(["run", "--release", "--quiet", "--package", "store"])
            .args(["--example", "table", "--", &database, conversations, "1", "fill"]),
    )?;
    measured.push(started(&behind, served.start_again(places)?, START[1]));
    measured.push(idle(&behind, &served)?);

    let process = served.process().to_string();
    let export = process::printed(
        Command::new(places.artefacts.join("release/bench"))
            .args(["export", "--server", served.address()])
            .args(["--cookie", &cookie, "--process", &process]),
    );
    let export: serde_json::Value = serde_json::from_str(&export.context("the export failed")?)?;
    let peak = number(&export, "peak")?;
    measured.push(Measured {
        what: format!(
            "memory of the server while it exports {:.0} rows to xlsx, in {:.0} s",
            number(&export, "rows")?,
            number(&export, "seconds")?
        ),
        ours: format!("{:.0} MB", peak / 1e6),
        limit: format!("{:.0} MB", EXPORTING / 1e6),
        ratio: peak / EXPORTING,
        target: "at most 1",
        reached: peak <= EXPORTING,
    });

    let frames = process::printed(
        Command::new("node")
            .current_dir(&end2end)
            .args(["bench/table.mjs", served.address(), &cookie])
            .arg(chromium),
    );
    let frames: serde_json::Value = serde_json::from_str(&frames.context("bench/table.mjs failed")?)?;
    served.stop()?;
    let bare = number(&frames, "bare")?;
    for (what, field) in [
        ("sorting the table: next paint", "sorting"),
        ("dragging a column: next paint", "dragging"),
    ] {
        let ours = number(&frames, field)?;
        measured.push(Measured {
            what: format!("{what}, {behind}, p95"),
            ours: format!("{ours:.1} ms"),
            limit: format!("{PAINT:.0} ms"),
            ratio: ours / PAINT,
            target: "at most 1",
            reached: ours <= PAINT,
        });
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
    let took = took.as_secs_f64();
    Measured {
        what: format!("start to first answer, {what}"),
        ours: format!("{took:.2} s"),
        limit: format!("{promise:.1} s"),
        ratio: took / promise,
        target: "at most 1",
        reached: took <= promise,
    }
}

fn idle(what: &str, served: &Served) -> anyhow::Result<Measured> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", served.process()))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")).context("VmRSS")?;
    let bytes = kilobytes.trim().parse::<f64>()? * 1024.0;
    Ok(Measured {
        what: format!("memory of the idle server, {what}"),
        ours: format!("{:.0} MB", bytes / 1e6),
        limit: format!("{:.0} MB", IDLE / 1e6),
        ratio: bytes / IDLE,
        target: "at most 1",
        reached: bytes <= IDLE,
    })
}
