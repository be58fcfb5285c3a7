//! What a field is asked to be: any of several things, a range, a time that moves along, a word, or nothing at all.

use leptos::prelude::*;
use model::{Choice, ColumnKind, Field, Moment, Span, Test, Timestamp};

use super::{Draft, first_test, options};
use crate::components::{Button, ButtonKind, folded};
use crate::{format, texts::later as texts};

const MINUTE: i64 = 60_000;
/// Longer lists can be searched.
const LONG: usize = 8;

/// What `select` elements call the ways of asking.
const IS: &str = "is";
const IS_NOT: &str = "not";
const EMPTY: &str = "empty";
const FILLED: &str = "filled";

#[component]
pub fn Editor(draft: Draft, key: u32, field: Field, open: RwSignal<bool>) -> impl IntoView {
    let test = Memo::new(move |_| draft.test(key).unwrap_or_else(|| first_test(field)));
    let put = Callback::new(move |test: Test| draft.change(key, test));
    let way = Memo::new(move |_| {
        test.with(|test| match test {
            Test::NoneOf(_) => IS_NOT,
            Test::Empty => EMPTY,
            Test::NotEmpty => FILLED,
            _ => IS,
        })
    });
    let kind = field.kind();
    let ways: Vec<(&'static str, &'static str)> = {
        let is = if kind == ColumnKind::Text {
            texts::filter_contains()
        } else {
            texts::filter_is()
        };
        let mut ways = vec![(IS, is)];
        if kind == ColumnKind::Choice {
            ways.push((IS_NOT, texts::filter_is_not()));
        }
        if field.may_be_empty() {
            ways.extend([
                (EMPTY, texts::filter_is_empty()),
                (FILLED, texts::filter_is_not_empty()),
            ]);
        }
        ways
    };
    let choose_way = move |event| {
        let chosen = test.with_untracked(|test| match test {
            Test::OneOf(chosen) | Test::NoneOf(chosen) => chosen.clone(),
            _ => Vec::new(),
        });
        put.run(match event_target_value(&event).as_str() {
            IS_NOT => Test::NoneOf(chosen),
            EMPTY => Test::Empty,
            FILLED => Test::NotEmpty,
            _ if kind == ColumnKind::Choice => Test::OneOf(chosen),
            _ => first_test(field),
        });
    };
    let several = ways.len() > 1;
    let value = move || {
        if matches!(way.get(), EMPTY | FILLED) {
            return ().into_any();
        }
        match kind {
            ColumnKind::Choice => view! { <Choices draft=draft field=field test=test put=put /> }.into_any(),
            ColumnKind::Flag => view! { <YesOrNo test=test put=put /> }.into_any(),
            ColumnKind::Text => view! { <Words test=test put=put field=field /> }.into_any(),
            ColumnKind::Time => view! { <When test=test put=put /> }.into_any(),
            ColumnKind::Duration => view! { <Range test=test put=put unit=MINUTE /> }.into_any(),
            ColumnKind::Number | ColumnKind::Rating => view! { <Range test=test put=put unit=1 /> }.into_any(),
        }
    };
    view! {
        <form
            class="panel-form"
            on:submit=move |event| {
                event.prevent_default();
                event.stop_propagation();
                open.set(false);
                draft.search();
            }
        >
            <p class="panel-title">{texts::field(field)}</p>
            <Show when=move || several>
                <select class="field-input" aria-label=texts::filter_operator() on:change=choose_way>
                    {ways
                        .iter()
                        .map(|(value, label)| {
                            let value = *value;
                            view! {
                                <option value=value selected=move || way.get() == value>
                                    {*label}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </Show>
            {value}
            <div class="panel-answers">
                <Button kind=ButtonKind::Quiet on_press=move |()| open.set(false)>
                    {texts::filter_done()}
                </Button>
                <button type="submit" class="button" data-kind="primary">
                    {texts::filter_search()}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// Any of several.
#[component]
fn Choices(draft: Draft, field: Field, test: Memo<Test>, put: Callback<Test>) -> impl IntoView {
    let all = Memo::new(move |_| options::of_field(field, draft.table, draft.lists));
    let wanted = RwSignal::new(String::new());
    let shown = Memo::new(move |_| {
        let mut shown = all.get();
        wanted.with(|wanted| shown.retain(|(_, name)| folded(name).contains(wanted.as_str())));
        shown
    });
    let is_long = Memo::new(move |_| all.with(Vec::len) >= LONG);
    let is_chosen = move |choice: Choice| {
        test.with(|test| matches!(test, Test::OneOf(chosen) | Test::NoneOf(chosen) if chosen.contains(&choice)))
    };
    let flip = move |choice: Choice| {
        let mut next = test.get_untracked();
        if let Test::OneOf(chosen) | Test::NoneOf(chosen) = &mut next {
            if chosen.contains(&choice) {
                chosen.retain(|other| *other != choice);
            } else {
                chosen.push(choice);
            }
        }
        put.run(next);
    };
    let tick = move |(choice, name): (Choice, String)| {
        view! {
            <label class="panel-tick">
                <input type="checkbox" prop:checked=move || is_chosen(choice) on:change=move |_| flip(choice) />
                <span>{name}</span>
            </label>
        }
    };
    view! {
        <Show when=move || is_long.get()>
            <input
                class="field-input"
                type="search"
                placeholder=texts::filter_search()
                aria-label=texts::filter_search()
                on:input=move |event| wanted.set(folded(&event_target_value(&event)))
            />
        </Show>
        <div class="panel-list" tabindex="-1">
            {move || shown.get().into_iter().map(tick).collect_view()}
        </div>
    }
    .into_any()
}

#[component]
fn YesOrNo(test: Memo<Test>, put: Callback<Test>) -> impl IntoView {
    let option = move |on: bool, label: &'static str| {
        let this = move || if on { Test::Yes } else { Test::No };
        view! {
            <label class="panel-tick">
                <input
                    type="radio"
                    name="filter-flag"
                    prop:checked=move || test.with(|test| *test == this())
                    on:change=move |_| put.run(this())
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        {option(true, texts::yes())}
        {option(false, texts::no())}
    }
}

#[component]
fn Words(test: Memo<Test>, put: Callback<Test>, field: Field) -> impl IntoView {
    let now = move || {
        test.with(|test| match test {
            Test::Contains(part) => part.clone(),
            _ => String::new(),
        })
    };
    view! {
        <input
            class="field-input"
            type="text"
            maxlength="200"
            autocomplete="off"
            aria-label=texts::field(field)
            prop:value=now
            on:input=move |event| put.run(Test::Contains(event_target_value(&event)))
        />
    }
}

/// From and to; `unit`: what one stands for.
#[component]
fn Range(test: Memo<Test>, put: Callback<Test>, unit: i64) -> impl IntoView {
    let span = move || {
        test.with(|test| match test {
            Test::Within(span) => *span,
            _ => Span::default(),
        })
    };
    let field = move |label: &'static str, is_end: bool| {
        let end = move |span: Span| if is_end { span.to } else { span.from };
        let put_end = move |event| {
            let value: Option<i64> = event_target_value(&event).trim().parse().ok();
            let value = value.map(|value| value.saturating_mul(unit));
            let mut next = untrack(span);
            if is_end {
                next.to = value;
            } else {
                next.from = value;
            }
            put.run(Test::Within(next));
        };
        view! {
            <label class="field">
                <span class="field-label">{label}</span>
                <input
                    class="field-input"
                    type="number"
                    min="0"
                    prop:value=move || end(span()).map(|value| (value / unit).to_string()).unwrap_or_default()
                    on:input=put_end
                />
            </label>
        }
    };
    view! {
        <div class="panel-pair">
            {field(texts::filter_at_least(), false)} {field(texts::filter_at_most(), true)}
        </div>
        {(unit == MINUTE).then(|| view! { <p class="field-about">{texts::filter_minutes()}</p> })}
    }
}

/// A time: one that moves along, or days of the calendar.
#[component]
fn When(test: Memo<Test>, put: Callback<Test>) -> impl IntoView {
    let moments = [
        (Moment::Today, texts::filter_today().to_owned()),
        (Moment::Yesterday, texts::filter_yesterday().to_owned()),
        (Moment::LastDays(7), texts::filter_last_days(7)),
        (Moment::LastDays(30), texts::filter_last_days(30)),
        (Moment::LastDays(90), texts::filter_last_days(90)),
        (Moment::ThisWeek, texts::filter_this_week().to_owned()),
        (Moment::ThisMonth, texts::filter_this_month().to_owned()),
        (Moment::LastMonth, texts::filter_last_month().to_owned()),
        (Moment::BeforeLastDays(30), texts::filter_before_last_days(30)),
    ];
    let now = move || {
        test.with(|test| match test {
            Test::At(moment) => Some(*moment),
            _ => None,
        })
    };
    let ends = move || match now() {
        Some(Moment::Between { from, until }) => (from, until),
        _ => (None, None),
    };
    let option = move |(moment, label): (Moment, String)| {
        view! {
            <label class="panel-tick">
                <input
                    type="radio"
                    name="filter-when"
                    prop:checked=move || now() == Some(moment)
                    on:change=move |_| put.run(Test::At(moment))
                />
                <span>{label}</span>
            </label>
        }
    };
    let day = move |label: &'static str, is_end: bool| {
        let shown = move || {
            let (from, until) = ends();
            // The end is the beginning of the next day.
            let at = if is_end {
                until.map(|until| until.plus(-1))
            } else {
                from
            };
            at.map(format::iso_day).unwrap_or_default()
        };
        let put_day = move |event| {
            let day: Option<Timestamp> = format::parsed(&format!("{}T00:00", event_target_value(&event)));
            let (mut from, mut until) = untrack(ends);
            if is_end {
                until = day.map(|day| format::hour_ahead(day, 1, 0));
            } else {
                from = day;
            }
            put.run(Test::At(Moment::Between { from, until }));
        };
        view! {
            <label class="field">
                <span class="field-label">{label}</span>
                <input class="field-input" type="date" prop:value=shown on:change=put_day />
            </label>
        }
    };
    view! {
        <div class="panel-list" role="radiogroup" aria-label=texts::filter_when() tabindex="-1">
            {moments.into_iter().map(option).collect_view()}
        </div>
        <fieldset>
            <legend class="panel-title">{texts::filter_exact_days()}</legend>
            <div class="panel-pair">{day(texts::filter_from(), false)} {day(texts::filter_until(), true)}</div>
        </fieldset>
    }
}
