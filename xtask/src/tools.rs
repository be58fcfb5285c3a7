//! What must be installed: looked for, fetched where that is possible, else named in a sentence.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::process::{printed, run, succeeds};
use crate::wasm::TARGET;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum WasmTarget {
    Installed,
    /// The standard library has to be compiled with the client.
    FromSource,
}

/// Makes sure that the client can be compiled.
pub fn wasm_target() -> anyhow::Result<WasmTarget> {
    let sysroot =
        PathBuf::from(printed(Command::new("rustc").args(["--print", "sysroot"])).context("rustc is missing")?);
    let there = || sysroot.join("lib/rustlib").join(TARGET).join("lib").is_dir();
    if there() || (succeeds(Command::new("rustup").args(["target", "add", TARGET])) && there()) {
        return Ok(WasmTarget::Installed);
    }
    standard_library(&sysroot)?;
    Ok(WasmTarget::FromSource)
}

/// The sources of the standard library, where `-Zbuild-std` looks for them.
fn standard_library(sysroot: &Path) -> anyhow::Result<()> {
    let wanted = sysroot.join("lib/rustlib/src/rust/library");
    let there = || wanted.join("std").is_dir();
    if there() || (succeeds(Command::new("rustup").args(["component", "add", "rust-src"])) && there()) {
        return Ok(());
    }
    let version = printed(Command::new("rustc").arg("--version")).context("rustc is missing")?;
    let number = version.split_whitespace().nth(1).unwrap_or_default();
    let packaged = PathBuf::from(format!("/usr/src/rustc-{number}/library"));
    if !packaged.is_dir() {
        for suite in [None, Some("trixie-backports")] {
            if install("rust-src", suite) && packaged.is_dir() {
                break;
            }
        }
    }
    if !packaged.is_dir() {
        bail!(
            "the target {TARGET} is missing: `rustup target add {TARGET}`, or the sources of the standard library \
             {number} (Debian: package rust-src of the same version)"
        );
    }
    let parent = wanted.parent().context("the sysroot is a root")?;
    std::fs::create_dir_all(parent)?;
    std::os::unix::fs::symlink(&packaged, &wanted).with_context(|| wanted.display().to_string())
}

/// Installs a package of the system, where we may; the caller looks whether it helped.
fn install(package: &str, suite: Option<&str>) -> bool {
    let root = printed(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
    if !root || on_path("apt-get").is_none() {
        return false;
    }
    println!("installing {package}");
    let mut apt = Command::new("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive")
        .args(["install", "--yes", "--quiet", "--no-install-recommends"]);
    if let Some(suite) = suite {
        apt.args(["--target-release", suite]);
    }
    apt.arg(package);
    succeeds(&mut apt) || (succeeds(Command::new("apt-get").args(["update", "--quiet"])) && succeeds(&mut apt))
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// Chromium as people use it.
pub fn chromium() -> anyhow::Result<PathBuf> {
    let find = || {
        ["chromium", "chromium-browser", "google-chrome"]
            .into_iter()
            .find_map(on_path)
    };
    if let Some(found) = find() {
        return Ok(found);
    }
    install("chromium", None);
    find().context("Chromium is missing: install the package chromium, so that `chromium` is on the PATH")
}

/// Chromium for the browser tests: its form without a window draws and starts in a third of the time. Where it is not to be
/// had, the whole one does the same.
pub fn headless_chromium() -> anyhow::Result<PathBuf> {
    const SHELL: &str = "chromium-headless-shell";
    if on_path(SHELL).is_none() {
        install(SHELL, None);
    }
    on_path(SHELL).map_or_else(chromium, Ok)
}

/// The folder with `initdb` and `postgres`.
pub fn postgres() -> anyhow::Result<PathBuf> {
    let find = || {
        let packaged = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let mut folders: Vec<_> = packaged.map(|version| version.path().join("bin")).collect();
        folders.sort();
        folders.reverse();
        folders.extend(on_path("initdb").and_then(|program| program.parent().map(Path::to_owned)));
        folders
            .into_iter()
            .find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
    };
    if let Some(found) = find() {
        return Ok(found);
    }
    install("postgresql", None);
    find().context("Postgres is missing: install the package postgresql (its programs initdb and pg_ctl are used)")
}

/// The packages of a folder with a package-lock.json, exactly as locked; again only when the lock changed.
pub fn npm_packages(folder: &Path) -> anyhow::Result<()> {
    if on_path("npm").is_none() {
        bail!("npm is missing: install Node.js 20 or newer");
    }
    let lock = std::fs::read(folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.installed-from");
    if std::fs::read(&stamp).is_ok_and(|last| last == lock) {
        return Ok(());
    }
    run(Command::new("npm")
        .current_dir(folder)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .args(["ci", "--no-audit", "--no-fund"]))?;
    Ok(std::fs::write(stamp, lock)?)
}
