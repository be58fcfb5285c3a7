//! The workshop's tools: `cargo xtask build`, `run`, `test`, `crash`, `bench`.
//!
//! Everything that must be installed for one of them is looked for, and fetched where that is possible, by the task
//! that needs it; what is up to date is not done again.

mod arguments;
mod assets;
mod bench;
mod build;
mod compress;
mod crash;
mod features;
mod files;
mod name;
mod places;
mod postgres;
mod process;
mod run;
mod site;
mod stopwatch;
mod test;
mod tools;
mod wasm;
mod weight;

use std::process::ExitCode;

use clap::Parser as _;

use crate::arguments::{Arguments, Task};
use crate::places::Places;

fn main() -> ExitCode {
    match perform(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nxtask: {failure:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> anyhow::Result<()> {
    let places = Places::find()?;
    match task {
        Task::Build { release } => build::build(&places, build::Kind::of(release)).map(|_| ()),
        Task::Run(wishes) => run::run(&places, &wishes),
        Task::Test { part } => test::test(&places, part),
        Task::Crash(wishes) => crash::crash(&places, &wishes),
        Task::Bench { row, large } => bench::bench(&places, row, large),
    }
}
