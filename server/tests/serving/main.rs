//! The server as its clients meet it: HTTP and websockets against a whole one, with a real database behind.

mod access;
mod bad_input;
mod crash;
mod fuzz;
mod heartbeat;
mod house;
mod http;
mod importing;
mod pages;
mod presence;
mod several;
mod sockets;
mod stopping;
mod timers;
mod transcript;
