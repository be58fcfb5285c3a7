//! The use cases on both engines, through the public functions only.

mod commands;
mod contact;
mod import;
mod import_equals_live;
mod inbox;
mod live;
mod live_chat;
mod people;
mod replica;
mod retention;
mod sessions;
mod setup;
mod stage;
