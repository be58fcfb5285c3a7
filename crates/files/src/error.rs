//! What can go wrong with the bytes of a file.
//!
//! [`FilesError::Wrong`]: the file itself, which its sender can choose another one for. [`FilesError::Interrupted`]: its sender
//! stopped sending. [`FilesError::Unavailable`]: the place where files are kept; the log has the cause, repeating is safe.

use model::Problem;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilesError {
    Wrong(Wrong),
    Interrupted,
    Unavailable,
}

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    Empty,
    TooLarge,
    /// Of a kind that is not taken here.
    Type,
    /// It says that it is an image and cannot be read as one, or has more pixels than any screen needs.
    Image,
}

impl Wrong {
    /// The stable word of `Problem::Invalid`.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Empty => "required",
            Self::TooLarge => "too_large",
            Self::Type => "type",
            Self::Image => "image",
        }
    }
}

impl FilesError {
    /// The log has the cause, the caller has not.
    pub(crate) fn storage(error: &dyn core::fmt::Display) -> Self {
        tracing::error!(cause = %error, "the place where files are kept failed");
        Self::Unavailable
    }
}

impl From<FilesError> for Problem {
    fn from(error: FilesError) -> Self {
        match error {
            FilesError::Wrong(what) => Self::invalid("file", what.reason()),
            FilesError::Interrupted => Self::invalid("file", "malformed"),
            FilesError::Unavailable => Self::Unavailable,
        }
    }
}
