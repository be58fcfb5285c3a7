//! Transfer: a conversation goes back to the waiting line, for somebody else: a department, an agent for whom it is kept for a
//! while, another inbox; or on another connection (R159 to R162). A note tells the next agent why.

use model::{
    Action, Activity, Comment, ConnectionId, Content, Conversation, DepartmentId, InboxId, Permission, Problem,
    Trigger, UserId,
};
use store::{Tx, connection, conversation, department, inbox, message, user};

use super::Case;
use crate::change::Change;
use crate::timer;

/// Where to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Destination {
    Department(DepartmentId),
    Agent(UserId),
    Inbox(InboxId),
    Connection(ConnectionId),
}

/// `Invalid` names the destination's field when there is no such thing, or nobody can be reached there. A `Conflict` also
/// when the conversation is not at `expected_version` any more, and when the contact has an open conversation on the other
/// connection already: then with its number.
pub(super) async fn transfer(
    case: &Case,
    tx: &mut Tx,
    present: &Conversation,
    change: &mut Change,
    to: Destination,
    note: Option<&Comment>,
    expected_version: Option<i64>,
) -> Result<(), Problem> {
    if let Err(refusal) = case.allow(Action::Transfer, present)
        && !takes_back(case, tx, present, expected_version).await?
    {
        return Err(refusal);
    }
    if expected_version.is_some_and(|expected| expected != present.version) {
        return Err(Problem::Conflict {
            status: Some(present.lifecycle.status),
            assignee: present.lifecycle.assignee,
            conversation: None,
        });
    }
    let by = case.actor.user;
    let note = note.map(|note| note.as_str().to_owned());
    let (trigger, activity) = match to {
        Destination::Department(id) => {
            department::get(tx, id).await?.ok_or_else(|| wrong("department"))?;
            let activity = Activity::TransferredToDepartment {
                by,
                department: id,
                note,
            };
            (Trigger::TransferToDepartment { department: id }, activity)
        }
        Destination::Agent(agent) => {
            // Only who is enabled is an actor.
            user::actor(tx, agent).await?.ok_or_else(|| wrong("agent"))?;
            let until = Some(timer::reserved_until(change.at()));
            let activity = Activity::TransferredToAgent { by, agent, note };
            (Trigger::TransferToAgent { agent, until }, activity)
        }
        Destination::Inbox(id) => {
            let inbox = inbox::get(tx, id).await?.filter(|inbox| !inbox.deleting);
            let inbox = inbox.ok_or_else(|| wrong("inbox"))?;
            let department = inbox.settings.default_department;
            let activity = Activity::TransferredToInbox { by, inbox: id, note };
            (Trigger::TransferToInbox { inbox: id, department }, activity)
        }
        Destination::Connection(id) => {
            check_connection(tx, present, id).await?;
            let activity = Activity::TransferredToConnection {
                by,
                connection: id,
                note,
            };
            (Trigger::TransferToConnection { connection: id }, activity)
        }
    };
    change.transition(trigger)?;
    change.tell(activity);
    Ok(())
}

fn wrong(field: &str) -> Problem {
    Problem::invalid(field, "wrong")
}

/// Another connection of the same channel, on which the contact has no open conversation.
async fn check_connection(tx: &mut Tx, present: &Conversation, id: ConnectionId) -> Result<(), Problem> {
    connection::get(tx, id)
        .await?
        .filter(|found| found.enabled && found.channel == present.channel && id != present.lifecycle.connection)
        .ok_or_else(|| wrong("connection"))?;
    match conversation::open_of(tx, present.contact.id, id).await? {
        Some(open) if open.id != present.id => Err(Problem::Conflict {
            status: Some(open.lifecycle.status),
            assignee: open.lifecycle.assignee,
            conversation: Some(open.id),
        }),
        _ => Ok(()),
    }
}

/// Who has just transferred it out of their own sight may take that back, as long as nothing has happened since.
async fn takes_back(
    case: &Case,
    tx: &mut Tx,
    present: &Conversation,
    expected_version: Option<i64>,
) -> Result<bool, Problem> {
    if expected_version != Some(present.version) || !case.actor.permissions.has(Permission::Transfer) {
        return Ok(false);
    }
    let newest = message::page(tx, present.id, None, 1).await?.messages;
    Ok(newest.last().is_some_and(|last| match &last.content {
        Content::Activity(
            Activity::TransferredToDepartment { by, .. }
            | Activity::TransferredToAgent { by, .. }
            | Activity::TransferredToInbox { by, .. }
            | Activity::TransferredToConnection { by, .. },
        ) => *by == case.actor.user,
        _ => false,
    }))
}
