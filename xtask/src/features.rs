//! docs/features.md is true as far as a program can tell: every requirement has its one row, every test a row names
//! is there and is switched on, and what is said to work is shown by a test.
//!
//! A row is `| R87 | what it is | works | tests |`. The state is `works`, `partly` or `planned`. Tests are names in
//! backquotes, separated by white space or commas:
//!
//! ```text
//! `crate::module::tests::name`      a Rust test; tests/file.rs of a crate is `crate::tests::file::name`
//! `story.spec.ts › title`           a browser test in end2end/specs
//! `timeline.test.mjs › title`       a test of the chat panel in end2end/chat-unit
//! ```
//!
//! The sources are read, nothing is run.

mod rust_tests;
mod script_tests;
mod table;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context as _;

use table::{Row, State};

/// Requirements are numbered from 1 to this.
const LAST: u32 = 189;

/// All tests of the project by name, and whether they are switched on.
type Tests = BTreeMap<String, bool>;

/// Fails with one line a fault.
pub fn check(workspace: &Path) -> anyhow::Result<()> {
    let path = workspace.join("docs/features.md");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut tests = rust_tests::all(workspace)?;
    tests.extend(script_tests::all(workspace)?);
    let (rows, mut faults) = table::rows(&text);
    faults.extend(faults_of(&rows, &tests));
    let count = |state| rows.iter().filter(|row| row.state == state).count();
    println!(
        "{} works, {} partly, {} planned; {} tests known",
        count(State::Works),
        count(State::Partly),
        count(State::Planned),
        tests.len()
    );
    anyhow::ensure!(faults.is_empty(), "\n{}", faults.join("\n"));
    Ok(())
}

fn faults_of(rows: &[Row], tests: &Tests) -> Vec<String> {
    let mut faults = Vec::new();
    for number in 1..=LAST {
        match rows.iter().filter(|row| row.number == number).count() {
            1 => {}
            0 => faults.push(format!("R{number} has no row")),
            many => faults.push(format!("R{number} has {many} rows")),
        }
    }
    for row in rows {
        let number = row.number;
        if !(1..=LAST).contains(&number) {
            faults.push(format!("R{number} is no requirement"));
        }
        if row.state == State::Works && row.tests.is_empty() {
            faults.push(format!("R{number} works and names no test"));
        }
        for name in &row.tests {
            match tests.get(name) {
                Some(true) => {}
                Some(false) => faults.push(format!("R{number}: `{name}` is switched off")),
                None => faults.push(format!("R{number}: there is no test `{name}`")),
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete() -> Vec<Row> {
        (1..=LAST)
            .map(|number| Row {
                number,
                state: State::Planned,
                tests: Vec::new(),
            })
            .collect()
    }

    /// The faults after one change to a complete list; `a` is a test, `off` one that is switched off.
    fn after(change: impl FnOnce(&mut Vec<Row>)) -> Vec<String> {
        let tests = Tests::from([("a".to_owned(), true), ("off".to_owned(), false)]);
        let mut rows = complete();
        change(&mut rows);
        faults_of(&rows, &tests)
    }

    #[test]
    fn the_list_of_this_project_is_true() {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        check(&workspace).unwrap();
    }

    #[test]
    fn a_complete_list_is_right() {
        assert!(after(|_| ()).is_empty());
        let shown = after(|rows| {
            rows[3].state = State::Works;
            rows[3].tests = vec!["a".to_owned()];
        });
        assert!(shown.is_empty());
    }

    #[test]
    fn every_untruth_is_a_fault() {
        type Change = fn(&mut Vec<Row>);
        let table: [(Change, &str); 6] = [
            (|rows| drop(rows.remove(4)), "R5 has no row"),
            (|rows| rows.push(rows[4].clone()), "R5 has 2 rows"),
            (
                |rows| {
                    rows.push(Row {
                        number: 190,
                        ..rows[0].clone()
                    });
                },
                "R190 is no requirement",
            ),
            (|rows| rows[0].state = State::Works, "R1 works and names no test"),
            (
                |rows| rows[0].tests = vec!["off".to_owned()],
                "R1: `off` is switched off",
            ),
            (
                |rows| rows[0].tests = vec!["gone".to_owned()],
                "R1: there is no test `gone`",
            ),
        ];
        for (change, fault) in table {
            assert_eq!(after(change), [fault]);
        }
    }
}
