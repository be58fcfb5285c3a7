//! Review: a supervisor rates a conversation that has ended, and may say why (R23, R24, R171).

use model::{Action, Activity, Comment, Conversation, Problem, Review, Tab};

use super::Case;
use crate::change::Change;

/// `Invalid { field: "value" }`: not 1 to 5. Whoever reviews later replaces what was said before.
pub(super) fn review(
    case: &Case,
    present: &Conversation,
    change: &mut Change,
    value: u8,
    comment: Option<&Comment>,
) -> Result<(), Problem> {
    case.allow(Action::Review, present)?;
    if present.lifecycle.status.tab() != Tab::Resolved {
        return Err(Problem::Conflict {
            status: Some(present.lifecycle.status),
            assignee: present.lifecycle.assignee,
            conversation: None,
        });
    }
    if !(1..=5).contains(&value) {
        return Err(Problem::invalid("value", "wrong"));
    }
    let (at, by) = (change.at(), case.actor.user);
    let comment = comment.cloned();
    change.next().review = Some(Review {
        value,
        comment: comment.clone(),
        by,
        at,
    });
    change.tell(Activity::Reviewed { by, value, comment });
    Ok(())
}
