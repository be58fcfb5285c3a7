//! Resolve: the agent ends the conversation (R98); it stays pending while its inbox asks the customer for a rating.
//! From the waiting line it is the same as closing without answering.

use model::{Action, Activity, Conversation, Problem, Tab, Trigger};
use store::Tx;

use super::Case;
use crate::change::Change;

pub(super) async fn resolve(
    case: &Case,
    tx: &mut Tx,
    present: &Conversation,
    change: &mut Change,
) -> Result<(), Problem> {
    case.allow(Action::Close, present)?;
    let inbox = store::inbox::get(tx, present.lifecycle.inbox).await?;
    let asks_rating = inbox.is_some_and(|inbox| inbox.settings.asks_rating);
    change.transition(Trigger::Finish { asks_rating })?;
    let by = case.actor.user;
    change.tell(if present.lifecycle.status.tab() == Tab::Waiting {
        Activity::ClosedUnanswered { by }
    } else {
        Activity::Resolved { by }
    });
    change.next().unread = 0;
    Ok(())
}
