//! The Leptos app: what agents see. The server (feature `ssr`) renders the pages before the desk whole, and for all that
//! is signed in one outline without anybody's data; the browser (feature `csr`) puts the living frame in its place. The two
//! are never built together, and what only the browser shows is not in the server's half, but for its tests: an edit of the desk
//! leaves the server as it is.

// Before all others: it says why.
#[cfg(any(not(feature = "ssr"), test))]
mod parts;

pub mod api;
pub mod components;
pub mod format;
#[cfg(any(not(feature = "ssr"), test))]
mod json;
pub mod language;
#[cfg(any(not(feature = "ssr"), test))]
pub mod live;
pub mod pages;
pub mod platform;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(any(not(feature = "ssr"), test))]
pub mod state;
pub mod texts;
pub mod theme;
#[cfg(any(not(feature = "ssr"), test))]
pub mod updates;

/// Everything that is signed in: one frame, which chooses its page by the address once it is alive. The router keeps the
/// address; its routes are left out, they would be a twentieth of the first load.
#[cfg(any(not(feature = "ssr"), test))]
#[leptos::component]
pub fn App() -> impl leptos::IntoView {
    use leptos::prelude::*;
    use leptos_router::components::Router;
    use pages::Frame;

    pages::follow_redirects_by_loading();
    view! {
        <Router>
            <Frame />
        </Router>
    }
    .into_any()
}

/// Takes the place of the outline that the server has rendered. It is built anew rather than hydrated: it holds next to
/// nothing, and what hydration needs of every view would be a tenth of the first load.
#[cfg(feature = "csr")]
pub fn mount() {
    console_error_panic_hook::set_once();
    platform::watch_steps();
    leptos::prelude::document()
        .body()
        .expect("a page has a body")
        .replace_children_with_node_0();
    leptos::mount::mount_to_body(App);
}
