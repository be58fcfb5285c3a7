//! A workbook of Office Open XML (ECMA-376): typed cells under a header that stays, in one sheet, or in several when there are
//! more rows than a sheet holds.

use core::fmt::Write as _;

use crate::zip::{Open, Zip};
use crate::{Cell, Head, TooLarge};

/// What a spreadsheet takes in one sheet, the header's row among them.
const ROWS: u32 = 1_048_576;
/// A sheet is not to be longer before it is compressed, in bytes: an entry of the archive has at most four gigabytes.
const LONGEST: u64 = 3_500_000_000;
/// What a cell holds, in UTF-16 units.
const CELL: usize = 32_767;
/// What is gathered before it is compressed, in bytes.
const PIECE: usize = 64 * 1024;

/// The places of the styles in `styles.xml`.
const HEADER: u8 = 1;
const MOMENT: u8 = 2;
const DURATION: u8 = 3;
const WORDS: u8 = 4;

const STYLES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
    r#"<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/>"#,
    r#"<numFmt numFmtId="165" formatCode="[h]:mm:ss"/></numFmts>"#,
    r#"<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>"#,
    r#"<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>"#,
    r#"<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>"#,
    r#"<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"#,
    r#"<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>"#,
    r#"<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>"#,
    r#"<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>"#,
    r#"<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>"#,
    r#"<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>"#,
    r#"<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>"#,
    r#"<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#,
);

/// A workbook on its way.
pub struct Xlsx {
    zip: Zip,
    sheet: Open,
    /// Rows of the sheet so far, and the most that it holds.
    rows: u32,
    most: u32,
    /// Of the sheet so far, in bytes.
    length: u64,
    sheets: u32,
    name: String,
    heads: Vec<Head>,
    /// `A`, `B`, … for each column.
    letters: Vec<String>,
    piece: String,
}

impl Xlsx {
    /// `name`: of the sheet.
    pub fn new(name: &str, heads: &[Head]) -> Self {
        let mut zip = Zip::new();
        let sheet = zip.begin(sheet_path(1));
        let mut xlsx = Self {
            zip,
            sheet,
            rows: 0,
            most: ROWS,
            length: 0,
            sheets: 1,
            name: sheet_name(name),
            heads: heads.to_vec(),
            letters: (0..heads.len()).map(letters).collect(),
            piece: String::new(),
        };
        xlsx.begin();
        xlsx
    }

    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), TooLarge> {
        if self.rows == self.most || self.length > LONGEST {
            self.next_sheet()?;
        }
        self.put_row(cells, WORDS);
        Ok(())
    }

    pub(crate) fn take(&mut self) -> Vec<u8> {
        self.zip.take()
    }

    pub(crate) fn finish(mut self) -> Result<Vec<u8>, TooLarge> {
        self.end();
        let Self {
            mut zip,
            sheet,
            sheets,
            name,
            ..
        } = self;
        zip.end(sheet)?;
        let (mut parts, mut links, mut list) = (String::new(), String::new(), String::new());
        for number in 1..=sheets {
            let title = if number == 1 {
                name.clone()
            } else {
                format!("{name} {number}")
            };
            // Writing to a String cannot fail.
            let _ = write!(
                parts,
                r#"<Override PartName="/{}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#,
                sheet_path(number)
            );
            let _ = write!(
                links,
                r#"<Relationship Id="rId{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{number}.xml"/>"#,
            );
            list.push_str("<sheet name=\"");
            escape(&mut list, &title);
            let _ = write!(list, r#"" sheetId="{number}" r:id="rId{number}"/>"#);
        }
        let styles = sheets + 1;
        zip.put("xl/styles.xml", STYLES)?;
        zip.put(
            "xl/workbook.xml",
            &format!(
                r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{list}</sheets></workbook>"#
            ),
        )?;
        zip.put(
            "xl/_rels/workbook.xml.rels",
            &format!(
                r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}<Relationship Id="rId{styles}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#
            ),
        )?;
        zip.put(
            "_rels/.rels",
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        )?;
        zip.put(
            "[Content_Types].xml",
            &format!(
                r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>{parts}</Types>"#
            ),
        )?;
        zip.finish()
    }

    fn next_sheet(&mut self) -> Result<(), TooLarge> {
        self.end();
        self.sheets += 1;
        self.zip.next(&mut self.sheet, sheet_path(self.sheets))?;
        self.rows = 0;
        self.length = 0;
        self.begin();
        Ok(())
    }

    fn begin(&mut self) {
        let selected = if self.sheets == 1 { r#" tabSelected="1""# } else { "" };
        // Writing to a String cannot fail.
        let _ = write!(
            self.piece,
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView{selected} workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>"#
        );
        for (index, head) in self.heads.iter().enumerate() {
            let (number, width) = (index + 1, head.width);
            let _ = write!(
                self.piece,
                r#"<col min="{number}" max="{number}" width="{width}" customWidth="1"/>"#
            );
        }
        self.piece.push_str("</cols><sheetData>");
        let heads = core::mem::take(&mut self.heads);
        let titles: Vec<_> = heads.iter().map(|head| Cell::Text((&head.title).into())).collect();
        self.put_row(&titles, HEADER);
        self.heads = heads;
    }

    fn end(&mut self) {
        self.piece.push_str("</sheetData></worksheet>");
        self.flush();
    }

    fn put_row(&mut self, cells: &[Cell<'_>], words: u8) {
        self.rows += 1;
        let row = self.rows;
        let piece = &mut self.piece;
        // Writing to a String cannot fail.
        let _ = write!(piece, r#"<row r="{row}">"#);
        for (cell, column) in cells.iter().zip(&self.letters) {
            let _ = match cell {
                Cell::Text(text) => {
                    let _ = write!(
                        piece,
                        r#"<c r="{column}{row}" s="{words}" t="inlineStr"><is><t xml:space="preserve">"#
                    );
                    escape(piece, text);
                    piece.push_str("</t></is></c>");
                    Ok(())
                }
                Cell::Number(number) if number.is_finite() => {
                    write!(piece, r#"<c r="{column}{row}"><v>{number}</v></c>"#)
                }
                Cell::Empty | Cell::Number(_) => Ok(()),
                Cell::Duration(seconds) => {
                    #[expect(clippy::cast_precision_loss, reason = "durations are shorter than millions of years")]
                    let days = *seconds as f64 / 86_400.0;
                    write!(piece, r#"<c r="{column}{row}" s="{DURATION}"><v>{days}</v></c>"#)
                }
                Cell::Moment(at) => {
                    let day = serial(*at);
                    write!(piece, r#"<c r="{column}{row}" s="{MOMENT}"><v>{day}</v></c>"#)
                }
            };
        }
        piece.push_str("</row>");
        if piece.len() >= PIECE {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.length += u64::try_from(self.piece.len()).unwrap_or(u64::MAX);
        self.zip.write(&mut self.sheet, self.piece.as_bytes());
        self.piece.clear();
    }
}

fn sheet_path(number: u32) -> String {
    format!("xl/worksheets/sheet{number}.xml")
}

/// The name of a sheet has at most 31 characters, some of which are not taken; some are left for a number.
fn sheet_name(name: &str) -> String {
    let name = name.chars().filter(|c| !c.is_control() && !r"[]:*?/\'".contains(*c));
    let name: String = name.take(26).collect();
    match name.trim() {
        "" => "1".to_owned(),
        name => name.to_owned(),
    }
}

/// `A` to `Z`, then `AA`.
fn letters(mut index: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index % 26]));
        if index < 26 {
            break;
        }
        index = index / 26 - 1;
    }
    letters.into_iter().rev().collect()
}

/// Days since the last day of 1899, as spreadsheets count.
fn serial(at: crate::DateTime) -> f64 {
    let seconds = at
        .duration_since(jiff::civil::date(1899, 12, 30).at(0, 0, 0, 0))
        .as_secs();
    #[expect(clippy::cast_precision_loss, reason = "the seconds of some centuries")]
    let days = seconds as f64 / 86_400.0;
    days
}

/// A text as it may stand between tags: what XML cannot hold is written as spreadsheets do, `_x0001_`, and what already looks
/// like that keeps its looks.
fn escape(into: &mut String, text: &str) {
    let mut units = 0;
    for (place, c) in text.char_indices() {
        units += c.len_utf16();
        if units > CELL {
            break;
        }
        match c {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            // A carriage return alone would be read as a line feed.
            '\r' => into.push_str("_x000D_"),
            '\n' | '\t' => into.push(c),
            '\u{fffe}' | '\u{ffff}' => into.push('\u{fffd}'),
            c if c < ' ' => {
                // Writing to a String cannot fail.
                let _ = write!(into, "_x{:04X}_", u32::from(c));
            }
            '_' if looks_escaped(&text[place..]) => into.push_str("_x005F_"),
            c => into.push(c),
        }
    }
}

fn looks_escaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7 && bytes[1] == b'x' && bytes[6] == b'_' && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx as Opened, open_workbook_from_rs};

    use super::{Xlsx, escape, letters, sheet_name};
    use crate::{Cell, Head};

    fn heads(titles: &[&str]) -> Vec<Head> {
        let head = |title: &&str| Head {
            title: (*title).to_owned(),
            width: 12,
        };
        titles.iter().map(head).collect()
    }

    fn open(bytes: Vec<u8>) -> Opened<Cursor<Vec<u8>>> {
        open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook")
    }

    #[test]
    fn it_is_opened_with_every_cell_of_its_kind() {
        let mut xlsx = Xlsx::new(
            "Conversas: abertas",
            &heads(&["Cliente", "Nº", "Tempo", "Criada", "Vazio"]),
        );
        let at = jiff::civil::date(2026, 11, 27).at(13, 30, 15, 0);
        let names = ["Ana <b>&\"'", "=1+1", "two\nlines", "_x0041_", "a\u{1}b", "李", ""];
        for name in names {
            let cells = [
                Cell::Text(name.into()),
                Cell::Number(42.0),
                Cell::Duration(90_061),
                Cell::Moment(at),
                Cell::Empty,
            ];
            xlsx.row(&cells).expect("it fits");
        }
        let mut bytes = xlsx.take();
        bytes.extend(xlsx.finish().expect("it fits"));
        let mut book = open(bytes);
        assert_eq!(book.sheet_names(), ["Conversas abertas"]);
        let range = book.worksheet_range_at(0).expect("a sheet").expect("readable");
        let titles: Vec<_> = range
            .rows()
            .next()
            .expect("a header")
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(titles, ["Cliente", "Nº", "Tempo", "Criada", "Vazio"]);
        for (row, name) in range.rows().skip(1).zip(names) {
            assert_eq!(row[0].to_string().replace('\r', ""), name, "a text, and no formula");
            assert_eq!(row[1], Data::Float(42.0));
            let Data::DateTime(duration) = &row[2] else {
                panic!("{:?}", row[2])
            };
            assert!(duration.is_duration(), "{duration:?}");
            assert!((duration.as_f64() * 86_400.0 - 90_061.0).abs() < 0.001);
            let Data::DateTime(moment) = &row[3] else {
                panic!("{:?}", row[3])
            };
            assert!((moment.as_f64() - 46_353.562_673_611).abs() < 0.000_001, "{moment:?}");
            assert_eq!(row.get(4).unwrap_or(&Data::Empty), &Data::Empty);
        }
    }

    /// Otherwise the rows beyond what a sheet holds are lost, or the file does not open.
    #[test]
    fn rows_beyond_a_sheet_stand_in_the_next() {
        let mut xlsx = Xlsx::new("Rows", &heads(&["n"]));
        xlsx.most = 3;
        let mut bytes = Vec::new();
        for number in 0..3 {
            xlsx.row(&[Cell::Number(f64::from(number))]).expect("it fits");
            bytes.extend(xlsx.take());
        }
        bytes.extend(xlsx.finish().expect("it fits"));
        let mut book = open(bytes);
        assert_eq!(book.sheet_names(), ["Rows", "Rows 2"]);
        let second = book.worksheet_range_at(1).expect("a sheet").expect("readable");
        assert_eq!(second.get_value((0, 0)), Some(&Data::String("n".to_owned())));
        assert_eq!(second.get_value((1, 0)), Some(&Data::Float(2.0)));
    }

    #[test]
    fn columns_and_sheets_have_names_that_are_taken() {
        for (index, expected) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (701, "ZZ"),
            (702, "AAA"),
        ] {
            assert_eq!(letters(index), expected);
        }
        assert_eq!(sheet_name("a/b:c*[d]?'e\\"), "abcde");
        assert_eq!(sheet_name("::"), "1");
    }

    #[test]
    fn what_xml_cannot_hold_is_written_another_way() {
        for (text, expected) in [
            ("a<b>&c\"", "a&lt;b&gt;&amp;c&quot;"),
            ("\u{0}\u{8}\r\n", "_x0000__x0008__x000D_\n"),
            ("_x0041_ _x004_", "_x005F_x0041_ _x004_"),
            ("\u{ffff}", "\u{fffd}"),
        ] {
            let mut written = String::new();
            escape(&mut written, text);
            assert_eq!(written, expected, "{text:?}");
        }
        let mut long = String::new();
        escape(&mut long, &"😀".repeat(20_000));
        assert_eq!(long.chars().count(), 16_383, "no more than a cell holds");
    }
}
