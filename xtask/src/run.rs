//! `cargo xtask run`: the server on this machine, with a data folder under target/.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use anyhow::Context as _;

use crate::arguments::RunWishes;
use crate::build::{self, Kind};
use crate::places::Places;

/// Builds, then becomes the server: it returns only when that could not be started.
pub fn run(places: &Places, wishes: &RunWishes) -> anyhow::Result<()> {
    let binary = build::build(places, Kind::of(wishes.release))?;
    let data = places
        .workspace
        .join("target")
        .join(if wishes.demo { "demo-data" } else { "run-data" });
    let mut server = Command::new(&binary);
    server
        .current_dir(&places.workspace)
        .env("BALCAO_SITE", &places.site)
        .arg("serve")
        .arg("--listen")
        .arg(format!("127.0.0.1:{}", wishes.port))
        .arg("--data")
        .arg(data);
    if wishes.demo {
        server.arg("--demo");
    }
    if let Some(database) = &wishes.database {
        server.arg("--database").arg(database);
    }
    println!("Balcão opens at http://127.0.0.1:{}/ (Ctrl+C stops it)", wishes.port);
    Err(server.exec()).with_context(|| binary.display().to_string())
}
