//! The settings are a part of their own: most agents seldom open them.
#![expect(clippy::unnecessary_wraps, reason = "it is loading that may fail")]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::SettingsPage;
use crate::later::NotLoaded;
use crate::pages::part::WithStylesAndWords;

#[wasm_split(settings, fallible)]
pub fn load() -> Result<fn() -> AnyView, NotLoaded> {
    Ok(|| view! { <WithStylesAndWords page=|| view! { <SettingsPage /> }.into_any() /> }.into_any())
}
