//! A visitor writes: into the open conversation, or into a new one (R94). The first message makes the contact, of what the
//! connection asks for before it.

use channels::live_chat::start_page;
use model::{
    Asked, AskedFields, Author, Channel, ContactId, ContactName, Lifecycle, Metrics, Outcome, Problem, StartPage,
    Trigger, VisitorDetails,
};
use store::connection::Connection;
use store::contact::NewContact;
use store::conversation::NewConversation;
use store::visitor::{Open, Visitor};
use store::{Tx, connection, contact, inbox};

use super::Case;
use crate::automatic;
use crate::change::{self, Change, Opening};
use crate::field;
use crate::words::Words;

/// What a visitor sends.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    pub(super) words: Words<'a>,
    /// Where the visitor is.
    pub(super) page: Option<&'a StartPage>,
    /// Who the visitor is; looked at before the first message only.
    pub(super) about: Option<&'a VisitorDetails>,
}

/// The visitor's row is locked: of two first messages at once the second finds what the first has made. `Invalid` with field
/// `name`, `email` or `phone`: the connection asks for it before the first message, and it is missing or malformed.
pub(super) async fn send_message(
    case: &Case,
    tx: &mut Tx,
    visitor: &Visitor,
    open: Option<Open>,
    written: Written<'_>,
) -> Result<Outcome, Problem> {
    let Some(contact) = visitor.contact else {
        let connection = enabled(tx, visitor).await?;
        let contact = make_contact(case, tx, visitor, connection.settings.asks, written.about).await?;
        let opened = begin(case, tx, &connection, contact, written).await?;
        return opened.ok_or(Problem::Unavailable);
    };
    // Locked before anything is written: who waits for it with a transaction that has written already comes too early in the log.
    if let Some(present) = open {
        return Box::pin(go_on(case, tx, present, written.words)).await;
    }
    contact::touch(tx, contact, case.now).await?;
    let known = contact::get(tx, contact).await?.ok_or(Problem::NotFound)?;
    let contact = ContactName {
        id: known.id,
        name: known.name,
        photo: known.photo,
    };
    let connection = enabled(tx, visitor).await?;
    if let Some(opened) = begin(case, tx, &connection, contact, written).await? {
        return Ok(opened);
    }
    // Somebody reopened the last one meanwhile: it is found when all is done anew, and locked before anything is written.
    Err(tx.again().into())
}

async fn enabled(tx: &mut Tx, visitor: &Visitor) -> Result<Connection, Problem> {
    connection::get(tx, visitor.connection)
        .await?
        .filter(|connection| connection.enabled)
        .ok_or(Problem::NotFound)
}

async fn make_contact(
    case: &Case,
    tx: &mut Tx,
    visitor: &Visitor,
    asks: AskedFields,
    about: Option<&VisitorDetails>,
) -> Result<ContactName, Problem> {
    let nothing = VisitorDetails::default();
    let about = about.unwrap_or(&nothing);
    let given = |field: &str, asked: Asked, text: &str| match asked {
        Asked::No => Ok(false),
        Asked::Required if text.trim().is_empty() => Err(Problem::invalid(field, "required")),
        Asked::Optional | Asked::Required => Ok(!text.trim().is_empty()),
    };
    let mut new = NewContact {
        name: String::new(),
        email: None,
        phone: None,
        source: Channel::LiveChat,
        created_at: case.now,
    };
    if given("name", asks.name, &about.name)? {
        new.name = field::name("name", &about.name)?;
    }
    if given("email", asks.email, &about.email)? {
        new.email = Some(field::email(&about.email)?);
    }
    if given("phone", asks.phone, &about.phone)? {
        new.phone = Some(field::phone(&about.phone)?);
    }
    let id: ContactId = contact::insert(tx, &new).await?;
    store::visitor::set_contact(tx, visitor.id, id).await?;
    Ok(ContactName {
        id,
        name: new.name,
        photo: None,
    })
}

async fn go_on(case: &Case, tx: &mut Tx, open: Open, words: Words<'_>) -> Result<Outcome, Problem> {
    let present = open.conversation;
    let words = words.within(tx, present.id).await?;
    let contact = present.contact.id;
    let mut change = Change::within(present.clone(), open.inbox.settings, case.now)?;
    change.transition(Trigger::CustomerMessage)?;
    change.say(Author::Customer { contact }, words);
    let next = change.next();
    next.unread = next.unread.saturating_add(1);
    automatic::outside_hours(tx, &present, &mut change).await?;
    contact::touch(tx, contact, case.now).await?;
    change.store(tx, Some(&case.once.id)).await
}

/// `None`: there is an open one by now.
async fn begin(
    case: &Case,
    tx: &mut Tx,
    connection: &Connection,
    contact: ContactName,
    written: Written<'_>,
) -> Result<Option<Outcome>, Problem> {
    let inbox = inbox::get(tx, connection.inbox).await?.ok_or(Problem::NotFound)?;
    let opening = Opening {
        author: Author::Customer { contact: contact.id },
        words: written.words.opening(tx).await?,
        automatic: automatic::at_the_beginning(tx, contact.id, &inbox, case.now).await?,
    };
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
        start_page: written.page.and_then(start_page),
        metrics: Metrics::default(),
        status_due_at: None,
    };
    let opened = change::open(tx, new, &inbox.settings, opening, Some(&case.once.id)).await?;
    if let Some(outcome) = &opened {
        automatic::note_beginning(tx, outcome.conversation.id, &inbox, case.now).await?;
    }
    Ok(opened)
}
