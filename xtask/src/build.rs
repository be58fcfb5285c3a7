//! The whole product: the site, then the server.

use std::path::PathBuf;
use std::process::Command;
use std::thread;

use crate::places::Places;
use crate::{process, site, wasm};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Quick to build: the server reads the site from its folder.
    Dev,
    /// Small and fast, the site inside the binary.
    Release,
}

impl Kind {
    pub fn of(release: bool) -> Self {
        if release { Self::Release } else { Self::Dev }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }
}

/// Builds what is not up to date and returns the server's binary.
pub fn build(places: &Places, kind: Kind) -> anyhow::Result<PathBuf> {
    let module = wasm::compile(places, kind)?;
    let site = || site::assembled(places, kind, &module);
    if kind == Kind::Release {
        // Which carries the site.
        site()?;
        return server(places, kind);
    }
    // Cargo builds one thing at a time; the site needs it no longer.
    thread::scope(|scope| {
        let site = scope.spawn(site);
        let server = server(places, kind)?;
        site.join().map_err(|_| anyhow::anyhow!("making the site panicked"))??;
        Ok(server)
    })
}

/// The server alone.
pub fn server(places: &Places, kind: Kind) -> anyhow::Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(&places.workspace)
        .args(["build", "--package", "server"]);
    let folder = match kind {
        Kind::Dev => "debug",
        Kind::Release => {
            cargo.args(["--release", "--features", "embed"]);
            "release"
        }
    };
    process::run(&mut cargo)?;
    let binary = places.artefacts.join(folder).join("balcao");
    println!("{}", places.shown(&binary));
    Ok(binary)
}
