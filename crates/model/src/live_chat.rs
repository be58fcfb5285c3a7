//! A live chat as it is set: how its panel looks, what it says and asks, where it may be shown (R166, R167).

use crate::status::text_enum;
use crate::{ConnectionId, InboxId, ReplyRules, Wording};

text_enum! {
    /// The corner of the website in which the chat stands.
    pub enum ChatPosition {
        Right = "right",
        Left = "left",
    }
}

text_enum! {
    /// Whether a field is asked before the first message.
    pub enum Asked {
        No = "no",
        Optional = "optional",
        Required = "required",
    }
}

/// What a visitor is asked before the first message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AskedFields {
    pub name: Asked,
    pub email: Asked,
    pub phone: Asked,
}

impl Default for AskedFields {
    fn default() -> Self {
        Self {
            name: Asked::No,
            email: Asked::No,
            phone: Asked::No,
        }
    }
}

/// The panel's own words, each on one line; an empty one is the usual text.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct ChatTexts {
    /// In the panel's head; else the company's name.
    pub title: Wording,
    /// Below it, until an agent answers.
    pub subtitle: Wording,
    /// The line that welcomes who has not written yet, and the smaller one below.
    pub welcome: Wording,
    pub hint: Wording,
    /// In the empty field.
    pub placeholder: Wording,
}

/// What a live chat is set to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct LiveChatSettings {
    /// `#rrggbb`. What stands on it is black or white, whichever reads better.
    pub color: String,
    pub position: ChatPosition,
    pub texts: ChatTexts,
    pub asks: AskedFields,
    /// Sites that may show the chat, as origins; empty: every site.
    pub allowed_origins: Vec<String>,
}

impl LiveChatSettings {
    /// The colour until somebody chooses another.
    pub const COLOR: &'static str = "#0f766e";
}

impl Default for LiveChatSettings {
    fn default() -> Self {
        Self {
            color: Self::COLOR.to_owned(),
            position: ChatPosition::Right,
            texts: ChatTexts::default(),
            asks: AskedFields::default(),
            allowed_origins: Vec::new(),
        }
    }
}

/// A live chat as its administrators see it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LiveChatRecord {
    pub id: ConnectionId,
    /// Grows with every change: who changes it says which one they have seen.
    pub version: i64,
    pub inbox: InboxId,
    pub name: String,
    /// Switched off it is shown on no website, and no conversation begins in it.
    pub enabled: bool,
    pub settings: LiveChatSettings,
    /// When agents may write, and what always.
    #[serde(default)]
    pub reply: ReplyRules,
}
