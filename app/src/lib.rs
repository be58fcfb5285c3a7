//! The Leptos app: what agents see. Rendered once on the server as a frame (feature `ssr`), then alive in the browser
//! (feature `hydrate`); the two are never built together.

pub mod api;
pub mod components;
pub mod format;
pub mod language;
pub mod live;
pub mod pages;
pub mod platform;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod state;
pub mod texts;
pub mod theme;
pub mod updates;

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

use pages::{Frame, LoginPage, SetupPage};

/// The whole app. Everything but signing in and setting up is within the one frame of signed-in pages, which chooses
/// its page by the URL once it is alive: the server's answer is the same for every such address.
#[component]
pub fn App() -> impl IntoView {
    pages::follow_redirects_by_loading();
    view! {
        <Router>
            <Routes fallback=|| view! { <Frame /> }>
                <Route path=path!("/login") view=LoginPage />
                <Route path=path!("/setup") view=SetupPage />
                <Route path=path!("/*any") view=Frame />
            </Routes>
        </Router>
    }
    .into_any()
}

/// Takes over the document that the server has rendered.
#[cfg(feature = "hydrate")]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(App);
}
