//! Assign a support agent: who is asked first when this customer writes again (R158). It belongs to the customer; the line in
//! the conversation says who decided it.

use model::{Action, Activity, Conversation, Problem, UserId};
use store::{Tx, routing, user};

use super::Case;
use crate::change::Change;

/// `None`: nobody in particular, so whoever served the customer last. `Invalid { field: "agent" }`: there is no such user, or
/// not any more.
pub(super) async fn assign_support_agent(
    case: &Case,
    tx: &mut Tx,
    present: &Conversation,
    change: &mut Change,
    agent: Option<UserId>,
) -> Result<(), Problem> {
    case.allow(Action::AssignSupportAgent, present)?;
    if let Some(agent) = agent {
        user::actor(tx, agent)
            .await?
            .ok_or_else(|| Problem::invalid("agent", "wrong"))?;
    }
    routing::set_support_agent(tx, present.contact.id, agent, change.at()).await?;
    change.tell(Activity::SupportAgentAssigned {
        by: case.actor.user,
        agent,
    });
    Ok(())
}
