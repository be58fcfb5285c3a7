//! Agents' commands to conversations, each done once however often it is sent.
//!
//! The frame here locks the conversation, finds an earlier result, and stores what the use case made of it; each use
//! case says in its own file who may do it and what it changes.

mod accept;
mod accept_and_close;
mod add_note;
mod assign_support_agent;
mod close_unanswered;
mod decline;
mod delete_message;
mod edit_message;
mod force_close;
mod mark_read;
mod react;
mod reopen;
mod resolve;
mod return_to_queue;
mod review;
mod send_form;
mod send_message;
mod snooze;
mod start_conversation;
mod transfer;

use std::sync::Arc;

use model::{
    Action, Actor, Author, Command, CommandEnvelope, CommandId, Conversation, ConversationId, Message, MessageId,
    Outcome, Permission, Problem, Timestamp, can,
};
use store::command_result::Sender;
use store::held::{self as held_message, Held};
use store::{Tx, user};

use crate::Desk;
use crate::change::Change;
use crate::held;
use crate::once::Once;
use crate::words::Words;
use transfer::Destination;

/// Does the command in one transaction with its event. The same id with the same body again returns the first result; with
/// another body it is `Invalid { field: "id", reason: "reused_id" }`. A refusal is evaluated anew, and so is a command
/// that changed nothing.
pub async fn execute(desk: &Desk, actor: &Actor, envelope: CommandEnvelope) -> Result<Outcome, Problem> {
    if let Some(conversation) = envelope.command.conversation()
        && !envelope.command.leaves_held_alone()
    {
        held::release_before(desk, actor.user, conversation).await?;
    }
    let case = Arc::new(Case {
        once: Once::new(Sender::User(actor.user), envelope.id, &envelope.command)?,
        command: envelope.command,
        actor: actor.clone(),
        now: desk.clock.now(),
    });
    desk.db
        .write(move |tx| {
            let case = Arc::clone(&case);
            Box::pin(async move { case.decide(tx).await })
        })
        .await
}

/// Does a command to a conversation as one of many, without its result being kept: whoever does many knows which are done. The
/// conversation must be locked by this transaction. What is refused has changed nothing.
pub(crate) async fn apply(
    tx: &mut Tx,
    actor: &Actor,
    id: CommandId,
    command: Command,
    present: Conversation,
    now: Timestamp,
) -> Result<(), Problem> {
    let case = Case {
        once: Once::new(Sender::User(actor.user), id, &command)?,
        command,
        actor: actor.clone(),
        now,
    };
    let change = case.change(tx, present).await?;
    if !change.is_empty() {
        change.store(tx, None).await?;
    }
    Ok(())
}

/// Does what was held, as its author may now. The conversation is locked.
pub(crate) async fn send_held(
    tx: &mut Tx,
    actor: Actor,
    present: Conversation,
    held: Held,
    now: Timestamp,
) -> Result<(), Problem> {
    let case = Case {
        once: Once::new(Sender::User(actor.user), held.id, &held.command)?,
        command: held.command,
        actor,
        now,
    };
    let change = case.change(tx, present).await?;
    change.store(tx, Some(&case.once.id)).await?;
    Ok(())
}

/// One command of one actor at one time.
struct Case {
    once: Once,
    command: Command,
    actor: Actor,
    now: Timestamp,
}

impl Case {
    async fn decide(&self, tx: &mut Tx) -> Result<Outcome, Problem> {
        let Some(conversation) = self.command.conversation() else {
            return self.open(tx).await;
        };
        let present = store::conversation::lock(tx, conversation)
            .await?
            .ok_or(Problem::NotFound)?;
        if let Some(earlier) = self.once.earlier::<Outcome>(tx).await? {
            let held = earlier.held && held_message::get(tx, self.actor.user, &self.once.id).await?.is_some();
            return Ok(Outcome { held, ..earlier });
        }
        let change = self.change(tx, present).await?;
        if change.is_empty() {
            return Ok(change.into_unchanged());
        }
        if let Some(due_at) = self.held_until(tx, conversation).await? {
            return self.hold(tx, change.into_unchanged(), due_at).await;
        }
        let at = change.at();
        let outcome = change.store(tx, Some(&self.once.id)).await?;
        self.once.keep(tx, outcome.conversation.id, &outcome, at).await?;
        Ok(outcome)
    }

    /// What becomes of the conversation.
    async fn change(&self, tx: &mut Tx, present: Conversation) -> Result<Change, Problem> {
        let mut change = Change::of(tx, present.clone(), self.now).await?;
        self.make(tx, &present, &mut change).await?;
        Ok(change)
    }

    /// Of a reply whose author wants to be able to call it back: when it goes out. After those that wait already.
    async fn held_until(&self, tx: &mut Tx, conversation: ConversationId) -> Result<Option<Timestamp>, Problem> {
        if !matches!(self.command, Command::SendMessage { .. }) {
            return Ok(None);
        }
        let user = self.actor.user;
        let own = user::own_settings(tx, user).await?.unwrap_or_default();
        let seconds = i64::from(own.settings.undo_seconds);
        let wished = (seconds > 0).then(|| self.now.plus(seconds * 1000));
        Ok(wished.max(held::last_due(tx, user, conversation).await?))
    }

    /// It could be done: it is, later.
    async fn hold(&self, tx: &mut Tx, unchanged: Outcome, due_at: Timestamp) -> Result<Outcome, Problem> {
        let waits = Held {
            user: self.actor.user,
            id: self.once.id.clone(),
            conversation: unchanged.conversation.id,
            command: self.command.clone(),
            at: self.now,
            due_at: Some(due_at),
            problem: None,
        };
        held_message::insert(tx, &waits).await?;
        held::tell(tx, self.actor.user, self.now).await?;
        let outcome = Outcome {
            held: true,
            ..unchanged
        };
        self.once.keep(tx, waits.conversation, &outcome, self.now).await?;
        Ok(outcome)
    }

    /// Commands that open a conversation.
    async fn open(&self, tx: &mut Tx) -> Result<Outcome, Problem> {
        match &self.command {
            Command::StartConversation {
                contact,
                connection,
                text,
            } => start_conversation::start_conversation(self, tx, *contact, *connection, text).await,
            _ => Err(Problem::NotFound),
        }
    }

    /// Commands that change one.
    async fn make(&self, tx: &mut Tx, present: &Conversation, change: &mut Change) -> Result<(), Problem> {
        match &self.command {
            Command::Accept { .. } => accept::accept(self, present, change),
            Command::SendMessage {
                text,
                files,
                reply_to,
                signed,
                ..
            } => {
                let words = Words::new(text.as_ref(), files, *reply_to, Sender::User(self.actor.user))?;
                send_message::send_message(self, tx, present, change, words, *signed).await
            }
            Command::AddNote {
                text,
                mentions,
                files,
                reply_to,
                ..
            } => {
                let words = Words::new(text.as_ref(), files, *reply_to, Sender::User(self.actor.user))?;
                add_note::add_note(self, tx, present, change, words, mentions).await
            }
            Command::Return { .. } => return_to_queue::return_to_queue(self, present, change),
            Command::Resolve { .. } => resolve::resolve(self, tx, present, change).await,
            Command::CloseUnanswered { .. } => close_unanswered::close_unanswered(self, present, change),
            Command::Reopen { .. } => reopen::reopen(self, tx, present, change).await,
            Command::MarkRead { up_to, .. } => mark_read::mark_read(self, tx, present, change, *up_to).await,
            Command::AcceptAndClose { .. } => accept_and_close::accept_and_close(self, present, change),
            Command::ForceClose { .. } => force_close::force_close(self, present, change),
            Command::TransferToDepartment {
                department,
                note,
                expected_version,
                ..
            } => {
                let to = Destination::Department(*department);
                transfer::transfer(self, tx, present, change, to, note.as_ref(), *expected_version).await
            }
            Command::TransferToAgent {
                agent,
                note,
                expected_version,
                ..
            } => {
                let to = Destination::Agent(*agent);
                transfer::transfer(self, tx, present, change, to, note.as_ref(), *expected_version).await
            }
            Command::TransferToInbox {
                inbox,
                note,
                expected_version,
                ..
            } => {
                let to = Destination::Inbox(*inbox);
                transfer::transfer(self, tx, present, change, to, note.as_ref(), *expected_version).await
            }
            Command::TransferToConnection {
                connection,
                note,
                expected_version,
                ..
            } => {
                let to = Destination::Connection(*connection);
                transfer::transfer(self, tx, present, change, to, note.as_ref(), *expected_version).await
            }
            Command::Decline { .. } => decline::decline(self, present, change),
            Command::Snooze { until, .. } => snooze::snooze(self, present, change, *until),
            Command::Unsnooze { .. } => snooze::unsnooze(self, present, change),
            Command::Review { value, comment, .. } => review::review(self, present, change, *value, comment.as_ref()),
            Command::SendForm { .. } => send_form::send_form(self, tx, present, change).await,
            Command::React { message, emoji, on, .. } => {
                react::react(self, tx, present, change, *message, emoji, *on).await
            }
            Command::EditMessage {
                message,
                text,
                mentions,
                ..
            } => edit_message::edit_message(self, tx, present, change, *message, text, mentions).await,
            Command::DeleteMessage { message, .. } => {
                delete_message::delete_message(self, tx, present, change, *message).await
            }
            Command::AssignSupportAgent { agent, .. } => {
                assign_support_agent::assign_support_agent(self, tx, present, change, *agent).await
            }
            // Opens one: see `open`.
            Command::StartConversation { .. } => Err(Problem::NotFound),
        }
    }

    /// `NotFound` for whom the conversation does not exist, `Forbidden` for whom it does.
    fn allow(&self, action: Action, present: &Conversation) -> Result<(), Problem> {
        let facts = present.facts();
        if can(&self.actor, action, &facts) {
            Ok(())
        } else if self.actor.scope().sees(&facts) {
            Err(Problem::Forbidden)
        } else {
            Err(Problem::NotFound)
        }
    }

    /// A text or note of this conversation that is not erased. `Invalid { field: "message" }`: there is none.
    async fn message(&self, tx: &mut Tx, present: &Conversation, id: MessageId) -> Result<Message, Problem> {
        store::message::get(tx, id)
            .await?
            .filter(|it| it.conversation == present.id && it.text().is_some())
            .ok_or_else(|| Problem::invalid("message", "wrong"))
    }

    /// As [`Self::message`], of the actor. `Forbidden`: another wrote it.
    async fn own_message(&self, tx: &mut Tx, present: &Conversation, id: MessageId) -> Result<Message, Problem> {
        let message = self.message(tx, present, id).await?;
        if message.author == (Author::Agent { user: self.actor.user }) {
            Ok(message)
        } else {
            Err(Problem::Forbidden)
        }
    }

    /// What is reserved for one agent, another may take only with the right to assign.
    fn allow_taking(&self, present: &Conversation) -> Result<(), Problem> {
        self.allow(Action::Accept, present)?;
        let reserved_for_another = present
            .lifecycle
            .reserved
            .is_some_and(|kept| kept.agent != self.actor.user && kept.until.is_none_or(|until| until > self.now));
        if reserved_for_another && !self.actor.permissions.has(Permission::AssignOthers) {
            return Err(Problem::Forbidden);
        }
        Ok(())
    }
}
