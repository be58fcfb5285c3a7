//! The metrics against the worked example, their edges, and a slow reference that reads the whole history.

use proptest::prelude::{Just, Strategy, any, prop_oneof};

use super::{Metrics, TimeMetrics};
use crate::{BusinessTime, ConnectionId, DepartmentId, Direction, InboxId, Lifecycle, Timestamp, Trigger, UserId};

const ANA: UserId = UserId(1);

fn minute(minutes: i64) -> Timestamp {
    Timestamp(36_000_000 + minutes * 60_000)
}

/// Replays a history that begins with the customer's message at minute 0; gives the calendar metrics in minutes.
fn minutes_of(bot_first: bool, history: &[(Trigger, i64)]) -> [Option<i64>; 9] {
    let mut it = Lifecycle::open_inbound(InboxId(1), ConnectionId(2), None, bot_first, minute(0));
    for (trigger, at) in history {
        it = it
            .after(*trigger, minute(*at), &BusinessTime::Always)
            .expect("a possible history");
    }
    let metrics = Metrics::of(&it, &BusinessTime::Always);
    assert_eq!(metrics.calendar, metrics.business, "without hours both are the same");
    in_order(&metrics.calendar).map(|time| time.map(|time| time / 60_000))
}

/// In the order of the requirements.
fn in_order(metrics: &TimeMetrics) -> [Option<i64>; 9] {
    [
        metrics.waiting_for_agent_reply,
        metrics.agent_response_time,
        metrics.duration_before_agent_close,
        metrics.conversation_duration,
        metrics.initial_response_time,
        metrics.chatbot_time,
        metrics.total_response_time,
        metrics.average_response_time,
        metrics.maximum_response_time,
    ]
}

const ACCEPT: Trigger = Trigger::Accept { agent: ANA };
const AGENT: Trigger = Trigger::AgentMessage { agent: ANA };
const CUSTOMER: Trigger = Trigger::CustomerMessage;
const FINISH: Trigger = Trigger::Finish { asks_rating: false };
const REOPEN: Trigger = Trigger::Reopen { agent: ANA };

#[test]
fn the_worked_example_has_these_nine_metrics() {
    let example = [
        (Trigger::BotHandOver, 2),
        (ACCEPT, 5),
        (CUSTOMER, 6),
        (AGENT, 8),
        (CUSTOMER, 20),
        (AGENT, 30),
        (Trigger::Finish { asks_rating: true }, 31),
        (Trigger::Rated { closes: true }, 35),
    ];
    assert_eq!(minutes_of(true, &example), [8, 3, 31, 30, 8, 2, 16, 8, 10].map(Some));
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn the_edges_of_the_metrics() {
    type Row = (&'static str, bool, &'static [(Trigger, i64)], [Option<i64>; 9]);
    let none = None;
    let rows: &[Row] = &[
        (
            "only the first message: a duration of 0, no bot",
            false,
            &[],
            [none, none, none, Some(0), none, Some(0), none, none, none],
        ),
        (
            "still with the bot",
            true,
            &[(CUSTOMER, 3)],
            [none, none, none, Some(3), none, none, none, none, none],
        ),
        (
            "closed without a reply: the first response took until the close",
            false,
            &[(Trigger::CloseUnanswered, 7)],
            [none, none, Some(7), Some(0), Some(7), Some(0), none, none, none],
        ),
        (
            "closed under the bot: its time runs until the close",
            true,
            &[(Trigger::CloseUnanswered, 7)],
            [none, none, Some(7), Some(0), Some(7), Some(7), none, none, none],
        ),
        (
            "more customer messages do not restart a gap, a second agent message adds none",
            false,
            &[(ACCEPT, 1), (CUSTOMER, 2), (CUSTOMER, 3), (AGENT, 5), (AGENT, 6)],
            [
                Some(5),
                Some(1),
                none,
                Some(6),
                Some(5),
                Some(0),
                Some(5),
                Some(5),
                Some(5),
            ],
        ),
        (
            "an agent's message under the bot ends its ownership and answers at once",
            true,
            &[(AGENT, 4)],
            [
                Some(4),
                Some(0),
                none,
                Some(4),
                Some(4),
                Some(4),
                Some(0),
                Some(0),
                Some(0),
            ],
        ),
        (
            "a transfer resets no clock",
            false,
            &[
                (ACCEPT, 1),
                (
                    Trigger::TransferToDepartment {
                        department: DepartmentId(2),
                    },
                    5,
                ),
                (ACCEPT, 8),
                (AGENT, 9),
            ],
            [
                Some(9),
                Some(1),
                none,
                Some(9),
                Some(9),
                Some(0),
                Some(9),
                Some(9),
                Some(9),
            ],
        ),
        (
            "a gap open at the close is dropped; the answered ones stay after reopening",
            false,
            &[
                (AGENT, 4),
                (CUSTOMER, 6),
                (FINISH, 8),
                (REOPEN, 20),
                (AGENT, 25),
                (CUSTOMER, 30),
                (AGENT, 32),
            ],
            [
                Some(4),
                Some(4),
                none,
                Some(32),
                Some(4),
                Some(0),
                Some(6),
                Some(3),
                Some(4),
            ],
        ),
        (
            "closed by the timer: nobody ended it",
            false,
            &[(AGENT, 2), (Trigger::AutoClose, 60), (Trigger::ClosingDelayOver, 61)],
            [
                Some(2),
                Some(2),
                none,
                Some(2),
                Some(2),
                Some(0),
                Some(2),
                Some(2),
                Some(2),
            ],
        ),
    ];
    for (what, bot_first, history, expected) in rows.iter().copied() {
        assert_eq!(minutes_of(bot_first, history), expected, "{what}");
    }
}

#[test]
fn outgoing_conversations_have_no_waiting_for_the_agent() {
    let mut it = Lifecycle::open_outbound(InboxId(1), ConnectionId(2), None, ANA, minute(0));
    for (trigger, at) in [(CUSTOMER, 10), (AGENT, 12)] {
        it = it.after(trigger, minute(at), &BusinessTime::Always).expect("possible");
    }
    let metrics = Metrics::of(&it, &BusinessTime::Always).calendar;
    assert_eq!(metrics.waiting_for_agent_reply, None);
    assert_eq!(metrics.agent_response_time, None);
    assert_eq!(metrics.initial_response_time, Some(2 * 60_000));
    assert_eq!(metrics.total_response_time, Some(2 * 60_000));
}

#[test]
fn business_metrics_count_only_open_hours() {
    let hours = BusinessTime::Within(vec![(minute(10), minute(20)), (minute(60), minute(120))]);
    let mut it = Lifecycle::open_inbound(InboxId(1), ConnectionId(2), None, false, minute(0));
    for (trigger, at) in [(ACCEPT, 15), (AGENT, 70), (CUSTOMER, 119), (AGENT, 200), (FINISH, 210)] {
        it = it.after(trigger, minute(at), &hours).expect("possible");
    }
    let found = in_order(&Metrics::of(&it, &hours).business).map(|time| time.map(|time| time / 60_000));
    assert_eq!(
        found,
        [20, 5, 70, 70, 20, 0, 21, 10, 20].map(Some),
        "the longest gap is the longest in business time"
    );
}

/// The metrics straight from the definitions, over the whole history.
fn reference(
    bot_first: bool,
    outbound: bool,
    history: &[(Trigger, Timestamp, Lifecycle)],
    hours: &BusinessTime,
) -> TimeMetrics {
    let t0 = history[0].1;
    let at = |index: usize| history[index].1;
    let first = |wanted: &dyn Fn(usize) -> bool| (0..history.len()).find(|index| wanted(*index));
    let customer = |index: usize| {
        if index == 0 {
            !outbound
        } else {
            history[index].0 == CUSTOMER
        }
    };
    let human = |index: usize| {
        if index == 0 {
            outbound
        } else {
            matches!(history[index].0, Trigger::AgentMessage { .. })
        }
    };
    let bot_wrote = |index: usize| index > 0 && history[index].0 == Trigger::BotMessage;
    let gets_over =
        |index: usize| index > 0 && history[index].2.status.is_over() && !history[index - 1].2.status.is_over();
    let bot_begins = |index: usize| {
        if index == 0 {
            bot_first && !outbound
        } else {
            history[index].0 == Trigger::BotTake
        }
    };
    let bot_owns_after = |index: usize| history[index].2.bot_owned;

    let c1 = first(&customer);
    let reply = c1.and_then(|c1| first(&|index| index > c1 && human(index)));
    let accepted = first(&|index| history[index].2.assignee.is_some());
    let closed = history
        .last()
        .filter(|(.., it)| it.status.is_over())
        .and_then(|_| (0..history.len()).rev().find(|index| gets_over(*index)));
    let messages: Vec<usize> = (0..history.len())
        .filter(|index| customer(*index) || human(*index) || bot_wrote(*index))
        .collect();
    // Turns of the bot: each ends at the first later point at which it does not own the conversation.
    let turns: Vec<(usize, Option<usize>)> = (0..history.len())
        .filter(|index| bot_begins(*index))
        .map(|begin| {
            (
                begin,
                (begin..history.len()).find(|index| *index > begin && !bot_owns_after(*index)),
            )
        })
        .collect();
    let bot: Option<i64> = turns
        .iter()
        .map(|(begin, end)| end.map(|end| hours.between(at(*begin), at(end))))
        .sum();
    let mut gaps = Vec::new();
    for answer in (0..history.len()).filter(|index| human(*index)) {
        let since = (0..answer)
            .rev()
            .find(|index| human(*index) || gets_over(*index))
            .map_or(0, |index| index + 1);
        let Some(asked) = (since..answer).find(|index| customer(*index)) else {
            continue;
        };
        let turn_over = turns
            .iter()
            .filter_map(|(_, end)| *end)
            .filter(|end| *end > asked && *end <= answer)
            .max();
        gaps.push(hours.between(at(turn_over.unwrap_or(asked)), at(answer)));
    }
    let total = (!gaps.is_empty()).then(|| gaps.iter().sum::<i64>());
    let inbound = |time: Option<i64>| time.filter(|_| !outbound);
    let ended = history.last().and_then(|(.., it)| it.stamps.ended_at);
    TimeMetrics {
        waiting_for_agent_reply: inbound(reply.map(|index| hours.between(t0, at(index)))),
        agent_response_time: inbound(
            accepted.map(|index| hours.between(t0, at(index)) - bot.expect("over once accepted")),
        ),
        duration_before_agent_close: ended.map(|ended| hours.between(t0, ended)),
        conversation_duration: messages.last().map(|last| hours.between(at(messages[0]), at(*last))),
        initial_response_time: c1.and_then(|c1| reply.or(closed).map(|end| hours.between(at(c1), at(end)))),
        chatbot_time: bot,
        total_response_time: total,
        average_response_time: total.map(|total| total / i64::try_from(gaps.len()).expect("few")),
        maximum_response_time: gaps.iter().copied().max(),
    }
}

fn any_trigger() -> impl Strategy<Value = Trigger> {
    prop_oneof![
        4 => Just(CUSTOMER),
        3 => Just(AGENT),
        2 => Just(ACCEPT),
        1 => Just(Trigger::Return),
        1 => Just(Trigger::TransferToDepartment { department: DepartmentId(1) }),
        1 => any::<bool>().prop_map(|asks_rating| Trigger::Finish { asks_rating }),
        1 => Just(Trigger::AcceptAndClose { agent: ANA }),
        1 => Just(Trigger::CloseUnanswered),
        1 => Just(Trigger::AutoClose),
        1 => Just(Trigger::ClosingDelayOver),
        1 => Just(Trigger::ForceClose),
        2 => Just(REOPEN),
        2 => Just(Trigger::BotTake),
        1 => Just(Trigger::BotHandOver),
        1 => Just(Trigger::BotMessage),
        1 => Just(Trigger::BotEnd),
    ]
}

proptest::proptest! {
    #[test]
    fn whatever_happens_the_metrics_are_those_of_the_whole_history(
        bot_first in any::<bool>(),
        outbound in any::<bool>(),
        steps in proptest::collection::vec((any_trigger(), 0i64..10_000), 0..50),
        edges in proptest::collection::vec(0i64..150_000, 0..12),
    ) {
        let start = minute(0);
        let mut edges = edges;
        edges.sort_unstable();
        edges.dedup();
        let hours = BusinessTime::Within(
            edges.chunks_exact(2).map(|pair| (start.plus(pair[0]), start.plus(pair[1]))).collect(),
        );
        let opened = if outbound {
            Lifecycle::open_outbound(InboxId(1), ConnectionId(2), None, ANA, start)
        } else {
            Lifecycle::open_inbound(InboxId(1), ConnectionId(2), None, bot_first, start)
        };
        assert_eq!(opened.direction == Direction::Outbound, outbound);
        // The first entry stands for the opening, whatever its trigger says.
        let mut history = vec![(CUSTOMER, start, opened)];
        let mut now = start;
        for (trigger, passed) in steps {
            now = now.plus(passed);
            let (.., it) = history.last().expect("never empty");
            if let Ok(next) = it.after(trigger, now, &hours) {
                history.push((trigger, now, next));
            }
            let (.., it) = history.last().expect("never empty");
            let metrics = Metrics::of(it, &hours);
            assert_eq!(metrics.calendar, reference(bot_first, outbound, &history, &BusinessTime::Always));
            assert_eq!(metrics.business, reference(bot_first, outbound, &history, &hours));
        }
    }
}
