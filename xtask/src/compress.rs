//! The `.br` and `.gz` beside each file that shrinks by them, made once instead of at each request.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use flate2::{Compression, GzBuilder};

const SHRINKS: [&str; 9] = ["js", "mjs", "wasm", "css", "html", "json", "svg", "webmanifest", "txt"];

/// Whether a file of this name is text or wasm, in contrast to pictures, which are compressed by nature.
pub fn shrinks(file: &Path) -> bool {
    file.extension()
        .and_then(|ending| ending.to_str())
        .is_some_and(|ending| SHRINKS.contains(&ending))
}

/// As small as brotli gets it.
pub fn brotli(content: &[u8]) -> anyhow::Result<Vec<u8>> {
    let settings = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut small = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut small, &settings)?;
    Ok(small)
}

fn gzip(content: &[u8]) -> anyhow::Result<Vec<u8>> {
    // No time and no name inside: the same content gives the same bytes.
    let mut writer = GzBuilder::new().write(Vec::new(), Compression::best());
    writer.write_all(content)?;
    Ok(writer.finish()?)
}

/// Writes `file.br` and `file.gz` beside it.
pub fn beside(file: &Path) -> anyhow::Result<()> {
    let content = fs::read(file).with_context(|| file.display().to_string())?;
    for (ending, small) in [("br", brotli(&content)?), ("gz", gzip(&content)?)] {
        let mut name = file.as_os_str().to_owned();
        name.push(".");
        name.push(ending);
        fs::write(&name, small)?;
    }
    Ok(())
}
