//! `cargo xtask crash`: the crash test of `cargo xtask test`, one history after the other, each longer and with its own seed.

use std::time::{Duration, SystemTime};

use crate::arguments::CrashWishes;
use crate::places::Places;
use crate::postgres::{self, Cluster};
use crate::process;
use crate::stopwatch::Stopwatch;
use crate::test::cargo;

/// Kills of one history.
const KILLS: &str = "16";

pub fn crash(places: &Places, wishes: &CrashWishes) -> anyhow::Result<()> {
    let (cluster, url) = match &wishes.database {
        Some(database) if database == "sqlite" => (None, String::new()),
        Some(url) => (None, url.clone()),
        None => {
            postgres::sweep()?;
            let cluster = Cluster::start()?;
            let url = cluster.url();
            (Some(cluster), url)
        }
    };
    let engine = match &wishes.database {
        Some(database) if database == "sqlite" => "crash::sqlite",
        Some(_) => "crash::postgres",
        None => "crash::",
    };
    let stopwatch = Stopwatch::start();
    for seed in wishes.seed.unwrap_or_else(fresh_seed).. {
        println!("\n== cargo xtask crash --minutes 0 --seed {seed} repeats what follows");
        process::run(
            cargo(places)
                .env("BALCAO_TEST_CRASH_SEED", seed.to_string())
                .env("BALCAO_TEST_CRASH_KILLS", KILLS)
                .env("BALCAO_TEST_POSTGRES", &url)
                .args(["test", "--quiet", "--package", "server", "--test", "serving"])
                .args(["--", engine, "--nocapture"]),
        )?;
        if stopwatch.elapsed() >= Duration::from_secs(60 * wishes.minutes) {
            break;
        }
    }
    drop(cluster);
    Ok(())
}

fn fresh_seed() -> u64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "a number that was not there before, and that is printed"
    )]
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}
