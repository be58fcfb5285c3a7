//! The rows of docs/features.md.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Works,
    Partly,
    Planned,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub number: u32,
    pub state: State,
    pub tests: Vec<String>,
}

/// All rows that begin with a requirement's number, and what is wrong with their form.
pub fn rows(text: &str) -> (Vec<Row>, Vec<String>) {
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    for line in text.lines() {
        let Some(number) = number(line) else { continue };
        match row(number, line) {
            Ok(row) => rows.push(row),
            Err(fault) => faults.push(format!("R{number}: {fault}")),
        }
    }
    (rows, faults)
}

fn number(line: &str) -> Option<u32> {
    let (first, _) = line.strip_prefix('|')?.split_once('|')?;
    first.trim().strip_prefix('R')?.parse().ok()
}

fn row(number: u32, line: &str) -> Result<Row, String> {
    let cells: Vec<_> = line.trim().trim_matches('|').splitn(4, '|').map(str::trim).collect();
    let [_, words, state, tests] = cells[..] else {
        return Err("a row has four cells".to_owned());
    };
    if words.is_empty() {
        return Err("says nothing".to_owned());
    }
    let state = match state {
        "works" => State::Works,
        "partly" => State::Partly,
        "planned" => State::Planned,
        other => return Err(format!("{other:?} is no state")),
    };
    // Every second piece stands between backquotes.
    let tests = tests.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    Ok(Row { number, state, tests })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_names_its_tests_between_backquotes() {
        let text = "# Title\n| | what | state | tests |\n|---|---|---|---|\n\
                    | R7 | Drag a column | partly | `a::b`, `c.spec.ts › d, e` |\n";
        let (rows, faults) = rows(text);
        assert!(faults.is_empty());
        assert_eq!(
            rows,
            [Row {
                number: 7,
                state: State::Partly,
                tests: vec!["a::b".to_owned(), "c.spec.ts › d, e".to_owned()],
            }]
        );
    }

    #[test]
    fn a_row_in_the_wrong_form_is_a_fault() {
        let table = [
            ("| R7 | Drag | done | |", "R7: \"done\" is no state"),
            ("| R7 | Drag |", "R7: a row has four cells"),
            ("| R7 | | works | |", "R7: says nothing"),
        ];
        for (line, fault) in table {
            assert_eq!(rows(line), (Vec::new(), vec![fault.to_owned()]));
        }
    }
}
