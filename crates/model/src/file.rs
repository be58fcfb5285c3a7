//! Files that messages carry: what is known of one, without its bytes.

use crate::FileId;
use crate::status::text_enum;

text_enum! {
    /// How a file is shown, decided by its content.
    pub enum FileKind {
        Image = "image",
        Audio = "audio",
        Video = "video",
        Document = "document",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct File {
    pub id: FileId,
    /// As its sender called it.
    pub name: String,
    pub media_type: String,
    /// In bytes.
    pub size: i64,
    pub kind: FileKind,
    /// Of images and videos, in pixels.
    #[serde(default)]
    pub width: Option<i32>,
    #[serde(default)]
    pub height: Option<i32>,
    /// Of audio and videos, in milliseconds.
    #[serde(default)]
    pub duration: Option<i64>,
    /// There is a small picture of it.
    #[serde(default)]
    pub thumbnail: bool,
}
