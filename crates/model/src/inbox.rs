//! An inbox as it is set: the configured queue with its own hours, automatic texts and rating (R9).

use crate::status::text_enum;
use crate::{BusinessHours, DepartmentId, FileRules, InboxId, RatingKind, Wording};

text_enum! {
    /// Who answers a new conversation first (R89). Bots and menus will be further values.
    pub enum FirstHandler {
        People = "people",
    }
}

/// What can be set of an inbox. Times in milliseconds; `None`: never.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct InboxSettings {
    pub name: String,
    /// Where its new conversations stand; `None`: seen only by those who see conversations without a department (R150).
    pub default_department: Option<DepartmentId>,
    pub first_handler: FirstHandler,
    /// Who answers first does so again in a contact's later conversations (R95). Kept for bots and menus: people always do.
    pub runs_again: bool,
    /// Said automatically when a customer begins a conversation.
    pub greeting: Wording,
    /// `None`: every moment counts.
    pub business_hours: Option<BusinessHours>,
    /// Said automatically to who writes outside of the business hours, once until they open again.
    pub outside_hours_text: Wording,
    /// How resolving asks the customer for a rating first (R170); `None`: not at all.
    pub rating: Option<RatingKind>,
    /// Said automatically before the rating is asked for.
    pub rating_text: Wording,
    /// The rating closes what waited for it.
    pub closes_on_rating: bool,
    /// From the end to the close; `None`: a day while a rating is awaited, else at once.
    pub closing_delay_ms: Option<i64>,
    /// A customer's silence that ends a conversation (R172).
    pub auto_close_ms: Option<i64>,
    /// What the customer is told then.
    pub auto_close_text: Wording,
    /// An agent's silence that puts a conversation back into the waiting line.
    pub idle_timeout_ms: Option<i64>,
    /// Which files are taken from customers and agents (R111).
    pub files: FileRules,
}

impl Default for InboxSettings {
    fn default() -> Self {
        Self {
            name: String::new(),
            default_department: None,
            first_handler: FirstHandler::People,
            runs_again: false,
            greeting: Wording::default(),
            business_hours: None,
            outside_hours_text: Wording::default(),
            rating: None,
            rating_text: Wording::default(),
            closes_on_rating: false,
            closing_delay_ms: None,
            auto_close_ms: None,
            auto_close_text: Wording::default(),
            idle_timeout_ms: None,
            files: FileRules::default(),
        }
    }
}

/// An inbox as its administrators see it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct InboxRecord {
    pub id: InboxId,
    /// Grows with every change: who changes it says which one they have seen.
    pub version: i64,
    pub settings: InboxSettings,
}
