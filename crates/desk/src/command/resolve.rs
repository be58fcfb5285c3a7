//! Resolve: the agent ends the conversation (R98); it stays pending while its inbox asks the customer for a rating.
//! From the waiting line it is the same as closing without answering.

use model::{Action, Activity, Conversation, Problem, Tab, Trigger};
use store::Tx;

use super::Case;
use crate::automatic;
use crate::change::Change;

pub(super) async fn resolve(
    case: &Case,
    tx: &mut Tx,
    present: &Conversation,
    change: &mut Change,
) -> Result<(), Problem> {
    case.allow(Action::Close, present)?;
    let asks_rating = change.inbox().rating.is_some();
    change.transition(Trigger::Finish { asks_rating })?;
    let by = case.actor.user;
    if present.lifecycle.status.tab() == Tab::Waiting {
        change.tell(Activity::ClosedUnanswered { by });
    } else {
        automatic::ask_rating(tx, change).await?;
        change.tell(Activity::Resolved { by });
    }
    change.next().unread = 0;
    Ok(())
}
