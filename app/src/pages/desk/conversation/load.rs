//! What the pane holds is fetched when a conversation is opened, or soon after the list is there.
#![expect(clippy::unnecessary_wraps, reason = "it is loading that may fail")]

use leptos::prelude::*;
use model::{Conversation, ConversationId};
use wasm_split_helpers::wasm_split;

use super::log::Log;
use super::pane::Pane;
use crate::later::NotLoaded;
use crate::state::Place;

/// What makes the pane.
pub type Make = fn(ConversationId, Memo<Place>) -> AnyView;

#[wasm_split(conversation, fallible)]
pub fn load() -> Result<Make, NotLoaded> {
    Ok(|id, place| view! { <Pane id=id place=place /> }.into_any())
}

/// What makes the messages alone.
pub type MakeLog = fn(ConversationId, Memo<Conversation>) -> AnyView;

#[wasm_split(conversation, fallible)]
pub fn load_log() -> Result<MakeLog, NotLoaded> {
    Ok(|id, conversation| view! { <Log id=id conversation=conversation /> }.into_any())
}
