//! The message that the open conversation is to show: an address, a search or a reply asks for it.

use leptos::prelude::*;
use model::{ConversationId, MessageId};

/// Provided by the desk for everything on it.
#[derive(Clone, Copy)]
pub struct Wanted(RwSignal<Option<(ConversationId, MessageId)>>);

impl Wanted {
    /// Makes it and provides it as context.
    pub fn provide() -> Self {
        let wanted = Self(RwSignal::new(None));
        provide_context(wanted);
        wanted
    }

    /// What the desk provided.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Shows a message, however far back it is; it may also be in an earlier conversation of the same customer.
    pub fn jump_to(self, conversation: ConversationId, message: MessageId) {
        self.0.set(Some((conversation, message)));
    }

    /// Nothing is asked for any more.
    pub fn forget(self) {
        self.0.set(None);
    }

    /// What is asked of this conversation, once; followed.
    pub fn take(self, conversation: ConversationId) -> Option<MessageId> {
        let (_, message) = self.0.get().filter(|(of, _)| *of == conversation)?;
        self.0.update_untracked(|wanted| *wanted = None);
        Some(message)
    }
}
