//! The channels, one module each: what comes in becomes a value of the model, what goes out takes the channel's form.

pub mod live_chat;
