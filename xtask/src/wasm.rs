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

/// Part of the name of the functions that wake up a page whose parts are loaded one by one. Every view has one, and a table
/// of them keeps them all alive; our pages are woken up whole (`hydrate_body`), which calls none.
const NEVER_CALLED: &str = "hydrate_async";

/// The module with these functions emptied, and whatever only they needed removed: a fifteenth of it. Calling one would stop the
/// page with an error, which the browser tests on this very file would see.
fn without_dead_code(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut module = walrus::Module::from_file(path).with_context(|| path.display().to_string())?;
    let never_called: Vec<_> = module
        .funcs
        .iter_local()
        .filter(|(id, _)| {
            module
                .funcs
                .get(*id)
                .name
                .as_ref()
                .is_some_and(|name| name.contains(NEVER_CALLED))
        })
        .map(|(id, function)| (id, function.ty(), function.args.clone()))
        .collect();
    for (id, kind, arguments) in never_called {
        let (params, results) = module.types.params_results(kind);
        let (params, results) = (params.to_vec(), results.to_vec());
        let mut empty = walrus::FunctionBuilder::new(&mut module.types, &params, &results);
        empty.func_body().unreachable();
        module.funcs.get_mut(id).kind = walrus::FunctionKind::Local(empty.local_func(arguments));
    }
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

/// Binds anew only when the module, or this program (and with it wasm-bindgen), changed.
fn bind(module: &Path, folder: &Path) -> anyhow::Result<()> {
    let stamp = folder.with_extension("stamp");
    let trace = files::trace(&[module.to_owned(), std::env::current_exe()?])?;
    if folder.is_dir() && fs::read_to_string(&stamp).is_ok_and(|last| last == trace) {
        return Ok(());
    }
    files::remove(folder)?;
    Bindgen::new()
        .input_bytes("frontend", without_dead_code(module)?)
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
