//! What the desk says by itself in the company's name: greeting, text outside of business hours, the words before a rating and
//! before an automatic close. Never a reply: no status moves, no clock stops, and in the lists stands what people wrote.

use std::sync::Arc;

use model::{BusinessTime, Conversation, MessageText, Problem, Timestamp, Wording};
use store::inbox::Inbox;
use store::{Conn, Tx, company, conversation, visitor};

use crate::business_time;
use crate::change::Change;

/// The longest of them, in characters.
const LONGEST: usize = 2_000;

/// An automatic text as it is stored. `Invalid` names `field`.
pub(crate) fn checked(field: &str, wording: &Wording) -> Result<Wording, Problem> {
    wording.checked(field, LONGEST)
}

/// What a contact is told, in the language of its browser, else in the company's.
pub(crate) async fn text(
    conn: &mut Conn,
    contact: model::ContactId,
    wording: &Wording,
) -> Result<Option<MessageText>, Problem> {
    if wording.is_empty() {
        return Ok(None);
    }
    let company = company::get(conn)
        .await?
        .map(|company| company.language)
        .unwrap_or_default();
    let wished = visitor::language_of(conn, contact).await?.unwrap_or(company);
    Ok(wording.for_customer(wished, company))
}

/// Asks the customer of a conversation that ends for a rating, if its inbox does (R170).
pub(crate) async fn ask_rating(conn: &mut Conn, change: &mut Change) -> Result<(), Problem> {
    change.ask_rating();
    let next = change.next();
    if next.rating_asked.is_none() || next.rating.is_some() {
        return Ok(());
    }
    let contact = next.contact.id;
    let inbox = Arc::clone(change.inbox());
    if let Some(text) = text(conn, contact, &inbox.rating_text).await? {
        change.say_automatically(&text);
    }
    Ok(())
}

/// What is said to a customer who begins a conversation.
pub(crate) async fn at_the_beginning(
    conn: &mut Conn,
    contact: model::ContactId,
    inbox: &Inbox,
    at: Timestamp,
) -> Result<Vec<MessageText>, Problem> {
    let mut said = Vec::new();
    said.extend(text(conn, contact, &inbox.settings.greeting).await?);
    if !is_open(inbox.settings.business_hours.as_ref(), at)? {
        said.extend(text(conn, contact, &inbox.settings.outside_hours_text).await?);
    }
    Ok(said)
}

/// Tells a customer who writes on that nobody is there, once until the inbox has been open again.
pub(crate) async fn outside_hours(tx: &mut Tx, present: &Conversation, change: &mut Change) -> Result<(), Problem> {
    let (at, settings) = (change.at(), Arc::clone(change.inbox()));
    let hours = settings.business_hours.as_ref();
    if settings.outside_hours_text.is_empty() || is_open(hours, at)? {
        return Ok(());
    }
    if let Some(told) = conversation::outside_told_at(tx, present.id).await?
        && business_time::resolve(hours, told, at)?.between(told, at) == 0
    {
        return Ok(());
    }
    if let Some(text) = text(tx, present.contact.id, &settings.outside_hours_text).await? {
        change.say_automatically(&text);
        conversation::set_outside_told_at(tx, present.id, at).await?;
    }
    Ok(())
}

/// Notes that a conversation which began outside of the hours has been told so.
pub(crate) async fn note_beginning(
    tx: &mut Tx,
    id: model::ConversationId,
    inbox: &Inbox,
    at: Timestamp,
) -> Result<(), Problem> {
    if !inbox.settings.outside_hours_text.is_empty() && !is_open(inbox.settings.business_hours.as_ref(), at)? {
        conversation::set_outside_told_at(tx, id, at).await?;
    }
    Ok(())
}

fn is_open(hours: Option<&model::BusinessHours>, at: Timestamp) -> Result<bool, Problem> {
    let next = at.plus(1);
    Ok(match business_time::resolve(hours, at, next)? {
        BusinessTime::Always => true,
        within @ BusinessTime::Within(_) => within.between(at, next) > 0,
    })
}
