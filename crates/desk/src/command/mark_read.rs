//! Mark as read: the agent in service has read up to a message. Others who look on change nothing, and so does a peek.

use model::{Action, Conversation, MessageId, Problem, Tab};
use store::Tx;

use super::Case;
use crate::change::Change;

pub(super) async fn mark_read(
    case: &Case,
    tx: &mut Tx,
    present: &Conversation,
    change: &mut Change,
    up_to: MessageId,
) -> Result<(), Problem> {
    case.allow(Action::MarkRead, present)?;
    let lifecycle = &present.lifecycle;
    let own = lifecycle.status.tab() == Tab::InService && lifecycle.assignee == Some(case.actor.user);
    if !own || present.agent_read >= Some(up_to) {
        return Ok(());
    }
    let newest = store::message::page(tx, present.id, None, 1).await?.messages;
    let Some(last) = newest.last().map(|message| message.id) else {
        return Ok(());
    };
    let read = present.agent_read.max(Some(up_to.min(last)));
    let unread = if read >= Some(last) {
        0
    } else {
        store::message::unread(tx, present.id, read).await?
    };
    let next = change.next();
    next.agent_read = read;
    next.unread = unread;
    Ok(())
}
