//! The way back from a deed: an ordinary transition in the other direction, never a pretence that nothing happened.

use model::{Command, Conversation, Tab};

use crate::{format, texts};

/// What to say about a deed that is done, and the command that takes it back.
pub struct WayBack {
    pub said: String,
    pub label: &'static str,
    pub command: Command,
}

/// `None`: there is none, or it needs no word.
pub fn way_back(command: &Command, before: &Conversation, after: &Conversation) -> Option<WayBack> {
    let conversation = after.id;
    let number = conversation.to_string();
    let reopen = Command::Reopen { conversation };
    let (said, label, command) = match command {
        Command::Accept { .. } if after.lifecycle.status.tab() == Tab::InService => (
            texts::done_accepted(&number),
            texts::undo(),
            Command::Return { conversation },
        ),
        Command::Resolve { .. } => (texts::done_resolved(&number), texts::undo(), reopen),
        // Reopening makes it mine, which it was not: no undoing.
        Command::AcceptAndClose { .. } | Command::CloseUnanswered { .. } | Command::ForceClose { .. } => {
            (texts::done_closed(&number), texts::reopen(), reopen)
        }
        Command::Snooze { until, .. } => (
            texts::done_snoozed(&number, &format::moment(*until)),
            texts::undo(),
            Command::Unsnooze { conversation },
        ),
        Command::TransferToDepartment { .. }
        | Command::TransferToAgent { .. }
        | Command::TransferToInbox { .. }
        | Command::TransferToConnection { .. } => (
            texts::done_transferred(&number),
            texts::undo(),
            transfer_back(command, before, after.version)?,
        ),
        _ => return None,
    };
    Some(WayBack { said, label, command })
}

/// A transfer to where it was, refused when anything happened since `version`.
fn transfer_back(command: &Command, before: &Conversation, version: i64) -> Option<Command> {
    let conversation = before.id;
    let was = &before.lifecycle;
    let expected_version = Some(version);
    let note = None;
    let to_department = was.department.map(|department| Command::TransferToDepartment {
        conversation,
        department,
        note: note.clone(),
        expected_version,
    });
    let agent = was.assignee.or(was.reserved.map(|reserved| reserved.agent));
    let to_agent = agent.map(|agent| Command::TransferToAgent {
        conversation,
        agent,
        note: note.clone(),
        expected_version,
    });
    match command {
        Command::TransferToInbox { .. } => Some(Command::TransferToInbox {
            conversation,
            inbox: was.inbox,
            note,
            expected_version,
        }),
        Command::TransferToConnection { .. } => Some(Command::TransferToConnection {
            conversation,
            connection: was.connection,
            note,
            expected_version,
        }),
        // The department is what decides who sees it.
        Command::TransferToDepartment { .. } => to_department.or(to_agent),
        _ => to_agent.or(to_department),
    }
}
