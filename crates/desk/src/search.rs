//! Search over everything the actor may see: contacts and messages (R61, R62).

use model::{Actor, ContactTerms, MessageId, Problem, SearchPage, Terms};
use store::search;

use crate::Desk;

/// Most messages of a page.
pub const MESSAGES: usize = 30;
/// Most contacts, all on the first page.
pub const CONTACTS: usize = 8;
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

/// Indexes a little of what was stored before there was an index. False: nothing is left to do.
pub async fn index_older(desk: &Desk) -> Result<bool, Problem> {
    desk.db
        .write(|tx| Box::pin(async move { Ok(search::index_older(tx, CHUNK).await?) }))
        .await
}
