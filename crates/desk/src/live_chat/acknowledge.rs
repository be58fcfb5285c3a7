//! A visitor's browser has received messages, or the visitor has read them: the agents' ticks. Never goes back, and never
//! beyond the last message.

use model::{MessageId, Outcome, Problem};
use store::visitor::Visitor;
use store::{Tx, conversation, message};

use super::Case;
use crate::change::Change;

pub(super) async fn acknowledge(
    case: &Case,
    tx: &mut Tx,
    visitor: &Visitor,
    up_to: MessageId,
    read: bool,
) -> Result<Outcome, Problem> {
    let contact = visitor.contact.ok_or(Problem::NotFound)?;
    let latest = conversation::latest_of(tx, contact, visitor.connection)
        .await?
        .ok_or(Problem::NotFound)?;
    let (newest, _) = message::history(tx, contact, visitor.connection, None, 1).await?;
    let last = newest.last().map_or(MessageId(0), |message| message.id);
    let known = up_to.min(last);
    let present = conversation::lock(tx, latest.id).await?.ok_or(Problem::NotFound)?;
    let mut change = Change::of(tx, present, case.now).await?;
    let next = change.next();
    next.customer_received = next.customer_received.max(Some(known));
    if read {
        next.customer_read = next.customer_read.max(Some(known));
    }
    if change.is_empty() {
        return Ok(change.into_unchanged());
    }
    change.store(tx, None).await
}
