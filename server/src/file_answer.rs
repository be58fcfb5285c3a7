//! How a file is given out: as a download, unless it is an image, a sound or a film that a browser only shows; never as
//! something that could run on our pages.

use axum::body::Body;
use axum::response::Response;
use desk::Desk;
use desk::file::KeptFile;
use futures_util::TryStreamExt as _;
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH, IF_RANGE, RANGE, VARY,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use model::{FileKind, Problem};

/// Whoever opens it in a window of its own gets a page without scripts, forms or an origin.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'",
);
/// A file never changes; who may read it may.
const CACHE: HeaderValue = HeaderValue::from_static("private, max-age=3600");

/// In which form it is wanted.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Form {
    /// The small form of an image; without one the image itself.
    small: Option<String>,
    /// To be saved, whatever it is.
    download: Option<String>,
}

/// The answer to a request for a file that the caller may read.
pub async fn answer(desk: &Desk, kept: &KeptFile, form: &Form, request: &HeaderMap) -> Result<Response, Problem> {
    let small = kept.thumbnail_key.as_deref().filter(|_| form.small.is_some());
    let (key, media_type) = match small {
        Some(key) => (key, files::small_media_type(key)),
        None => (kept.key.as_str(), kept.file.media_type.as_str()),
    };
    let mark = &kept.sha256[..kept.sha256.len().min(32)];
    let tag = if small.is_some() {
        format!("\"{mark}-s\"")
    } else {
        format!("\"{mark}\"")
    };
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(ETAG, value(&tag));
    headers.insert(CACHE_CONTROL, CACHE);
    headers.insert(VARY, HeaderValue::from_static("cookie"));
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    );
    if matches(request.get(IF_NONE_MATCH), &tag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Ok(response);
    }
    let shown = kept.file.kind != FileKind::Document && form.download.is_none();
    headers.insert(CONTENT_TYPE, value(media_type));
    headers.insert(CONTENT_DISPOSITION, disposition(shown, &kept.file.name));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let wanted = if request.get(IF_RANGE).is_none_or(|value| value == tag.as_str()) {
        request.get(RANGE).and_then(|value| value.to_str().ok())
    } else {
        None
    };
    // Of the small form nobody wants a part.
    let size = kept.file.size.unsigned_abs();
    let range = match wanted.filter(|_| small.is_none()).map(|range| part(range, size)) {
        Some(Part::Beyond) => {
            headers.insert(CONTENT_RANGE, value(&format!("bytes */{size}")));
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            return Ok(response);
        }
        Some(Part::Of(from, to)) => Some((from, to)),
        Some(Part::Whole) | None => None,
    };
    let reading = match range {
        Some((from, to)) => desk::file::open(desk, key, from, Some(to)).await?,
        None => desk::file::open(desk, key, 0, None).await?,
    };
    let length = reading.range.end - reading.range.start;
    headers.insert(CONTENT_LENGTH, length.into());
    if let Some((from, to)) = range {
        headers.insert(CONTENT_RANGE, value(&format!("bytes {from}-{}/{size}", to - 1)));
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    *response.body_mut() = Body::from_stream(reading.bytes.map_err(|_| std::io::Error::other("interrupted")));
    Ok(response)
}

/// Our own words are header values; what is none is left empty.
fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

fn matches(given: Option<&HeaderValue>, tag: &str) -> bool {
    given.and_then(|value| value.to_str().ok()).is_some_and(|value| {
        value
            .split(',')
            .any(|one| matches!(one.trim().trim_start_matches("W/"), "*") || one.trim().trim_start_matches("W/") == tag)
    })
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    /// From, and up to (exclusive).
    Of(u64, u64),
    Beyond,
}

/// One range of bytes (RFC 9110, 14.2). Several at once, or what is not understood: the whole.
fn part(range: &str, size: u64) -> Part {
    let Some((from, to)) = range.strip_prefix("bytes=").and_then(|it| it.split_once('-')) else {
        return Part::Whole;
    };
    let (from, to) = (from.trim(), to.trim());
    let number = |text: &str| text.parse::<u64>().ok();
    match (from, to) {
        ("", last) => match number(last) {
            Some(0) => Part::Beyond,
            Some(last) => Part::Of(size.saturating_sub(last), size),
            None => Part::Whole,
        },
        (from, to) => match (number(from), to, number(to)) {
            (Some(from), _, _) if from >= size => Part::Beyond,
            (Some(from), "", _) => Part::Of(from, size),
            (Some(from), _, Some(to)) if to >= from => Part::Of(from, to.saturating_add(1).min(size)),
            _ => Part::Whole,
        },
    }
}

/// RFC 6266: the name in ASCII, and as it is.
fn disposition(shown: bool, name: &str) -> HeaderValue {
    let kind = if shown { "inline" } else { "attachment" };
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || " ._-()".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    value(&format!(
        "{kind}; filename=\"{plain}\"; filename*=UTF-8''{}",
        in_address(name)
    ))
}

/// A name as a part of an address.
pub fn in_address(name: &str) -> String {
    use core::fmt::Write as _;

    name.bytes().fold(String::with_capacity(name.len()), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-') {
            text.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::{Part, disposition, part};

    #[test]
    fn a_part_is_what_the_range_says() {
        for (range, expected) in [
            ("bytes=0-", Part::Of(0, 100)),
            ("bytes=0-0", Part::Of(0, 1)),
            ("bytes=10-19", Part::Of(10, 20)),
            ("bytes=90-900", Part::Of(90, 100)),
            ("bytes=-10", Part::Of(90, 100)),
            ("bytes=-1000", Part::Of(0, 100)),
            ("bytes=100-", Part::Beyond),
            ("bytes=-0", Part::Beyond),
            ("bytes=0-18446744073709551615", Part::Of(0, 100)),
            ("bytes=20-10", Part::Whole),
            ("bytes=0-1,5-6", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("pages=1-2", Part::Whole),
        ] {
            assert_eq!(part(range, 100), expected, "{range}");
        }
    }

    #[test]
    fn a_name_breaks_out_of_no_header() {
        let header = disposition(false, "a\"; filename=evil.exe ç\u{202e}.pdf");
        let text = header.to_str().expect("text");
        assert_eq!(text.matches('"').count(), 2, "{text}");
        assert!(
            text.starts_with("attachment; filename=\"a__ filename_evil.exe __.pdf\";"),
            "{text}"
        );
        assert!(
            text.ends_with("UTF-8''a%22%3B%20filename%3Devil.exe%20%C3%A7%E2%80%AE.pdf"),
            "{text}"
        );
    }
}
