//! What the customer and the supervisor think of a conversation (R22 to R24, R170, R171).

use crate::status::text_enum;
use crate::{Problem, Timestamp, UserId};

/// The longest comment, in characters.
const MAX_COMMENT: usize = 2_000;

text_enum! {
    /// How an inbox asks its customers.
    pub enum RatingKind {
        /// 1: liked, 0: not.
        Like = "like",
        /// 1 to 5.
        Five = "five",
    }
}

impl RatingKind {
    /// Whether this value can be given.
    pub fn allows(self, value: u8) -> bool {
        match self {
            Self::Like => value <= 1,
            Self::Five => (1..=5).contains(&value),
        }
    }
}

/// The customer's rating.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Rating {
    pub kind: RatingKind,
    pub value: u8,
    pub comment: Option<Comment>,
    pub at: Timestamp,
}

/// The supervisor's rating.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Review {
    /// 1 to 5.
    pub value: u8,
    pub comment: Option<Comment>,
    pub by: UserId,
    pub at: Timestamp,
}

/// A few words with a rating or a transfer: trimmed, not empty, at most 2,000 characters, no control characters but line
/// breaks and tabs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Comment(String);

impl Comment {
    pub fn new(text: &str) -> Result<Self, Problem> {
        let text: String = text
            .chars()
            .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
            .collect();
        let text = text.trim();
        if text.is_empty() {
            return Err(Problem::invalid("comment", "required"));
        }
        if text.chars().count() > MAX_COMMENT {
            return Err(Problem::invalid("comment", "too_long"));
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Comment {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        Self::new(&text)
    }
}

impl From<Comment> for String {
    fn from(comment: Comment) -> Self {
        comment.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Comment, RatingKind};

    #[test]
    fn each_kind_of_rating_has_its_values() {
        let allowed = |kind: RatingKind| (0..=u8::MAX).filter(|value| kind.allows(*value)).collect::<Vec<_>>();
        assert_eq!(allowed(RatingKind::Like), [0, 1]);
        assert_eq!(allowed(RatingKind::Five), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_comment_says_something_and_not_too_much() {
        assert_eq!(
            Comment::new(" Muito\tbom!\u{7} \n").expect("fine").as_str(),
            "Muito\tbom!"
        );
        assert!(Comment::new(" \n").is_err());
        assert!(Comment::new(&"x".repeat(2_001)).is_err());
        assert!(serde_json::from_str::<Comment>("\"\"").is_err());
    }
}
