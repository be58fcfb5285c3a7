//! Times that move along, such as "the last 7 days": resolved with a clock and a time zone's distance that are passed in.

use crate::{Problem, Timestamp};

const DAY: i64 = 86_400_000;
const MINUTE: i64 = 60_000;

/// The longest stretch of days that can be asked for.
pub const MAX_DAYS: u16 = 3_660;

/// A stretch of time, from the first moment on, before the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// From `from` on, before `until`.
    Between {
        from: Option<Timestamp>,
        until: Option<Timestamp>,
    },
    Today,
    Yesterday,
    /// Today and the days before it, so many together.
    LastDays(u16),
    /// Longer ago than that.
    BeforeLastDays(u16),
    /// From Monday on.
    ThisWeek,
    ThisMonth,
    LastMonth,
}

/// Days since 1970 of a date in the proleptic Gregorian calendar; the year begins in March, so that the leap day is its last.
const fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year and month of a day since 1970.
const fn month_of(days: i64) -> (i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days - era * 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + (month <= 2) as i64, month)
}

impl Moment {
    /// `Invalid` with this field: an end before the beginning, or days out of 1 to [`MAX_DAYS`].
    pub fn check(self, field: &str) -> Result<(), Problem> {
        let fine = match self {
            Self::Between {
                from: None,
                until: None,
            } => return Err(Problem::invalid(field, "required")),
            Self::Between {
                from: Some(from),
                until: Some(until),
            } => from < until,
            Self::LastDays(days) | Self::BeforeLastDays(days) => (1..=MAX_DAYS).contains(&days),
            _ => true,
        };
        if fine {
            Ok(())
        } else {
            Err(Problem::invalid(field, "wrong"))
        }
    }

    /// Its first moment and the one after its last. `offset`: minutes by which the reader's clocks are ahead of UTC.
    pub fn resolve(self, now: Timestamp, offset: i16) -> (Option<Timestamp>, Option<Timestamp>) {
        let ahead = i64::from(offset) * MINUTE;
        let today = (now.0 + ahead).div_euclid(DAY);
        let starts = |day: i64| Some(Timestamp(day * DAY - ahead));
        let (year, month) = month_of(today);
        let before = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
        match self {
            Self::Between { from, until } => (from, until),
            Self::Today => (starts(today), starts(today + 1)),
            Self::Yesterday => (starts(today - 1), starts(today)),
            Self::LastDays(days) => (starts(today + 1 - i64::from(days)), starts(today + 1)),
            Self::BeforeLastDays(days) => (None, starts(today + 1 - i64::from(days))),
            // The first of January 1970 was a Thursday.
            Self::ThisWeek => (starts(today - (today + 3).rem_euclid(7)), starts(today + 1)),
            Self::ThisMonth => (starts(days_of(year, month, 1)), starts(today + 1)),
            Self::LastMonth => (starts(days_of(before.0, before.1, 1)), starts(days_of(year, month, 1))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, MAX_DAYS, Moment, days_of, month_of};
    use crate::Timestamp;

    #[test]
    fn every_day_has_its_month() {
        assert_eq!(days_of(1970, 1, 1), 0);
        assert_eq!(days_of(2000, 3, 1), 11_017);
        assert_eq!(days_of(2024, 2, 29), 19_782);
        for year in [1969, 1970, 2000, 2023, 2024, 2100] {
            for month in 1..=12 {
                for day in [1, 28] {
                    assert_eq!(
                        month_of(days_of(year, month, day)),
                        (year, month),
                        "{year}-{month}-{day}"
                    );
                }
            }
        }
    }

    /// Otherwise "today" ends at midnight in Greenwich.
    #[test]
    fn days_begin_where_the_reader_is() {
        // Wednesday, 2024-03-13, 01:30 UTC: in São Paulo still Tuesday.
        let now = Timestamp(days_of(2024, 3, 13) * DAY + 90 * 60_000);
        let three_hours = 3 * 3_600_000;
        let at = |year, month, day, ahead: i64| Some(Timestamp(days_of(year, month, day) * DAY - ahead));
        for (moment, offset, from, until) in [
            (Moment::Today, 0, at(2024, 3, 13, 0), at(2024, 3, 14, 0)),
            (
                Moment::Today,
                -180,
                at(2024, 3, 12, -three_hours),
                at(2024, 3, 13, -three_hours),
            ),
            (Moment::Yesterday, 0, at(2024, 3, 12, 0), at(2024, 3, 13, 0)),
            (Moment::LastDays(7), 0, at(2024, 3, 7, 0), at(2024, 3, 14, 0)),
            (Moment::BeforeLastDays(7), 0, None, at(2024, 3, 7, 0)),
            (Moment::ThisWeek, 0, at(2024, 3, 11, 0), at(2024, 3, 14, 0)),
            (Moment::ThisMonth, 0, at(2024, 3, 1, 0), at(2024, 3, 14, 0)),
            (Moment::LastMonth, 0, at(2024, 2, 1, 0), at(2024, 3, 1, 0)),
        ] {
            assert_eq!(moment.resolve(now, offset), (from, until), "{moment:?} {offset}");
        }
        let january = Timestamp(days_of(2024, 1, 5) * DAY);
        assert_eq!(
            Moment::LastMonth.resolve(january, 0),
            (at(2023, 12, 1, 0), at(2024, 1, 1, 0))
        );
    }

    #[test]
    fn a_stretch_has_a_beginning_or_an_end_and_some_length() {
        let between = |from: Option<i64>, until: Option<i64>| Moment::Between {
            from: from.map(Timestamp),
            until: until.map(Timestamp),
        };
        for (moment, fine) in [
            (between(Some(1), None), true),
            (between(None, Some(1)), true),
            (between(Some(1), Some(2)), true),
            (between(Some(2), Some(2)), false),
            (between(None, None), false),
            (Moment::LastDays(0), false),
            (Moment::LastDays(MAX_DAYS), true),
            (Moment::LastDays(MAX_DAYS + 1), false),
            (Moment::ThisWeek, true),
        ] {
            assert_eq!(moment.check("created").is_ok(), fine, "{moment:?}");
        }
    }
}
