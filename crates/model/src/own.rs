//! What people set for themselves: it goes with them from browser to browser.

use crate::status::text_enum;
use crate::{Language, Notifications};

/// The longest signature, in characters.
pub const LONGEST_SIGNATURE: usize = 500;
/// The longest time in which a message can be called back, in seconds.
pub const LONGEST_UNDO: u8 = 30;

text_enum! {
    /// How close together things stand on the desk.
    #[derive(Default)]
    pub enum Density {
        #[default]
        Comfortable = "comfortable",
        Compact = "compact",
    }
}

/// One's own settings. What an older version stored, or never knew, has its usual value.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct OwnSettings {
    pub density: Density,
    /// Stands before messages while `signs` (R113); empty: the user's name.
    pub signature: String,
    pub signs: bool,
    /// For so many seconds a message that was sent can still be called back; 0: it goes out at once.
    pub undo_seconds: u8,
    pub notifications: Notifications,
}

impl OwnSettings {
    /// A text that begins with the signature. `name` is the user's.
    pub fn signed(&self, name: &str, text: &str) -> String {
        let signature = if self.signature.is_empty() {
            name
        } else {
            &self.signature
        };
        format!("{signature}\n{text}")
    }
}

/// One's own settings with the version to give back when they are changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OwnRecord {
    pub version: i64,
    pub settings: OwnSettings,
}

/// What users may change of their own account.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OwnProfileForm {
    pub name: String,
    pub language: Language,
    /// IANA name, such as `America/Sao_Paulo`.
    pub time_zone: String,
}

/// One's own account, with the version to give back when it is changed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OwnProfile {
    pub email: String,
    pub form: OwnProfileForm,
    pub version: i64,
}

#[cfg(test)]
mod tests {
    use super::{Density, OwnSettings};

    #[test]
    fn who_has_no_signature_signs_with_the_name() {
        let mut own = OwnSettings::default();
        assert_eq!(own.signed("Ana Lima", "Hi"), "Ana Lima\nHi");
        "Ana · Loja".clone_into(&mut own.signature);
        assert_eq!(own.signed("Ana Lima", "Hi"), "Ana · Loja\nHi");
    }

    /// Otherwise nobody who has set something can sign in after an update, or go back to the version before.
    #[test]
    fn settings_of_older_and_newer_versions_still_read() {
        let older: OwnSettings = serde_json::from_str("{}").expect("readable");
        assert_eq!(older, OwnSettings::default());
        let newer = r#"{ "density": "compact", "signs": true, "of_a_later_version": [1] }"#;
        let newer: OwnSettings = serde_json::from_str(newer).expect("readable");
        assert_eq!((newer.density, newer.signs), (Density::Compact, true));
    }
}
