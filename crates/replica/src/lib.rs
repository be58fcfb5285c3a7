//! The client's copy of what it may see: a plain value that starts from a snapshot and follows the log.
//!
//! Two layers, never mixed: the *confirmed* copy, which only the server's words change, and the *pending* commands of
//! this screen, whose expected effect is laid over it when it is read. Rolling a command back is forgetting it.
//!
//! No Leptos, no browser, no clock: times and ids are passed in, so that everything here is tested natively.

mod confirmed;
mod conversation_window;
mod overlay;
mod queue;
mod recording;
mod replica;

pub use confirmed::{Confirmed, Effect};
pub use conversation_window::ConversationWindow;
pub use queue::{Composed, Pending, PendingState, Queue};
pub use recording::Fetch;
pub use replica::{NextStep, Refusal, Replica};
