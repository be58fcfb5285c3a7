//! Stored words back into values of the model. A word that the model does not have is a fault of ours.

use model::{Language, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::StoreError;

/// The value of a stored word.
pub(crate) fn word<T>(text: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T, StoreError> {
    parse(text).ok_or_else(|| StoreError::internal(&format_args!("unknown word {text:?} in a row")))
}

/// The value of a column that this kind of row always fills.
pub(crate) fn present<T>(value: Option<T>, column: &str) -> Result<T, StoreError> {
    value.ok_or_else(|| StoreError::internal(&format_args!("{column} is empty in a row that needs it")))
}

pub(crate) fn language(tag: &str) -> Result<Language, StoreError> {
    word(tag, Language::from_tag)
}

pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::internal(&format_args!("stored JSON: {error}")))
}

pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::internal(&format_args!("JSON to store: {error}")))
}

/// A list that is empty where its column is.
pub(crate) fn list<T: DeserializeOwned>(column: Option<&str>) -> Result<Vec<T>, StoreError> {
    column.map_or_else(|| Ok(Vec::new()), from_json)
}

/// The column of a list: empty for an empty one.
pub(crate) fn list_to_json<T: Serialize>(list: &[T]) -> Result<Option<String>, StoreError> {
    (!list.is_empty()).then(|| to_json(&list)).transpose()
}

pub(crate) fn time(value: Option<i64>) -> Option<Timestamp> {
    value.map(Timestamp)
}

/// A number of things as the model counts them.
pub(crate) fn count(value: i64) -> u32 {
    u32::try_from(value.max(0)).unwrap_or(u32::MAX)
}
