//! The tests in JavaScript and TypeScript: the browser's specs and the chat panel's.

use std::fs;
use std::path::Path;

use super::Tests;
use crate::files;

/// All of them, as `file › title`.
pub fn all(workspace: &Path) -> anyhow::Result<Tests> {
    let mut tests = Tests::new();
    for folder in ["end2end/specs", "end2end/chat-unit"] {
        for file in files::all_in(&workspace.join(folder))? {
            let script = file
                .extension()
                .is_some_and(|ending| ["ts", "js", "mjs"].iter().any(|e| ending == *e));
            let Some(name) = file.file_name().and_then(|name| name.to_str()).filter(|_| script) else {
                continue;
            };
            for (title, on) in in_source(&fs::read_to_string(&file)?) {
                tests.insert(format!("{name} › {title}"), on);
            }
        }
    }
    Ok(tests)
}

/// The tests that start a line of their own: `test("title"`, with `.skip`, `.fixme`, `.todo`, or inside of such a
/// `describe`, they are off; `test.only` would switch the others off, and counts as off so that it is found.
fn in_source(source: &str) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    // The indentation of the outermost describe that is switched off.
    let mut off_since: Option<usize> = None;
    for line in source.lines() {
        let inner = line.trim_start();
        let depth = line.len() - inner.len();
        if off_since.is_some_and(|since| depth <= since && !inner.is_empty()) {
            off_since = None;
        }
        let Some(call) = call(inner) else { continue };
        let off = ["skip", "fixme", "todo", "only", "fail"]
            .iter()
            .any(|word| call.words.contains(word));
        if call.words.contains(&"describe") || call.words[0] == "suite" {
            if off && off_since.is_none() {
                off_since = Some(depth);
            }
        } else if let Some(title) = call.title {
            found.push((title, !off && off_since.is_none()));
        }
    }
    found
}

/// What may follow `test.`: the rest (`step`, `use`, `beforeEach`) are no tests.
const FORMS: [&str; 9] = [
    "describe", "skip", "fixme", "todo", "only", "fail", "serial", "parallel", "slow",
];

struct Call<'a> {
    /// `test.describe.skip` in its words.
    words: Vec<&'a str>,
    title: Option<String>,
}

fn call(line: &str) -> Option<Call<'_>> {
    let (name, rest) = line.strip_prefix("await ").unwrap_or(line).split_once('(')?;
    let words: Vec<_> = name.split('.').collect();
    let first = ["test", "it", "describe", "suite"].contains(&words[0]);
    let others = words[1..].iter().all(|word| FORMS.contains(word));
    (first && others).then(|| Call {
        title: quoted(rest),
        words,
    })
}

/// The string literal it starts with.
fn quoted(text: &str) -> Option<String> {
    let quote = text.chars().next().filter(|first| ['"', '\'', '`'].contains(first))?;
    let mut title = String::new();
    let mut letters = text[1..].chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => title.extend(letters.next()),
            _ if letter == quote => return Some(title),
            _ => title.push(letter),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_found_with_their_switch() {
        let source = r#"
test("one", async () => {
  test.step("not one", () => {});
});
test.describe("group", () => {
  test('it\'s two', async () => {});
  test.skip("off", async () => {});
});
test.describe.skip("dark", () => {
  test("off too", async () => {});
});
it("three", () => {});
test.fixme("broken", () => {});
test.use({ locale: "es" });
"#;
        let expected = [
            ("one", true),
            ("it's two", true),
            ("off", false),
            ("off too", false),
            ("three", true),
            ("broken", false),
        ];
        assert_eq!(in_source(source), expected.map(|(title, on)| (title.to_owned(), on)));
    }
}
