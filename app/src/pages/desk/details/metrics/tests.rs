use model::{BusinessTime, Trigger, UserId};

use super::{Span, spans};
use crate::pages::desk::example::{at, begun, conversation};

const AGENT: UserId = UserId(1);

#[test]
fn what_waits_runs_until_it_is_answered_and_stands_then() {
    let new = begun();
    let running = Span::Running(at(0), 0);
    let spans_of_new = spans(&conversation(new.clone()), false);
    assert_eq!([spans_of_new[0], spans_of_new[1], spans_of_new[4]], [running; 3]);
    assert_eq!(spans_of_new[2], Span::None, "nobody has ended it");

    let hours = BusinessTime::Always;
    let accepted = new
        .after(Trigger::Accept { agent: AGENT }, at(2), &hours)
        .expect("waits");
    let replied = accepted
        .after(Trigger::AgentMessage { agent: AGENT }, at(5), &hours)
        .expect("in service");
    let spans_of_replied = spans(&conversation(replied), false);
    let minutes = |count: i64| Span::Over(count * 60_000);
    assert_eq!(
        [
            spans_of_replied[0],
            spans_of_replied[1],
            spans_of_replied[4],
            spans_of_replied[8]
        ],
        [minutes(5), minutes(2), minutes(5), minutes(5)]
    );
}

#[test]
fn nothing_runs_in_what_is_over_and_what_waits_runs_in_business_hours_too() {
    let closed = begun()
        .after(Trigger::CloseUnanswered, at(3), &BusinessTime::Always)
        .expect("waits");
    let closed = spans(&conversation(closed), false);
    assert_eq!(closed[0], Span::None);
    assert_eq!(closed[4], Span::Over(180_000));
    let business = spans(&conversation(begun()), true);
    assert_eq!([business[0], business[4]], [Span::Running(at(0), 0); 2]);
}
