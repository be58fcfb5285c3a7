//! The bytes of files: where they are kept, what they are, and what is made of them. The only crate that names
//! `object_store` and `image`.
//!
//! A key names one object and is never used again; nothing about the file can be read from it. Who may read or write is
//! decided elsewhere. What can go wrong is a [`FilesError`].

mod content;
mod error;
mod picture;
mod receive;
mod storage;
mod voice;
mod write;

#[cfg(feature = "testing")]
pub mod testing;

pub use content::{Content, is_ending_of_another, sniff};
pub use error::{FilesError, Wrong};
pub use picture::{MAX_PIXELS, Picture, Small, small_media_type};
pub use receive::{HEAD, Received, sha256};
pub use storage::{Files, Reading, S3};
pub use voice::{Voice, duration};
pub use write::{Writing, Written};
