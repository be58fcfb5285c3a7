//! The pages, one module for each, and the frame around those of signed-in users.

#[cfg(any(not(feature = "ssr"), test))]
pub(crate) mod desk;
// The pages before the desk are forms that the server renders: nothing of them is in the browser's half.
#[cfg(feature = "ssr")]
mod entry;
#[cfg(any(not(feature = "ssr"), test))]
mod frame;
#[cfg(feature = "ssr")]
mod login;
#[cfg(any(not(feature = "ssr"), test))]
pub(crate) mod notify;
#[cfg(any(not(feature = "ssr"), test))]
mod offers;
mod outline;
#[cfg(any(not(feature = "ssr"), test))]
pub(crate) mod overview;
#[cfg(any(not(feature = "ssr"), test))]
pub(crate) mod part;
#[cfg(any(not(feature = "ssr"), test))]
mod photo;
mod preferences;
#[cfg(any(not(feature = "ssr"), test))]
pub(crate) mod settings;
#[cfg(feature = "ssr")]
mod setup;
#[cfg(any(not(feature = "ssr"), test))]
pub(crate) mod table;
#[cfg(feature = "ssr")]
mod welcome;

#[cfg(feature = "ssr")]
pub use entry::SCRIPT as ENTRY_SCRIPT;
#[cfg(any(not(feature = "ssr"), test))]
pub use frame::Frame;
#[cfg(feature = "ssr")]
pub use login::LoginPage;
#[cfg(feature = "ssr")]
pub use outline::Outline;
#[cfg(feature = "ssr")]
pub use setup::SetupPage;
#[cfg(feature = "ssr")]
pub use welcome::{SCRIPT as WELCOME_SCRIPT, WelcomePage};

/// The name of the `meta` element that says where the styles are of pages that are loaded later.
pub(crate) const LATER_STYLES: &str = "later-styles";

/// Where a server function redirects to is loaded as a page of its own: after signing in or out the language, the
/// build and everything in memory may be another's. Has to be called before the router, which would stay in the page.
#[cfg(any(not(feature = "ssr"), test))]
pub(crate) fn follow_redirects_by_loading() {
    #[cfg(feature = "csr")]
    {
        // Said already: once is enough.
        let _ = server_fn::redirect::set_redirect_hook(|path| {
            let _ = leptos::prelude::window().location().assign(path);
        });
    }
}
