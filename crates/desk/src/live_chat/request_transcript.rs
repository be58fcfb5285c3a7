//! A visitor takes the history along (R21, R175): noted the first time.

use model::{ConversationId, Outcome, Problem};
use store::Tx;
use store::visitor::Visitor;

use super::Case;
use crate::change::Change;

pub(super) async fn request_transcript(
    case: &Case,
    tx: &mut Tx,
    visitor: &Visitor,
    id: ConversationId,
) -> Result<Outcome, Problem> {
    let present = super::own(tx, visitor, id).await?;
    let mut change = Change::of(tx, present, case.now).await?;
    let at = change.at();
    change.next().history_requested_at.get_or_insert(at);
    if change.is_empty() {
        return Ok(change.into_unchanged());
    }
    change.store(tx, None).await
}
