//! The site: all files a browser may ask for, put together beside the present ones and moved into place at one stroke.
//!
//! ```text
//! target/site/site.json                    {"build", "js", "wasm", "css", "later_css", "later_texts"}
//! target/site/pkg/<hash>/frontend.js       the client, whose parts are loaded when they are first needed
//! target/site/pkg/balcao.<hash>.css        each under a name that never changes its content
//! target/site/sw.js, icons/, chat/, ...    everything of public/ under its own name
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::build::Kind;
use crate::places::Places;
use crate::{assets, compress, files, name, wasm};

/// Builds the site, unless nothing it is made of changed.
pub fn build(places: &Places, kind: Kind) -> anyhow::Result<()> {
    assembled(places, kind, &wasm::compile(places, kind)?)
}

/// Builds it around a compiled module.
pub fn assembled(places: &Places, kind: Kind, module: &Path) -> anyhow::Result<()> {
    let client = wasm::bound(places, kind, module)?;
    let trace = inputs(places, kind, &client)?;
    let stamp = places.beside_site(".stamp");
    if places.site.is_dir() && fs::read_to_string(&stamp).is_ok_and(|last| last == trace) {
        return Ok(());
    }
    let fresh = places.beside_site(&format!(".{}", std::process::id()));
    files::remove(&fresh)?;
    assemble(places, kind, &client, &fresh)?;
    swap(places, &fresh)?;
    fs::write(stamp, trace)?;
    println!("{}", places.shown(&places.site));
    Ok(())
}

fn inputs(places: &Places, kind: Kind, client: &Path) -> anyhow::Result<String> {
    let mut inputs = files::all_in(client)?;
    inputs.extend(files::all_in(&places.workspace.join("style"))?);
    inputs.extend(assets::later_texts(&places.workspace)?.into_values());
    inputs.extend(files::all_in(&places.workspace.join("public"))?);
    // Gone when a build of the whole workspace has put another in its place meanwhile: then the site is built anew.
    inputs.extend(std::env::current_exe().ok().filter(|own| own.is_file()));
    Ok(format!("{}\n{}", kind.word(), files::trace(&inputs)?))
}

fn swap(places: &Places, fresh: &Path) -> anyhow::Result<()> {
    let old = places.beside_site(".old");
    files::remove(&old)?;
    if places.site.exists() {
        // On an overlay a folder of a lower layer cannot be renamed: then there is no site for a moment.
        fs::rename(&places.site, &old).or_else(|_| files::remove(&places.site))?;
    }
    fs::rename(fresh, &places.site).with_context(|| places.site.display().to_string())?;
    files::remove(&old)
}

/// The plain names of the styles and words that come with the pages which are loaded later.
pub const LATER_SHEET: &str = "later.css";
pub const LATER_TEXTS: &str = "later.json";

fn assemble(places: &Places, kind: Kind, client: &Path, site: &Path) -> anyhow::Result<()> {
    let package = site.join("pkg");
    fs::create_dir_all(&package)?;
    files::copy_all(&places.workspace.join("public"), site)?;
    // Its files know each other by their plain names: the hash stands in the folder's.
    let part = format!("pkg/{}", build_of(client)?);
    files::copy_all(client, &site.join(&part))?;
    let [js, wasm] = ["frontend.js", "frontend_bg.wasm"].map(|name| format!("{part}/{name}"));
    let sheet = |sheets: Vec<PathBuf>| {
        let sheet = assets::joined(&sheets)?;
        anyhow::Ok(match kind {
            Kind::Dev => sheet,
            Kind::Release => assets::without_comments(&sheet),
        })
    };
    let css = sheet(assets::style_sheets(&places.workspace)?)?;
    let css = put(&package, "balcao.css", css.as_bytes())?;
    let later_css = sheet(assets::later_style_sheets(&places.workspace)?)?;
    let later_css = put(&package, LATER_SHEET, later_css.as_bytes())?;
    let mut later_texts = BTreeMap::new();
    for (tag, file) in assets::later_texts(&places.workspace)? {
        let texts = assets::in_the_order_of_keys(&fs::read_to_string(file)?)?;
        later_texts.insert(tag, put(&package, LATER_TEXTS, texts.as_bytes())?);
    }

    if kind == Kind::Release {
        lighten(&site.join("chat"))?;
    }
    let build = build_of(site)?;
    let worker = site.join("sw.js");
    if worker.is_file() {
        let list = precache(site)?;
        let text = assets::service_worker(&fs::read_to_string(&worker)?, &build, &list)?;
        fs::write(&worker, text)?;
    }
    let index = serde_json::json!({ "build": build, "js": js, "wasm": wasm, "css": css,
        "later_css": later_css, "later_texts": later_texts });
    fs::write(site.join("site.json"), index.to_string())?;

    if kind == Kind::Release {
        for file in files::all_in(site)?.iter().filter(|file| compress::shrinks(file)) {
            compress::beside(file)?;
        }
    }
    Ok(())
}

/// Takes the comments out of the chat: it travels to other people's sites.
fn lighten(chat: &Path) -> anyhow::Result<()> {
    for file in files::all_in(chat)? {
        let lighter = match file.extension().and_then(|ending| ending.to_str()) {
            Some("js") => assets::without_remarks,
            Some("css") => assets::without_comments,
            _ => continue,
        };
        let text = fs::read_to_string(&file)?;
        fs::write(&file, lighter(&text))?;
    }
    Ok(())
}

/// Writes it under its hashed name and returns that, as seen from the site's root.
fn put(package: &Path, plain: &str, content: &[u8]) -> anyhow::Result<String> {
    let name = name::hashed(plain, content);
    fs::write(package.join(&name), content)?;
    Ok(format!("pkg/{name}"))
}

/// One word for the state of all files of a folder: the name and content of each goes into it.
fn build_of(site: &Path) -> anyhow::Result<String> {
    let mut all = Vec::new();
    for file in files::all_in(site)? {
        let content = fs::read(&file)?;
        let shown: PathBuf = file.strip_prefix(site)?.into();
        all.extend_from_slice(shown.display().to_string().as_bytes());
        all.extend_from_slice(name::hash(&content).as_bytes());
    }
    Ok(name::hash(&all))
}

/// What the service worker fetches at once: every part of the client. What was never opened while there was a network opens without
/// one, too, and what was left unsent can be read.
fn precache(site: &Path) -> anyhow::Result<Vec<String>> {
    let mut list = vec!["/manifest.webmanifest".to_owned()];
    for file in files::all_in(&site.join("pkg"))? {
        list.push(format!("/{}", file.strip_prefix(site)?.display()));
    }
    Ok(list)
}
