//! The nine durations (R33, R176 to R184), in calendar time or business hours. What still runs is counted on the spot, each
//! second, and nowhere else: the list and the messages do not hear of these ticks.

use std::time::Duration;

use leptos::prelude::*;
use model::{Conversation, Direction, TimeMetrics, Timestamp};

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
    let spans = Memo::new(move |_| {
        let business = way.get() == BUSINESS;
        conversation.with(|it| spans(it, business))
    });
    let metric = move |at: usize| {
        let span = Memo::new(move |_| spans.with(|spans| spans[at]));
        view! { <Fact label=texts::metric(at + 1)>{shown(span, now)}</Fact> }
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
                            view! { <Fact label=texts::metric_waiting_now()>{shown(span, now)}</Fact> }
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

fn shown(span: Memo<Span>, now: ReadSignal<Timestamp>) -> impl IntoView {
    move || match span.get() {
        Span::None => texts::details_none().into_any(),
        Span::Over(length) => format::length(length).into_any(),
        Span::Running(since, before) => view! {
            <span class="running" role="timer" title=texts::metrics_running()>
                {move || format::length(now.get().since(since).max(0) + before)}
                <span class="sr-only">{texts::metrics_running()}</span>
            </span>
        }
        .into_any(),
    }
}

/// The nine in their order. Running ones are known in calendar time only: the inbox's hours are the server's to know.
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
    if !business {
        for (span, running) in spans.iter_mut().zip(running(conversation)) {
            if *span == Span::None
                && let Some((since, before)) = running
            {
                *span = Span::Running(since, before);
            }
        }
    }
    spans
}

/// Since when the first six run, if they do, and what they had before.
fn running(conversation: &Conversation) -> [Option<(Timestamp, i64)>; 6] {
    let lifecycle = &conversation.lifecycle;
    let (stamps, clocks) = (&lifecycle.stamps, &lifecycle.clocks);
    if !lifecycle.status.is_active() {
        return [None; 6];
    }
    let inbound = lifecycle.direction == Direction::Inbound;
    let created = Some((stamps.created_at, 0)).filter(|_| inbound);
    let bot = clocks.bot.calendar;
    [
        created.filter(|_| stamps.first_reply_at.is_none()),
        created
            .filter(|_| stamps.accepted_at.is_none() && clocks.bot_since.is_none())
            .map(|(since, _)| (since, -bot)),
        None,
        None,
        stamps
            .first_customer_message_at
            .filter(|_| stamps.first_reply_at.is_none())
            .map(|since| (since, 0)),
        clocks.bot_since.map(|since| (since, bot)),
    ]
}

#[cfg(test)]
mod tests;
