//! The use cases: authorize, validate, one transaction with its events. The only place where rules meet data.
//!
//! Each public function is one use case and fails with a [`model::Problem`] that is safe to show.

pub mod audit;
pub mod bot;
pub mod choice;
pub mod command;
pub mod connection;
pub mod contact;
pub mod contact_sheet;
pub mod conversation;
pub mod conversation_report;
pub mod demo;
pub mod department;
pub mod directory;
pub mod draft;
pub mod file;
pub mod held;
pub mod import;
pub mod inbox;
pub mod job;
pub mod live;
pub mod live_chat;
pub mod merging;
pub mod message_edits;
pub mod own_password;
pub mod own_profile;
pub mod own_settings;
pub mod password_link;
pub mod people;
pub mod photo;
pub mod presence;
pub mod quick_reply;
pub mod reading;
mod reply_window;
pub mod retention;
pub mod role;
pub mod routing;
pub mod search;
pub mod session;
pub mod setup;
pub mod table;
pub mod table_layout;
pub mod table_view;
#[cfg(feature = "testing")]
pub mod testing;
pub mod timers;
pub mod user;

mod automatic;
mod business_time;
mod change;
mod erasing;
mod field;
mod once;
mod password;
mod rights;
mod roles;
mod throttle;
mod timer;
mod token;
mod words;

use std::sync::Arc;

use model::Timestamp;

/// Where the time comes from.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Timestamp;
}

/// Where unguessable bytes come from.
pub trait Random: Send + Sync + 'static {
    fn fill(&self, bytes: &mut [u8]);
}

/// Everything a use case needs. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub(crate) db: store::Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) files: files::Files,
    /// The largest file that this server takes, in bytes; an inbox may take less.
    pub(crate) max_file_size: i64,
    pub(crate) passwords: Arc<password::Passwords>,
    /// Where it is asked from, for the audit log; empty: from the machine itself.
    pub(crate) address: Arc<str>,
    /// Somebody came or went, as this process has seen to it.
    pub(crate) presence_changed: Arc<tokio::sync::Notify>,
}

impl Desk {
    pub fn new(db: store::Db, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self {
            db,
            clock,
            random,
            files: files::Files::in_memory(),
            max_file_size: i64::MAX,
            passwords: Arc::default(),
            address: Arc::from(""),
            presence_changed: Arc::default(),
        }
    }

    /// The same desk, with its files there rather than in memory, and none larger than `max_file_size` bytes.
    #[must_use]
    pub fn with_files(self, files: files::Files, max_file_size: i64) -> Self {
        Self {
            files,
            max_file_size,
            ..self
        }
    }

    /// Which files an inbox takes.
    pub fn file_rules(&self, inbox: &model::InboxSettings) -> model::FileRules {
        inbox.files.at_most(self.max_file_size)
    }

    /// The same desk, asked from this address: what its use cases record in the audit log says so.
    #[must_use]
    pub fn asked_from(self, address: &str) -> Self {
        Self {
            address: address.into(),
            ..self
        }
    }

    /// The time on its clock.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Finishes the writes that are under way and closes the database; for the end of the process.
    pub async fn close(&self) {
        self.db.close().await;
    }
}
