//! Parts of the app that the browser loads after the first page: what most people do not need at once should not delay it.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::SplitLoaderError;

/// It could not be loaded: the network, or a server that has another version by now.
#[derive(Debug, Clone, Copy)]
pub struct NotLoaded;

impl From<SplitLoaderError> for NotLoaded {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// How long after the first page the parts that will be wanted soon are fetched.
pub const SOON: Duration = Duration::from_secs(2);

/// Fetches a part before it is asked for. A failure says nothing: whoever needs the part tries again.
pub fn fetch_soon<V, L: Future<Output = Result<V, NotLoaded>> + 'static>(load: impl Fn() -> L + Copy + 'static) {
    Effect::new(move || {
        set_timeout(
            move || {
                spawn_local(async move {
                    let _ = load().await;
                });
            },
            SOON,
        );
    });
}
