//! What the panel holds is a part of its own: the list and the conversation come first.
#![expect(clippy::unnecessary_wraps, reason = "it is loading that may fail")]

use leptos::prelude::*;
use model::{Conversation, ConversationId};
use wasm_split_helpers::wasm_split;

use super::{contact, facts, metrics, ratings, stamps};
use crate::later::NotLoaded;

/// What makes the panel's content.
pub type Make = fn(ConversationId, Memo<Conversation>) -> AnyView;

#[wasm_split(details, fallible)]
pub fn load() -> Result<Make, NotLoaded> {
    Ok(|id, conversation| {
        view! {
            <contact::ContactCard id=id conversation=conversation />
            <facts::Facts conversation=conversation />
            <ratings::Ratings conversation=conversation />
            <metrics::MetricsList conversation=conversation />
            <stamps::StampsList conversation=conversation />
        }
        .into_any()
    })
}
