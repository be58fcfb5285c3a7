//! What keeps the replica alive in the browser: the snapshot, the socket, the command queue, fetched pages.
//!
//! Everything here runs in the browser only; it compiles for the server too, where nothing calls it (effects do not run
//! there). All of it belongs to one page load: signing out loads the page anew.

pub mod again;
pub mod browser;
pub mod command_queue;
pub mod connection;
pub mod fetch;
pub mod looking;
pub mod photos;
pub mod presence;
pub mod recording;
mod socket;
pub mod typing;
pub mod uploads;
