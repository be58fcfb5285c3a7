//! Start a conversation: an agent writes to a contact first (R80, R186). It is in service with that agent from its first message.

use model::{
    Action, Author, Channel, ConnectionId, Contact, ContactId, ContactName, Facts, Lifecycle, MessageText, Metrics,
    Outcome, Permission, Problem, can,
};
use store::conversation::NewConversation;
use store::{Tx, connection, contact, conversation, inbox, visitor};

use super::Case;
use crate::change::{self, Opening};
use crate::merging::About;
use crate::reply_window;

/// `NotFound`: there is no such contact for the actor. `Invalid { field: "connection" }`: the contact cannot be reached there;
/// `Invalid { field: "text", reason: "reply_window" }`: only a template could be sent now. A `Conflict` with the number of the contact's open conversation on the connection, if it has one.
pub(super) async fn start_conversation(
    case: &Case,
    tx: &mut Tx,
    to: ContactId,
    over: ConnectionId,
    text: &MessageText,
) -> Result<Outcome, Problem> {
    if let Some(earlier) = case.once.earlier(tx).await? {
        return Ok(earlier);
    }
    let contact = visible(case, tx, to).await?;
    let connection = connection::get(tx, over)
        .await?
        .filter(|connection| connection.enabled)
        .ok_or_else(|| Problem::invalid("connection", "wrong"))?;
    let inbox = inbox::get(tx, connection.inbox).await?.ok_or(Problem::NotFound)?;
    let agent = case.actor.user;
    let facts = Facts {
        department: inbox.settings.default_department,
        assignee: Some(agent),
        reserved_for: None,
    };
    if !can(&case.actor, Action::Start, &facts) {
        return Err(Problem::Forbidden);
    }
    let reached = match connection.channel {
        Channel::LiveChat => visitor::reaches(tx, contact.id, connection.id).await?,
    };
    if !reached {
        return Err(Problem::invalid("connection", "wrong"));
    }
    // Also one that was moved away from there: the customer has one window for both.
    if conversation::open_of(tx, contact.id, connection.id).await?.is_some() {
        return there_is_one(case, tx, contact.id, connection.id).await;
    }
    let mut lifecycle = Lifecycle::open_outbound(inbox.id, connection.id, facts.department, agent, case.now);
    // The window is the contact's, whichever conversation it was in that they wrote last.
    let earlier = conversation::latest_of(tx, contact.id, connection.id).await?;
    lifecycle.clocks.last_customer_message_at = earlier.and_then(|it| it.lifecycle.last_customer_message_at());
    reply_window::check(tx, &lifecycle, text.as_str(), case.now).await?;
    let about = About {
        contact: contact.id,
        inbox: inbox.id,
        department: facts.department,
        conversation: None,
    };
    let text = about.resolve(tx, agent, text, case.now).await?;
    let new = NewConversation {
        contact: ContactName {
            id: contact.id,
            name: contact.name,
            photo: contact.photo,
        },
        channel: connection.channel,
        lifecycle,
        preview: None,
        unread: 0,
        start_page: None,
        metrics: Metrics::default(),
        status_due_at: None,
    };
    let opening = Opening {
        author: Author::Agent { user: agent },
        words: (&text).into(),
        automatic: Vec::new(),
    };
    match change::open(tx, new, &inbox.settings, opening, Some(&case.once.id)).await? {
        Some(outcome) => {
            case.once.keep(tx, outcome.conversation.id, &outcome, case.now).await?;
            Ok(outcome)
        }
        None => there_is_one(case, tx, contact.id, connection.id).await,
    }
}

/// The contact, if the actor sees any of its conversations, or all there are.
async fn visible(case: &Case, tx: &mut Tx, id: ContactId) -> Result<Contact, Problem> {
    let contact = contact::get(tx, id).await?.ok_or(Problem::NotFound)?;
    if case.actor.permissions.has(Permission::ReadAll) {
        return Ok(contact);
    }
    let scope = case.actor.scope();
    for id in conversation::ids_of(tx, id).await? {
        if conversation::get(tx, id)
            .await?
            .is_some_and(|it| scope.sees(&it.facts()))
        {
            return Ok(contact);
        }
    }
    Err(Problem::NotFound)
}

/// The same command sent twice at once has been done by now; else somebody was faster.
async fn there_is_one(case: &Case, tx: &mut Tx, to: ContactId, over: ConnectionId) -> Result<Outcome, Problem> {
    if let Some(earlier) = case.once.earlier(tx).await? {
        return Ok(earlier);
    }
    let open = conversation::open_of(tx, to, over).await?.ok_or(Problem::Unavailable)?;
    Err(Problem::Conflict {
        status: Some(open.lifecycle.status),
        assignee: open.lifecycle.assignee,
        conversation: Some(open.id),
    })
}
