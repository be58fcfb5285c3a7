//! Snooze: the agent in service puts a conversation out of the way until a time or the customer's next message. Status, clocks
//! and load stay.

use model::{Action, Activity, Conversation, Problem, Snooze, Tab, Timestamp};

use super::Case;
use crate::change::Change;

/// The longest snooze, in milliseconds: a year.
const LONGEST: i64 = 366 * 24 * 60 * 60 * 1000;

/// `Invalid { field: "until" }`: the time is past, or more than a year ahead.
pub(super) fn snooze(
    case: &Case,
    present: &Conversation,
    change: &mut Change,
    until: Timestamp,
) -> Result<(), Problem> {
    in_service_with(case, present)?;
    if until <= change.at() || until > change.at().plus(LONGEST) {
        return Err(Problem::invalid("until", "wrong"));
    }
    let by = case.actor.user;
    change.next().snoozed = Some(Snooze { until, by });
    change.tell(Activity::Snoozed { by, until });
    Ok(())
}

/// Brings it back at once.
pub(super) fn unsnooze(case: &Case, present: &Conversation, change: &mut Change) -> Result<(), Problem> {
    in_service_with(case, present)?;
    if change.next().snoozed.take().is_some() {
        let by = Some(case.actor.user);
        change.tell(Activity::Woken { by });
    }
    Ok(())
}

fn in_service_with(case: &Case, present: &Conversation) -> Result<(), Problem> {
    case.allow(Action::Snooze, present)?;
    let lifecycle = &present.lifecycle;
    if lifecycle.status.tab() != Tab::InService || lifecycle.assignee != Some(case.actor.user) {
        return Err(Problem::Conflict {
            status: Some(lifecycle.status),
            assignee: lifecycle.assignee,
            conversation: None,
        });
    }
    Ok(())
}
