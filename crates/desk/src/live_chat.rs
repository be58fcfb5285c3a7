//! The website's live chat: visitors, their messages, what they may read.

mod acknowledge;
mod fill_form;
mod rate;
mod react;
mod request_transcript;
mod send_message;
mod transcript;

use std::collections::HashMap;
use std::sync::Arc;

use channels::live_chat::{visitor_conversation, visitor_message};
use model::{
    Author, Channel, ConnectionId, ContactId, Conversation, ConversationId, Cursor, FileRules, Language,
    LiveChatSettings, Message, MessageId, Outcome, Problem, Timestamp, UserId, VisitorCommand, VisitorCommandEnvelope,
    VisitorId, VisitorOutcome, VisitorPage,
};
use store::command_result::Sender;
use store::{Conn, Tx, company, connection, log, meta, user};

use crate::once::Once;
use crate::reading::MESSAGE_PAGE;
use crate::words::Words;
use crate::{Desk, token};

pub use transcript::{Transcript, TranscriptWords, transcript};

/// A live-chat connection as its panel shows it.
#[derive(Debug, Clone)]
pub struct LiveChat {
    pub connection: ConnectionId,
    /// Shown in the panel's head, unless the connection has a title of its own.
    pub company: String,
    /// Each wording falls back to this language, then to any that was written.
    pub language: Language,
    pub settings: LiveChatSettings,
    /// Which files its inbox takes.
    pub files: FileRules,
}

/// A recognised browser on the customer's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visitor {
    pub id: VisitorId,
    pub connection: ConnectionId,
    /// `None` until the first message.
    pub contact: Option<ContactId>,
}

/// The connection's public settings; `None` when there is none or it is switched off.
pub async fn settings(desk: &Desk, connection: ConnectionId) -> Result<Option<LiveChat>, Problem> {
    let mut conn = desk.db.read().await?;
    let found = connection::get(&mut conn, connection)
        .await?
        .filter(|found| found.enabled && found.channel == Channel::LiveChat);
    let Some(found) = found else {
        return Ok(None);
    };
    let company = company::get(&mut conn).await?;
    let inbox = store::inbox::get(&mut conn, found.inbox)
        .await?
        .ok_or(Problem::NotFound)?;
    Ok(Some(LiveChat {
        files: desk.file_rules(&inbox.settings),
        connection,
        language: company.as_ref().map(|company| company.language).unwrap_or_default(),
        company: company.map(|company| company.name).unwrap_or_default(),
        settings: found.settings,
    }))
}

/// A new visitor's token: 256 random bits, base64url; only its hash is kept. `NotFound`: there is no such live chat.
pub async fn begin(desk: &Desk, connection: ConnectionId, language: Language) -> Result<String, Problem> {
    if settings(desk, connection).await?.is_none() {
        return Err(Problem::NotFound);
    }
    let token = token::new(desk.random.as_ref());
    let hash = token::hash(token.as_bytes());
    let now = desk.clock.now();
    desk.db
        .write(move |tx| {
            let hash = hash.clone();
            Box::pin(async move {
                store::visitor::insert(tx, connection, &hash, language, now).await?;
                Ok::<_, Problem>(())
            })
        })
        .await?;
    Ok(token)
}

/// The visitor of a token, on this connection only.
pub async fn resolve(desk: &Desk, connection: ConnectionId, token: &str) -> Result<Option<Visitor>, Problem> {
    let hash = token::hash(token.as_bytes());
    let found = store::visitor::by_token(&mut desk.db.read().await?, connection, &hash).await?;
    Ok(found.map(|found| Visitor {
        id: found.id,
        connection: found.connection,
        contact: found.contact,
    }))
}

/// The browsers of a contact: for a server that holds sockets of visitors whose first message another one has taken.
pub async fn browsers_of(desk: &Desk, contact: ContactId) -> Result<Vec<VisitorId>, Problem> {
    Ok(store::visitor::of_contact(&mut desk.db.read().await?, contact).await?)
}

/// Does a visitor's command, once; as [`crate::command::execute`]. Acknowledgements repeat harmlessly and are not kept.
/// `NotFound`: the visitor is gone, or never wrote what it acknowledges.
pub async fn execute(
    desk: &Desk,
    visitor: &Visitor,
    envelope: VisitorCommandEnvelope,
) -> Result<VisitorOutcome, Problem> {
    let case = Arc::new(Case {
        once: Once::new(Sender::Visitor(visitor.id), envelope.id, &envelope.command)?,
        command: envelope.command,
        visitor: visitor.id,
        now: desk.clock.now(),
    });
    desk.db
        .write(move |tx| {
            let case = Arc::clone(&case);
            Box::pin(async move { Box::pin(case.decide(tx)).await })
        })
        .await
}

/// One command of one visitor at one time.
struct Case {
    once: Once,
    command: VisitorCommand,
    visitor: VisitorId,
    now: Timestamp,
}

impl Case {
    async fn decide(&self, tx: &mut Tx) -> Result<VisitorOutcome, Problem> {
        let caller = if let VisitorCommand::SendMessage { .. } = self.command {
            store::visitor::lock_to_write(tx, self.visitor, &self.once.id).await?
        } else {
            store::visitor::lock(tx, self.visitor, &self.once.id).await?
        };
        let caller = caller.ok_or(Problem::NotFound)?;
        if let Some(earlier) = self.once.recognise(caller.kept)? {
            return Ok(earlier);
        }
        let visitor = caller.visitor;
        let outcome = match &self.command {
            VisitorCommand::SendMessage {
                text,
                page,
                about,
                files,
                reply_to,
            } => {
                let written = send_message::Written {
                    words: Words::new(text.as_ref(), files, *reply_to, Sender::Visitor(self.visitor))?,
                    page: page.as_ref(),
                    about: about.as_ref(),
                };
                Box::pin(send_message::send_message(self, tx, &visitor, caller.open, written)).await?
            }
            VisitorCommand::Acknowledge { up_to, read } => {
                acknowledge::acknowledge(self, tx, &visitor, *up_to, *read).await?
            }
            VisitorCommand::Rate {
                conversation,
                value,
                comment,
            } => rate::rate(self, tx, &visitor, *conversation, *value, comment.as_ref()).await?,
            VisitorCommand::FillForm {
                conversation,
                name,
                email,
                phone,
            } => {
                let form = fill_form::Form { name, email, phone };
                Box::pin(fill_form::fill_form(self, tx, &visitor, *conversation, &form)).await?
            }
            VisitorCommand::React {
                conversation,
                message,
                emoji,
                on,
            } => react::react(self, tx, &visitor, *conversation, *message, emoji, *on).await?,
            VisitorCommand::RequestTranscript { conversation } => {
                request_transcript::request_transcript(self, tx, &visitor, *conversation).await?
            }
        };
        let narrow = narrow(tx, outcome).await?;
        // Acknowledgements repeat harmlessly, and there are many.
        if !matches!(self.command, VisitorCommand::Acknowledge { .. }) {
            self.once.keep(tx, narrow.conversation.id, &narrow, self.now).await?;
        }
        Ok(narrow)
    }
}

/// A conversation of this visitor, locked; of others there is none.
async fn own(tx: &mut Tx, visitor: &store::visitor::Visitor, id: ConversationId) -> Result<Conversation, Problem> {
    store::conversation::lock(tx, id)
        .await?
        .filter(|found| {
            visitor.contact == Some(found.contact.id) && visitor.connection == found.lifecycle.customer_connection()
        })
        .ok_or(Problem::NotFound)
}

/// The visitor's form of an outcome.
async fn narrow(conn: &mut Conn, outcome: Outcome) -> Result<VisitorOutcome, Problem> {
    let names = names(conn, Some(&outcome.conversation), &outcome.messages).await?;
    let name_of = |user| names.get(&user).cloned();
    Ok(VisitorOutcome {
        conversation: visitor_conversation(&outcome.conversation, name_of),
        messages: outcome
            .messages
            .iter()
            .filter_map(|message| visitor_message(message, name_of))
            .collect(),
    })
}

/// The names of the agents that appear.
async fn names(
    conn: &mut Conn,
    conversation: Option<&Conversation>,
    messages: &[Message],
) -> Result<HashMap<UserId, String>, Problem> {
    let assignee = conversation.and_then(|conversation| conversation.lifecycle.assignee);
    let authors = messages.iter().filter_map(|message| match message.author {
        Author::Agent { user } => Some(user),
        _ => None,
    });
    let mut names = HashMap::new();
    for id in assignee.into_iter().chain(authors) {
        if !names.contains_key(&id)
            && let Some(user) = user::get(conn, id).await?
        {
            names.insert(id, user.name);
        }
    }
    Ok(names)
}

/// The visitor's newest messages, or those before `before`, over all of its conversations.
pub async fn page(desk: &Desk, visitor: &Visitor, before: Option<MessageId>) -> Result<VisitorPage, Problem> {
    let mut conn = desk.db.read().await?;
    // Taken first: what is read below may then be told again by the log, but never be missing from both.
    let cursor = Cursor {
        epoch: meta::epoch(&mut conn).await?,
        access: 0,
        position: log::end(&mut conn).await?,
    };
    let Some(contact) = visitor.contact else {
        return Ok(VisitorPage {
            cursor,
            conversation: None,
            messages: Vec::new(),
            more: false,
        });
    };
    let conversation = store::conversation::latest_of(&mut conn, contact, visitor.connection).await?;
    let (messages, more) =
        store::message::history(&mut conn, contact, visitor.connection, before, MESSAGE_PAGE).await?;
    let names = names(&mut conn, conversation.as_ref(), &messages).await?;
    let name_of = |user| names.get(&user).cloned();
    Ok(VisitorPage {
        cursor,
        conversation: conversation.map(|conversation| visitor_conversation(&conversation, name_of)),
        messages: messages
            .iter()
            .filter_map(|message| visitor_message(message, name_of))
            .collect(),
        more,
    })
}
