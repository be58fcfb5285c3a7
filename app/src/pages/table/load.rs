//! The table is a part of its own: agents work on the desk.
#![expect(clippy::unnecessary_wraps, reason = "it is loading that may fail")]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::TablePage;
use crate::later::NotLoaded;
use crate::pages::part::WithStylesAndWords;

#[wasm_split(table, fallible)]
pub fn load() -> Result<fn() -> AnyView, NotLoaded> {
    Ok(|| view! { <WithStylesAndWords page=|| view! { <TablePage /> }.into_any() /> }.into_any())
}
