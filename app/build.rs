//! Turns the languages of `locales/` into the functions of `app::texts`; stops the build when they do not match.

#[path = "build_texts/catalog.rs"]
mod catalog;

use std::path::Path;
use std::{env, fs, process};

/// English first: the others are held against it.
const TAGS: [&str; 3] = ["en", "pt-BR", "es"];

fn main() {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build_texts");
    let read = |tag: &str| {
        let mut rooms = Vec::new();
        for room in catalog::Room::ALL {
            let file = format!("locales/{tag}/{}.json", room.name());
            rooms.push((
                room,
                fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?,
            ));
        }
        catalog::Locale::read(tag, &rooms)
    };
    let (locales, mut faults): (Vec<_>, Vec<_>) = TAGS.into_iter().map(read).partition(Result::is_ok);
    let locales: Vec<_> = locales.into_iter().flatten().collect();
    let mut sentences: Vec<String> = faults.drain(..).filter_map(Result::err).collect();
    if sentences.is_empty() {
        sentences = catalog::faults(&locales);
    }
    if !sentences.is_empty() {
        for sentence in sentences {
            println!("cargo::error=app/locales: {sentence}");
        }
        process::exit(1);
    }
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR for build scripts");
    fs::write(Path::new(&out).join("texts.rs"), catalog::rust(&locales)).expect("cargo's OUT_DIR takes files");
}
