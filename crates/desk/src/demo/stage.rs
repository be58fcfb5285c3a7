//! The plan comes true: every step through the use case that a person would use, at its own time.

use std::sync::Arc;

use model::{
    Actor, Command, CommandEnvelope, CommandId, Comment, ConnectionId, ContactId, ConversationId, MessageId,
    MessageText, Problem, StartPage, Timestamp, VisitorCommand, VisitorCommandEnvelope,
};
use tokio::task::JoinSet;

use super::plan::{Act, DAY, Plan, Step, Story};
use crate::live_chat::{self, Visitor};
use crate::{Desk, command, contact, timers};

/// Who acts where.
pub(super) struct Stage {
    pub(super) desk: Desk,
    /// In the order of the cast.
    pub(super) agents: Vec<Actor>,
    /// Of each customer the connection of the department that is written to.
    pub(super) connections: Vec<ConnectionId>,
}

/// Plays all stories. Conversations open one after the other, so that their numbers follow time; what comes after is
/// played day by day, the stories of a day at once, so that the database can gather their commits.
pub(super) async fn play(stage: Stage, plan: Plan) -> Result<(), Problem> {
    let stage = Arc::new(stage);
    let plan = Arc::new(plan);
    let tokens = begin_all(&stage, &plan).await?;
    for day in plan.stories.chunk_by(|a, b| a.at.0 / DAY == b.at.0 / DAY) {
        let mut played = JoinSet::new();
        for story in day {
            let scene = open(&stage, story, &tokens[story.customer]).await?;
            let (stage, story) = (Arc::clone(&stage), story.clone());
            let name = plan.customers[story.customer].name.clone();
            played.spawn(async move { scene.play(&stage, &story, name.as_deref()).await });
        }
        while let Some(done) = played.join_next().await {
            done.map_err(|_| fault())??;
        }
        let next_day = plan
            .stories
            .iter()
            .map(|story| story.at)
            .find(|at| day.last().is_some_and(|last| *at > last.at));
        let until = next_day.unwrap_or_else(|| stage.desk.clock.now());
        let_time_pass(&stage.desk, until).await?;
    }
    Ok(())
}

/// What happens by itself before `until`, each at its time: conversations close whose rating was awaited for long enough.
async fn let_time_pass(desk: &Desk, until: Timestamp) -> Result<(), Problem> {
    let due = async || store::conversation::next_due(&mut desk.db.read().await?).await;
    while let Some(at) = due().await?.filter(|at| *at < until) {
        timers::run_due(&desk.at(at), 100).await?;
    }
    Ok(())
}

/// A token for each customer's browser, from the day of its first conversation.
async fn begin_all(stage: &Arc<Stage>, plan: &Arc<Plan>) -> Result<Vec<String>, Problem> {
    let mut begun = JoinSet::new();
    for (index, customer) in plan.customers.iter().enumerate() {
        let first = plan.stories.iter().find(|story| story.customer == index);
        let desk = first.map_or_else(|| stage.desk.clone(), |story| stage.desk.at(story.at));
        let (connection, language) = (stage.connections[index], customer.language);
        begun.spawn(async move { Ok::<_, Problem>((index, live_chat::begin(&desk, connection, language).await?)) });
    }
    let mut tokens = vec![String::new(); plan.customers.len()];
    while let Some(done) = begun.join_next().await {
        let (index, token) = done.map_err(|_| fault())??;
        tokens[index] = token;
    }
    Ok(tokens)
}

/// A conversation being played.
struct Scene {
    visitor: Visitor,
    contact: ContactId,
    conversation: ConversationId,
    last_message: MessageId,
}

async fn open(stage: &Stage, story: &Story, token: &str) -> Result<Scene, Problem> {
    let desk = stage.desk.at(story.at);
    let connection = stage.connections[story.customer];
    let visitor = live_chat::resolve(&desk, connection, token)
        .await?
        .ok_or(Problem::NotFound)?;
    let (url, title) = story.page;
    let page = StartPage {
        url: url.to_owned(),
        title: title.to_owned(),
    };
    let command = VisitorCommand::say(MessageText::new(&story.opening)?, Some(page));
    let id = id_of(story, 0)?;
    let outcome = live_chat::execute(&desk, &visitor, VisitorCommandEnvelope { id, command }).await?;
    let visitor = live_chat::resolve(&desk, connection, token)
        .await?
        .ok_or(Problem::NotFound)?;
    Ok(Scene {
        visitor,
        contact: visitor.contact.ok_or(Problem::NotFound)?,
        conversation: outcome.conversation.id,
        last_message: outcome
            .messages
            .last()
            .map(|message| message.id)
            .ok_or(Problem::NotFound)?,
    })
}

impl Scene {
    async fn play(mut self, stage: &Stage, story: &Story, name: Option<&str>) -> Result<(), Problem> {
        for (index, step) in story.steps.iter().enumerate() {
            self.act(stage, step, id_of(story, index + 1)?, name).await?;
        }
        Ok(())
    }

    async fn act(&mut self, stage: &Stage, step: &Step, id: CommandId, name: Option<&str>) -> Result<(), Problem> {
        let desk = stage.desk.at(step.at);
        let conversation = self.conversation;
        let (agent, command) = match &step.act {
            Act::CustomerWrites(text) => {
                let text = MessageText::new(text)?;
                return self.visitor_does(&desk, id, VisitorCommand::say(text, None)).await;
            }
            Act::CustomerReads => {
                let up_to = self.last_message;
                return self
                    .visitor_does(&desk, id, VisitorCommand::Acknowledge { up_to, read: true })
                    .await;
            }
            Act::Rate(value, comment) => {
                let command = VisitorCommand::Rate {
                    conversation,
                    value: *value,
                    comment: comment.map(Comment::new).transpose()?,
                };
                return self.visitor_does(&desk, id, command).await;
            }
            Act::Name(agent) => {
                let Some(name) = name else { return Ok(()) };
                return contact::rename(&desk, &stage.agents[*agent], self.contact, name).await;
            }
            Act::AgentWrites(agent, text) => {
                let text = MessageText::new(text)?;
                (agent, Command::send(conversation, text))
            }
            Act::Note(agent, text) => {
                let text = MessageText::new(text)?;
                (agent, Command::note(conversation, text))
            }
            Act::Accept(agent) => (agent, Command::Accept { conversation }),
            Act::AgentReads(agent) => {
                let up_to = self.last_message;
                (agent, Command::MarkRead { conversation, up_to })
            }
            Act::Return(agent) => (agent, Command::Return { conversation }),
            Act::Resolve(agent) => (agent, Command::Resolve { conversation }),
            Act::CloseUnanswered(agent) => (agent, Command::CloseUnanswered { conversation }),
            Act::Reopen(agent) => (agent, Command::Reopen { conversation }),
            Act::Review(agent, value, comment) => {
                let (value, comment) = (*value, comment.map(Comment::new).transpose()?);
                let review = Command::Review {
                    conversation,
                    value,
                    comment,
                };
                (agent, review)
            }
        };
        let outcome = command::execute(&desk, &stage.agents[*agent], CommandEnvelope { id, command }).await?;
        let public = outcome.messages.iter().rfind(|message| message.is_public());
        self.last_message = public.map_or(self.last_message, |message| message.id);
        Ok(())
    }

    async fn visitor_does(&mut self, desk: &Desk, id: CommandId, command: VisitorCommand) -> Result<(), Problem> {
        let outcome = live_chat::execute(desk, &self.visitor, VisitorCommandEnvelope { id, command }).await?;
        self.last_message = outcome.messages.last().map_or(self.last_message, |message| message.id);
        Ok(())
    }
}

fn id_of(story: &Story, step: usize) -> Result<CommandId, Problem> {
    CommandId::new(&format!("demo-{}-{}-{step}", story.customer, story.at.0))
}

/// A task that panicked or was stopped.
fn fault() -> Problem {
    Problem::Internal {
        id: "demo-stopped".to_owned(),
    }
}
