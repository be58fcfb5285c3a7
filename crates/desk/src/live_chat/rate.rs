//! A visitor rates a conversation that asked for it (R22, R170): once, and also late, when it has closed by itself.

use model::{Activity, Comment, ConversationId, Outcome, Problem, Rating, Trigger};
use store::Tx;
use store::visitor::Visitor;

use super::Case;
use crate::change::Change;

/// `Invalid { field: "value" }`: not a value of the kind that was asked for. A `Conflict` when nothing is asked (any more).
pub(super) async fn rate(
    case: &Case,
    tx: &mut Tx,
    visitor: &Visitor,
    conversation: ConversationId,
    value: u8,
    comment: Option<&Comment>,
) -> Result<Outcome, Problem> {
    let present = super::own(tx, visitor, conversation).await?;
    let Some(kind) = present.rating_asked.filter(|_| present.rating.is_none()) else {
        return Err(Problem::Conflict {
            status: Some(present.lifecycle.status),
            assignee: None,
            conversation: None,
        });
    };
    if !kind.allows(value) {
        return Err(Problem::invalid("value", "wrong"));
    }
    let mut change = Change::of(tx, present, case.now).await?;
    let closes = change.inbox().closes_on_rating;
    change.transition(Trigger::Rated { closes })?;
    let at = change.at();
    change.next().rating = Some(Rating {
        kind,
        value,
        comment: comment.cloned(),
        at,
    });
    change.tell(Activity::Rated {
        kind,
        value,
        comment: comment.cloned(),
    });
    change.store(tx, Some(&case.once.id)).await
}
