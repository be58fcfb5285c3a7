//! A ZIP archive written from the beginning to the end, without going back: the sizes of an entry stand behind it.
//!
//! Without the extension for more than 4 GiB, which spreadsheets do not all read.

use std::io::Write as _;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

use crate::TooLarge;

/// The entry's sizes stand behind it, and its name is UTF-8.
const FLAGS: u16 = 0x0808;
const DEFLATED: u16 = 8;
const VERSION: u16 = 20;
/// The first day of 1980, the earliest there is: the same table is the same bytes.
const DAY: u16 = 0x21;

/// An archive on its way.
pub(crate) struct Zip {
    entries: Vec<Entry>,
    /// What is written and not taken.
    bytes: Vec<u8>,
    /// What has been taken, in bytes.
    taken: u64,
}

struct Entry {
    name: String,
    crc: u32,
    compressed: u32,
    size: u32,
    offset: u32,
}

/// An entry on its way. [`Zip::end`] ends it.
pub(crate) struct Open {
    name: String,
    offset: u64,
    crc: Crc,
    encoder: DeflateEncoder<Vec<u8>>,
    compressed: u64,
}

impl Open {
    fn at(offset: u64, name: String) -> Self {
        Self {
            name,
            offset,
            crc: Crc::new(),
            encoder: DeflateEncoder::new(Vec::new(), Compression::fast()),
            compressed: 0,
        }
    }
}

impl Zip {
    pub(crate) fn new() -> Self {
        Self {
            entries: Vec::new(),
            bytes: Vec::new(),
            taken: 0,
        }
    }

    pub(crate) fn begin(&mut self, name: String) -> Open {
        let open = Open::at(self.position(), name);
        self.header(&open.name);
        open
    }

    fn header(&mut self, name: &str) {
        self.numbers(&[0x0403_4b50], &[VERSION, FLAGS, DEFLATED, 0, DAY]);
        self.numbers(&[0, 0, 0], &[short(name.len()), 0]);
        self.bytes.extend_from_slice(name.as_bytes());
    }

    /// Adds to the entry.
    pub(crate) fn write(&mut self, open: &mut Open, bytes: &[u8]) {
        open.crc.update(bytes);
        // Writing to a Vec cannot fail.
        let _ = open.encoder.write_all(bytes);
        let done = open.encoder.get_mut();
        open.compressed += length(done);
        self.bytes.append(done);
    }

    pub(crate) fn end(&mut self, open: Open) -> Result<(), TooLarge> {
        let size = open.encoder.total_in();
        // Writing to a Vec cannot fail.
        let rest = open.encoder.finish().unwrap_or_default();
        self.bytes.extend_from_slice(&rest);
        let entry = Entry {
            crc: open.crc.sum(),
            compressed: long(open.compressed + length(&rest))?,
            size: long(size)?,
            offset: long(open.offset)?,
            name: open.name,
        };
        self.numbers(&[0x0807_4b50, entry.crc, entry.compressed, entry.size], &[]);
        self.entries.push(entry);
        Ok(())
    }

    /// Ends the entry that is open and begins the next in its place.
    pub(crate) fn next(&mut self, open: &mut Open, name: String) -> Result<(), TooLarge> {
        let ended = core::mem::replace(open, Open::at(0, name));
        self.end(ended)?;
        open.offset = self.position();
        self.header(&open.name);
        Ok(())
    }

    /// A small entry, whole.
    pub(crate) fn put(&mut self, name: &str, content: &str) -> Result<(), TooLarge> {
        let mut open = self.begin(name.to_owned());
        self.write(&mut open, content.as_bytes());
        self.end(open)
    }

    /// What was written since this was last asked.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        self.taken += length(&self.bytes);
        core::mem::take(&mut self.bytes)
    }

    /// The directory of the entries, and with it the last bytes.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, TooLarge> {
        let entries = core::mem::take(&mut self.entries);
        let (start, count) = (self.position(), short(entries.len()));
        for entry in entries {
            self.numbers(&[0x0201_4b50], &[VERSION, VERSION, FLAGS, DEFLATED, 0, DAY]);
            self.numbers(
                &[entry.crc, entry.compressed, entry.size],
                &[short(entry.name.len()), 0, 0, 0, 0],
            );
            self.numbers(&[0, entry.offset], &[]);
            self.bytes.extend_from_slice(entry.name.as_bytes());
        }
        let size = self.position() - start;
        self.numbers(&[0x0605_4b50], &[0, 0, count, count]);
        self.numbers(&[long(size)?, long(start)?], &[0]);
        Ok(self.bytes)
    }

    fn position(&self) -> u64 {
        self.taken + length(&self.bytes)
    }

    /// Little-endian, those of four bytes first.
    fn numbers(&mut self, fours: &[u32], twos: &[u16]) {
        for number in fours {
            self.bytes.extend_from_slice(&number.to_le_bytes());
        }
        for number in twos {
            self.bytes.extend_from_slice(&number.to_le_bytes());
        }
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

fn long(number: u64) -> Result<u32, TooLarge> {
    u32::try_from(number).map_err(|_| TooLarge)
}

/// Names are ours and short.
fn short(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}
