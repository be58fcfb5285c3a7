//! What a use case makes of a conversation, and how that is stored: messages, row and one event, together.

use std::sync::Arc;

use model::{
    Activity, Audience, Author, BusinessTime, CommandId, Content, Conversation, Event, FileId, InboxSettings,
    Lifecycle, Message, MessageId, MessageText, Metrics, Outcome, Preview, Problem, Reaction, Reservation, Tab,
    Timestamp, Trigger, UserId, Writer,
};
use store::conversation::NewConversation;
use store::message::NewMessage;
use store::{Conn, Tx, conversation, inbox, log, message};

use crate::words::Words;
use crate::{business_time, file, routing, timer};

/// The longest preview, in characters.
const PREVIEW: usize = 120;

/// A conversation on its way from one stored version to the next.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    present: Conversation,
    next: Conversation,
    messages: Vec<Said>,
    /// Messages from before that it changes.
    amended: Vec<Message>,
    at: Timestamp,
    /// Of the inbox in which it stands before the change.
    inbox: Arc<InboxSettings>,
    hours: BusinessTime,
}

/// A message that the change adds.
#[derive(Debug, Clone)]
struct Said {
    author: Author,
    content: Content,
    files: Vec<FileId>,
    reply_to: Option<MessageId>,
}

impl Said {
    fn plain(author: Author, content: Content) -> Self {
        Self {
            author,
            content,
            files: Vec::new(),
            reply_to: None,
        }
    }

    fn words(author: Author, content: Content, words: Words<'_>) -> Self {
        Self {
            author,
            content,
            files: words.files().to_vec(),
            reply_to: words.reply_to(),
        }
    }
}

impl Change {
    /// Begins with nothing changed. `now` is the clock's; the change's time never lies before the conversation's last.
    pub(crate) async fn of(conn: &mut Conn, present: Conversation, now: Timestamp) -> Result<Self, Problem> {
        let inbox = inbox::get(conn, present.lifecycle.inbox)
            .await?
            .ok_or(Problem::NotFound)?;
        Self::within(present, inbox.settings, now)
    }

    /// As [`Change::of`], with the settings of the conversation's inbox.
    pub(crate) fn within(present: Conversation, inbox: InboxSettings, now: Timestamp) -> Result<Self, Problem> {
        let at = present.lifecycle.not_before(now);
        let inbox = Arc::new(inbox);
        let hours = business_time::resolve(inbox.business_hours.as_ref(), present.lifecycle.stamps.created_at, at)?;
        Ok(Self {
            at,
            next: present.clone(),
            present,
            messages: Vec::new(),
            amended: Vec::new(),
            inbox,
            hours,
        })
    }

    pub(crate) fn at(&self) -> Timestamp {
        self.at
    }

    /// The conversation as the change makes it, so far.
    pub(crate) fn next(&mut self) -> &mut Conversation {
        &mut self.next
    }

    /// Of the inbox in which the conversation stands before the change.
    pub(crate) fn inbox(&self) -> &Arc<InboxSettings> {
        &self.inbox
    }

    /// Takes the life cycle's transition, or is refused with its present state. The metrics, the status's timer and the
    /// snooze follow it.
    pub(crate) fn transition(&mut self, trigger: Trigger) -> Result<(), Problem> {
        let next = &mut self.next;
        let before = next.lifecycle.status;
        next.lifecycle = next.lifecycle.after(trigger, self.at, &self.hours)?;
        next.metrics = Metrics::of(&next.lifecycle, &self.hours).keeping(&next.metrics);
        timer::follow(next, before, trigger, self.at, &self.inbox);
        if self.present.snoozed.is_some() && ends_snooze(&self.present.lifecycle, &next.lifecycle, trigger) {
            next.snoozed = None;
        }
        Ok(())
    }

    /// Asks the customer for a rating, the first time it ends.
    pub(crate) fn ask_rating(&mut self) {
        let kind = self.inbox.rating;
        self.next.rating_asked = self.next.rating_asked.or(kind);
    }

    /// Adds a public message and makes it the preview.
    pub(crate) fn say<'a>(&mut self, author: Author, words: impl Into<Words<'a>>) {
        let words = words.into();
        self.next.preview = Some(preview(author, words.text()));
        self.next.lifecycle.stamps.modified_at = self.at;
        let text = words.text().to_owned();
        self.messages.push(Said::words(author, Content::Text { text }, words));
    }

    /// Adds a public text of the desk's own: the preview stays what people wrote.
    pub(crate) fn say_automatically(&mut self, text: &MessageText) {
        self.next.lifecycle.stamps.modified_at = self.at;
        let text = text.as_str().to_owned();
        self.messages.push(Said::plain(Author::System, Content::Text { text }));
    }

    /// Adds an internal note: a message, but no reply.
    pub(crate) fn note(&mut self, author: Author, words: Words<'_>, mentions: Vec<UserId>) {
        self.next.lifecycle.stamps.modified_at = self.at;
        let text = words.text().to_owned();
        self.messages
            .push(Said::words(author, Content::Note { text, mentions }, words));
    }

    /// Adds the line that says what happened.
    pub(crate) fn tell(&mut self, activity: Activity) {
        self.next.lifecycle.stamps.modified_at = self.at;
        self.messages
            .push(Said::plain(Author::System, Content::Activity(activity)));
    }

    /// A message from before is another now.
    pub(crate) fn amend(&mut self, message: Message) {
        self.next.lifecycle.stamps.modified_at = self.at;
        self.amended.push(message);
    }

    /// Somebody reacts to a message, or no longer does. What is so already changes nothing.
    pub(crate) fn react(&mut self, mut message: Message, reaction: Reaction, on: bool) -> Result<(), Problem> {
        let before = message.reactions.len();
        model::react(&mut message.reactions, reaction, on)?;
        if message.reactions.len() != before {
            self.amended.push(message);
        }
        Ok(())
    }

    /// Keeps it for an agent, or for nobody any more.
    pub(crate) fn reserve(&mut self, reserved: Option<Reservation>) {
        self.next.lifecycle.reserved = reserved;
    }

    /// Whether there is anything to store.
    pub(crate) fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.amended.is_empty() && self.next == self.present
    }

    /// The conversation as it is, when there is nothing to store.
    pub(crate) fn into_unchanged(self) -> Outcome {
        Outcome {
            conversation: self.present,
            messages: Vec::new(),
            held: false,
        }
    }

    /// Stores all of it with its event. The present row must be locked by this transaction.
    pub(crate) async fn store(self, tx: &mut Tx, command: Option<&CommandId>) -> Result<Outcome, Problem> {
        let Self {
            present,
            mut next,
            messages,
            amended,
            at,
            ..
        } = self;
        let mut stored = store_messages(tx, &next, messages, command, at).await?;
        if let Some(shown) = next.preview.as_mut().filter(|it| it.text.is_empty())
            && let Some(message) = stored.iter().rfind(|it| it.is_public() && !it.files.is_empty())
        {
            shown.text = file::label(&message.files);
        }
        // Whoever answers has read what stands above the answer.
        if let Some(answer) = stored.iter().rfind(|it| is_answer(it)) {
            next.agent_read = next.agent_read.max(Some(answer.id));
            next.unread = 0;
        }
        let amends = !amended.is_empty();
        for mut message in amended {
            message::update(tx, &mut message).await?;
            stored.push(message);
        }
        if amends && stored.iter().all(|it| it.version > 1) {
            let said = message::newest_said(tx, next.id).await?;
            next.preview = said.map(|it| {
                let text = it.text().filter(|text| !text.is_empty());
                preview(it.author, text.unwrap_or(&file::label(&it.files)))
            });
        }
        conversation::update(tx, &present, &mut next).await?;
        routing::follow(tx, &present, &next, at).await?;
        finish(tx, Some(&present), next, stored, at).await
    }
}

/// What a new conversation begins with.
pub(crate) struct Opening<'a> {
    pub(crate) author: Author,
    pub(crate) words: Words<'a>,
    /// What the desk answers by itself.
    pub(crate) automatic: Vec<MessageText>,
}

/// Stores a new conversation with the message that opens it. `None`: the contact has an open one on this connection by now.
pub(crate) async fn open(
    tx: &mut Tx,
    mut new: NewConversation,
    inbox: &InboxSettings,
    opening: Opening<'_>,
    command: Option<&CommandId>,
) -> Result<Option<Outcome>, Problem> {
    let at = new.lifecycle.stamps.created_at;
    let Opening {
        author,
        words,
        automatic,
    } = opening;
    let label = match words.text() {
        "" => file::label_of(tx, words.files()).await?,
        text => text.to_owned(),
    };
    new.preview = Some(preview(author, &label));
    // So short that any hours measure the same: nothing.
    new.metrics = Metrics::of(&new.lifecycle, &BusinessTime::Always);
    new.status_due_at = timer::due(new.lifecycle.status, false, at, inbox);
    let Some(opened) = conversation::insert(tx, new).await? else {
        return Ok(None);
    };
    let text = words.text().to_owned();
    let mut messages = vec![Said::words(author, Content::Text { text }, words)];
    messages.extend(automatic.iter().map(|text| {
        let text = text.as_str().to_owned();
        Said::plain(Author::System, Content::Text { text })
    }));
    let stored = store_messages(tx, &opened, messages, command, at).await?;
    finish(tx, None, opened, stored, at).await.map(Some)
}

async fn store_messages(
    tx: &mut Tx,
    conversation: &Conversation,
    messages: Vec<Said>,
    command: Option<&CommandId>,
    at: Timestamp,
) -> Result<Vec<Message>, Problem> {
    let mut stored = Vec::with_capacity(messages.len());
    for said in messages {
        let new = NewMessage {
            conversation: conversation.id,
            at,
            author: said.author,
            content: said.content,
            files: said.files,
            reply_to: said.reply_to,
            command: command.cloned(),
        };
        stored.push(message::insert(tx, new).await?);
    }
    Ok(stored)
}

async fn finish(
    tx: &mut Tx,
    present: Option<&Conversation>,
    next: Conversation,
    messages: Vec<Message>,
    at: Timestamp,
) -> Result<Outcome, Problem> {
    let audience = Audience::Conversation {
        conversation: next.id,
        contact: next.contact.id,
        connection: next.lifecycle.customer_connection(),
        before: present.map(Conversation::facts),
        after: Some(next.facts()),
    };
    let event = Event::Conversation {
        conversation: Box::new(next.clone()),
        messages: messages.clone(),
    };
    log::append(tx, at, &audience, &event).await?;
    Ok(Outcome {
        conversation: next,
        messages,
        held: false,
    })
}

/// A snooze is its agent's: it ends with the customer's next message, and when the conversation leaves the agent.
fn ends_snooze(before: &Lifecycle, after: &Lifecycle, trigger: Trigger) -> bool {
    matches!(trigger, Trigger::CustomerMessage)
        || after.status.tab() != Tab::InService
        || after.assignee != before.assignee
}

fn is_answer(message: &Message) -> bool {
    message.is_public() && matches!(message.author, Author::Agent { .. })
}

/// The beginning of a text on one line.
pub(crate) fn preview(author: Author, text: &str) -> Preview {
    let writer = match author {
        Author::Customer { .. } => Writer::Customer,
        Author::Agent { .. } => Writer::Agent,
        Author::Bot => Writer::Bot,
        Author::System => Writer::System,
    };
    // No text of PREVIEW characters needs more words than it has characters.
    let words: Vec<&str> = text.split_whitespace().take(PREVIEW).collect();
    Preview {
        writer,
        text: words.join(" ").chars().take(PREVIEW).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{PREVIEW, preview};
    use model::{Author, Preview, Writer};

    #[test]
    fn a_preview_is_the_beginning_of_the_text_on_one_line() {
        let shown = preview(Author::Bot, "  Olá,\n\n tudo\tbem?");
        assert_eq!(
            shown,
            Preview {
                writer: Writer::Bot,
                text: "Olá, tudo bem?".to_owned()
            }
        );
        assert_eq!(preview(Author::Bot, &"ç".repeat(500)).text.chars().count(), PREVIEW);
    }
}
