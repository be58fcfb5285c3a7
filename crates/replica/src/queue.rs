//! The commands of this screen that the server has not confirmed yet, in the order in which they were given.

use model::{
    Command, CommandEnvelope, CommandId, ConversationId, FileId, MessageId, MessageText, Problem, Tab, Timestamp,
    UserId,
};

/// How far a command has come.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PendingState {
    Queued,
    /// Under way; at most one for each conversation.
    Sending,
    /// Refused for good. Only messages stay in the queue like this, so that their text is not lost.
    Failed(Problem),
}

/// Where the conversation stood, on the writer's screen, when a message was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Composed {
    pub tab: Tab,
    pub assignee: Option<UserId>,
}

/// Whether a command has waited out of the server's reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Held {
    /// Given and sent while connected.
    No,
    /// Waited; the conversation must be looked at again before a message goes out.
    Unchecked,
    /// Waited; the conversation has been fetched since.
    Checked,
}

/// One command and its state.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Pending {
    pub envelope: CommandEnvelope,
    /// When it was given, by the clock of this browser.
    pub at: Timestamp,
    pub composed: Option<Composed>,
    pub state: PendingState,
    pub(crate) held: Held,
}

impl Pending {
    pub fn id(&self) -> &CommandId {
        &self.envelope.id
    }

    /// What it is about; `None`: it opens one.
    pub fn conversation(&self) -> Option<ConversationId> {
        self.envelope.command.conversation()
    }

    pub fn is_failed(&self) -> bool {
        matches!(self.state, PendingState::Failed(_))
    }

    /// Whether a bubble shows it meanwhile.
    pub fn is_message(&self) -> bool {
        matches!(
            self.envelope.command,
            Command::SendMessage { .. } | Command::AddNote { .. }
        )
    }

    /// The text of that bubble; empty beside files.
    pub fn text(&self) -> &str {
        match &self.envelope.command {
            Command::SendMessage { text, .. } | Command::AddNote { text, .. } => {
                text.as_ref().map_or("", MessageText::as_str)
            }
            _ => "",
        }
    }

    /// The files of that bubble.
    pub fn files(&self) -> &[FileId] {
        match &self.envelope.command {
            Command::SendMessage { files, .. } | Command::AddNote { files, .. } => files,
            _ => &[],
        }
    }

    /// The message that it answers.
    pub fn reply_to(&self) -> Option<MessageId> {
        match self.envelope.command {
            Command::SendMessage { reply_to, .. } | Command::AddNote { reply_to, .. } => reply_to,
            _ => None,
        }
    }

    pub fn is_note(&self) -> bool {
        matches!(self.envelope.command, Command::AddNote { .. })
    }
}

/// All pending commands of one user, kept by the browser's storage between visits.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Queue {
    commands: Vec<Pending>,
}

impl Queue {
    pub fn iter(&self) -> impl Iterator<Item = &Pending> {
        self.commands.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.commands.is_empty()
    }

    pub fn get(&self, id: &CommandId) -> Option<&Pending> {
        self.commands.iter().find(|pending| pending.id() == id)
    }

    pub(crate) fn get_mut(&mut self, id: &CommandId) -> Option<&mut Pending> {
        self.commands.iter_mut().find(|pending| pending.id() == id)
    }

    pub(crate) fn push(&mut self, pending: Pending) {
        // Having read up to a later message says all that having read up to an earlier one did.
        if let Command::MarkRead { conversation, .. } = pending.envelope.command {
            self.commands.retain(|other| {
                !(matches!(other.envelope.command, Command::MarkRead { .. })
                    && other.conversation() == Some(conversation)
                    && other.state == PendingState::Queued)
            });
        }
        self.commands.push(pending);
    }

    pub(crate) fn take(&mut self, id: &CommandId) -> Option<Pending> {
        let at = self.commands.iter().position(|pending| pending.id() == id)?;
        Some(self.commands.remove(at))
    }

    /// The first command of each conversation that has not failed, if it is not under way.
    pub(crate) fn heads(&self) -> Vec<CommandId> {
        let mut seen = std::collections::BTreeSet::new();
        self.commands
            .iter()
            .filter(|pending| !pending.is_failed() && pending.conversation().is_none_or(|id| seen.insert(id)))
            .filter(|pending| pending.state == PendingState::Queued)
            .map(|pending| pending.id().clone())
            .collect()
    }

    /// The server is out of reach: everything that waits must be looked at before it goes out.
    pub(crate) fn hold(&mut self) {
        for pending in &mut self.commands {
            if pending.state == PendingState::Queued {
                pending.held = Held::Unchecked;
            }
        }
    }

    /// The conversation has been fetched since the connection returned.
    pub(crate) fn checked(&mut self, conversation: ConversationId) {
        for pending in &mut self.commands {
            if pending.conversation() == Some(conversation) && pending.held == Held::Unchecked {
                pending.held = Held::Checked;
            }
        }
    }

    /// Adds what an earlier visit left. What was under way then may have arrived: its id makes sending it again harmless.
    pub(crate) fn restore(&mut self, stored: Queue) {
        for mut pending in stored.commands {
            if self.get(pending.id()).is_some() {
                continue;
            }
            if pending.state == PendingState::Sending {
                pending.state = PendingState::Queued;
            }
            pending.held = Held::Unchecked;
            self.commands.push(pending);
        }
    }
}
