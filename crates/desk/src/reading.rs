//! What an agent's screen fetches: snapshot, lists, conversations, messages. Everything goes through the actor's scope.

use model::{
    Actor, ConversationId, Counts, Language, ListKey, ListPage, MessageId, MessagePage, OpenConversation, Problem,
    Scope, Snapshot, Tab,
};

use crate::Desk;

/// Rows of a list page.
pub const LIST_PAGE: usize = 50;
/// Messages of a message page.
pub const MESSAGE_PAGE: usize = 50;

/// The state a screen starts from. The cursor is taken before anything is read.
pub async fn snapshot(desk: &Desk, actor: &Actor, language: Language, build: &str) -> Result<Snapshot, Problem> {
    let _ = (desk, actor, language, build);
    todo!()
}

/// The next rows of a tab after `before` (exclusive; `None`: from the top).
pub async fn list(desk: &Desk, actor: &Actor, tab: Tab, before: Option<ListKey>) -> Result<ListPage, Problem> {
    let _ = (desk, actor, tab, before);
    todo!()
}

/// Opens (peeks at) a conversation; changes nothing (R91).
pub async fn open(desk: &Desk, actor: &Actor, conversation: ConversationId) -> Result<OpenConversation, Problem> {
    let _ = (desk, actor, conversation);
    todo!()
}

/// Older messages, before `before` (exclusive).
pub async fn messages(
    desk: &Desk,
    actor: &Actor,
    conversation: ConversationId,
    before: MessageId,
) -> Result<MessagePage, Problem> {
    let _ = (desk, actor, conversation, before);
    todo!()
}

/// The tabs' counts in a scope.
pub async fn counts(desk: &Desk, scope: &Scope) -> Result<Counts, Problem> {
    let _ = (desk, scope);
    todo!()
}
