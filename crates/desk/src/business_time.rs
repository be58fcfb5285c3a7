//! Business hours resolved: which stretches of time an inbox's weekly hours and holidays mean in its time zone.
//!
//! An open stretch is every moment whose wall clock lies in it: what daylight saving leaves out does not count, and an hour
//! that comes twice counts twice.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp as Instant};
use model::{BusinessHours, BusinessTime, CalendarDay, Problem, Timestamp};

/// How far back a conversation's business time is looked at, in milliseconds: 20 years.
const LONGEST: i64 = 20 * 366 * 24 * 60 * 60 * 1000;

/// `Invalid` with field `time_zone` unless it is the name of one, such as `America/Sao_Paulo`.
pub(crate) fn check_time_zone(name: &str) -> Result<(), Problem> {
    match TimeZone::get(name) {
        Ok(_) => Ok(()),
        Err(_) => Err(Problem::invalid("time_zone", "wrong")),
    }
}

/// The hour of the day in a time zone, 0 to 23; of one that is not known, in UTC.
pub(crate) fn hour(time_zone: &str, at: Timestamp) -> i8 {
    let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
    let instant = Instant::from_millisecond(at.0).unwrap_or_default();
    instant.to_zoned(zone).hour()
}

/// Hours that make sense: in order, holidays that exist, a time zone that is known.
pub(crate) fn check(hours: &BusinessHours) -> Result<(), Problem> {
    hours.check()?;
    check_time_zone(&hours.time_zone)?;
    if hours.holidays.iter().any(|day| date(*day).is_none()) {
        return Err(Problem::invalid("holidays", "wrong"));
    }
    Ok(())
}

/// The stretches between two moments. `None`: every moment counts.
pub(crate) fn resolve(hours: Option<&BusinessHours>, from: Timestamp, to: Timestamp) -> Result<BusinessTime, Problem> {
    let Some(hours) = hours else {
        return Ok(BusinessTime::Always);
    };
    let from = from.max(to.plus(-LONGEST));
    stretches(hours, from, to).map(BusinessTime::Within).map_err(|error| {
        tracing::error!(cause = %error, time_zone = hours.time_zone, "business hours cannot be resolved");
        Problem::Internal {
            id: "business-hours".to_owned(),
        }
    })
}

fn stretches(
    hours: &BusinessHours,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(Timestamp, Timestamp)>, jiff::Error> {
    let zone = TimeZone::get(&hours.time_zone)?;
    let to = to.max(from);
    let mut open: Vec<(Timestamp, Timestamp)> = Vec::new();
    let mut begin = from;
    // Between two changes of the zone's offset, wall clock and time run side by side.
    let changes = zone
        .following(Instant::from_millisecond(from.0)?)
        .map(|change| Timestamp(change.timestamp().as_millisecond()))
        .take_while(|at| *at < to);
    for end in changes.chain([to]) {
        let offset = zone.to_offset(Instant::from_millisecond(begin.0)?);
        at_offset(hours, offset, begin, end, &mut open)?;
        begin = end;
    }
    Ok(open)
}

/// The stretches while the zone has one offset.
fn at_offset(
    hours: &BusinessHours,
    offset: Offset,
    begin: Timestamp,
    end: Timestamp,
    open: &mut Vec<(Timestamp, Timestamp)>,
) -> Result<(), jiff::Error> {
    let last = offset.to_datetime(Instant::from_millisecond(end.0)?).date();
    let mut day = offset.to_datetime(Instant::from_millisecond(begin.0)?).date();
    while day <= last {
        if !hours.holidays.iter().any(|holiday| date(*holiday) == Some(day)) {
            let midnight = instant(offset, day.to_datetime(Time::midnight()))?;
            let weekday = usize::from(day.weekday().to_monday_zero_offset().unsigned_abs());
            for stretch in &hours.weekly[weekday] {
                let start = midnight.plus(i64::from(stretch.from) * 60_000).max(begin);
                let stop = midnight.plus(i64::from(stretch.to) * 60_000).min(end);
                if start < stop {
                    open.push((start, stop));
                }
            }
        }
        day = day.checked_add(Span::new().days(1))?;
    }
    Ok(())
}

fn instant(offset: Offset, at: DateTime) -> Result<Timestamp, jiff::Error> {
    Ok(Timestamp(offset.to_timestamp(at)?.as_millisecond()))
}

fn date(day: CalendarDay) -> Option<Date> {
    Date::new(day.year, day.month, day.day).ok()
}

#[cfg(test)]
mod tests {
    use super::{check, resolve};
    use jiff::Timestamp as Instant;
    use model::{BusinessHours, CalendarDay, OpenHours, Problem, Timestamp};

    fn at(text: &str) -> Timestamp {
        let instant: Instant = text.parse().expect("RFC 3339");
        Timestamp(instant.as_millisecond())
    }

    fn hours(time_zone: &str, every_day: &[(u16, u16)]) -> BusinessHours {
        let day: Vec<OpenHours> = every_day
            .iter()
            .map(|(from, to)| OpenHours { from: *from, to: *to })
            .collect();
        BusinessHours {
            time_zone: time_zone.to_owned(),
            weekly: core::array::from_fn(|_| day.clone()),
            holidays: Vec::new(),
        }
    }

    fn minutes(hours: &BusinessHours, from: &str, to: &str) -> i64 {
        let (from, to) = (at(from), at(to));
        let time = resolve(Some(hours), from, to).expect("resolved").between(from, to);
        assert_eq!(time % 60_000, 0);
        time / 60_000
    }

    /// A row that fails measures waiting when the shop was closed, or none when it was open.
    #[test]
    fn weekly_hours_count_by_the_wall_clock_of_their_zone() {
        let nine_to_six = |zone| hours(zone, &[(540, 1080)]);
        for (zone, from, to, expected) in [
            // A plain day, from before opening to after closing.
            ("UTC", "2026-05-04T00:00:00Z", "2026-05-05T00:00:00Z", 540),
            ("UTC", "2026-05-04T10:00:00Z", "2026-05-04T10:30:00Z", 30),
            ("UTC", "2026-05-04T17:30:00Z", "2026-05-05T09:15:00Z", 45),
            ("UTC", "2026-05-04T19:00:00Z", "2026-05-05T08:00:00Z", 0),
            // Nine in Sao Paulo is noon in Greenwich.
            ("America/Sao_Paulo", "2026-05-04T11:00:00Z", "2026-05-04T13:00:00Z", 60),
            // Summer time of old: nine was eleven in Greenwich.
            ("America/Sao_Paulo", "2018-12-03T10:00:00Z", "2018-12-03T12:00:00Z", 60),
            // Lisbon before and after its clocks change.
            ("Europe/Lisbon", "2026-03-28T08:00:00Z", "2026-03-28T10:00:00Z", 60),
            ("Europe/Lisbon", "2026-03-29T07:00:00Z", "2026-03-29T09:00:00Z", 60),
        ] {
            assert_eq!(
                minutes(&nine_to_six(zone), from, to),
                expected,
                "{zone}: {from} to {to}"
            );
        }
    }

    #[test]
    fn a_day_round_the_clock_is_as_long_as_the_clocks_make_it() {
        let always = |zone| hours(zone, &[(0, 1440)]);
        for (zone, from, to, expected) in [
            ("Europe/Lisbon", "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z", 23 * 60),
            ("Europe/Lisbon", "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z", 25 * 60),
            (
                "America/New_York",
                "2026-03-08T05:00:00Z",
                "2026-03-09T04:00:00Z",
                23 * 60,
            ),
            (
                "America/New_York",
                "2026-11-01T04:00:00Z",
                "2026-11-02T05:00:00Z",
                25 * 60,
            ),
            // Clocks went from midnight to one: that hour never was.
            (
                "America/Sao_Paulo",
                "2018-11-04T03:00:00Z",
                "2018-11-05T02:00:00Z",
                23 * 60,
            ),
        ] {
            assert_eq!(minutes(&always(zone), from, to), expected, "{zone}: {from} to {to}");
        }
    }

    #[test]
    fn an_hour_that_is_left_out_does_not_count_and_one_that_comes_twice_counts_twice() {
        for (zone, open, from, to, expected) in [
            // 01:00 to 02:00 does not exist in Lisbon that night; half past does not begin early either.
            (
                "Europe/Lisbon",
                (60, 120),
                "2026-03-28T23:00:00Z",
                "2026-03-29T06:00:00Z",
                0,
            ),
            (
                "Europe/Lisbon",
                (90, 150),
                "2026-03-28T23:00:00Z",
                "2026-03-29T06:00:00Z",
                30,
            ),
            (
                "Europe/Lisbon",
                (60, 120),
                "2026-10-24T20:00:00Z",
                "2026-10-25T06:00:00Z",
                120,
            ),
            (
                "America/New_York",
                (120, 180),
                "2026-03-08T04:00:00Z",
                "2026-03-08T12:00:00Z",
                0,
            ),
            (
                "America/New_York",
                (90, 120),
                "2026-11-01T03:00:00Z",
                "2026-11-01T12:00:00Z",
                60,
            ),
            (
                "America/Sao_Paulo",
                (0, 60),
                "2018-11-04T02:00:00Z",
                "2018-11-04T12:00:00Z",
                0,
            ),
            (
                "America/Sao_Paulo",
                (1380, 1440),
                "2018-02-17T20:00:00Z",
                "2018-02-18T12:00:00Z",
                120,
            ),
        ] {
            let found = minutes(&hours(zone, &[open]), from, to);
            assert_eq!(found, expected, "{zone} {open:?}: {from} to {to}");
        }
    }

    #[test]
    fn closed_days_and_holidays_do_not_count() {
        let mut week = hours("America/Sao_Paulo", &[(540, 720), (780, 1080)]);
        week.weekly[5].clear();
        week.weekly[6].clear();
        week.holidays = vec![CalendarDay {
            year: 2026,
            month: 5,
            day: 1,
        }];
        // Thursday noon to Monday noon; Friday is a holiday.
        let found = minutes(&week, "2026-04-30T15:00:00Z", "2026-05-04T15:00:00Z");
        assert_eq!(found, 300 + 180);
    }

    #[test]
    fn without_hours_every_moment_counts() {
        let (from, to) = (Timestamp(5), Timestamp(12));
        assert_eq!(resolve(None, from, to).expect("resolved").between(from, to), 7);
    }

    #[test]
    fn hours_that_cannot_be_are_refused_by_name() {
        let fine = hours("Europe/Lisbon", &[(540, 1080)]);
        assert_eq!(check(&fine), Ok(()));
        let nowhere = hours("Europe/Nowhere", &[]);
        assert_eq!(check(&nowhere), Err(Problem::invalid("time_zone", "wrong")));
        let mut never = fine;
        never.holidays = vec![CalendarDay {
            year: 2026,
            month: 2,
            day: 30,
        }];
        assert_eq!(check(&never), Err(Problem::invalid("holidays", "wrong")));
    }
}
