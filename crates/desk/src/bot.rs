//! What a bot or menu does with a conversation: it takes a new one, speaks, and hands it to the agents or ends it.
//!
//! Who drives it (a flow) decides what and when; here is what each step changes. A bot's words are messages and never a
//! reply: they move no status and stop no clock (R181). An agent may accept at any time; the bot's next step is refused
//! then, with who has it now.

use model::{Activity, Author, ConversationId, MessageText, Outcome, Problem, Trigger};
use store::Tx;

use crate::Desk;
use crate::change::Change;

/// A new conversation is the bot's from here on. Until it is handed over nobody's answering time runs.
pub async fn take(desk: &Desk, conversation: ConversationId) -> Result<Outcome, Problem> {
    step(desk, conversation, Step::Take).await
}

/// The bot writes into a conversation that it has.
pub async fn say(desk: &Desk, conversation: ConversationId, text: MessageText) -> Result<Outcome, Problem> {
    step(desk, conversation, Step::Say(text)).await
}

/// It waits for the agents from here on.
pub async fn hand_over(desk: &Desk, conversation: ConversationId) -> Result<Outcome, Problem> {
    step(desk, conversation, Step::HandOver).await
}

/// It is closed without an agent, and without a rating: nobody served it.
pub async fn end(desk: &Desk, conversation: ConversationId) -> Result<Outcome, Problem> {
    step(desk, conversation, Step::End).await
}

#[derive(Debug, Clone)]
enum Step {
    Take,
    Say(MessageText),
    HandOver,
    End,
}

async fn step(desk: &Desk, conversation: ConversationId, step: Step) -> Result<Outcome, Problem> {
    let now = desk.clock.now();
    desk.db
        .write(move |tx| {
            let step = step.clone();
            Box::pin(async move {
                let mut change = begin(tx, conversation, now).await?;
                step.make(&mut change)?;
                change.store(tx, None).await
            })
        })
        .await
}

async fn begin(tx: &mut Tx, conversation: ConversationId, now: model::Timestamp) -> Result<Change, Problem> {
    let present = store::conversation::lock(tx, conversation)
        .await?
        .ok_or(Problem::NotFound)?;
    Change::of(tx, present, now).await
}

impl Step {
    fn make(&self, change: &mut Change) -> Result<(), Problem> {
        match self {
            Self::Take => {
                change.transition(Trigger::BotTake)?;
                change.tell(Activity::BotTook);
            }
            Self::Say(text) => {
                let lifecycle = &change.next().lifecycle;
                if !lifecycle.bot_owned {
                    return Err(Problem::Conflict {
                        status: Some(lifecycle.status),
                        assignee: lifecycle.assignee,
                        conversation: None,
                    });
                }
                change.transition(Trigger::BotMessage)?;
                change.say(Author::Bot, text);
            }
            Self::HandOver => {
                change.transition(Trigger::BotHandOver)?;
                change.tell(Activity::BotHandedOver);
            }
            Self::End => {
                change.transition(Trigger::BotEnd)?;
                change.tell(Activity::BotClosed);
                change.next().unread = 0;
            }
        }
        Ok(())
    }
}
