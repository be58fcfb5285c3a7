//! Reopen: a resolved conversation goes back into service, with the one who reopened it (R96).

use model::{Action, Activity, Conversation, Problem, Trigger};
use store::Tx;

use super::Case;
use crate::change::Change;

/// There is at most one open conversation of a contact on a connection: when it has a newer one, the `Conflict` names
/// that one, its status and its agent.
pub(super) async fn reopen(
    case: &Case,
    tx: &mut Tx,
    present: &Conversation,
    change: &mut Change,
) -> Result<(), Problem> {
    case.allow(Action::Reopen, present)?;
    let agent = case.actor.user;
    change.transition(Trigger::Reopen { agent })?;
    // A customer of a live chat has one window, also for what was moved to another connection.
    for connection in [present.lifecycle.connection, present.lifecycle.customer_connection()] {
        let open = store::conversation::open_of(tx, present.contact.id, connection).await?;
        if let Some(newer) = open.filter(|open| open.id != present.id) {
            return Err(Problem::Conflict {
                status: Some(newer.lifecycle.status),
                assignee: newer.lifecycle.assignee,
                conversation: Some(newer.id),
            });
        }
    }
    change.tell(Activity::Reopened { by: agent });
    Ok(())
}
