//! The server as its clients meet it: HTTP and websockets against a whole one, with a real database behind.

mod access;
mod bad_input;
mod balcao;
mod crash;
mod erasing;
mod files;
mod fuzz;
mod heartbeat;
mod house;
mod http;
mod importing;
mod jobs;
mod pages;
mod permissions;
mod presence;
mod several;
mod slow;
mod sockets;
mod stopping;
mod streams;
mod timers;
mod transcript;
mod users;
