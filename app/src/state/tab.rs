//! What this browser tab knows and few things on screen follow.

use leptos::prelude::RwSignal;
use model::{ConversationId, Timestamp};

use super::Told;

#[derive(Debug, Default)]
pub struct Tab {
    /// Apart from all other tabs.
    pub id: String,
    /// Where my typing was last told, and when.
    pub said_typing: Option<(ConversationId, Timestamp)>,
    /// When somebody last touched it.
    pub touched: Timestamp,
    /// How far the server's clock is ahead of the browser's, in milliseconds.
    pub ahead: i64,
    /// What the server has told of that is fetched where it is shown.
    pub told: RwSignal<Told>,
}
