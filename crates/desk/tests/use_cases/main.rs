//! The use cases on both engines, through the public functions only.

mod audit;
mod automatic;
mod bot;
mod chance;
mod commands;
mod connection;
mod contact;
mod endings;
mod import;
mod import_equals_live;
mod inbox;
mod live;
mod live_chat;
mod measured;
mod outgoing;
mod people;
mod presence;
mod replica;
mod retention;
mod routing;
mod sessions;
mod setup;
mod stage;
mod timers;
mod transfers;
