//! The table is a part of its own: agents work on the desk.
#![expect(clippy::unnecessary_wraps, reason = "it is loading that may fail")]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::TablePage;
use crate::pages::part::NotLoaded;

#[wasm_split(table, fallible)]
pub fn load() -> Result<fn() -> AnyView, NotLoaded> {
    Ok(|| view! { <TablePage /> }.into_any())
}
