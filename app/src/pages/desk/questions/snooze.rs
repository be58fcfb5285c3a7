//! Out of the way until when? A few usual times, and any other.

use leptos::prelude::*;
use model::{Command, Conversation, Timestamp};

use crate::components::{Answers, Dialog};
use crate::pages::desk::work::Work;
use crate::state::Place;
use crate::{format, texts};

const HOUR: i64 = 3_600_000;
/// The longest, in milliseconds: a year.
const LONGEST: i64 = 366 * 24 * HOUR;
/// When a working day begins.
const MORNING: u32 = 9;

#[component]
pub fn SnoozeDialog(open: RwSignal<bool>, conversation: Conversation) -> impl IntoView {
    let work = Work::expect();
    let now = format::now();
    let usual = [
        (texts::snooze_hour(), now.plus(HOUR)),
        (texts::snooze_hours(), now.plus(4 * HOUR)),
        (texts::snooze_tomorrow(), format::hour_ahead(now, 1, MORNING)),
        (
            texts::snooze_week(),
            format::hour_ahead(now, format::days_to_monday(now), MORNING),
        ),
    ];
    let free = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let snooze = move |until: Timestamp| {
        open.set(false);
        let id = conversation.id;
        let command = Command::Snooze {
            conversation: id,
            until,
        };
        work.give(command, Some(&conversation));
        work.go(Place {
            tab: conversation.lifecycle.status.tab(),
            conversation: None,
        });
    };
    let snooze = StoredValue::new(snooze);
    let button = move |(label, until): (&'static str, Timestamp)| {
        view! {
            <li>
                <button
                    type="button"
                    class="moment"
                    on:click=move |_| snooze.with_value(|snooze| snooze(until))
                >
                    <span>{label}</span>
                    <time>{format::moment(until)}</time>
                </button>
            </li>
        }
    };
    let on_answer = move |()| {
        let now = format::now();
        match free.with_untracked(|free| format::parsed(free)) {
            Some(until) if until > now && until < now.plus(LONGEST) => snooze.with_value(|snooze| snooze(until)),
            _ => wrong.set(true),
        }
    };
    view! {
        <Dialog open=open title=Signal::stored(texts::snooze_title().to_owned())>
            <p class="dialog-lead">{texts::snooze_lead()}</p>
            <ul class="moments">{usual.map(button).collect_view()}</ul>
            <div class="field">
                <label class="field-label" for="snooze-until">
                    {texts::snooze_free()}
                </label>
                <input
                    class="field-input"
                    id="snooze-until"
                    type="datetime-local"
                    aria-invalid=move || wrong.get().then_some("true")
                    aria-describedby="snooze-until-about"
                    on:input=move |event| {
                        wrong.set(false);
                        free.set(event_target_value(&event));
                    }
                />
                <p class="field-about" id="snooze-until-about" role="status" data-error="">
                    {move || wrong.get().then(texts::snooze_wrong)}
                </p>
            </div>
            <Answers
                open=open
                label=texts::snooze()
                disabled=Signal::derive(move || free.with(String::is_empty))
                on_answer=on_answer
            />
        </Dialog>
    }
    .into_any()
}
