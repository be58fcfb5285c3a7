//! Times as the file writes them: RFC 3339, with the offset, to the millisecond.

use model::Timestamp;

/// The time of a text such as `2026-05-04T10:00:00-03:00`; `None`: it is none, has no offset, or lies before 1970. What is
/// finer than a millisecond is cut off.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    // The parser also takes other spellings of ISO 8601, which other readers of the same file may not.
    let shape = bytes.len() >= 20 && bytes[4] == b'-' && bytes[10].eq_ignore_ascii_case(&b'T') && bytes[13] == b':';
    let plain = bytes
        .iter()
        .all(|byte| byte.is_ascii_digit() || b"+-:.TtZz".contains(byte));
    if !shape || !plain {
        return None;
    }
    let instant: jiff::Timestamp = text.parse().ok()?;
    let at = Timestamp(instant.as_millisecond());
    (at.0 >= 0).then_some(at)
}

/// The text of a time, in UTC.
pub(crate) fn text(at: Timestamp) -> String {
    match jiff::Timestamp::from_millisecond(at.0) {
        Ok(instant) => instant.to_string(),
        // Past the year 9999: only a broken clock makes such a time.
        Err(_) => at.0.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{parse, text};
    use model::Timestamp;

    #[test]
    fn a_time_says_where_on_earth_its_clock_hangs() {
        for (written, milliseconds) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2026-05-04T10:00:00Z", Some(1_777_888_800_000)),
            ("2026-05-04T07:00:00-03:00", Some(1_777_888_800_000)),
            ("2026-05-04t10:00:00.1239z", Some(1_777_888_800_123)),
            ("2026-05-04T10:00:00", None),
            ("2026-05-04", None),
            ("2026-05-04 10:00:00Z", None),
            ("20260504T100000Z", None),
            ("2026-05-04T10:00:00Z[UTC]", None),
            ("2026-13-04T10:00:00Z", None),
            ("2026-05-04T25:00:00Z", None),
            ("1969-12-31T23:59:59Z", None),
            ("", None),
            ("now", None),
        ] {
            assert_eq!(parse(written), milliseconds.map(Timestamp), "{written}");
        }
        assert_eq!(text(Timestamp(1_777_888_800_000)), "2026-05-04T10:00:00Z");
    }
}
