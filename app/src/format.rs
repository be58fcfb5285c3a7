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
    }

    #[derive(Clone, Copy)]
    pub enum Unit {
        Minute,
        Hour,
        Day,
    }

    pub fn format(_: Form, _: Timestamp) -> String {
        String::new()
    }

    pub fn unit(_: i64, _: Unit) -> String {
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
    use wasm_bindgen::JsValue;

    #[derive(Clone, Copy)]
    pub enum Form {
        Time,
        Day,
        ShortDay,
        Date,
    }

    #[derive(Clone, Copy)]
    pub enum Unit {
        Minute,
        Hour,
        Day,
    }

    /// Formatters are slow to make and cheap to use.
    struct Formatters {
        forms: [Function; 4],
        units: [Function; 3],
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
                ],
                units: [unit("minute"), unit("hour"), unit("day")],
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
}
