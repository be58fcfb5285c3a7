//! The nine durations (R33, R176 to R184), in calendar time or business hours. What still runs is counted on the spot, each
//! second, and nowhere else: the list and the messages do not hear of these ticks.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{BusinessTime, Clocks, Conversation, ConversationId, Direction, TimeMetrics, Timestamp};

use crate::api;
use crate::components::{Choice, ChoiceOption, Fact};
use crate::state::DeskState;
use crate::{format, texts};

const CALENDAR: &str = "calendar";
const BUSINESS: &str = "business";

/// How a duration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Span {
    /// Not to be had, or not yet.
    None,
    Over(i64),
    /// Running since, on top of what was before.
    Running(Timestamp, i64),
}

#[component]
pub fn MetricsList(conversation: Memo<Conversation>) -> impl IntoView {
    let way = RwSignal::new(CALENDAR);
    let now = ticking();
    let waiting = Memo::new(move |_| conversation.with(|it| it.lifecycle.clocks.gap_since));
    let is_business = Memo::new(move |_| way.get() == BUSINESS);
    let hours = hours(conversation, is_business);
    let spans = Memo::new(move |_| conversation.with(|it| spans(it, is_business.get())));
    let metric = move |at: usize| {
        let span = Memo::new(move |_| spans.with(|spans| spans[at]));
        view! { <Fact label=texts::metric(at + 1)>{shown(span, now, hours)}</Fact> }
    };
    let options = vec![
        ChoiceOption {
            value: CALENDAR,
            label: texts::metrics_calendar(),
            symbol: None,
        },
        ChoiceOption {
            value: BUSINESS,
            label: texts::metrics_business(),
            symbol: None,
        },
    ];
    view! {
        <section class="details-section">
            <h3 class="details-title">{texts::metrics_title()}</h3>
            <Choice
                name="metrics-way"
                label=texts::metrics_by()
                options=options
                selected=CALENDAR
                on_choose=move |chosen| way.set(chosen)
            />
            <dl class="facts">
                {move || {
                    waiting
                        .get()
                        .map(|since| {
                            let span = Memo::new(move |_| Span::Running(since, 0));
                            view! { <Fact label=texts::metric_waiting_now()>{shown(span, now, hours)}</Fact> }
                        })
                }}
                {(0..9).map(metric).collect_view()}
            </dl>
        </section>
    }
    .into_any()
}

/// The browser's clock each second, while somebody sees the page.
fn ticking() -> ReadSignal<Timestamp> {
    let state = DeskState::expect();
    let (now, set_now) = signal(format::now());
    let timer = set_interval_with_handle(
        move || {
            if state.visible.get_untracked() {
                let _ = set_now.try_set(format::now());
            }
        },
        Duration::from_secs(1),
    );
    on_cleanup(move || {
        if let Ok(timer) = timer {
            timer.clear();
        }
    });
    now
}

/// What counts: every moment, or the inbox's business hours. `None`: they are on their way.
fn hours(conversation: Memo<Conversation>, is_business: Memo<bool>) -> Signal<Option<BusinessTime>> {
    let known = RwSignal::new(None::<(ConversationId, BusinessTime)>);
    // A transfer brings it under other hours; while nothing runs, nobody needs to know them.
    let wanted = Memo::new(move |_| {
        let wanted = |it: &Conversation| {
            let runs = running(it, true).iter().any(Option::is_some) || it.lifecycle.clocks.gap_since.is_some();
            runs.then_some((it.id, it.lifecycle.inbox))
        };
        is_business.get().then(|| conversation.with(wanted)).flatten()
    });
    Effect::new(move || {
        let Some((id, _)) = wanted.get() else { return };
        known.set(None);
        spawn_local(async move {
            if let Ok(hours) = api::business_time(id).await {
                // The panel may be gone, or show another conversation.
                let _ = known.try_set(Some((id, hours)));
            }
        });
    });
    Signal::derive(move || {
        if !is_business.get() {
            return Some(BusinessTime::Always);
        }
        let id = conversation.with(|it| it.id);
        known.with(|known| {
            known
                .as_ref()
                .filter(|(of, _)| *of == id)
                .map(|(_, hours)| hours.clone())
        })
    })
}

fn shown(span: Memo<Span>, now: ReadSignal<Timestamp>, hours: Signal<Option<BusinessTime>>) -> impl IntoView {
    let passed = move |since| hours.with(|hours| hours.as_ref().map(|hours| hours.between(since, now.get())));
    move || match span.get() {
        Span::None => texts::details_none().into_any(),
        Span::Over(length) => format::length(length).into_any(),
        Span::Running(since, before) => view! {
            <span class="running" role="timer" title=texts::metrics_running()>
                {move || {
                    passed(since)
                        .map_or_else(
                            || texts::details_none().to_owned(),
                            |passed| format::length((passed + before).max(0)),
                        )
                }}
                <span class="sr-only">{texts::metrics_running()}</span>
            </span>
        }
        .into_any(),
    }
}

/// The nine in their order.
fn spans(conversation: &Conversation, business: bool) -> [Span; 9] {
    let it = if business {
        &conversation.metrics.business
    } else {
        &conversation.metrics.calendar
    };
    let over = |length: Option<i64>| length.map_or(Span::None, Span::Over);
    let TimeMetrics {
        waiting_for_agent_reply,
        agent_response_time,
        duration_before_agent_close,
        conversation_duration,
        initial_response_time,
        chatbot_time,
        total_response_time,
        average_response_time,
        maximum_response_time,
    } = *it;
    let mut spans = [
        over(waiting_for_agent_reply),
        over(agent_response_time),
        over(duration_before_agent_close),
        over(conversation_duration),
        over(initial_response_time),
        over(chatbot_time),
        over(total_response_time),
        over(average_response_time),
        over(maximum_response_time),
    ];
    for (span, running) in spans.iter_mut().zip(running(conversation, business)) {
        if *span == Span::None
            && let Some((since, before)) = running
        {
            *span = Span::Running(since, before);
        }
    }
    spans
}

/// Since when the first six run, if they do, and what they had before.
fn running(conversation: &Conversation, business: bool) -> [Option<(Timestamp, i64)>; 6] {
    let lifecycle = &conversation.lifecycle;
    let (stamps, clocks) = (&lifecycle.stamps, &lifecycle.clocks);
    if !lifecycle.status.is_active() {
        return [None; 6];
    }
    let inbound = lifecycle.direction == Direction::Inbound;
    let created = Some((stamps.created_at, 0)).filter(|_| inbound);
    let Clocks { bot, bot_since, .. } = *clocks;
    let bot = if business { bot.business } else { bot.calendar };
    [
        created.filter(|_| stamps.first_reply_at.is_none()),
        created
            .filter(|_| stamps.accepted_at.is_none() && bot_since.is_none())
            .map(|(since, _)| (since, -bot)),
        None,
        None,
        stamps
            .first_customer_message_at
            .filter(|_| stamps.first_reply_at.is_none())
            .map(|since| (since, 0)),
        bot_since.map(|since| (since, bot)),
    ]
}

#[cfg(test)]
mod tests;
