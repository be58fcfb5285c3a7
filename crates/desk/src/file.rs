//! Files of messages (R111): uploaded first, then sent with a message; read by those who may read it.

mod copy;
mod erase;
mod link;
mod read;
mod send;
mod upload;

pub use erase::{erase, forget_unsent};
pub use link::{Link, Signed, links, resolve};
pub use read::{Reader, find, open};
pub use upload::{Upload, Uploader, rules_for_visitor, upload};

pub use store::file::KeptFile;

pub(crate) use copy::copy;
pub(crate) use send::{check, label, label_of};
pub(crate) use upload::new_key;
