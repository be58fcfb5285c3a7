//! The pages, one module for each, and the frame around those of signed-in users.

pub(crate) mod desk;
// The pages before the desk are forms that the server renders: nothing of them is in the browser's half.
#[cfg(feature = "ssr")]
mod entry;
mod frame;
#[cfg(feature = "ssr")]
mod login;
pub(crate) mod notify;
mod offers;
pub(crate) mod overview;
pub(crate) mod part;
mod photo;
mod preferences;
pub(crate) mod settings;
#[cfg(feature = "ssr")]
mod setup;
pub(crate) mod table;
#[cfg(feature = "ssr")]
mod welcome;

#[cfg(feature = "ssr")]
pub use entry::SCRIPT as ENTRY_SCRIPT;
pub use frame::Frame;
#[cfg(feature = "ssr")]
pub use login::LoginPage;
#[cfg(feature = "ssr")]
pub use setup::SetupPage;
#[cfg(feature = "ssr")]
pub use welcome::{SCRIPT as WELCOME_SCRIPT, WelcomePage};

/// Where a server function redirects to is loaded as a page of its own: after signing in or out the language, the
/// build and everything in memory may be another's. Has to be called before the router, which would stay in the page.
pub(crate) fn follow_redirects_by_loading() {
    #[cfg(feature = "csr")]
    {
        // Said already: once is enough.
        let _ = server_fn::redirect::set_redirect_hook(|path| {
            let _ = leptos::prelude::window().location().assign(path);
        });
    }
}
