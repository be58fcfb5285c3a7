//! What can be done to a conversation: which deeds its status and my rights allow, and how each begins.

use model::{Action, Command, Conversation, Status, Tab, UserId, can};

use super::work::{Question, Work};
use crate::components::Symbol;
use crate::platform;
use crate::state::{DeskState, Place};
use crate::texts;

/// Something that can be done to a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Accept,
    /// Leaves what is kept for me to the next.
    Skip,
    /// Takes it and ends it (R81).
    AcceptAndClose,
    CloseUnanswered,
    Return,
    Resolve,
    Transfer,
    Snooze,
    /// Ends the snooze.
    Wake,
    SendForm,
    /// Says who is asked first when the customer writes again (R158).
    SupportAgent,
    Reopen,
    /// Writes to the contact in a new conversation (R80).
    WriteAgain,
    ForceClose,
    /// For good, with its messages (R114, R155).
    Delete,
}

impl Deed {
    pub const ALL: &'static [Self] = &[
        Self::Accept,
        Self::Skip,
        Self::AcceptAndClose,
        Self::CloseUnanswered,
        Self::Return,
        Self::Resolve,
        Self::Transfer,
        Self::Snooze,
        Self::Wake,
        Self::SendForm,
        Self::SupportAgent,
        Self::Reopen,
        Self::WriteAgain,
        Self::ForceClose,
        Self::Delete,
    ];

    /// The deeds of a tab: the one that matters most first, what destroys last.
    const fn of(tab: Tab) -> &'static [Self] {
        match tab {
            Tab::Waiting => &[
                Self::Accept,
                Self::Skip,
                Self::CloseUnanswered,
                Self::AcceptAndClose,
                Self::Transfer,
                Self::SupportAgent,
                Self::ForceClose,
                Self::Delete,
            ],
            Tab::InService => &[
                Self::Resolve,
                Self::Return,
                Self::Transfer,
                Self::Snooze,
                Self::Wake,
                Self::SendForm,
                Self::SupportAgent,
                Self::ForceClose,
                Self::Delete,
            ],
            Tab::Resolved => &[
                Self::Reopen,
                Self::WriteAgain,
                Self::SupportAgent,
                Self::ForceClose,
                Self::Delete,
            ],
        }
    }

    const fn actions(self) -> &'static [Action] {
        match self {
            Self::Accept => &[Action::Accept],
            Self::Skip => &[Action::Read],
            Self::AcceptAndClose => &[Action::Accept, Action::Close],
            Self::CloseUnanswered | Self::Resolve => &[Action::Close],
            Self::Return => &[Action::Return],
            Self::Transfer => &[Action::Transfer],
            Self::Snooze | Self::Wake => &[Action::Snooze],
            Self::SendForm => &[Action::SendForm],
            Self::SupportAgent => &[Action::AssignSupportAgent],
            Self::Reopen => &[Action::Reopen],
            Self::WriteAgain => &[Action::Start],
            Self::ForceClose => &[Action::ForceClose],
            Self::Delete => &[Action::Delete],
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Accept => texts::accept(),
            Self::Skip => texts::skip(),
            Self::AcceptAndClose => texts::accept_and_close(),
            Self::CloseUnanswered => texts::close_unanswered(),
            Self::Return => texts::return_to_waiting(),
            Self::Resolve => texts::resolve(),
            Self::Transfer => texts::transfer(),
            Self::Snooze => texts::snooze(),
            Self::Wake => texts::snooze_wake(),
            Self::SendForm => texts::send_form(),
            Self::SupportAgent => texts::support_agent_choose(),
            Self::Reopen => texts::reopen(),
            Self::WriteAgain => texts::write_again(),
            Self::ForceClose => texts::force_close(),
            Self::Delete => texts::delete_conversation(),
        }
    }

    pub const fn symbol(self) -> Symbol {
        match self {
            Self::Accept | Self::AcceptAndClose | Self::Resolve => Symbol::Check,
            Self::CloseUnanswered => Symbol::Close,
            Self::Return | Self::Skip => Symbol::Return,
            Self::Transfer => Symbol::Transfer,
            Self::Snooze | Self::Wake => Symbol::Clock,
            Self::SendForm => Symbol::Form,
            Self::SupportAgent => Symbol::Person,
            Self::Reopen => Symbol::Retry,
            Self::WriteAgain => Symbol::Pencil,
            Self::ForceClose => Symbol::Spam,
            Self::Delete => Symbol::Trash,
        }
    }

    /// Its key. What ends a conversation in an unusual way needs Shift.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Accept => "A",
            Self::Skip => "D",
            Self::AcceptAndClose => "Shift+A",
            Self::CloseUnanswered => "Shift+E",
            Self::Return => "B",
            Self::Resolve => "E",
            Self::Transfer => "T",
            Self::Snooze | Self::Wake => "Z",
            Self::SendForm => "M",
            Self::SupportAgent => "G",
            Self::Reopen => "O",
            Self::WriteAgain => "W",
            Self::ForceClose => "Shift+X",
            Self::Delete => "Shift+D",
        }
    }

    /// Whether it cannot be undone without trace.
    pub fn destroys(self) -> bool {
        matches!(self, Self::ForceClose | Self::Delete)
    }

    /// The deeds that this conversation and my rights allow.
    pub fn allowed(state: DeskState, conversation: &Conversation) -> Vec<Self> {
        let facts = conversation.facts();
        let allowed = |deed: &Self| {
            state
                .read(|replica| {
                    let actor = replica.actor();
                    let may = |action: &Action| can(actor, *action, &facts);
                    deed.actions().iter().all(may) && deed.fits(conversation, actor.user)
                })
                .unwrap_or_default()
        };
        let tab = conversation.lifecycle.status.tab();
        Self::of(tab).iter().copied().filter(allowed).collect()
    }

    /// What the tab alone does not say.
    fn fits(self, conversation: &Conversation, me: UserId) -> bool {
        let lifecycle = &conversation.lifecycle;
        let is_mine = lifecycle.assignee == Some(me);
        match self {
            Self::Skip => lifecycle.reserved.is_some_and(|reserved| reserved.agent == me),
            Self::Snooze => is_mine && conversation.snoozed.is_none(),
            Self::Wake => is_mine && conversation.snoozed.is_some(),
            Self::WriteAgain => lifecycle.status.is_over(),
            Self::ForceClose => lifecycle.status.is_active() || lifecycle.status == Status::PendingClose,
            _ => true,
        }
    }

    /// Does it, or asks what it needs to know first. Where it brings the conversation into my service, the screen goes along.
    pub fn run(self, work: Work, conversation: &Conversation) {
        let id = conversation.id;
        let command = match self {
            Self::Accept => Command::Accept { conversation: id },
            Self::Skip => Command::Decline { conversation: id },
            Self::AcceptAndClose => Command::AcceptAndClose { conversation: id },
            Self::CloseUnanswered => Command::CloseUnanswered { conversation: id },
            Self::Return => Command::Return { conversation: id },
            Self::Resolve => Command::Resolve { conversation: id },
            Self::Reopen => Command::Reopen { conversation: id },
            Self::Wake => Command::Unsnooze { conversation: id },
            Self::SendForm => Command::SendForm { conversation: id },
            Self::SupportAgent => return work.ask(Question::SupportAgent(id)),
            Self::Transfer => return work.ask(Question::Transfer(id)),
            Self::Snooze => return work.ask(Question::Snooze(id)),
            Self::WriteAgain => return work.ask(Question::WriteAgain(id)),
            Self::ForceClose => return work.ask(Question::ForceClose(id)),
            Self::Delete => return work.ask(Question::Delete(id)),
        };
        work.give(command, Some(conversation));
        if matches!(self, Self::Accept | Self::Reopen) {
            work.go(Place {
                tab: Tab::InService,
                conversation: Some(id),
            });
            platform::focus_when_there(".composer-text");
        }
    }
}
