//! What a browser has to fetch, in compressed bytes, held against what we promise.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::places::Places;
use crate::site::{LATER_SHEET, LATER_TEXTS};
use crate::{assets, compress, files};

/// One load, in bytes.
pub struct Load {
    pub name: &'static str,
    /// What it must not exceed.
    pub promise: u64,
    pub parts: Vec<(String, u64)>,
}

impl Load {
    pub fn bytes(&self) -> u64 {
        self.parts.iter().map(|(_, bytes)| bytes).sum()
    }
}

/// Besides `pkg`. The larger icons are fetched by who installs the app, not by the page.
const SHOWN_AT_ONCE: [&str; 3] = ["icons/sprite.svg", "icons/mark.svg", "manifest.webmanifest"];

/// Everything the desk needs at its first visit.
pub fn desk(places: &Places) -> anyhow::Result<Load> {
    let site = &places.site;
    let mut files = files::all_in(&site.join("pkg"))?;
    // Parts of the client that are loaded when they are first needed.
    files.retain(|file| file.extension().is_none_or(|ending| ending != "wasm") || file.ends_with("frontend_bg.wasm"));
    // And the styles and words of such parts.
    files.retain(|file| !file.file_name().is_some_and(is_later));
    files.extend(SHOWN_AT_ONCE.map(|name| site.join(name)));
    let mut parts = weighed(site, files)?;
    parts.push((
        "texts in the page, the heaviest language".to_owned(),
        texts(&places.workspace)?,
    ));
    Ok(Load {
        name: "first load of the desk",
        promise: 350_000,
        parts,
    })
}

fn is_later(name: &OsStr) -> bool {
    let name = name.to_str().unwrap_or_default();
    [LATER_SHEET, LATER_TEXTS]
        .iter()
        .any(|later| name.split('.').next() == later.split('.').next())
}

/// What the texts of one language add to the page.
fn texts(workspace: &Path) -> anyhow::Result<u64> {
    let mut heaviest = 0;
    for language in fs::read_dir(workspace.join("app/locales"))? {
        let texts = fs::read_to_string(language?.path().join("desk.json"))?;
        let texts = assets::in_the_order_of_keys(&texts)?;
        heaviest = heaviest.max(compress::brotli(texts.as_bytes())?.len());
    }
    Ok(heaviest.try_into()?)
}

/// The loader and the panel on a website.
pub fn chat(places: &Places) -> anyhow::Result<Load> {
    let site = &places.site;
    // What stands in the folder `later` is fetched by those who need it.
    let mut files = files::all_in(&site.join("chat"))?;
    files.retain(|file| !file.starts_with(site.join("chat/later")));
    Ok(Load {
        name: "chat on a website",
        promise: 20_000,
        parts: weighed(site, files)?,
    })
}

/// The size of each file as it travels: its brotli form where there is one.
fn weighed(site: &Path, files: Vec<PathBuf>) -> anyhow::Result<Vec<(String, u64)>> {
    let mut parts = Vec::new();
    for file in files {
        let compressed = file.extension().is_some_and(|ending| ending == "br" || ending == "gz");
        if compressed || !file.is_file() {
            continue;
        }
        let mut small = file.clone().into_os_string();
        small.push(".br");
        let bytes = fs::metadata(&small).or_else(|_| fs::metadata(&file))?.len();
        parts.push((file.strip_prefix(site)?.display().to_string(), bytes));
    }
    Ok(parts)
}

/// Prints the parts and their sum; too much is an error.
pub fn check(load: &Load) -> anyhow::Result<()> {
    for (name, bytes) in &load.parts {
        println!("{bytes:>9}  {name}");
    }
    println!("{:>9}  {} (promised {})", load.bytes(), load.name, load.promise);
    anyhow::ensure!(
        load.bytes() <= load.promise,
        "{}: {} bytes compressed, at most {} are allowed",
        load.name,
        load.bytes(),
        load.promise
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_allowed_fails() {
        let load = |bytes| Load {
            name: "x",
            promise: 10,
            parts: vec![("a".to_owned(), 4), ("b".to_owned(), bytes)],
        };
        assert!(check(&load(6)).is_ok());
        assert!(check(&load(7)).is_err());
    }
}
