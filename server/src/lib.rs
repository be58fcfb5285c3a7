//! The server of Balcão: everything that has to do with HTTP, sockets, processes and settings.
//!
//! Handlers are thin: who asks, one call of desk, one answer. Rules live in desk, data in store.

pub mod command_line;
pub mod configuration;
mod connections;
pub mod edge;
pub mod import;
pub mod router;
pub mod serve;
pub mod show;
pub mod telemetry;
pub mod users;

mod agent_socket;
mod client_address;
mod commands;
mod counts;
mod demo;
mod erasing;
mod export_words;
mod exports;
mod file_answer;
mod file_place;
mod files;
mod health;
mod hub;
mod indexing;
mod jobs;
mod outbox;
mod pages;
mod photos;
mod presence;
mod problem;
mod rate_limit;
mod security;
mod sessions;
mod shutdown;
mod site;
mod socket;
mod state;
mod tail;
mod timers;
mod visitor_socket;
mod visitors;
mod widget;

pub use shutdown::asked_for as shutdown_signal;
