//! The database: the only crate that names sqlx.
//!
//! [`Db`] opens SQLite or Postgres. [`Db::read`] gives a [`Conn`] for the functions that look up, [`Db::write`] runs a
//! closure with a [`Tx`], which the functions that change something want; a `Tx` is also a `Conn`. One module per
//! aggregate. A lookup returns `Option`: absence is no error here. What can go wrong is a [`StoreError`].

mod awake;
mod bulk;
mod conn;
mod db;
mod error;
mod migrations;
mod notify;
mod postgres;
mod row;
mod scope;
mod signal;
mod sqlite;

pub mod attempt;
pub mod audit;
pub mod choice;
pub mod command_result;
pub mod company;
pub mod connection;
pub mod contact;
pub mod contact_sheet;
pub mod conversation;
pub mod department;
pub mod directory;
pub mod draft;
pub mod erasing;
pub mod external_id;
pub mod fail_point;
pub mod file;
pub mod held;
pub mod inbox;
pub mod job;
pub mod log;
pub mod message;
pub mod message_edit;
pub mod meta;
pub mod password_link;
pub mod photo;
pub mod presence;
pub mod quick_reply;
pub mod role;
pub mod routing;
pub mod search;
pub mod session;
pub mod table;
pub mod tag;
pub mod traces;
mod unsent;
pub mod user;
mod value;
pub mod visitor;

#[cfg(feature = "testing")]
pub mod testing;

pub use conn::{Conn, Tx};
pub use db::{Db, Options, Work};
pub use error::{OpenError, StoreError};
pub use notify::LogWatch;
pub use signal::SignalWatch;
