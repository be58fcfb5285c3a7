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

/// A folder with `frontend.js`, `frontend_bg.wasm` and perhaps `snippets/`, made of a compiled module.
pub fn bound(places: &Places, kind: Kind, module: &Path) -> anyhow::Result<PathBuf> {
    let folder = places.artefacts.join("client").join(kind.word());
    if changed(module, &folder)? {
        divide(module, &folder)?;
        bind(&folder)?;
        keep_trace(module, &folder)?;
    }
    Ok(folder)
}

/// The module that the present sources make.
pub fn compile(places: &Places, kind: Kind) -> anyhow::Result<PathBuf> {
    let profile = match kind {
        // The plain profile: it shares macros and build scripts with the native build.
        Kind::Dev => "dev",
        Kind::Release => "wasm-release",
    };
    let mut cargo = Command::new("cargo");
    cargo.current_dir(&places.workspace).args([
        "rustc",
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
    // The splitter moves code about: it has to know what refers to what.
    cargo.args(["--", "-Clink-args=--emit-relocs"]);
    process::run(&mut cargo)?;
    let folder = match kind {
        Kind::Dev => "debug",
        Kind::Release => "wasm-release",
    };
    Ok(places.artefacts.join(TARGET).join(folder).join("frontend.wasm"))
}

/// The module, and this program (and with it wasm-bindgen), as they were when the folder was made from them.
fn trace(module: &Path) -> anyhow::Result<String> {
    let mut inputs = vec![module.to_owned()];
    // Gone when a build of the whole workspace has put another in its place meanwhile: then it is bound anew.
    inputs.extend(std::env::current_exe().ok().filter(|own| own.is_file()));
    files::trace(&inputs)
}

fn changed(module: &Path, folder: &Path) -> anyhow::Result<bool> {
    let last = fs::read_to_string(folder.with_extension("stamp"));
    Ok(!folder.is_dir() || last.ok() != Some(trace(module)?))
}

fn keep_trace(module: &Path, folder: &Path) -> anyhow::Result<()> {
    Ok(fs::write(folder.with_extension("stamp"), trace(module)?)?)
}

/// Cuts the module at its split points: the main part, and beside it what is loaded only when it is first needed.
fn divide(module: &Path, folder: &Path) -> anyhow::Result<()> {
    files::remove(folder)?;
    let whole = fs::read(module)?;
    let main = folder.join(MAIN);
    let mut options = wasm_split_cli_support::Options::new(&whole);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = "./split.js";
    options.main_module = "./frontend.js";
    let parts = wasm_split_cli_support::transform(options).map_err(|error| anyhow::anyhow!("splitting: {error:#}"))?;
    for part in parts.split_modules {
        fs::write(
            &part,
            without_custom_sections(&fs::read(&part)?).context("a split module")?,
        )?;
    }
    Ok(())
}

/// The module's main part on its way from the splitter to wasm-bindgen.
const MAIN: &str = "main.wasm";

/// Names and the like, which only debuggers read. A module is its head of 8 bytes and then sections: kind, length, content.
fn without_custom_sections(module: &[u8]) -> Option<Vec<u8>> {
    let (head, mut rest) = module.split_at_checked(8)?;
    let mut kept = head.to_owned();
    while let Some((&kind, after)) = rest.split_first() {
        let (length, bytes) = leb128(after)?;
        let section = 1 + bytes + length;
        let whole = rest.get(..section)?;
        if kind != 0 {
            kept.extend_from_slice(whole);
        }
        rest = &rest[section..];
    }
    Some(kept)
}

/// An unsigned number of variable length, and how many bytes it took.
fn leb128(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0;
    for (at, byte) in bytes.iter().take(5).enumerate() {
        value |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
    }
    None
}

fn bind(folder: &Path) -> anyhow::Result<()> {
    let main = folder.join(MAIN);
    Bindgen::new()
        .input_path(&main)
        .out_name("frontend")
        .web(true)?
        .typescript(false)
        // The other parts find functions and tables of the main one by their exported names.
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(true)
        .generate(folder)
        .context("wasm-bindgen")?;
    Ok(fs::remove_file(main)?)
}

#[cfg(test)]
mod tests {
    use super::without_custom_sections;

    #[test]
    fn what_only_debuggers_read_is_left_out() {
        let head = *b"\0asm\x01\0\0\0";
        let (custom, code) = ([0, 3, 1, b'x', 9], [10, 2, 1, 0]);
        let whole = [&head[..], &custom, &code].concat();
        assert_eq!(without_custom_sections(&whole), Some([&head[..], &code].concat()));
        assert_eq!(without_custom_sections(&whole[..whole.len() - 1]), None, "cut short");
    }
}
