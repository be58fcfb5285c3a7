//! An inbox's business hours as they are set: weekly hours and holidays in a time zone.
//!
//! Which stretches of time they mean is resolved by desk, which knows the time zones, into [`crate::BusinessTime`].

use crate::Problem;

/// Minutes of a day.
const DAY: u16 = 24 * 60;

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct BusinessHours {
    /// An IANA name such as `America/Sao_Paulo`.
    pub time_zone: String,
    /// Monday first; of each day the open stretches.
    pub weekly: [Vec<OpenHours>; 7],
    /// Closed all day.
    #[serde(default)]
    pub holidays: Vec<CalendarDay>,
}

/// A stretch of one day by the wall clock, in minutes after midnight: from 0 on, the end exclusive and at most 1440.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OpenHours {
    pub from: u16,
    pub to: u16,
}

/// A day of the calendar; in JSON `2026-12-25`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CalendarDay {
    pub year: i16,
    pub month: i8,
    pub day: i8,
}

impl BusinessHours {
    /// Each day's stretches must be in order, without overlaps. `Invalid { field: "business_hours" }`.
    pub fn check(&self) -> Result<(), Problem> {
        let right = self.weekly.iter().all(|day| {
            day.iter().all(|open| open.from < open.to && open.to <= DAY)
                && day.windows(2).all(|two| two[0].to <= two[1].from)
        });
        if right {
            Ok(())
        } else {
            Err(Problem::invalid("business_hours", "malformed"))
        }
    }
}

impl TryFrom<String> for CalendarDay {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        let malformed = || Problem::invalid("holidays", "malformed");
        let mut parts = text.split('-');
        let mut next = |length: usize| {
            parts
                .next()
                .filter(|part| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
                .and_then(|part| part.parse::<i16>().ok())
                .ok_or_else(malformed)
        };
        let (year, month, day) = (next(4)?, next(2)?, next(2)?);
        let small = |number: i16| i8::try_from(number).map_err(|_| malformed());
        if parts.next().is_some() || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return Err(malformed());
        }
        Ok(Self {
            year,
            month: small(month)?,
            day: small(day)?,
        })
    }
}

impl From<CalendarDay> for String {
    fn from(day: CalendarDay) -> Self {
        format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)
    }
}

#[cfg(test)]
mod tests {
    use super::{BusinessHours, CalendarDay, OpenHours};

    #[test]
    fn a_day_is_written_year_first() {
        let day = CalendarDay::try_from("2026-12-25".to_owned()).expect("a day");
        assert_eq!((day.year, day.month, day.day), (2026, 12, 25));
        assert_eq!(String::from(day), "2026-12-25");
        for wrong in [
            "",
            "2026-13-01",
            "2026-1-01",
            "2026-01-32",
            "25-12-2026",
            "2026-12-25-1",
            "+026-12-25",
        ] {
            assert!(CalendarDay::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_days_stretches_are_in_order() {
        for (open, right) in [
            (vec![], true),
            (vec![(0, 1440)], true),
            (vec![(540, 720), (780, 1080)], true),
            (vec![(540, 720), (720, 1080)], true),
            (vec![(540, 720), (700, 1080)], false),
            (vec![(720, 540)], false),
            (vec![(540, 540)], false),
            (vec![(0, 1441)], false),
        ] {
            let mut weekly: [Vec<OpenHours>; 7] = Default::default();
            weekly[3] = open
                .iter()
                .map(|(from, to)| OpenHours { from: *from, to: *to })
                .collect();
            let hours = BusinessHours {
                time_zone: "UTC".to_owned(),
                weekly,
                holidays: Vec::new(),
            };
            assert_eq!(hours.check().is_ok(), right, "{open:?}");
        }
    }
}
