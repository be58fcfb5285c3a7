//! Comma-separated values (RFC 4180) in UTF-8 with its mark, without which spreadsheets read accents wrong.

use core::fmt::Write as _;

use crate::{Cell, Head};

/// What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection); also in its wide form, which some fold.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A table on its way into text.
pub struct Csv {
    separator: char,
    text: String,
}

impl Csv {
    /// `separator`: the one that spreadsheets of the reader's language expect.
    pub fn new(separator: char, heads: &[Head]) -> Self {
        let mut csv = Self {
            separator,
            text: "\u{feff}".to_owned(),
        };
        let titles: Vec<_> = heads.iter().map(|head| Cell::Text((&head.title).into())).collect();
        csv.row(&titles);
        csv
    }

    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                self.text.push(self.separator);
            }
            self.cell(cell);
        }
        self.text.push_str("\r\n");
    }

    pub(crate) fn take(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.text).into_bytes()
    }

    fn cell(&mut self, cell: &Cell<'_>) {
        // Writing to a String cannot fail.
        let _ = match cell {
            Cell::Empty => Ok(()),
            Cell::Text(text) => {
                self.words(text);
                Ok(())
            }
            Cell::Number(number) => write!(self.text, "{number}"),
            Cell::Duration(seconds) => {
                let (hours, rest) = (seconds / 3_600, seconds % 3_600);
                write!(self.text, "{hours}:{:02}:{:02}", rest / 60, rest % 60)
            }
            Cell::Moment(at) => write!(self.text, "{}", at.strftime("%Y-%m-%d %H:%M:%S")),
        };
    }

    /// An apostrophe makes a formula a text.
    fn words(&mut self, text: &str) {
        let is_formula = text.trim_start_matches(' ').starts_with(FORMULA);
        let is_quoted =
            text.contains(['"', '\r', '\n', self.separator]) || text.starts_with(' ') || text.ends_with(' ');
        if is_quoted {
            self.text.push('"');
        }
        if is_formula {
            self.text.push('\'');
        }
        for c in text.chars().filter(|c| *c != '\0') {
            if c == '"' {
                self.text.push('"');
            }
            self.text.push(c);
        }
        if is_quoted {
            self.text.push('"');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Csv;
    use crate::{Cell, Head};

    fn written(separator: char, cells: &[Cell<'_>]) -> String {
        let mut csv = Csv::new(separator, &[]);
        csv.take();
        csv.row(cells);
        String::from_utf8(csv.take()).expect("text")
    }

    #[test]
    fn it_begins_with_its_mark_and_the_titles() {
        let head = |title: &str| Head {
            title: title.to_owned(),
            width: 10,
        };
        let mut csv = Csv::new(';', &[head("Número"), head("a;b")]);
        assert_eq!(csv.take(), "\u{feff}Número;\"a;b\"\r\n".as_bytes());
    }

    /// Otherwise a customer's name runs on the manager's computer.
    #[test]
    fn no_text_is_a_formula_and_none_breaks_out_of_its_cell() {
        for (text, expected) in [
            ("Ana", "Ana\r\n"),
            ("=1+1", "'=1+1\r\n"),
            ("+55 11 9", "'+55 11 9\r\n"),
            ("-2", "'-2\r\n"),
            ("@SUM(A1)", "'@SUM(A1)\r\n"),
            ("\t=1", "'\t=1\r\n"),
            ("\r=1", "\"'\r=1\"\r\n"),
            ("  =1", "\"'  =1\"\r\n"),
            ("＝1", "'＝1\r\n"),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0\r\n"),
            ("a\",=1", "\"a\"\",=1\"\r\n"),
            ("two\nlines", "\"two\nlines\"\r\n"),
            ("nul\0", "nul\r\n"),
        ] {
            assert_eq!(written(',', &[Cell::Text(text.into())]), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_text_stands_as_spreadsheets_read_it() {
        let cells = [
            Cell::Empty,
            Cell::Number(-4.5),
            Cell::Number(12.0),
            Cell::Duration(90_061),
            Cell::Moment(jiff::civil::date(2026, 11, 27).at(3, 4, 5, 0)),
        ];
        assert_eq!(written(';', &cells), ";-4.5;12;25:01:01;2026-11-27 03:04:05\r\n");
    }
}
