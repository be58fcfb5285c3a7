//! What a pending command is expected to do to its conversation, laid over the confirmed copy when it is read.

use model::{
    Actor, BusinessTime, Command, Content, Conversation, Directory, Message, Preview, Reaction, Reactor, Review,
    Snooze, Trigger, Writer,
};

use crate::queue::Pending;

/// The longest preview, in characters.
const PREVIEW: usize = 120;

/// `conversation` as it will probably be after `pending`. What the life cycle refuses changes nothing: the server will say so.
pub(crate) fn predict(conversation: &mut Conversation, pending: &Pending, actor: &Actor, directory: &Directory) {
    let agent = actor.user;
    let trigger = match &pending.envelope.command {
        Command::Accept { .. } => Trigger::Accept { agent },
        Command::SendMessage { .. } => Trigger::AgentMessage { agent },
        Command::Return { .. } => Trigger::Return,
        Command::Resolve { .. } => Trigger::Finish {
            asks_rating: directory
                .inboxes
                .iter()
                .any(|inbox| inbox.id == conversation.lifecycle.inbox && inbox.asks_rating),
        },
        Command::CloseUnanswered { .. } => Trigger::CloseUnanswered,
        Command::Reopen { .. } => Trigger::Reopen { agent },
        Command::AcceptAndClose { .. } => Trigger::AcceptAndClose { agent },
        Command::ForceClose { .. } => Trigger::ForceClose,
        Command::TransferToDepartment { department, .. } => Trigger::TransferToDepartment {
            department: *department,
        },
        Command::TransferToAgent { agent, .. } => Trigger::TransferToAgent {
            agent: *agent,
            until: None,
        },
        Command::TransferToConnection { connection, .. } => Trigger::TransferToConnection {
            connection: *connection,
        },
        Command::Snooze { until, .. } => {
            conversation.snoozed = Some(Snooze {
                until: *until,
                by: agent,
            });
            return;
        }
        Command::Decline { .. } => {
            conversation.lifecycle.reserved = None;
            return;
        }
        Command::Unsnooze { .. } => {
            conversation.snoozed = None;
            return;
        }
        Command::Review { value, comment, .. } => {
            conversation.review = Some(Review {
                value: *value,
                comment: comment.clone(),
                by: agent,
                at: pending.at,
            });
            return;
        }
        // The other inbox's department only the server knows.
        Command::TransferToInbox { .. }
        | Command::StartConversation { .. }
        | Command::SendForm { .. }
        | Command::AssignSupportAgent { .. }
        | Command::React { .. }
        | Command::EditMessage { .. }
        | Command::DeleteMessage { .. }
        | Command::AddNote { .. } => return,
        Command::MarkRead { up_to, .. } => {
            conversation.unread = 0;
            conversation.agent_read = conversation.agent_read.max(Some(*up_to));
            return;
        }
    };
    let at = conversation.lifecycle.not_before(pending.at);
    // Business time is the server's to know; until it answers, calendar time stands for it.
    let Ok(lifecycle) = conversation.lifecycle.after(trigger, at, &BusinessTime::Always) else {
        return;
    };
    conversation.lifecycle = lifecycle;
    if let Command::SendMessage { text, .. } = &pending.envelope.command {
        conversation.preview = Some(Preview {
            writer: Writer::Agent,
            text: text
                .as_ref()
                .map_or("📎", |text| text.as_str())
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .chars()
                .take(PREVIEW)
                .collect(),
        });
    }
}

/// `message` as it will probably be after `pending`, which is about it.
pub(crate) fn predict_message(message: &mut Message, pending: &Pending, actor: &Actor) {
    match &pending.envelope.command {
        Command::React { emoji, on, .. } => {
            let reaction = Reaction {
                emoji: emoji.clone(),
                by: Reactor::Agent { user: actor.user },
                at: pending.at,
            };
            // One too many: the server will say so.
            let _ = model::react(&mut message.reactions, reaction, *on);
        }
        Command::EditMessage { text, mentions, .. } => {
            let text = text.as_str().to_owned();
            message.content = match message.content {
                Content::Note { .. } => Content::Note {
                    text,
                    mentions: mentions.clone(),
                },
                _ => Content::Text { text },
            };
            message.edited_at = Some(pending.at);
        }
        Command::DeleteMessage { .. } => {
            message.content = Content::Deleted {
                by: actor.user,
                at: pending.at,
                internal: !message.is_public(),
            };
            message.files.clear();
            message.reactions.clear();
        }
        _ => (),
    }
}
