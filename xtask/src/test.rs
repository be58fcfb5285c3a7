//! `cargo xtask test`: every check there is, one after the other, with the time each took.

use std::process::Command;
use std::time::Duration;

use crate::arguments::TestPart;
use crate::build::{self, Kind};
use crate::places::Places;
use crate::postgres::{self, Cluster};
use crate::stopwatch::Stopwatch;
use crate::{features, process, site, tools, wasm, weight};

/// All packages but the client: what the server and the client want of `app` must never meet in one build.
const NATIVE: [&str; 3] = ["--workspace", "--exclude", "frontend"];

/// Part of the name of every test that wants a database server.
const NEEDS_POSTGRES: &str = "postgres";

pub fn test(places: &Places, part: Option<TestPart>) -> anyhow::Result<()> {
    let wanted = |asked| part.is_none_or(|part| part == asked);
    let mut steps = Steps::default();
    if part.is_none() {
        steps.take("form of the sources", || form(places));
        steps.take("docs/features.md", || features::check(&places.workspace));
    }
    if wanted(TestPart::Unit) {
        steps.take("lint and build the tests", || build_tests(places));
        steps.take("unit", || unit(places));
    }
    if wanted(TestPart::Db) {
        steps.take("db", || db(places));
    }
    if wanted(TestPart::Web) {
        steps.take("lint of the client", || lint_client(places));
        steps.take("build the site", || site::build(places, Kind::Release));
        steps.take("weight", || weigh(places));
        steps.take("chat panel", || chat_panel(places));
    }
    if wanted(TestPart::E2e) {
        steps.take("e2e", || end2end(places, part.is_none()));
    }
    steps.finish()
}

/// What was done, with its time and what went wrong. A failure does not stop the others: one run tells all.
#[derive(Default)]
struct Steps(Vec<(&'static str, Duration, Option<anyhow::Error>)>);

impl Steps {
    fn take(&mut self, name: &'static str, step: impl FnOnce() -> anyhow::Result<()>) {
        println!("\n== {name}");
        let stopwatch = Stopwatch::start();
        let failure = step().err();
        if let Some(failure) = &failure {
            eprintln!("{name}: {failure:#}");
        }
        self.0.push((name, stopwatch.elapsed(), failure));
    }

    fn finish(self) -> anyhow::Result<()> {
        println!();
        let mut all = Duration::ZERO;
        let mut failed = Vec::new();
        for (name, time, failure) in self.0 {
            all += time;
            let verdict = if failure.is_some() { "FAILED" } else { "ok" };
            println!("{:>7.1} s  {verdict:<6}  {name}", time.as_secs_f64());
            failed.extend(failure.map(|failure| format!("{name}: {failure:#}")));
        }
        println!("{:>7.1} s", all.as_secs_f64());
        anyhow::ensure!(failed.is_empty(), "{}", failed.join("\n"));
        Ok(())
    }
}

pub fn cargo(places: &Places) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(&places.workspace);
    cargo
}

fn form(places: &Places) -> anyhow::Result<()> {
    process::run(cargo(places).args(["fmt", "--all", "--check"]))
}

fn lint_client(places: &Places) -> anyhow::Result<()> {
    if tools::wasm_target()? == tools::WasmTarget::FromSource {
        println!("left out: the target {} is not installed", wasm::TARGET);
        return Ok(());
    }
    process::run(
        cargo(places)
            .args(["clippy", "--package", "frontend", "--target", wasm::TARGET])
            .args(["--quiet", "--", "--deny", "warnings"]),
    )
}

/// Cargo with clippy as the compiler of our own crates: each is linted while it is compiled, and what they depend on is compiled
/// once, where `cargo clippy` would look through all of it by itself first.
fn linting(places: &Places) -> Command {
    let mut cargo = cargo(places);
    cargo
        .env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver")
        // As `cargo clippy` hands it what stands after `--`.
        .env("CLIPPY_ARGS", "--deny__CLIPPY_HACKERY__warnings");
    cargo
}

/// The tests, and with them the server for the browser tests: the same features, compiled once.
fn build_tests(places: &Places) -> anyhow::Result<()> {
    process::run(
        linting(places)
            .arg("build")
            .args(NATIVE)
            .args(["--bins", "--tests", "--examples", "--quiet"]),
    )
}

fn unit(places: &Places) -> anyhow::Result<()> {
    process::run(
        linting(places)
            .env_remove("BALCAO_TEST_POSTGRES")
            .args(["test", "--quiet", "--no-fail-fast"])
            .args(NATIVE)
            .args(["--", "--skip", NEEDS_POSTGRES]),
    )
}

fn db(places: &Places) -> anyhow::Result<()> {
    postgres::sweep()?;
    let cluster = Cluster::start()?;
    process::run(
        linting(places)
            .env("BALCAO_TEST_POSTGRES", cluster.url())
            .env("BALCAO_TEST_POSTGRES_REQUIRED", "1")
            .args(["test", "--quiet", "--no-fail-fast"])
            .args(NATIVE)
            .args(["--lib", "--bins", "--tests", "--", NEEDS_POSTGRES]),
    )
}

fn weigh(places: &Places) -> anyhow::Result<()> {
    let (desk, chat) = (
        weight::check(&weight::desk(places)?),
        weight::check(&weight::chat(places)?),
    );
    desk.and(chat)
}

fn chat_panel(places: &Places) -> anyhow::Result<()> {
    process::run(Command::new("node").current_dir(places.browser_tests()).args([
        "--test",
        "--test-reporter=dot",
        "chat-unit/",
    ]))
}

fn end2end(places: &Places, server_is_built: bool) -> anyhow::Result<()> {
    let chromium = tools::headless_chromium()?;
    tools::npm_packages(&places.browser_tests())?;
    let binary = if server_is_built {
        places.artefacts.join("debug/balcao")
    } else {
        site::build(places, Kind::Release)?;
        build::server(places, Kind::Dev)?
    };
    process::run(
        Command::new("npx")
            .current_dir(places.browser_tests())
            .env("BALCAO_TEST_BINARY", binary)
            .env("BALCAO_SITE", &places.site)
            .env("BALCAO_TEST_CHROMIUM", chromium)
            .args(["--no-install", "playwright", "test"]),
    )
}
