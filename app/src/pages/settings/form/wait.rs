//! How long something may last: a number with its unit, or never.

use leptos::prelude::*;

use super::fields::Switch;
use crate::texts::later as texts;

const UNITS: [(&str, i64); 3] = [("minutes", 60_000), ("hours", 3_600_000), ("days", 86_400_000)];

/// What is waited for.
#[derive(Debug, Clone, Copy)]
pub struct WaitInput {
    /// The page's only one of its name, and the word by which a problem points at it.
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    /// Where it begins when it is switched on, in milliseconds.
    pub usual: i64,
}

/// The largest unit in which it is a whole number.
fn unit_of(milliseconds: i64) -> usize {
    (0..UNITS.len())
        .rev()
        .find(|unit| milliseconds > 0 && milliseconds % UNITS[*unit].1 == 0)
        .unwrap_or_default()
}

fn label(unit: &str) -> &'static str {
    match unit {
        "minutes" => texts::wait_minutes(),
        "hours" => texts::wait_hours(),
        _ => texts::wait_days(),
    }
}

/// `bound` is in milliseconds; `None`: switched off.
#[component]
pub fn WaitField(
    input: WaitInput,
    bound: (Signal<Option<i64>>, Callback<Option<i64>>),
    #[prop(into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let (value, on_change) = bound;
    let is_on = Signal::derive(move || value.get().is_some());
    // The unit stays while the number is typed: 60 minutes do not turn into an hour under the fingers.
    let unit = RwSignal::new(unit_of(value.get_untracked().unwrap_or(input.usual)));
    let number = Signal::derive(move || value.get().map(|it| it / UNITS[unit.get()].1).unwrap_or_default());
    let on_number = move |text: String| {
        let number = text.parse::<i64>().unwrap_or_default().clamp(0, 100_000);
        on_change.run(Some(number * UNITS[unit.get_untracked()].1));
    };
    let on_unit = move |word: String| {
        let kept = number.get_untracked();
        if let Some(chosen) = UNITS.iter().position(|(unit, _)| *unit == word) {
            unit.set(chosen);
            on_change.run(Some(kept * UNITS[chosen].1));
        }
    };
    let option = move |at: usize| {
        let word = UNITS[at].0;
        view! {
            <option value=word selected=move || unit.get() == at>
                {label(word)}
            </option>
        }
    };
    let WaitInput { name, usual, .. } = input;
    view! {
        <div class="wait">
            <Switch
                label=input.label
                hint=input.hint
                on=is_on
                on_change=move |on: bool| {
                    unit.set(unit_of(usual));
                    on_change.run(on.then_some(usual));
                }
            />
            <Show when=move || is_on.get()>
                <div class="wait-length">
                    <input
                        class="field-input"
                        id=name
                        type="number"
                        inputmode="numeric"
                        min="0"
                        aria-label=input.label
                        aria-invalid=move || error.get().map(|_| "true")
                        prop:value=move || number.get().to_string()
                        on:change=move |event| on_number(event_target_value(&event))
                    />
                    <select
                        class="field-input"
                        aria-label=texts::wait_unit()
                        on:change=move |event| on_unit(event_target_value(&event))
                    >
                        {(0..UNITS.len()).map(option).collect_view()}
                    </select>
                </div>
            </Show>
            <p class="field-about" data-error="">
                {move || error.get()}
            </p>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{UNITS, unit_of};

    #[test]
    fn a_time_is_shown_in_the_largest_unit_that_fits() {
        for (milliseconds, expected) in [
            (0, "minutes"),
            (60_000, "minutes"),
            (5_400_000, "minutes"),
            (3_600_000, "hours"),
            (86_400_000, "days"),
            (90_000, "minutes"),
        ] {
            assert_eq!(UNITS[unit_of(milliseconds)].0, expected, "{milliseconds}");
        }
    }
}
