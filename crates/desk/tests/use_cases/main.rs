//! The use cases on both engines, through the public functions only.

mod commands;
mod live;
mod live_chat;
mod people;
mod replica;
mod sessions;
mod setup;
mod stage;
