//! Reading lines: one at a time, of any length that makes sense, so that the file is never whole in memory.

use std::io::{BufRead, Read as _};

/// The longest line, in bytes: several thousand of the longest messages.
const LONGEST: u64 = 64 << 20;

/// A file's lines and where one is.
pub(super) struct Lines<R> {
    file: R,
    line: Vec<u8>,
    number: u64,
}

/// What a line turned out to be.
pub(super) enum Read<'a> {
    /// Not blank, without its line break.
    Text(&'a str),
    Blank,
    /// Why it cannot be read.
    Unreadable(&'static str),
    End,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(file: R) -> Self {
        Self {
            file,
            line: Vec::new(),
            number: 0,
        }
    }

    /// Of the line that was read last; the first is 1.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    pub(super) fn next(&mut self) -> std::io::Result<Read<'_>> {
        self.line.clear();
        let read = (&mut self.file).take(LONGEST).read_until(b'\n', &mut self.line)?;
        if read == 0 {
            return Ok(Read::End);
        }
        self.number += 1;
        if self.line.last() != Some(&b'\n') && u64::try_from(read) == Ok(LONGEST) {
            self.skip_rest()?;
            return Ok(Read::Unreadable("is longer than 64 MiB"));
        }
        // Some programs begin a file with a byte order mark.
        let bytes = match self.line.strip_prefix("\u{feff}".as_bytes()) {
            Some(rest) if self.number == 1 => rest,
            _ => &self.line,
        };
        Ok(match core::str::from_utf8(bytes).map(str::trim) {
            Ok("") => Read::Blank,
            Ok(text) => Read::Text(text),
            Err(_) => Read::Unreadable("is not UTF-8"),
        })
    }

    fn skip_rest(&mut self) -> std::io::Result<()> {
        self.line = Vec::new();
        loop {
            let buffer = self.file.fill_buf()?;
            if buffer.is_empty() {
                return Ok(());
            }
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(buffer.len(), |at| at + 1);
            self.file.consume(used);
            if end.is_some() {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lines, Read};

    /// Else the numbers in the messages point to other lines than an editor shows.
    #[test]
    fn every_line_has_the_number_that_an_editor_shows() {
        let file = "\u{feff}one\r\n\n  two\nb\u{fffd}\nlast".to_owned().into_bytes();
        let file: Vec<u8> = file
            .into_iter()
            .map(|byte| if byte == 0xbd { 0xff } else { byte })
            .collect();
        let mut lines = Lines::new(file.as_slice());
        let mut found = Vec::new();
        loop {
            let told = match lines.next().expect("a slice can be read") {
                Read::Text(text) => text.to_owned(),
                Read::Blank => "(blank)".to_owned(),
                Read::Unreadable(why) => format!("({why})"),
                Read::End => break,
            };
            found.push((lines.number(), told));
        }
        let expected = [
            (1, "one"),
            (2, "(blank)"),
            (3, "two"),
            (4, "(is not UTF-8)"),
            (5, "last"),
        ];
        assert_eq!(found, expected.map(|(number, text)| (number, text.to_owned())));
    }
}
