//! Add an internal note: agents see it, the customer never; it moves no status and stops no clock.

use model::{Action, Author, Conversation, MessageText, Problem};

use super::Case;
use crate::change::Change;

pub(super) fn add_note(
    case: &Case,
    present: &Conversation,
    change: &mut Change,
    text: &MessageText,
) -> Result<(), Problem> {
    case.allow(Action::Reply, present)?;
    change.note(Author::Agent { user: case.actor.user }, text);
    Ok(())
}
