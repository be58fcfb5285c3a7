//! Reopen: a resolved conversation goes back into service, with the one who reopened it (R96).

use model::{Action, Activity, Conversation, Problem, Trigger};
use store::Tx;

use super::Case;
use crate::change::Change;

/// A `Conflict` also when the contact has an open conversation on the connection already: there is at most one.
pub(super) async fn reopen(
    case: &Case,
    tx: &mut Tx,
    present: &Conversation,
    change: &mut Change,
) -> Result<(), Problem> {
    case.allow(Action::Reopen, present)?;
    let agent = case.actor.user;
    change.transition(Trigger::Reopen { agent })?;
    let open = store::conversation::open_of(tx, present.contact.id, present.lifecycle.connection).await?;
    if open.is_some_and(|open| open.id != present.id) {
        return Err(Problem::Conflict {
            status: Some(present.lifecycle.status),
            assignee: present.lifecycle.assignee,
        });
    }
    change.tell(Activity::Reopened { by: agent });
    Ok(())
}
