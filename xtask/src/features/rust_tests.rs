//! The tests in Rust, as the test runner names them, with the crate in front.

use std::fs;
use std::path::Path;

use super::Tests;
use crate::files;

/// All of them: `model::lifecycle::tests::name`; of `crates/store/tests/log.rs` it is `store::tests::log::name`.
pub fn all(workspace: &Path) -> anyhow::Result<Tests> {
    let mut tests = Tests::new();
    let mut crates = vec!["app", "server", "xtask", "frontend"]
        .into_iter()
        .map(|name| workspace.join(name))
        .collect::<Vec<_>>();
    for entry in fs::read_dir(workspace.join("crates"))? {
        crates.push(entry?.path());
    }
    for folder in crates {
        let Some(name) = folder.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        for (sources, before) in [("src", None), ("tests", Some("tests"))] {
            let sources = folder.join(sources);
            for file in files::all_in(&sources)? {
                if file.extension().is_none_or(|ending| ending != "rs") {
                    continue;
                }
                let mut path = vec![name.to_owned()];
                path.extend(before.map(str::to_owned));
                path.extend(modules(file.strip_prefix(&sources)?));
                for (test, on) in in_source(&fs::read_to_string(&file)?) {
                    tests.insert(format!("{}::{test}", path.join("::")), on);
                }
            }
        }
    }
    Ok(tests)
}

/// The modules a file stands for: `lib.rs`, `main.rs` and `mod.rs` are their folder's.
fn modules(file: &Path) -> Vec<String> {
    let mut modules: Vec<_> = file
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    if modules
        .last()
        .is_some_and(|last| ["lib", "main", "mod"].contains(&last.as_str()))
    {
        modules.pop();
    }
    modules
}

/// Relies on the sources being formatted: what a module holds is indented deeper than the line that opens it.
fn in_source(source: &str) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let mut open: Vec<(usize, &str)> = Vec::new();
    let (mut is_test, mut ignored, mut in_contract) = (false, false, false);
    for line in source.lines() {
        let inner = line.trim_start();
        let depth = line.len() - inner.len();
        let comment = inner.starts_with("//");
        if in_contract || (inner.contains("contract! {") && !comment) {
            let names = inner.rsplit('{').next().unwrap_or_default();
            for test in names.split('}').next().unwrap_or_default().split(',').map(str::trim) {
                if !test.is_empty() && !comment {
                    found.extend(ENGINES.map(|engine| (path(&open, &format!("{engine}::{test}")), true)));
                }
            }
            in_contract = !inner.contains('}');
            continue;
        }
        if inner.starts_with('}') {
            open.retain(|(since, _)| *since < depth);
        }
        if let Some(attribute) = inner.strip_prefix("#[") {
            is_test |= is_test_attribute(attribute);
            ignored |= attribute.starts_with("ignore");
        } else if let Some(module) = after_word(inner, "mod").filter(|_| inner.ends_with('{')) {
            open.push((depth, module));
        } else if let Some(function) = after_word(inner, "fn") {
            if is_test {
                found.push((path(&open, function), !ignored));
            }
            (is_test, ignored) = (false, false);
        }
    }
    found
}

/// The modules that `store::testing::contract!` makes: each listed function is a test in both.
const ENGINES: [&str; 2] = ["sqlite", "postgres"];

fn path(open: &[(usize, &str)], name: &str) -> String {
    let modules = open.iter().map(|(_, module)| *module);
    modules.chain([name]).collect::<Vec<_>>().join("::")
}

/// `#[test]`, `#[tokio::test]`, `#[tokio::test(flavor = "...")]`.
fn is_test_attribute(attribute: &str) -> bool {
    let path = attribute.split([']', '(']).next().unwrap_or_default();
    path == "test" || path.ends_with("::test")
}

/// The name that follows `mod` or `fn`, whatever visibility or `async` stands before.
fn after_word<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let mut words = line.split(' ');
    let before = |other: &str| other == "async" || other == "pub" || other.starts_with("pub(");
    let mut next = words.next()?;
    while before(next) {
        next = words.next()?;
    }
    (next == word).then_some(())?;
    let name = words.next()?.split(['(', '<', '{', ';']).next()?;
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_found_with_their_module_and_switch() {
        let source = r#"
fn plain() {}
#[test]
fn outside() {}
#[cfg(test)]
mod tests {
    fn not_one() {}

    #[tokio::test(flavor = "current_thread")]
    async fn inside() {
        let text = "}";
    }

    mod deeper {
        #[test]
        #[ignore = "slow"]
        fn off() {}
    }

    #[test]
    #[should_panic]
    fn after() {}
}
store::testing::contract! {
    both,
    // Why this one.
    too
}
contract! { short }
"#;
        let expected = [
            ("outside", true),
            ("tests::inside", true),
            ("tests::deeper::off", false),
            ("tests::after", true),
            ("sqlite::both", true),
            ("postgres::both", true),
            ("sqlite::too", true),
            ("postgres::too", true),
            ("sqlite::short", true),
            ("postgres::short", true),
        ];
        assert_eq!(in_source(source), expected.map(|(name, on)| (name.to_owned(), on)));
    }

    #[test]
    fn a_file_is_a_module() {
        for (file, expected) in [
            ("lib.rs", Vec::<&str>::new()),
            ("event_log/mod.rs", vec!["event_log"]),
            ("event_log/tail.rs", vec!["event_log", "tail"]),
        ] {
            assert_eq!(modules(Path::new(file)), expected);
        }
    }
}
