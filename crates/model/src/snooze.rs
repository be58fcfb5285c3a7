//! A snooze: the conversation stays out of its agent's list until a time or the customer's next message. Status, clocks and
//! load stay as they are.

use crate::{Timestamp, UserId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Snooze {
    pub until: Timestamp,
    pub by: UserId,
}
