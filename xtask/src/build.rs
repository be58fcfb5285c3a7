//! The whole product: the site, then the server.

use std::path::PathBuf;
use std::process::Command;

use crate::places::Places;
use crate::{process, site};

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

/// Builds what is not up to date and returns the server's binary. Site first: a release carries it.
pub fn build(places: &Places, kind: Kind) -> anyhow::Result<PathBuf> {
    site::build(places, kind)?;
    server(places, kind)
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
