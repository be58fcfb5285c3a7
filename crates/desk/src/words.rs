//! What somebody writes into a conversation: text, files, or both, perhaps as an answer to a message.

use model::{ConversationId, FileId, MAX_FILES, MessageId, MessageText, Problem};
use store::command_result::Sender;
use store::{Conn, message};

use crate::file;

/// What is written. Never empty.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words<'a> {
    text: Option<&'a MessageText>,
    files: &'a [FileId],
    reply_to: Option<MessageId>,
    /// Whose files they are.
    sender: Option<Sender>,
}

impl<'a> Words<'a> {
    /// `Invalid`: there is neither text nor file (`text`, `required`), or there are more than [`MAX_FILES`] files.
    pub(crate) fn new(
        text: Option<&'a MessageText>,
        files: &'a [FileId],
        reply_to: Option<MessageId>,
        sender: Sender,
    ) -> Result<Self, Problem> {
        if text.is_none() && files.is_empty() {
            return Err(Problem::invalid("text", "required"));
        }
        if files.len() > MAX_FILES {
            return Err(Problem::invalid("files", "too_many"));
        }
        Ok(Self {
            text,
            files,
            reply_to,
            sender: Some(sender),
        })
    }

    /// Empty beside files.
    pub(crate) fn text(&self) -> &'a str {
        self.text.map_or("", MessageText::as_str)
    }

    pub(crate) fn message_text(&self) -> Option<&'a MessageText> {
        self.text
    }

    /// The same with another text.
    pub(crate) fn saying(self, text: Option<&'a MessageText>) -> Self {
        Self { text, ..self }
    }

    pub(crate) fn files(&self) -> &'a [FileId] {
        self.files
    }

    pub(crate) fn reply_to(&self) -> Option<MessageId> {
        self.reply_to
    }

    /// `Invalid`: the message that it answers is not of this conversation, or is a note while this is `public`: a customer
    /// is not even to know that there is one.
    pub(crate) async fn check(
        &self,
        conn: &mut Conn,
        conversation: ConversationId,
        public: bool,
    ) -> Result<(), Problem> {
        if let Some(id) = self.reply_to
            && !answers(conn, id, conversation, public).await?
        {
            return Err(Problem::invalid("reply_to", "wrong"));
        }
        self.check_files(conn, Some(conversation)).await
    }

    /// As a customer writes it, whose window shows earlier conversations too: what is answered there is left out.
    pub(crate) async fn within(mut self, conn: &mut Conn, conversation: ConversationId) -> Result<Self, Problem> {
        if let Some(id) = self.reply_to
            && !answers(conn, id, conversation, true).await?
        {
            self.reply_to = None;
        }
        self.check_files(conn, Some(conversation)).await?;
        Ok(self)
    }

    /// As the first words of a conversation, where nothing can be answered yet.
    pub(crate) async fn opening(mut self, conn: &mut Conn) -> Result<Self, Problem> {
        self.reply_to = None;
        self.check_files(conn, None).await?;
        Ok(self)
    }

    async fn check_files(&self, conn: &mut Conn, conversation: Option<ConversationId>) -> Result<(), Problem> {
        match self.sender {
            Some(sender) => file::check(conn, sender, self.files, conversation).await,
            None => Ok(()),
        }
    }
}

async fn answers(conn: &mut Conn, id: MessageId, conversation: ConversationId, public: bool) -> Result<bool, Problem> {
    let found = message::get(conn, id).await?;
    Ok(found.is_some_and(|it| it.conversation == conversation && (it.is_public() || (!public && it.text().is_some()))))
}

impl<'a> From<&'a MessageText> for Words<'a> {
    fn from(text: &'a MessageText) -> Self {
        Self {
            text: Some(text),
            files: &[],
            reply_to: None,
            sender: None,
        }
    }
}
