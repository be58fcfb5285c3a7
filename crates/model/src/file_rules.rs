//! Which files are taken: said to whoever wants to send one before it is sent, and held to when it comes.

use crate::FileKind;

/// The largest file by default, in bytes.
const USUAL: i64 = 25 * 1024 * 1024;

/// Which files an inbox takes, from both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "five kinds, each taken or not")]
pub struct FileRules {
    /// The largest, in bytes. The server may have a lower limit.
    pub max_size: i64,
    pub images: bool,
    pub audio: bool,
    pub videos: bool,
    /// Texts, sheets, slides, PDF and archives.
    pub documents: bool,
    /// Also what nobody knows. Programs and pages are never taken.
    pub others: bool,
}

impl Default for FileRules {
    fn default() -> Self {
        Self {
            max_size: USUAL,
            images: true,
            audio: true,
            videos: true,
            documents: true,
            others: false,
        }
    }
}

impl FileRules {
    /// Whether a file of this kind is taken; `unknown`: nobody knows what it is.
    pub fn take(&self, kind: FileKind, unknown: bool) -> bool {
        match kind {
            _ if unknown => self.others,
            FileKind::Image => self.images,
            FileKind::Audio => self.audio,
            FileKind::Video => self.videos,
            FileKind::Document => self.documents,
        }
    }

    /// Whether any file is.
    pub fn any(&self) -> bool {
        self.max_size > 0 && (self.images || self.audio || self.videos || self.documents || self.others)
    }

    /// With the server's own limit, in bytes.
    #[must_use]
    pub fn at_most(self, limit: i64) -> Self {
        Self {
            max_size: self.max_size.min(limit),
            ..self
        }
    }
}
