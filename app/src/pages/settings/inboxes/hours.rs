//! When an inbox is open: a time zone, the stretches of each day of the week, the days on which it is closed, and what
//! customers are told outside of all that.

use leptos::prelude::*;
use model::{BusinessHours, CalendarDay, InboxSettings, OpenHours};

use super::editor::Card;
use crate::components::{Button, IconButton, Input, Symbol};
use crate::pages::settings::form::{Draft, LanguageTabs, Switch, TextField, WordingField, WordingInput};
use crate::{format, texts::later as texts};

/// The last minute of a day is also its end: midnight.
const DAY: u16 = 24 * 60;
/// From nine to six.
const USUAL: OpenHours = OpenHours {
    from: 9 * 60,
    to: 18 * 60,
};

/// Monday to Friday, in the browser's time zone.
fn usual_hours() -> BusinessHours {
    BusinessHours {
        time_zone: format::own_time_zone(),
        weekly: core::array::from_fn(|day| if day < 5 { vec![USUAL] } else { Vec::new() }),
        holidays: Vec::new(),
    }
}

#[component]
pub fn Hours(card: Card) -> impl IntoView {
    let Card { draft, form } = card;
    let language = RwSignal::new(texts::language());
    let (is_on, on_change) = card.bind(
        |now| now.business_hours.is_some(),
        |now, on| now.business_hours = on.then(usual_hours),
    );
    let zone = card.bind(
        |now| {
            now.business_hours
                .as_ref()
                .map(|it| it.time_zone.clone())
                .unwrap_or_default()
        },
        |now, zone| {
            if let Some(hours) = &mut now.business_hours {
                hours.time_zone = zone;
            }
        },
    );
    let wrong = Memo::new(move |_| {
        let checked = draft
            .now
            .with(|now| now.business_hours.as_ref().map_or(Ok(()), BusinessHours::check));
        let told = form.error("business_hours").get();
        checked.err().map(|_| texts::hours_wrong().to_owned()).or(told)
    });
    let zones = move || {
        let option = |zone: String| view! { <option value=zone></option> };
        format::time_zones().into_iter().map(option).collect_view()
    };
    view! {
        <section class="card settings-fields">
            <div class="card-head">
                <h2 class="card-title">{texts::inbox_hours()}</h2>
                <LanguageTabs name="hours_language" language=language />
            </div>
            <Switch label=texts::hours_on() hint=texts::hours_on_hint() on=is_on on_change=on_change />
            <Show when=move || is_on.get()>
                <TextField
                    input=Input {
                        name: "time_zone",
                        autocomplete: "off",
                        kind: "text",
                        hint: Some(texts::hours_zone_hint()),
                    }
                    label=texts::field_time_zone()
                    bound=zone
                    error=form.error("time_zone")
                    list="hours_zones"
                />
                <datalist id="hours_zones">{zones}</datalist>
                <div class="week" role="group" aria-label=texts::inbox_hours()>
                    {(0..7).map(|day| view! { <Day draft=draft day=day /> }).collect_view()}
                </div>
                <p class="field-about" role="alert" data-error="">
                    {wrong}
                </p>
                <Holidays draft=draft error=form.error("holidays") />
                <WordingField
                    input=WordingInput {
                        name: "outside_hours_text",
                        label: texts::hours_outside(),
                        hint: Some(texts::hours_outside_hint()),
                        long: true,
                        longest: 2_000,
                    }
                    draft=draft
                    part=|now| &mut now.outside_hours_text
                    language=language
                    error=form.error("outside_hours_text")
                />
            </Show>
        </section>
    }
    .into_any()
}

fn change(draft: Draft<InboxSettings>, how: impl FnOnce(&mut BusinessHours)) {
    draft.now.update(|now| {
        if let Some(hours) = &mut now.business_hours {
            how(hours);
        }
    });
}

fn name(day: usize) -> &'static str {
    match day {
        0 => texts::day_monday(),
        1 => texts::day_tuesday(),
        2 => texts::day_wednesday(),
        3 => texts::day_thursday(),
        4 => texts::day_friday(),
        5 => texts::day_saturday(),
        _ => texts::day_sunday(),
    }
}

/// One day of the week, Monday first.
#[component]
fn Day(draft: Draft<InboxSettings>, day: usize) -> impl IntoView {
    let open = Memo::new(move |_| {
        draft.now.with(|now| {
            now.business_hours
                .as_ref()
                .map(|hours| hours.weekly[day].clone())
                .unwrap_or_default()
        })
    });
    let count = Memo::new(move |_| open.with(Vec::len));
    let add = move |()| {
        change(draft, |hours| {
            let stretches = &mut hours.weekly[day];
            // After the last one, as long as there is room.
            let next = match stretches.last() {
                None => USUAL,
                Some(last) => OpenHours {
                    from: (last.to + 60).min(DAY - 60),
                    to: (last.to + 5 * 60).min(DAY),
                },
            };
            stretches.push(next);
        });
    };
    let spread = move |()| {
        change(draft, |hours| {
            let stretches = hours.weekly[day].clone();
            for weekday in &mut hours.weekly[..5] {
                weekday.clone_from(&stretches);
            }
        });
    };
    view! {
        <div class="week-day">
            <span class="week-name">{name(day)}</span>
            <div class="week-stretches">
                <Show when=move || count.get() == 0>
                    <span class="week-closed">{texts::hours_closed()}</span>
                </Show>
                <For each=move || 0..count.get() key=|at| *at let(at)>
                    <Stretch draft=draft open=open day=day at=at />
                </For>
            </div>
            <div class="week-acts">
                <IconButton
                    symbol=Symbol::Add
                    label=Signal::stored(texts::hours_add(name(day)))
                    on_press=add
                />
                {(day < 5)
                    .then(|| {
                        view! {
                            <IconButton
                                symbol=Symbol::Copy
                                label=Signal::stored(texts::hours_spread(name(day)))
                                on_press=spread
                            />
                        }
                    })}
            </div>
        </div>
    }
    .into_any()
}

/// From one time of the day to another.
#[component]
fn Stretch(draft: Draft<InboxSettings>, open: Memo<Vec<OpenHours>>, day: usize, at: usize) -> impl IntoView {
    let one = move || open.with(|open| open.get(at).copied());
    let from = move || one().map(|it| clock(it.from)).unwrap_or_default();
    let to = move || one().map(|it| clock(it.to)).unwrap_or_default();
    let set = move |text: String, is_end: bool| {
        let Some(minutes) = minutes(&text) else { return };
        change(draft, |hours| {
            if let Some(stretch) = hours.weekly[day].get_mut(at) {
                match (is_end, minutes) {
                    (true, 0) => stretch.to = DAY,
                    (true, _) => stretch.to = minutes,
                    (false, _) => stretch.from = minutes,
                }
            }
        });
    };
    let remove = move |()| {
        change(draft, |hours| {
            if at < hours.weekly[day].len() {
                hours.weekly[day].remove(at);
            }
        });
    };
    view! {
        <span class="week-stretch">
            <input
                class="field-input"
                type="time"
                aria-label=texts::hours_from(name(day))
                prop:value=from
                on:change=move |event| set(event_target_value(&event), false)
            />
            <span aria-hidden="true">"–"</span>
            <input
                class="field-input"
                type="time"
                aria-label=texts::hours_to(name(day))
                prop:value=to
                on:change=move |event| set(event_target_value(&event), true)
            />
            <IconButton
                symbol=Symbol::Close
                label=Signal::stored(texts::hours_remove(name(day)))
                on_press=remove
            />
        </span>
    }
    .into_any()
}

/// The days on which it is closed all day, in order.
#[component]
fn Holidays(draft: Draft<InboxSettings>, #[prop(into)] error: Signal<Option<String>>) -> impl IntoView {
    let days = Memo::new(move |_| {
        draft.now.with(|now| {
            now.business_hours
                .as_ref()
                .map(|hours| hours.holidays.clone())
                .unwrap_or_default()
        })
    });
    let chosen = RwSignal::new(String::new());
    let add = move |()| {
        let Ok(day) = CalendarDay::try_from(chosen.get_untracked()) else {
            return;
        };
        change(draft, |hours| {
            hours.holidays.push(day);
            hours.holidays.sort_unstable();
            hours.holidays.dedup();
        });
        chosen.set(String::new());
    };
    let none = Signal::derive(move || chosen.with(String::is_empty));
    let row = move |day: CalendarDay| {
        let words = format::calendar_day(&String::from(day));
        let label = texts::holiday_remove(&words);
        let remove = move |()| change(draft, |hours| hours.holidays.retain(|it| *it != day));
        view! {
            <li class="chip">
                {words}
                <IconButton symbol=Symbol::Close label=Signal::stored(label) on_press=remove />
            </li>
        }
    };
    view! {
        <div class="field">
            <label class="field-label" for="holidays">
                {texts::holidays()}
            </label>
            <ul class="chips">
                <For each=move || days.get() key=|day| *day let(day)>
                    {row(day)}
                </For>
            </ul>
            <div class="holiday-add">
                <input
                    class="field-input"
                    id="holidays"
                    type="date"
                    aria-invalid=move || error.get().map(|_| "true")
                    aria-describedby="holidays-about"
                    prop:value=chosen
                    on:input=move |event| chosen.set(event_target_value(&event))
                />
                <Button disabled=none on_press=add>
                    {texts::holiday_add()}
                </Button>
            </div>
            <p class="field-about" id="holidays-about" data-error=move || error.get().map(|_| "")>
                {move || error.get().unwrap_or_else(|| texts::holidays_hint().to_owned())}
            </p>
        </div>
    }
    .into_any()
}

/// A minute of the day as a time field has it; the day's end is midnight.
fn clock(minute: u16) -> String {
    let minute = minute % DAY;
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn minutes(clock: &str) -> Option<u16> {
    let (hours, minutes) = clock.split_once(':')?;
    let minutes = minutes.get(..2)?;
    Some(hours.parse::<u16>().ok()? * 60 + minutes.parse::<u16>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::{clock, minutes};

    #[test]
    fn a_time_of_the_day_is_a_number_of_minutes() {
        for (text, minute) in [("00:00", 0), ("09:05", 545), ("23:59", 1_439)] {
            assert_eq!((clock(minute).as_str(), minutes(text)), (text, Some(minute)));
        }
        assert_eq!(clock(1_440), "00:00");
        assert_eq!(minutes("09:05:30"), Some(545));
        assert_eq!(minutes(""), None);
    }
}
