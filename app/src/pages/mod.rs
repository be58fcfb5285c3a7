//! The pages, one module for each, and the frame around those of signed-in users.

mod desk;
mod entry;
mod frame;
mod login;
mod preferences;
mod settings;
mod setup;

pub use frame::Frame;
pub use login::LoginPage;
pub use setup::SetupPage;

/// Where a server function redirects to is loaded as a page of its own: after signing in or out the language, the
/// build and everything in memory may be another's. Has to be called before the router, which would stay in the page.
pub(crate) fn follow_redirects_by_loading() {
    #[cfg(feature = "hydrate")]
    {
        // Said already: once is enough.
        let _ = server_fn::redirect::set_redirect_hook(|path| {
            let _ = leptos::prelude::window().location().assign(path);
        });
    }
}
