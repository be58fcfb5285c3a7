//! The website's live chat: which sites may show it, where a visitor came from, and what a customer's eyes may see.

mod origin;
mod start_page;
mod visitor_view;

pub use origin::{AllowedOrigin, allows};
pub use start_page::start_page;
pub use visitor_view::{visitor_conversation, visitor_event, visitor_message};
