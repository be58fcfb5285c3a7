//! Add an internal note: agents see it, the customer never; it moves no status and stops no clock. Colleagues who are
//! mentioned are told of it.

use model::{Action, Author, Conversation, MAX_MENTIONS, Problem, UserId};
use store::{Tx, user};

use super::Case;
use crate::change::Change;
use crate::words::Words;

/// `Invalid { field: "mentions" }`: one of them does not work here, or there are too many.
pub(super) async fn add_note(
    case: &Case,
    tx: &mut Tx,
    present: &Conversation,
    change: &mut Change,
    words: Words<'_>,
    mentions: &[UserId],
) -> Result<(), Problem> {
    case.allow(Action::Reply, present)?;
    words.check(tx, present.id, false).await?;
    let mentions = mentioned(tx, mentions).await?;
    change.note(Author::Agent { user: case.actor.user }, words, mentions);
    Ok(())
}

/// Each once, in the order in which they were named.
pub(super) async fn mentioned(tx: &mut Tx, named: &[UserId]) -> Result<Vec<UserId>, Problem> {
    if named.len() > MAX_MENTIONS {
        return Err(Problem::invalid("mentions", "too_many"));
    }
    let mut mentions = Vec::with_capacity(named.len());
    for id in named {
        if mentions.contains(id) {
            continue;
        }
        if user::get(tx, *id).await?.is_none() {
            return Err(Problem::invalid("mentions", "wrong"));
        }
        mentions.push(*id);
    }
    Ok(mentions)
}
