//! What is not compiled: the style sheets made one, and the service worker's list.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::Context as _;

use crate::files;

/// The style sheets in the order of their cascade: tokens, base, the components by name.
pub fn style_sheets(workspace: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let folder = workspace.join("style");
    let first = ["tokens.css", "base.css"].map(|name| folder.join(name));
    let mut sheets: Vec<_> = first.into_iter().filter(|sheet| sheet.is_file()).collect();
    sheets.extend(files::all_in(&folder.join("components"))?);
    Ok(only_sheets(sheets))
}

/// The style sheets of the pages that are loaded when they are first opened.
pub fn later_style_sheets(workspace: &Path) -> anyhow::Result<Vec<PathBuf>> {
    Ok(only_sheets(files::all_in(&workspace.join("style/later"))?))
}

/// The words of the pages that are loaded when they are first opened: a file for each language, by its tag.
pub fn later_texts(workspace: &Path) -> anyhow::Result<BTreeMap<String, PathBuf>> {
    let of_language = |entry: io::Result<fs::DirEntry>| {
        let entry = entry?;
        Ok((entry.file_name().display().to_string(), entry.path().join("later.json")))
    };
    fs::read_dir(workspace.join("app/locales"))?.map(of_language).collect()
}

/// A file of texts as it travels: without its keys, in their order. The client knows a text by its place in it.
pub fn in_the_order_of_keys(file: &str) -> anyhow::Result<String> {
    let texts: BTreeMap<String, String> = serde_json::from_str(file)?;
    Ok(serde_json::to_string(&texts.into_values().collect::<Vec<_>>())?)
}

fn only_sheets(mut files: Vec<PathBuf>) -> Vec<PathBuf> {
    files.retain(|file| file.extension().is_some_and(|ending| ending == "css"));
    files
}

/// One sheet of them all.
pub fn joined(sheets: &[PathBuf]) -> anyhow::Result<String> {
    let mut all = String::new();
    for sheet in sheets {
        all.push_str(&fs::read_to_string(sheet).with_context(|| sheet.display().to_string())?);
        all.push('\n');
    }
    Ok(all)
}

/// The same rules without comments, indentation and empty lines. Nothing cleverer: white space inside a line stays,
/// since in CSS it may mean something.
pub fn without_comments(css: &str) -> String {
    let mut rest = css;
    let mut bare = String::with_capacity(css.len());
    while let Some(start) = rest.find("/*") {
        bare.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    bare.push_str(rest);
    bare.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The same script without the lines that are comments only: `// …` and `/** … */`. No text of several lines may hold such a
/// line.
pub fn without_remarks(script: &str) -> String {
    let mut within = false;
    let mut bare = String::with_capacity(script.len());
    for line in script.lines() {
        let shown = line.trim();
        let begins = shown.starts_with("/**");
        if !within && !begins && !shown.starts_with("//") && !shown.is_empty() {
            bare.push_str(line);
            bare.push('\n');
        }
        within = (within || begins) && !shown.ends_with("*/");
    }
    bare
}

/// The service worker with its build and its list of addresses put in, in place of `{{build}}` and `{{precache}}`.
pub fn service_worker(template: &str, build: &str, precache: &[String]) -> anyhow::Result<String> {
    let list = serde_json::to_string(precache)?;
    Ok(template
        .replace("\"{{precache}}\"", &list)
        .replace("{{precache}}", &list)
        .replace("{{build}}", build))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_go_and_rules_stay() {
        let css = "/* one\n two */\na {\n  color: red; /* why */\n}\n\n/* open";
        assert_eq!(without_comments(css), "a {\ncolor: red;\n}");
    }

    #[test]
    fn remarks_go_and_code_stays() {
        let script = "// why\n\n/**\n * how\n */\nexport function a() {\n  /** one line */\n  // two\n  return \"//\"; // three\n}\n";
        assert_eq!(
            without_remarks(script),
            "export function a() {\n  return \"//\"; // three\n}\n"
        );
    }

    #[test]
    fn the_worker_knows_its_build_and_its_list() {
        let template = "const BUILD = \"{{build}}\"; const LIST = \"{{precache}}\"; const SAME = {{precache}};";
        assert_eq!(
            service_worker(template, "b1", &["/a".to_owned()]).unwrap(),
            "const BUILD = \"b1\"; const LIST = [\"/a\"]; const SAME = [\"/a\"];"
        );
    }
}
