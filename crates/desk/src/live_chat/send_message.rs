//! A visitor writes: into the open conversation, or into a new one (R94). The first message makes the contact.

use channels::live_chat::start_page;
use model::{
    Author, Channel, ContactName, Conversation, Lifecycle, MessageText, Metrics, Outcome, Problem, StartPage,
    Timestamp, Trigger,
};
use store::contact::NewContact;
use store::conversation::NewConversation;
use store::visitor::Visitor;
use store::{Tx, connection, contact, conversation, inbox};

use super::Case;
use crate::change::{self, Change};

/// The visitor's row is locked: of two first messages at once the second finds what the first has made.
pub(super) async fn send_message(
    case: &Case,
    tx: &mut Tx,
    visitor: &Visitor,
    text: &MessageText,
    page: Option<&StartPage>,
) -> Result<Outcome, Problem> {
    let Some(contact) = visitor.contact else {
        let contact = ContactName {
            id: make_contact(tx, visitor, case.now).await?,
            name: String::new(),
        };
        let opened = open(case, tx, visitor, contact, text, page).await?;
        return opened.ok_or(Problem::Unavailable);
    };
    // Before anything is written: who waits here with a transaction that has written already comes too early in the log.
    let open = conversation::lock_open_of(tx, contact, visitor.connection).await?;
    contact::touch(tx, contact, case.now).await?;
    if let Some(present) = open {
        return go_on(case, tx, present, text).await;
    }
    let known = contact::get(tx, contact).await?.ok_or(Problem::NotFound)?;
    let contact = ContactName {
        id: known.id,
        name: known.name,
    };
    if let Some(opened) = self::open(case, tx, visitor, contact, text, page).await? {
        return Ok(opened);
    }
    // Somebody reopened the last one meanwhile.
    let present = conversation::lock_open_of(tx, known.id, visitor.connection)
        .await?
        .ok_or(Problem::Unavailable)?;
    go_on(case, tx, present, text).await
}

async fn make_contact(tx: &mut Tx, visitor: &Visitor, now: Timestamp) -> Result<model::ContactId, Problem> {
    let new = NewContact {
        name: String::new(),
        email: None,
        phone: None,
        source: Channel::LiveChat,
        created_at: now,
    };
    let id = contact::insert(tx, &new).await?;
    store::visitor::set_contact(tx, visitor.id, id).await?;
    Ok(id)
}

async fn go_on(case: &Case, tx: &mut Tx, present: Conversation, text: &MessageText) -> Result<Outcome, Problem> {
    let contact = present.contact.id;
    let mut change = Change::of(tx, present, case.now).await?;
    change.transition(Trigger::CustomerMessage)?;
    change.say(Author::Customer { contact }, text);
    let next = change.next();
    next.unread = next.unread.saturating_add(1);
    change.store(tx, Some(&case.once.id)).await
}

/// `None`: there is an open one by now.
async fn open(
    case: &Case,
    tx: &mut Tx,
    visitor: &Visitor,
    contact: ContactName,
    text: &MessageText,
    page: Option<&StartPage>,
) -> Result<Option<Outcome>, Problem> {
    let connection = connection::get(tx, visitor.connection)
        .await?
        .filter(|connection| connection.enabled)
        .ok_or(Problem::NotFound)?;
    let inbox = inbox::get(tx, connection.inbox).await?.ok_or(Problem::NotFound)?;
    let author = Author::Customer { contact: contact.id };
    let new = NewConversation {
        contact,
        channel: connection.channel,
        lifecycle: Lifecycle::open_inbound(
            inbox.id,
            connection.id,
            inbox.settings.default_department,
            false,
            case.now,
        ),
        preview: None,
        unread: 1,
        start_page: page.and_then(start_page),
        metrics: Metrics::default(),
        status_due_at: None,
    };
    change::open(tx, new, &inbox.settings, author, text, Some(&case.once.id)).await
}
