//! Reading JSON in the browser, by the one kind of reader that server functions use too: with a second one (from `str`)
//! every type that is read would be in the module twice.

/// What the text holds, when it is that.
pub fn read<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_slice(text.as_bytes()).ok()
}
