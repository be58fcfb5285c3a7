//! What was found is shown by a part of its own: the list comes first.
#![expect(clippy::unnecessary_wraps, reason = "it is loading that may fail")]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::results::Results;
use crate::later::NotLoaded;
use crate::state::Place;

/// What makes the results.
pub type Make = fn(Memo<Place>, Memo<String>) -> AnyView;

#[wasm_split(search, fallible)]
pub fn load() -> Result<Make, NotLoaded> {
    Ok(|place, sought| view! { <Results place=place sought=sought /> }.into_any())
}
