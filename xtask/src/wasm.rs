//! The client: compiled to WebAssembly, and bound to the browser by wasm-bindgen.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use wasm_bindgen_cli_support::Bindgen;

use crate::build::Kind;
use crate::places::Places;
use crate::tools::WasmTarget;
use crate::{files, process, tools};

pub const TARGET: &str = "wasm32-unknown-unknown";

/// A folder with `frontend.js`, `frontend_bg.wasm` and perhaps `snippets/`, as the present sources make them.
pub fn build(places: &Places, kind: Kind) -> anyhow::Result<PathBuf> {
    let module = compile(places, kind)?;
    let folder = places.artefacts.join("client").join(kind.word());
    bind(&module, &folder)?;
    Ok(folder)
}

fn compile(places: &Places, kind: Kind) -> anyhow::Result<PathBuf> {
    let profile = match kind {
        // The plain profile: it shares macros and build scripts with the native build.
        Kind::Dev => "dev",
        Kind::Release => "wasm-release",
    };
    let mut cargo = Command::new("cargo");
    cargo.current_dir(&places.workspace).args([
        "build",
        "--package",
        "frontend",
        "--target",
        TARGET,
        "--profile",
        profile,
    ]);
    if tools::wasm_target()? == WasmTarget::FromSource {
        cargo.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort");
    }
    process::run(&mut cargo)?;
    let folder = match kind {
        Kind::Dev => "debug",
        Kind::Release => "wasm-release",
    };
    Ok(places.artefacts.join(TARGET).join(folder).join("frontend.wasm"))
}

/// Binds anew only when the module, or this program (and with it wasm-bindgen), changed.
fn bind(module: &Path, folder: &Path) -> anyhow::Result<()> {
    let stamp = folder.with_extension("stamp");
    let mut inputs = vec![module.to_owned()];
    // Gone when a build of the whole workspace has put another in its place meanwhile: then it is bound anew.
    inputs.extend(std::env::current_exe().ok().filter(|own| own.is_file()));
    let trace = files::trace(&inputs)?;
    if folder.is_dir() && fs::read_to_string(&stamp).is_ok_and(|last| last == trace) {
        return Ok(());
    }
    files::remove(folder)?;
    Bindgen::new()
        .input_path(module)
        .out_name("frontend")
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(true)
        .generate(folder)
        .context("wasm-bindgen")?;
    Ok(fs::write(stamp, trace)?)
}
