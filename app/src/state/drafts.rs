//! Unsent text, kept for each conversation in the browser's storage under the user's id.

use model::{ConversationId, UserId};

use crate::live::browser;

/// All drafts of a user begin like this.
pub fn key_prefix(user: UserId) -> String {
    format!("balcao.draft.{user}.")
}

fn key(user: UserId, conversation: ConversationId) -> String {
    format!("{}{conversation}", key_prefix(user))
}

/// The text that was begun here, or nothing.
pub fn read(user: UserId, conversation: ConversationId) -> String {
    browser::stored(&key(user, conversation)).unwrap_or_default()
}

/// Keeps the text; an empty one is forgotten.
pub fn keep(user: UserId, conversation: ConversationId, text: &str) {
    let kept = (!text.trim().is_empty()).then_some(text);
    browser::store(&key(user, conversation), kept);
}
