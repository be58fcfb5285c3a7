//! Sending: whether the files that somebody puts into a message may be put there.

use model::{ConversationId, File, FileId, FileKind, Problem};
use store::command_result::Sender;
use store::{Conn, file};

/// `Invalid` with field `files`: `missing` (one is not there any more, was never uploaded, is somebody else's, or was uploaded
/// for another conversation), `sent` (one has been sent before). `conversation` is `None` for the first message of one.
pub(crate) async fn check(
    conn: &mut Conn,
    sender: Sender,
    ids: &[FileId],
    conversation: Option<ConversationId>,
) -> Result<(), Problem> {
    for (place, id) in ids.iter().enumerate() {
        let kept = file::get(conn, *id)
            .await?
            .filter(|kept| kept.is_from(sender) && !kept.prepared)
            .filter(|kept| kept.conversation.is_none() || kept.conversation == conversation)
            .ok_or_else(|| Problem::invalid("files", "missing"))?;
        if kept.message.is_some() || ids[..place].contains(id) {
            return Err(Problem::invalid("files", "sent"));
        }
    }
    Ok(())
}

/// What lists show of a message without text: a sign for what it is, and its name or length. In no language.
pub(crate) fn label(files: &[File]) -> String {
    let one = |file: &File| match (file.kind, file.duration) {
        (FileKind::Image, _) => format!("📷 {}", file.name),
        (FileKind::Audio, Some(duration)) => {
            let seconds = (duration + 500) / 1000;
            format!("🎤 {}:{:02}", seconds / 60, seconds % 60)
        }
        (FileKind::Audio, None) => format!("🎵 {}", file.name),
        (FileKind::Video, _) => format!("🎬 {}", file.name),
        (FileKind::Document, _) => format!("📎 {}", file.name),
    };
    files.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// [`label`] of files that are not in a message yet.
pub(crate) async fn label_of(conn: &mut Conn, ids: &[FileId]) -> Result<String, Problem> {
    let mut files = Vec::with_capacity(ids.len());
    for id in ids {
        files.extend(file::get(conn, *id).await?.map(|kept| kept.file));
    }
    Ok(label(&files))
}
