//! Sending: the files of a message, checked before it is stored and put into it in the same transaction.

use model::{ConversationId, File, FileId, MAX_FILES, MessageId, Problem};
use store::command_result::Sender;
use store::{Tx, file};

/// The files of a message that is about to be stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ToSend(Vec<File>);

impl ToSend {
    /// `Invalid` with field `files`: `too_long` (more than [`MAX_FILES`]), `missing` (one is not there any more, was never
    /// uploaded, or is somebody else's), `sent` (one has been sent before).
    pub(crate) async fn of(
        tx: &mut Tx,
        sender: Sender,
        ids: &[FileId],
        conversation: Option<ConversationId>,
    ) -> Result<Self, Problem> {
        if ids.len() > MAX_FILES {
            return Err(Problem::invalid("files", "too_long"));
        }
        let mut files = Vec::with_capacity(ids.len());
        for (place, id) in ids.iter().enumerate() {
            let kept = file::get(tx, *id)
                .await?
                .filter(|kept| kept.is_from(sender) && (kept.conversation.is_none() || kept.conversation == conversation))
                .ok_or_else(|| Problem::invalid("files", "missing"))?;
            if kept.message.is_some() || ids[..place].contains(id) {
                return Err(Problem::invalid("files", "sent"));
            }
            files.push(kept.file);
        }
        Ok(Self(files))
    }

    pub(crate) fn files(&self) -> &[File] {
        &self.0
    }

    /// Puts them into the message, which is stored by now.
    pub(crate) async fn attach(
        &self,
        tx: &mut Tx,
        conversation: ConversationId,
        message: MessageId,
    ) -> Result<(), Problem> {
        for it in &self.0 {
            if !file::attach(tx, it.id, conversation, message).await? {
                return Err(Problem::invalid("files", "sent"));
            }
        }
        Ok(())
    }
}
