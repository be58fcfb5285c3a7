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

#[cfg(test)]
mod tests {
    use model::{BusinessTime, Command, Conversation, DepartmentId, Trigger, UserId};

    use super::way_back;
    use crate::pages::desk::example::{at, begun, conversation};

    const ME: UserId = UserId(1);
    const OTHER: UserId = UserId(2);

    fn mine() -> Conversation {
        let accepted = begun().after(Trigger::Accept { agent: ME }, at(1), &BusinessTime::Always);
        conversation(accepted.expect("it waits"))
    }

    fn taken_back(command: &Command, before: &Conversation, after: Trigger) -> Option<Command> {
        let lifecycle = before.lifecycle.after(after, at(2), &BusinessTime::Always);
        let after = Conversation {
            version: 7,
            ..conversation(lifecycle.expect("allowed"))
        };
        way_back(command, before, &after).map(|way| way.command)
    }

    #[test]
    fn a_transfer_is_taken_back_only_as_long_as_nothing_has_happened_since() {
        let before = mine();
        let id = before.id;
        let department = |department, expected_version| Command::TransferToDepartment {
            conversation: id,
            department: DepartmentId(department),
            note: None,
            expected_version,
        };
        let agent = |agent, expected_version| Command::TransferToAgent {
            conversation: id,
            agent,
            note: None,
            expected_version,
        };
        let away = Trigger::TransferToDepartment {
            department: DepartmentId(2),
        };
        assert_eq!(
            taken_back(&department(2, None), &before, away),
            Some(department(1, Some(7)))
        );
        let away = Trigger::TransferToAgent {
            agent: OTHER,
            until: None,
        };
        assert_eq!(taken_back(&agent(OTHER, None), &before, away), Some(agent(ME, Some(7))));
    }

    #[test]
    fn resolving_is_taken_back_by_reopening_and_a_return_by_nothing() {
        let before = mine();
        let conversation = before.id;
        let finish = Trigger::Finish { asks_rating: true };
        assert_eq!(
            taken_back(&Command::Resolve { conversation }, &before, finish),
            Some(Command::Reopen { conversation })
        );
        assert_eq!(
            taken_back(&Command::Return { conversation }, &before, Trigger::Return),
            None
        );
    }
}
