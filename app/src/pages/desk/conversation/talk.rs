//! What the agent is about to do with single messages: shared by the log, the composer and the dialogs of one pane.

use leptos::prelude::*;
use model::{ConversationId, HeldMessage, Message, MessageId};

use crate::pages::desk::wanted::Wanted;
use crate::state::DeskState;

/// What the composer's text will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answering {
    /// An answer to this message.
    Reply(MessageId),
    /// Other words for this message.
    Edit(MessageId),
}

/// Provided by the pane. A handful of signals: copied freely.
#[derive(Clone, Copy)]
pub struct Talk {
    pub id: ConversationId,
    pub answering: RwSignal<Option<Answering>>,
    /// The message that is to be deleted, once that is confirmed.
    pub deleting: RwSignal<Option<MessageId>>,
    /// The message whose earlier texts are shown.
    pub history: RwSignal<Option<MessageId>>,
    /// The message for which an emoji is chosen.
    pub picking: RwSignal<Option<MessageId>>,
    /// What I have sent that the server holds, in all conversations.
    pub held: RwSignal<Vec<HeldMessage>>,
    /// What was called back: the composer takes it.
    pub called_back: RwSignal<Option<HeldMessage>>,
    /// Nothing can be written here.
    pub reads_only: bool,
    wanted: Wanted,
    /// Behind a handle: all this is handed around.
    desk: StoredValue<DeskState>,
}

impl Talk {
    pub fn provide(id: ConversationId) -> Self {
        Self::of(id, false)
    }

    /// Of a conversation whose messages are only read.
    pub fn provide_to_read(id: ConversationId) -> Self {
        Self::of(id, true)
    }

    fn of(id: ConversationId, reads_only: bool) -> Self {
        let talk = Self {
            id,
            answering: RwSignal::new(None),
            deleting: RwSignal::new(None),
            history: RwSignal::new(None),
            picking: RwSignal::new(None),
            held: RwSignal::new(Vec::new()),
            called_back: RwSignal::new(None),
            reads_only,
            wanted: Wanted::expect(),
            desk: StoredValue::new(DeskState::expect()),
        };
        provide_context(talk);
        talk
    }

    pub fn expect() -> Self {
        expect_context()
    }

    pub fn state(self) -> DeskState {
        self.desk.get_value()
    }

    /// A message as it is expected to be, followed.
    pub fn message(self, message: MessageId) -> Option<Message> {
        self.state()
            .read(|replica| replica.message(self.id, message).map(std::borrow::Cow::into_owned))
            .flatten()
    }

    /// Shows a message, however far back it is.
    pub fn jump_to(self, message: MessageId) {
        self.wanted.jump_to(self.id, message);
    }
}
