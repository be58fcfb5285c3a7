//! Search over everything the actor may see: contacts and messages (R61, R62).

use model::{Actor, ContactTerms, ConversationId, FoundMessage, MessageId, Problem, SearchPage, Terms};
use store::{conversation, search};

use crate::Desk;
use crate::reading::visible;

/// Most messages of a page.
pub const MESSAGES: usize = 30;
/// Most contacts, all on the first page.
pub const CONTACTS: usize = 8;
/// Most messages that a search in a conversation finds, and most earlier conversations that it reads.
pub const IN_HISTORY: usize = 500;
const CONVERSATIONS: usize = 200;
/// Most characters that are searched for.
pub const LONGEST: usize = 200;
/// Rows of each kind in one transaction while what was there before is indexed.
const CHUNK: u32 = 200;

/// What is found for a text, newest first; of messages those before `before`. Too long a text is `Invalid` with field `text`.
pub async fn search(desk: &Desk, actor: &Actor, text: &str, before: Option<MessageId>) -> Result<SearchPage, Problem> {
    if text.chars().count() > LONGEST {
        return Err(Problem::invalid("text", "too_long"));
    }
    let scope = actor.scope();
    let (terms, of_contacts) = (Terms::of(text), ContactTerms::of(text));
    if terms.is_empty() {
        return Ok(SearchPage::default());
    }
    let mut conn = desk.db.read().await?;
    let contacts = if before.is_none() {
        search::contacts(&mut conn, &scope, &of_contacts, CONTACTS).await?
    } else {
        Vec::new()
    };
    let (messages, next) = search::messages(&mut conn, &scope, &terms, before, MESSAGES).await?;
    Ok(SearchPage {
        contacts,
        messages,
        next,
    })
}

/// What is found in a conversation and in those that the customer had before it, as far as the actor may see them: newest
/// first, at most [`IN_HISTORY`]. True: there is more (R69, R71).
pub async fn search_history(
    desk: &Desk,
    actor: &Actor,
    conversation: ConversationId,
    text: &str,
) -> Result<(Vec<FoundMessage>, bool), Problem> {
    if text.chars().count() > LONGEST {
        return Err(Problem::invalid("text", "too_long"));
    }
    let (scope, terms) = (actor.scope(), Terms::of(text));
    let mut conn = desk.db.read().await?;
    let contact = visible(&mut conn, &scope, conversation).await?.contact.id;
    let mut found = Vec::new();
    if terms.is_empty() {
        return Ok((found, false));
    }
    let earlier = conversation::earlier_ones(&mut conn, &scope, contact, conversation, CONVERSATIONS).await?;
    for conversation in core::iter::once(conversation).chain(earlier) {
        let room = IN_HISTORY + 1 - found.len();
        let messages = search::in_conversation(&mut conn, conversation, &terms, room).await?;
        found.extend(
            messages
                .into_iter()
                .map(|message| FoundMessage { conversation, message }),
        );
        if found.len() > IN_HISTORY {
            found.truncate(IN_HISTORY);
            return Ok((found, true));
        }
    }
    Ok((found, false))
}

/// Indexes a little of what was stored before there was an index. False: nothing is left to do.
pub async fn index_older(desk: &Desk) -> Result<bool, Problem> {
    desk.db
        .write(|tx| Box::pin(async move { Ok(search::index_older(tx, CHUNK).await?) }))
        .await
}
