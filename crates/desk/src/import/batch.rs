//! A batch: contacts and conversations that are stored together, in one short transaction.

use std::collections::{HashMap, HashSet};

use model::{Author, ConnectionId, ContactId, ContactName, Conversation, Message, MessageId, Problem};
use store::contact::NewContact;
use store::external_id::{self, Kind};
use store::{Conn, Tx, contact, conversation, message, meta, tag};

use super::Refusal;
use super::replay::{Past, Said};

/// About how many rows one transaction writes: on Postgres all readers of the log wait for the oldest transaction, on SQLite
/// everybody who writes waits for this one.
const ROWS: usize = 200;

/// A contact that the file brings.
#[derive(Debug)]
pub(super) struct ContactToStore {
    pub(super) line: u64,
    pub(super) external_id: String,
    pub(super) contact: NewContact,
}

/// A conversation that the file brings.
#[derive(Debug)]
pub(super) struct ConversationToStore {
    pub(super) line: u64,
    pub(super) external_id: String,
    /// The contact's external id.
    pub(super) contact: String,
    pub(super) past: Past,
}

#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) contacts: Vec<ContactToStore>,
    pub(super) conversations: Vec<ConversationToStore>,
    rows: usize,
}

/// What became of a batch.
#[derive(Debug, Default)]
pub(super) struct Stored {
    pub(super) contacts: u64,
    pub(super) contacts_already: u64,
    pub(super) conversations: u64,
    pub(super) conversations_already: u64,
    pub(super) messages: u64,
    pub(super) refused: Vec<Refusal>,
}

impl Batch {
    pub(super) fn add_contact(&mut self, contact: ContactToStore) {
        self.rows += 1;
        self.contacts.push(contact);
    }

    pub(super) fn add_conversation(&mut self, conversation: ConversationToStore) {
        self.rows += 1 + conversation.past.said.len();
        self.conversations.push(conversation);
    }

    pub(super) fn is_full(&self) -> bool {
        self.rows >= ROWS
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Stores what is not there yet. Done again, it does nothing.
    pub(super) async fn store(&self, tx: &mut Tx) -> Result<Stored, Problem> {
        let mut stored = Stored::default();
        let mut there = self.look_up(tx, &mut stored).await?;
        let ids = contact::reserve(tx, there.new_contacts.len()).await?;
        let rows: Vec<_> = ids
            .iter()
            .copied()
            .zip(there.new_contacts.iter().map(|new| &new.contact))
            .collect();
        contact::insert_all(tx, &rows).await?;
        let pairs: Vec<_> = there
            .new_contacts
            .iter()
            .zip(&ids)
            .map(|(new, id)| (new.external_id.as_str(), id.0))
            .collect();
        external_id::insert(tx, Kind::Contact, &pairs).await?;
        let made = there.new_contacts.iter().zip(&ids);
        there
            .contacts
            .extend(made.map(|(new, id)| (new.external_id.clone(), *id)));

        let accepted = self.sort_out(tx, &there, &mut Seen::default(), &mut stored).await?;
        self.store_conversations(tx, &accepted, &mut stored).await?;
        Ok(stored)
    }

    /// What the database knows of the batch's ids.
    pub(super) async fn look_up<'a>(&'a self, conn: &mut Conn, stored: &mut Stored) -> Result<There<'a>, Problem> {
        let own = self.contacts.iter().map(|new| new.external_id.as_str());
        let referred = self.conversations.iter().map(|it| it.contact.as_str());
        let names: Vec<&str> = own.chain(referred).collect::<HashSet<_>>().into_iter().collect();
        let contacts: HashMap<String, ContactId> = external_id::find(conn, Kind::Contact, &names)
            .await?
            .into_iter()
            .map(|(name, id)| (name, ContactId(id)))
            .collect();
        let names: Vec<&str> = self.conversations.iter().map(|it| it.external_id.as_str()).collect();
        let conversations = external_id::find(conn, Kind::Conversation, &names).await?;
        let mut first = HashMap::new();
        let mut new_contacts = Vec::new();
        for new in &self.contacts {
            let name = new.external_id.as_str();
            if contacts.contains_key(name) || first.contains_key(name) {
                stored.contacts_already += 1;
            } else {
                first.insert(name, new.line);
                new_contacts.push(new);
            }
        }
        stored.contacts = u64::try_from(new_contacts.len()).unwrap_or(u64::MAX);
        Ok(There {
            contacts,
            new_contacts,
            first,
            conversations: conversations.into_keys().collect(),
        })
    }

    /// The conversations that can be stored, with their contacts; of the others says why not.
    pub(super) async fn sort_out<'a>(
        &'a self,
        conn: &mut Conn,
        there: &There<'_>,
        seen: &mut Seen,
        stored: &mut Stored,
    ) -> Result<Vec<(&'a ConversationToStore, ContactId)>, Problem> {
        let mut accepted = Vec::with_capacity(self.conversations.len());
        for it in &self.conversations {
            if there.conversations.contains(&it.external_id) || seen.conversations.contains(&it.external_id) {
                stored.conversations_already += 1;
                continue;
            }
            // Else it would depend on the size of a batch whether a contact may come after its conversation.
            let comes_later = there.first.get(it.contact.as_str()).is_some_and(|line| *line > it.line);
            let Some(contact) = there.contacts.get(&it.contact).copied().filter(|_| !comes_later) else {
                stored
                    .refused
                    .push(it.refused(&format!("unknown contact `{}`", it.contact)));
                continue;
            };
            let lifecycle = &it.past.conversation.lifecycle;
            if !lifecycle.status.is_over() {
                let open = conversation::open_of(conn, contact, lifecycle.connection).await?;
                let seen_open = seen.open.contains(&(contact, lifecycle.connection));
                if seen_open || open.is_some() {
                    let reason = "it ends open, and its contact has another open conversation on this connection";
                    stored.refused.push(it.refused(reason));
                    continue;
                }
                seen.open.insert((contact, lifecycle.connection));
            }
            seen.conversations.insert(it.external_id.clone());
            accepted.push((it, contact));
        }
        stored.conversations = u64::try_from(accepted.len()).unwrap_or(u64::MAX);
        let messages: usize = accepted.iter().map(|(it, _)| it.past.said.len()).sum();
        stored.messages = u64::try_from(messages).unwrap_or(u64::MAX);
        Ok(accepted)
    }

    async fn store_conversations(
        &self,
        tx: &mut Tx,
        accepted: &[(&ConversationToStore, ContactId)],
        stored: &mut Stored,
    ) -> Result<(), Problem> {
        if accepted.is_empty() {
            return Ok(());
        }
        meta::set_untold_import(tx).await?;
        let ids = conversation::reserve(tx, accepted.len()).await?;
        let count = usize::try_from(stored.messages).unwrap_or(usize::MAX);
        let mut message_ids = message::reserve(tx, count).await?.into_iter();
        let mut rows = Vec::with_capacity(accepted.len());
        let mut messages = Vec::with_capacity(count);
        for ((it, contact), id) in accepted.iter().zip(&ids) {
            let mut row = it.past.conversation.clone();
            row.id = *id;
            row.contact = named(*contact);
            let own: Vec<MessageId> = message_ids.by_ref().take(it.past.said.len()).collect();
            row.agent_read = it.past.answer.and_then(|answer| own.get(answer).copied());
            messages.extend(
                it.past
                    .said
                    .iter()
                    .zip(own)
                    .map(|(said, id)| to_message(said, id, &row)),
            );
            rows.push(row);
        }
        conversation::insert_all(tx, &rows).await?;
        message::insert_all(tx, &messages).await?;
        let pairs: Vec<_> = accepted
            .iter()
            .zip(&ids)
            .map(|((it, _), id)| (it.external_id.as_str(), id.0))
            .collect();
        external_id::insert(tx, Kind::Conversation, &pairs).await?;
        for ((it, contact), id) in accepted.iter().zip(&ids) {
            if let Some(at) = it.past.customer_at {
                contact::touch(tx, *contact, at).await?;
            }
            tag::put(tx, *id, &it.past.tags).await?;
        }
        Ok(())
    }
}

impl ConversationToStore {
    fn refused(&self, reason: &str) -> Refusal {
        Refusal {
            line: self.line,
            reason: format!("conversation `{}`: {reason}", self.external_id),
        }
    }
}

/// What the database knows.
#[derive(Debug)]
pub(super) struct There<'a> {
    pub(super) contacts: HashMap<String, ContactId>,
    /// The batch's contacts that are not there, each once.
    pub(super) new_contacts: Vec<&'a ContactToStore>,
    /// Of those the line on which each comes first.
    first: HashMap<&'a str, u64>,
    conversations: HashSet<String>,
}

/// What has been accepted and is not in the database (yet).
#[derive(Debug, Default)]
pub(super) struct Seen {
    conversations: HashSet<String>,
    open: HashSet<(ContactId, ConnectionId)>,
}

/// The row keeps the contact's id only.
fn named(id: ContactId) -> ContactName {
    ContactName {
        id,
        name: String::new(),
        photo: None,
    }
}

fn to_message(said: &Said, id: MessageId, conversation: &Conversation) -> Message {
    let author = match said.author {
        Author::Customer { .. } => Author::Customer {
            contact: conversation.contact.id,
        },
        other => other,
    };
    Message::new(id, conversation.id, said.at, author, said.content.clone())
}
