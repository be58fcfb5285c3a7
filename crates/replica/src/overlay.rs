//! What a pending command is expected to do to its conversation, laid over the confirmed copy when it is read.

use model::{Actor, Command, Conversation, Directory, Preview, Trigger, Writer};

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
        Command::AddNote { .. } => return,
        Command::MarkRead { up_to, .. } => {
            conversation.unread = 0;
            conversation.agent_read = conversation.agent_read.max(Some(*up_to));
            return;
        }
    };
    let at = conversation.lifecycle.not_before(pending.at);
    let Ok(lifecycle) = conversation.lifecycle.after(trigger, at) else {
        return;
    };
    conversation.lifecycle = lifecycle;
    if let Command::SendMessage { text, .. } = &pending.envelope.command {
        conversation.preview = Some(Preview {
            writer: Writer::Agent,
            text: text
                .as_str()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .chars()
                .take(PREVIEW)
                .collect(),
        });
    }
}
