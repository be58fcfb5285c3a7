//! What a file is, by its first bytes: its name only chooses between kinds that cannot be told apart by content.
//!
//! What a browser could run (markup, scripts) and what an operating system could run has no content here at all, whatever it
//! is called, and so is not taken.

use model::FileKind;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    pub kind: FileKind,
    pub media_type: &'static str,
    /// The endings a name may have; the first is added to a name that has none of them. Empty: any but those that mean
    /// something else.
    pub endings: &'static [&'static str],
    /// Nobody knows what it is. (Of a known kind it is a document.)
    pub unknown: bool,
}

const fn content(kind: FileKind, media_type: &'static str, endings: &'static [&'static str]) -> Content {
    Content {
        kind,
        media_type,
        endings,
        unknown: false,
    }
}

use FileKind::{Audio, Document, Image, Video};

const PNG: Content = content(Image, "image/png", &["png"]);
const JPEG: Content = content(Image, "image/jpeg", &["jpg", "jpeg", "jpe", "jfif"]);
const GIF: Content = content(Image, "image/gif", &["gif"]);
const WEBP: Content = content(Image, "image/webp", &["webp"]);
// No browser but its maker's shows it, and nothing here can look inside.
const HEIC: Content = content(Document, "image/heic", &["heic", "heif"]);
const AVIF: Content = content(Document, "image/avif", &["avif"]);
const TIFF: Content = content(Document, "image/tiff", &["tif", "tiff"]);
const BMP: Content = content(Document, "image/bmp", &["bmp"]);

const OGG_AUDIO: Content = content(Audio, "audio/ogg", &["ogg", "oga", "opus"]);
const MP3: Content = content(Audio, "audio/mpeg", &["mp3"]);
const WAV: Content = content(Audio, "audio/wav", &["wav"]);
const FLAC: Content = content(Audio, "audio/flac", &["flac"]);
const AAC: Content = content(Audio, "audio/aac", &["aac"]);
const AMR: Content = content(Document, "audio/amr", &["amr"]);
const MP4_AUDIO: Content = content(Audio, "audio/mp4", &["m4a", "mp4"]);
const WEBM_AUDIO: Content = content(Audio, "audio/webm", &["webm", "weba"]);

const MP4: Content = content(Video, "video/mp4", &["mp4", "m4v"]);
const QUICKTIME: Content = content(Video, "video/quicktime", &["mov", "qt"]);
const THREE_GP: Content = content(Video, "video/3gpp", &["3gp", "3g2"]);
const WEBM: Content = content(Video, "video/webm", &["webm"]);
const MATROSKA: Content = content(Document, "video/x-matroska", &["mkv"]);
const OGG_VIDEO: Content = content(Video, "video/ogg", &["ogv"]);

const PDF: Content = content(Document, "application/pdf", &["pdf"]);
const RTF: Content = content(Document, "application/rtf", &["rtf"]);
const ZIP: Content = content(Document, "application/zip", &["zip"]);
const GZIP: Content = content(Document, "application/gzip", &["gz", "tgz"]);
const SEVEN_ZIP: Content = content(Document, "application/x-7z-compressed", &["7z"]);
const RAR: Content = content(Document, "application/vnd.rar", &["rar"]);
const DOCX: Content = content(
    Document,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    &["docx"],
);
const XLSX: Content = content(
    Document,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    &["xlsx"],
);
const PPTX: Content = content(
    Document,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    &["pptx"],
);
const ODT: Content = content(Document, "application/vnd.oasis.opendocument.text", &["odt"]);
const ODS: Content = content(Document, "application/vnd.oasis.opendocument.spreadsheet", &["ods"]);
const ODP: Content = content(Document, "application/vnd.oasis.opendocument.presentation", &["odp"]);
const EPUB: Content = content(Document, "application/epub+zip", &["epub"]);
const OLD_OFFICE: Content = content(Document, "application/x-ole-storage", &["doc", "xls", "ppt", "msg"]);
const CSV: Content = content(Document, "text/csv", &["csv"]);
const CALENDAR: Content = content(Document, "text/calendar", &["ics"]);
const CARD: Content = content(Document, "text/vcard", &["vcf"]);
const TEXT: Content = content(
    Document,
    "text/plain",
    &["txt", "md", "log", "json", "tsv", "yaml", "yml", "srt"],
);
const UNKNOWN: Content = Content {
    unknown: true,
    ..content(Document, "application/octet-stream", &[])
};

/// What a file is, of whose bytes `head` is the beginning. `None`: nothing that anybody should be sent.
pub fn sniff(head: &[u8], name: &str) -> Option<Content> {
    if runs(head) {
        return None;
    }
    if let Some(found) = by_signature(head, name) {
        return Some(found);
    }
    if is_markup(head) {
        return None;
    }
    if is_text(head) {
        return Some(text(head, name));
    }
    Some(UNKNOWN)
}

/// The part of a name after its last dot, in lower case.
pub(crate) fn ending(name: &str) -> String {
    name.rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase())
        .unwrap_or_default()
}

/// Whether an ending promises a content that is recognised, or one that is never taken: nothing unknown may have it.
pub fn is_ending_of_another(ending: &str) -> bool {
    const RUN: [&str; 32] = [
        "app", "apk", "bat", "cmd", "com", "cpl", "dll", "dmg", "exe", "gadget", "hta", "htm", "html", "jar", "js",
        "jse", "lnk", "mht", "mhtml", "mjs", "msi", "pif", "ps1", "reg", "scr", "sh", "svg", "url", "vbe", "vbs",
        "wsf", "xhtml",
    ];
    const KNOWN: [Content; 35] = [
        PNG, JPEG, GIF, WEBP, HEIC, AVIF, TIFF, BMP, OGG_AUDIO, MP3, WAV, FLAC, AAC, AMR, MP4_AUDIO, WEBM_AUDIO,
        QUICKTIME, THREE_GP, MATROSKA, OGG_VIDEO, PDF, RTF, ZIP, GZIP, SEVEN_ZIP, RAR, DOCX, XLSX, PPTX, ODT, ODS,
        EPUB, CSV, TEXT, OLD_OFFICE,
    ];
    RUN.contains(&ending) || KNOWN.iter().any(|content| content.endings.contains(&ending))
}

fn by_signature(head: &[u8], name: &str) -> Option<Content> {
    let starts = |signature: &[u8]| head.starts_with(signature);
    let has = |at: usize, signature: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(signature));
    let found = if starts(b"\x89PNG\r\n\x1a\n") {
        PNG
    } else if starts(b"\xff\xd8\xff") {
        JPEG
    } else if starts(b"GIF87a") || starts(b"GIF89a") {
        GIF
    } else if starts(b"RIFF") && has(8, b"WEBP") {
        WEBP
    } else if starts(b"RIFF") && has(8, b"WAVE") {
        WAV
    } else if starts(b"II*\0") || starts(b"MM\0*") {
        TIFF
    } else if starts(b"BM") && has(6, &[0, 0, 0, 0]) {
        BMP
    } else if starts(b"OggS") {
        ogg(head)
    } else if starts(b"fLaC") {
        FLAC
    } else if starts(b"#!AMR") {
        AMR
    } else if starts(b"ID3") || is_mp3_frame(head) {
        MP3
    } else if starts(b"\xff\xf1") || starts(b"\xff\xf9") {
        AAC
    } else if has(4, b"ftyp") {
        iso_media(head)
    } else if starts(b"\x1a\x45\xdf\xa3") {
        matroska(head)
    } else if starts(b"%PDF-") {
        PDF
    } else if starts(b"{\\rtf") {
        RTF
    } else if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        zip(head, name)
    } else if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        OLD_OFFICE
    } else if starts(b"\x1f\x8b") {
        GZIP
    } else if starts(b"7z\xbc\xaf\x27\x1c") {
        SEVEN_ZIP
    } else if starts(b"Rar!\x1a\x07") {
        RAR
    } else {
        return None;
    };
    Some(found)
}

/// Programs of the common systems, and scripts that say what runs them.
fn runs(head: &[u8]) -> bool {
    let magic: [&[u8]; 8] = [
        b"MZ",
        b"\x7fELF",
        b"\xca\xfe\xba\xbe",
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        // A shortcut of Windows.
        b"L\0\0\0\x01\x14\x02\0",
    ];
    magic.iter().any(|magic| head.starts_with(magic)) || (head.starts_with(b"#!") && !head.starts_with(b"#!AMR"))
}

/// HTML, SVG and other XML: what begins with `<`, after what browsers skip.
fn is_markup(head: &[u8]) -> bool {
    let text = match head {
        [0xef, 0xbb, 0xbf, rest @ ..] => rest,
        // Text of two bytes a character: only the Latin ones matter here.
        [0xff, 0xfe, rest @ ..] | [0xfe, 0xff, rest @ ..] => {
            return rest
                .iter()
                .find(|byte| !matches!(byte, 0 | b' ' | b'\t' | b'\r' | b'\n'))
                == Some(&b'<');
        }
        _ => head,
    };
    text.iter().find(|byte| !byte.is_ascii_whitespace() && **byte != 0) == Some(&b'<')
}

/// Text of any encoding that keeps ASCII's control characters for itself, or of two bytes that says so.
fn is_text(head: &[u8]) -> bool {
    head.starts_with(b"\xff\xfe")
        || head.starts_with(b"\xfe\xff")
        || head
            .iter()
            .all(|byte| *byte >= 0x20 && *byte != 0x7f || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c))
}

fn text(head: &[u8], name: &str) -> Content {
    if head.starts_with(b"BEGIN:VCALENDAR") {
        return CALENDAR;
    }
    if head.starts_with(b"BEGIN:VCARD") {
        return CARD;
    }
    if ending(name) == "csv" { CSV } else { TEXT }
}

/// Layer III with a bit rate and a sample rate that exist.
fn is_mp3_frame(head: &[u8]) -> bool {
    matches!(head, [0xff, second, third, ..]
        if second & 0xe0 == 0xe0 && second & 0x06 == 0x02 && third >> 4 != 0x0f && third & 0x0c != 0x0c)
}

fn ogg(head: &[u8]) -> Content {
    let codec = |name: &[u8]| contains(&head[..head.len().min(512)], name);
    if codec(b"\x80theora") || codec(b"BBCD") {
        OGG_VIDEO
    } else if codec(b"OpusHead") || codec(b"\x01vorbis") || codec(b"Speex") || codec(b"\x7fFLAC") {
        OGG_AUDIO
    } else {
        UNKNOWN
    }
}

/// The family of MP4: by its brand, and by whether there is a track of moving pictures where that can be seen.
fn iso_media(head: &[u8]) -> Content {
    let brand = head.get(8..12).unwrap_or_default();
    match brand {
        b"heic" | b"heix" | b"heim" | b"heis" | b"mif1" | b"msf1" | b"hevc" => HEIC,
        b"avif" | b"avis" => AVIF,
        b"M4A " | b"M4B " => MP4_AUDIO,
        b"qt  " => QUICKTIME,
        _ if brand.starts_with(b"3g") => THREE_GP,
        _ if contains(head, b"soun") && !contains(head, b"vide") => MP4_AUDIO,
        _ => MP4,
    }
}

fn matroska(head: &[u8]) -> Content {
    if !contains(&head[..head.len().min(64)], b"webm") {
        return MATROSKA;
    }
    // What is compressed may hold any letters, and often has these two: the names of the codecs stand before the first cluster.
    let clusters = head.windows(4).position(|it| it == b"\x1f\x43\xb6\x75");
    let names = &head[..clusters.unwrap_or(head.len())];
    if (contains(names, b"A_OPUS") || contains(names, b"A_VORBIS")) && !contains(names, b"V_") {
        WEBM_AUDIO
    } else {
        WEBM
    }
}

/// What a zip is by the names of its first entries; where these do not tell, by its own.
fn zip(head: &[u8], name: &str) -> Content {
    for (sign, found) in [
        (b"mimetypeapplication/vnd.oasis.opendocument.text".as_slice(), ODT),
        (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", ODS),
        (b"mimetypeapplication/vnd.oasis.opendocument.presentation", ODP),
        (b"mimetypeapplication/epub+zip", EPUB),
        (b"word/", DOCX),
        (b"xl/", XLSX),
        (b"ppt/", PPTX),
    ] {
        if contains(head, sign) {
            return found;
        }
    }
    match ending(name).as_str() {
        "docx" => DOCX,
        "xlsx" => XLSX,
        "pptx" => PPTX,
        _ => ZIP,
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::sniff;

    #[test]
    fn a_file_is_what_its_bytes_are_and_not_what_it_is_called() {
        let mut wide = b"\xff\xfe".to_vec();
        wide.extend("<html>".encode_utf16().flat_map(u16::to_le_bytes));
        for (head, name, expected) in [
            (b"\x89PNG\r\n\x1a\n....".as_slice(), "page.html", Some("image/png")),
            (b"\xff\xd8\xff\xe0", "a.png", Some("image/jpeg")),
            (b"GIF89a<script>alert(1)</script>", "a.html", Some("image/gif")),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "a", Some("image/webp")),
            (b"RIFF\x10\0\0\0WAVEfmt ", "a", Some("audio/wav")),
            (b"<svg xmlns='http://www.w3.org/2000/svg'>", "a.png", None),
            (b" \n<!DOCTYPE html>", "a.png", None),
            (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "a.jpg", None),
            (b"\0\0<script>", "a.gif", None),
            (&wide, "a.txt", None),
            (b"MZ\x90\0", "invoice.pdf", None),
            (b"\x7fELF\x02", "a.png", None),
            (b"#!/bin/sh\nrm -rf /", "notes.txt", None),
            (b"%PDF-1.7", "a.exe", Some("application/pdf")),
            (
                b"PK\x03\x04....word/document.xml",
                "a.zip",
                Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ),
            (
                b"PK\x03\x04....a.txt",
                "a.docx",
                Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ),
            (b"PK\x03\x04....a.txt", "a.png", Some("application/zip")),
            (b"name;city\nJos\xe9;S\xe3o Paulo\n", "a.csv", Some("text/csv")),
            ("olá".as_bytes(), "a.png", Some("text/plain")),
            (b"\0\0\0\x20ftypM4A ", "a", Some("audio/mp4")),
            (b"\0\0\0\x20ftypisom....moov....hdlr....soun", "a", Some("audio/mp4")),
            (
                b"\0\0\0\x20ftypisom....moov....hdlr....vide..soun",
                "a",
                Some("video/mp4"),
            ),
            (b"\0\0\0\x18ftypheic", "a.jpg", Some("image/heic")),
            (b"\x1a\x45\xdf\xa3....webm....A_OPUS", "a", Some("audio/webm")),
            (b"\x1a\x45\xdf\xa3....webm....V_VP8..A_OPUS", "a", Some("video/webm")),
            (
                b"\x1a\x45\xdf\xa3....webm....A_OPUS..\x1f\x43\xb6\x75..V_",
                "a",
                Some("audio/webm"),
            ),
            (b"OggS....OpusHead", "a", Some("audio/ogg")),
            (b"ID3\x03", "a", Some("audio/mpeg")),
            (b"\xff\xfb\x90\x44", "a", Some("audio/mpeg")),
            (b"\x01\x02\x03\x04", "a.png", Some("application/octet-stream")),
        ] {
            assert_eq!(
                sniff(head, name).map(|found| found.media_type),
                expected,
                "{name} {head:?}"
            );
        }
    }
}
