//! Dates, times and durations in the reader's language and time zone, by the browser's Intl. The server never formats
//! any: there, everything here is an empty text.

use model::Timestamp;

/// The time of day: 10:31.
pub fn time(at: Timestamp) -> String {
    intl::format(intl::Form::Time, at)
}

/// The day in words: today, yesterday, or the date.
pub fn day(at: Timestamp) -> String {
    match intl::days_ago(at, intl::now()) {
        0 => crate::texts::today().to_owned(),
        1 => crate::texts::yesterday().to_owned(),
        _ => intl::format(intl::Form::Day, at),
    }
}

/// A time as narrow as a list needs it: the time of day, "yesterday", or the date.
pub fn list_time(at: Timestamp, now: Timestamp) -> String {
    match intl::days_ago(at, now) {
        ..=0 => time(at),
        1 => crate::texts::yesterday().to_lowercase(),
        2..=300 => intl::format(intl::Form::ShortDay, at),
        _ => intl::format(intl::Form::Date, at),
    }
}

/// How long something has lasted: 8 min, 3 h, 2 days. Under a minute it is "now".
pub fn duration(from: Timestamp, now: Timestamp) -> String {
    const MINUTE: i64 = 60_000;
    let minutes = now.since(from) / MINUTE;
    match minutes {
        0 => crate::texts::now().to_owned(),
        1..=59 => intl::unit(minutes, intl::Unit::Minute),
        60..=1439 => intl::unit(minutes / 60, intl::Unit::Hour),
        _ => intl::unit(minutes / 1440, intl::Unit::Day),
    }
}

/// What is left of a time, in minutes and seconds: 0:42. Begun seconds count.
pub fn countdown(milliseconds: i64) -> String {
    let seconds = milliseconds.max(0).saturating_add(999) / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// What is left of a time, in hours, minutes and seconds: 23:05:09. Begun seconds count.
pub fn hours(milliseconds: i64) -> String {
    let seconds = milliseconds.max(0).saturating_add(999) / 1000;
    format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// A length of a recording, minutes and seconds, rounded down: 1:07.
pub fn clock(milliseconds: i64) -> String {
    let seconds = milliseconds.max(0) / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// A length of time in whole seconds, rounded down: 1 h 3 min 20 s.
pub fn length(milliseconds: i64) -> String {
    let seconds = milliseconds.max(0) / 1000;
    let parts = [
        (seconds / 86_400, intl::Unit::Day),
        (seconds / 3_600 % 24, intl::Unit::Hour),
        (seconds / 60 % 60, intl::Unit::Minute),
        (seconds % 60, intl::Unit::Second),
    ];
    let shown: Vec<_> = parts
        .into_iter()
        .filter(|(value, unit)| *value > 0 || (seconds == 0 && *unit == intl::Unit::Second))
        .map(|(value, unit)| intl::unit(value, unit))
        .collect();
    shown.join(" ")
}

/// The same, as narrow as a column needs it: only its two largest parts.
pub fn short_length(milliseconds: i64) -> String {
    let seconds = milliseconds.max(0) / 1000;
    match seconds {
        0..3_600 => length(milliseconds),
        3_600..86_400 => length(seconds / 60 * 60_000),
        _ => length(seconds / 3_600 * 3_600_000),
    }
}

/// A number for people, with one digit after the comma at most.
pub fn number(value: f64) -> String {
    intl::number(value)
}

/// Minutes by which the reader's clocks are ahead of UTC.
pub fn offset() -> i16 {
    intl::offset()
}

/// Day and time of day, in short: 8 Sep 2025, 15:03; of today and yesterday in words.
pub fn moment(at: Timestamp) -> String {
    match intl::days_ago(at, intl::now()) {
        0 => format!("{}, {}", crate::texts::today().to_lowercase(), time(at)),
        1 => format!("{}, {}", crate::texts::yesterday().to_lowercase(), time(at)),
        _ => intl::format(intl::Form::Moment, at),
    }
}

/// Day and time of day to the second.
pub fn exact(at: Timestamp) -> String {
    intl::format(intl::Form::Exact, at)
}

/// An hour of a day so many days ahead, by the reader's calendar.
pub fn hour_ahead(now: Timestamp, days: u32, hour: u32) -> Timestamp {
    intl::hour_ahead(now, days, hour)
}

/// Days until the next Monday: 1 to 7.
pub fn days_to_monday(now: Timestamp) -> u32 {
    7 - (intl::weekday(now) + 6) % 7
}

/// What a field for day and time holds, by the reader's clock.
pub fn parsed(local: &str) -> Option<Timestamp> {
    intl::parsed(local)
}

/// The browser's time zone, by its IANA name.
pub fn own_time_zone() -> String {
    intl::own_time_zone()
}

/// The IANA names that the browser knows.
pub fn time_zones() -> Vec<String> {
    intl::time_zones()
}

/// A day of the calendar, written `2026-12-25`, as the reader writes it.
pub fn calendar_day(day: &str) -> String {
    parsed(&format!("{day}T00:00")).map_or_else(|| day.to_owned(), |at| intl::format(intl::Form::Date, at))
}

/// The day as the reader writes it: 25/12/2026.
pub fn date(at: Timestamp) -> String {
    intl::format(intl::Form::Date, at)
}

/// The day by the reader's clock as a field for days holds it: 2026-12-25.
pub fn iso_day(at: Timestamp) -> String {
    intl::iso_day(at)
}

/// How long ago: 3 minutes ago, yesterday.
pub fn relative(at: Timestamp, now: Timestamp) -> String {
    const MINUTE: i64 = 60_000;
    match now.since(at) / MINUTE {
        0 => crate::texts::now().to_owned(),
        minutes @ 1..=59 => intl::ago(minutes, "minute"),
        minutes @ 60..=1439 => intl::ago(minutes / 60, "hour"),
        minutes => intl::ago(minutes / 1440, "day"),
    }
}

/// The browser's clock; 0 on the server.
pub fn now() -> Timestamp {
    intl::now()
}

/// A size for people: kilobytes under a megabyte, else megabytes.
pub fn bytes(size: i64) -> String {
    if size < 1_000_000 {
        intl::unit((size + 999) / 1_000, intl::Unit::Kilobyte)
    } else {
        intl::unit((size + 500_000) / 1_000_000, intl::Unit::Megabyte)
    }
}

/// Whether two times lie on different days of the reader's calendar.
pub fn is_another_day(a: Timestamp, b: Timestamp) -> bool {
    intl::days_ago(a, b) != 0
}

#[cfg(feature = "ssr")]
mod intl {
    use model::Timestamp;

    #[derive(Clone, Copy)]
    pub enum Form {
        Time,
        Day,
        ShortDay,
        Date,
        Moment,
        Exact,
    }

    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Unit {
        Minute,
        Hour,
        Day,
        Second,
        Kilobyte,
        Megabyte,
    }

    pub fn format(_: Form, _: Timestamp) -> String {
        String::new()
    }

    pub fn unit(_: i64, _: Unit) -> String {
        String::new()
    }

    pub fn number(_: f64) -> String {
        String::new()
    }

    pub fn ago(_: i64, _: &str) -> String {
        String::new()
    }

    pub fn days_ago(_: Timestamp, _: Timestamp) -> i64 {
        i64::MAX
    }

    pub fn now() -> Timestamp {
        Timestamp(0)
    }

    pub fn hour_ahead(now: Timestamp, _: u32, _: u32) -> Timestamp {
        now
    }

    pub fn weekday(_: Timestamp) -> u32 {
        0
    }

    pub fn offset() -> i16 {
        0
    }

    pub fn iso_day(_: Timestamp) -> String {
        String::new()
    }

    pub fn parsed(_: &str) -> Option<Timestamp> {
        None
    }

    pub fn own_time_zone() -> String {
        String::new()
    }

    pub fn time_zones() -> Vec<String> {
        Vec::new()
    }
}

#[cfg(not(feature = "ssr"))]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "JavaScript's numbers hold every millisecond of the calendar exactly"
)]
mod intl {
    use std::cell::OnceCell;

    use js_sys::{Array, Date, Function, Intl, Object, Reflect};
    use model::Timestamp;
    use wasm_bindgen::{JsCast, JsValue};

    #[derive(Clone, Copy)]
    pub enum Form {
        Time,
        Day,
        ShortDay,
        Date,
        Moment,
        Exact,
    }

    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Unit {
        Minute,
        Hour,
        Day,
        Second,
        Kilobyte,
        Megabyte,
    }

    /// Formatters are slow to make and cheap to use.
    struct Formatters {
        forms: [Function; 6],
        units: [Function; 6],
        number: Function,
        ago: Intl::RelativeTimeFormat,
    }

    thread_local! {
        static FORMATTERS: OnceCell<Formatters> = const { OnceCell::new() };
    }

    fn with<T>(use_them: impl FnOnce(&Formatters) -> T) -> T {
        FORMATTERS.with(|cell| use_them(cell.get_or_init(Formatters::new)))
    }

    impl Formatters {
        fn new() -> Self {
            let locales = Array::of1(&crate::texts::language().as_str().into());
            let date = |entries: &[(&str, &str)]| Intl::DateTimeFormat::new(&locales, &options(entries)).format();
            let unit = |name: &str| {
                let options = options(&[("style", "unit"), ("unit", name), ("unitDisplay", "short")]);
                Intl::NumberFormat::new(&locales, &options).format()
            };
            Self {
                forms: [
                    date(&[("timeStyle", "short")]),
                    date(&[
                        ("weekday", "long"),
                        ("day", "numeric"),
                        ("month", "long"),
                        ("year", "numeric"),
                    ]),
                    date(&[("day", "numeric"), ("month", "short")]),
                    date(&[("dateStyle", "short")]),
                    date(&[("dateStyle", "medium"), ("timeStyle", "short")]),
                    date(&[("dateStyle", "medium"), ("timeStyle", "medium")]),
                ],
                units: [
                    unit("minute"),
                    unit("hour"),
                    unit("day"),
                    unit("second"),
                    unit("kilobyte"),
                    unit("megabyte"),
                ],
                number: Intl::NumberFormat::new(&locales, &options(&[("maximumFractionDigits", "1")])).format(),
                ago: Intl::RelativeTimeFormat::new(&locales, &options(&[("numeric", "auto")])),
            }
        }
    }

    fn options(entries: &[(&str, &str)]) -> Object {
        let options = Object::new();
        for (key, value) in entries {
            // Setting a property of a new, plain object cannot fail.
            let _ = Reflect::set(&options, &(*key).into(), &(*value).into());
        }
        options
    }

    pub fn format(form: Form, at: Timestamp) -> String {
        with(|formatters| call(&formatters.forms[form as usize], at.0 as f64))
    }

    pub fn unit(value: i64, unit: Unit) -> String {
        with(|formatters| call(&formatters.units[unit as usize], value as f64))
    }

    pub fn number(value: f64) -> String {
        with(|formatters| call(&formatters.number, value))
    }

    pub fn ago(value: i64, unit: &str) -> String {
        with(|formatters| formatters.ago.format(-value as f64, unit).into())
    }

    fn call(function: &Function, value: f64) -> String {
        let text = function.call1(&JsValue::UNDEFINED, &value.into());
        text.ok().and_then(|text| text.as_string()).unwrap_or_default()
    }

    /// Days of the reader's calendar between the two, midnight to midnight.
    pub fn days_ago(at: Timestamp, now: Timestamp) -> i64 {
        let midnight = |time: Timestamp| {
            let date = Date::new(&(time.0 as f64).into());
            date.set_hours(0);
            date.set_minutes(0);
            date.set_seconds(0);
            date.set_milliseconds(0);
            date.get_time()
        };
        // A day of a clock change has 23 or 25 hours.
        ((midnight(now) - midnight(at)) / 86_400_000.0).round() as i64
    }

    pub fn now() -> Timestamp {
        Timestamp(Date::now() as i64)
    }

    pub fn hour_ahead(now: Timestamp, days: u32, hour: u32) -> Timestamp {
        let date = Date::new(&(now.0 as f64).into());
        date.set_date(date.get_date() + days);
        date.set_hours(hour);
        date.set_minutes(0);
        date.set_seconds(0);
        date.set_milliseconds(0);
        Timestamp(date.get_time() as i64)
    }

    /// Sunday is 0.
    pub fn weekday(at: Timestamp) -> u32 {
        Date::new(&(at.0 as f64).into()).get_day()
    }

    pub fn iso_day(at: Timestamp) -> String {
        let date = Date::new(&(at.0 as f64).into());
        format!(
            "{:04}-{:02}-{:02}",
            date.get_full_year(),
            date.get_month() + 1,
            date.get_date()
        )
    }

    pub fn offset() -> i16 {
        -Date::new_0().get_timezone_offset() as i16
    }

    pub fn parsed(local: &str) -> Option<Timestamp> {
        let time = Date::new(&local.into()).get_time();
        time.is_finite().then_some(Timestamp(time as i64))
    }

    pub fn own_time_zone() -> String {
        let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
        let zone = Reflect::get(&options, &"timeZone".into()).ok();
        zone.and_then(|zone| zone.as_string())
            .unwrap_or_else(|| "UTC".to_owned())
    }

    pub fn time_zones() -> Vec<String> {
        // Not in every browser that we serve; without it the field takes any name.
        let intl = Reflect::get(&js_sys::global(), &"Intl".into());
        let list = intl.and_then(|intl| Reflect::get(&intl, &"supportedValuesOf".into()));
        let Some(list) = list.ok().and_then(|list| JsCast::dyn_into::<Function>(list).ok()) else {
            return Vec::new();
        };
        let zones = list.call1(&JsValue::UNDEFINED, &"timeZone".into());
        let zones = zones.map(|zones| Array::from(&zones)).unwrap_or_default();
        zones.iter().filter_map(|zone| zone.as_string()).collect()
    }
}
