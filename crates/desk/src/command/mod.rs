//! Agents' commands to conversations, each done once however often it is sent.
//!
//! The frame here locks the conversation, finds an earlier result, and stores what the use case made of it; each use
//! case says in its own file who may do it and what it changes.

mod accept;
mod add_note;
mod close_unanswered;
mod mark_read;
mod reopen;
mod resolve;
mod return_to_queue;
mod send_message;

use std::sync::Arc;

use model::{Action, Actor, Command, CommandEnvelope, Conversation, Outcome, Permission, Problem, Timestamp, can};
use store::Tx;
use store::command_result::Sender;

use crate::Desk;
use crate::change::Change;
use crate::once::Once;

/// Does the command in one transaction with its event. The same id with the same body again returns the first result; with
/// another body it is `Invalid { field: "id", reason: "reused_id" }`. A refusal is evaluated anew, and so is a command
/// that changed nothing.
pub async fn execute(desk: &Desk, actor: &Actor, envelope: CommandEnvelope) -> Result<Outcome, Problem> {
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

/// One command of one actor at one time.
struct Case {
    once: Once,
    command: Command,
    actor: Actor,
    now: Timestamp,
}

impl Case {
    async fn decide(&self, tx: &mut Tx) -> Result<Outcome, Problem> {
        let present = store::conversation::lock(tx, self.command.conversation())
            .await?
            .ok_or(Problem::NotFound)?;
        if let Some(earlier) = self.once.earlier(tx).await? {
            return Ok(earlier);
        }
        let mut change = Change::of(present.clone(), self.now);
        match &self.command {
            Command::Accept { .. } => accept::accept(self, &present, &mut change)?,
            Command::SendMessage { text, .. } => send_message::send_message(self, &present, &mut change, text)?,
            Command::AddNote { text, .. } => add_note::add_note(self, &present, &mut change, text)?,
            Command::Return { .. } => return_to_queue::return_to_queue(self, &present, &mut change)?,
            Command::Resolve { .. } => resolve::resolve(self, tx, &present, &mut change).await?,
            Command::CloseUnanswered { .. } => close_unanswered::close_unanswered(self, &present, &mut change)?,
            Command::Reopen { .. } => reopen::reopen(self, tx, &present, &mut change).await?,
            Command::MarkRead { up_to, .. } => {
                mark_read::mark_read(self, tx, &present, &mut change, *up_to).await?;
            }
        }
        if change.is_empty() {
            return Ok(change.into_unchanged());
        }
        let at = change.at();
        let outcome = change.store(tx, Some(&self.once.id)).await?;
        self.once.keep(tx, &outcome, at).await?;
        Ok(outcome)
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
