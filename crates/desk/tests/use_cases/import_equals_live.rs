//! A history that is imported ends where the same commands given live have ended: random histories, done both ways.

use desk::import::Mode;
use desk::testing::SeededRandom;
use desk::{Clock as _, Random as _, bot, timers};
use model::{
    Actor, Author, Command, Content, Conversation, ConversationId, DepartmentId, InboxId, Message, Problem, Status,
    UserId, VisitorCommand,
};
use serde_json::{Value, json};
use store::testing::TestDb;
use store::{department, inbox, message};

use crate::import::import;
use crate::stage::{Guest, Stage, text};

/// Chance that can be repeated.
struct Dice(SeededRandom);

impl Dice {
    fn below(&self, sides: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes) % sides
    }
}

const HOURS: &str = r#"{"time_zone":"America/Sao_Paulo","weekly":[[{"from":600,"to":720}],[{"from":540,"to":1080}],[{"from":540,"to":1080}],[{"from":540,"to":1080}],[{"from":540,"to":1080}],[],[]],"holidays":[]}"#;

/// What the lines of the file refer to, and what that is here.
struct World {
    stage: Stage,
    agents: [Actor; 2],
    departments: Vec<DepartmentId>,
    inboxes: Vec<InboxId>,
    guest: Guest,
    conversation: ConversationId,
    happenings: Vec<Value>,
}

impl World {
    async fn new(db: TestDb, seed: u64) -> Self {
        let stage = Stage::new(db).await;
        let rui = stage.user("rui", "administrator", &[stage.sales]).await;
        let closes = seed.is_multiple_of(2);
        let rating = ["", r#","rating":"like""#, r#","rating":"five""#][usize::try_from(seed % 3).expect("small")];
        let lines = format!(
            r#"{{"type":"department","external_id":"d0","name":"Sales"}}
{{"type":"department","external_id":"d1","name":"Repair"}}
{{"type":"inbox","external_id":"i0","name":"First","department":"d0","business_hours":{HOURS},"closes_on_rating":{closes},"closing_delay_seconds":864000{rating}}}
{{"type":"inbox","external_id":"i1","name":"Second","department":"d1","rating":"five","closing_delay_seconds":864000}}
{{"type":"connection","external_id":"x","inbox":"i0","name":"Chat"}}
{{"type":"user","external_id":"u0","name":"Admin","email":"admin@shop.example"}}
{{"type":"user","external_id":"u1","name":"Rui","email":"rui@shop.example"}}
{{"type":"contact","external_id":"k"}}"#
        );
        let (_, refused) = import(&stage.desk, &lines, Mode::Store).await;
        assert_eq!(refused, []);
        let mut conn = stage.db.read().await.expect("a connection");
        let named = ["Sales", "Repair"];
        let found = department::list(&mut conn).await.expect("read");
        let departments = named.map(|name| found.iter().find(|it| it.name == name).expect("made").id);
        let named = ["First", "Second"];
        let found = inbox::list(&mut conn).await.expect("read");
        let inboxes = named.map(|name| found.iter().find(|it| it.settings.name == name).expect("made").id);
        let found = store::connection::list(&mut conn).await.expect("read");
        let connection = found.iter().find(|it| it.name == "Chat").expect("made").id;
        drop(conn);
        let guest = stage.guest_of(connection).await;
        Self {
            agents: [stage.administrator.clone(), rui],
            departments: departments.to_vec(),
            inboxes: inboxes.to_vec(),
            guest,
            conversation: ConversationId(0),
            happenings: Vec::new(),
            stage,
        }
    }

    /// A happening now, as the file writes it.
    fn told(&self, mut happening: Value) -> Value {
        let at = jiff::Timestamp::from_millisecond(self.stage.clock.now().0).expect("a time");
        happening["at"] = json!(at.to_string());
        happening
    }

    async fn opens(&mut self, outbound: bool) {
        let said = |kind: &str| json!({"kind": kind, "text": "Hello"});
        let first = self.customer_writes("Hello").await.expect("written");
        self.conversation = first;
        if !outbound {
            self.happenings.push(self.told(said("customer_message")));
            return;
        }
        let [admin, _] = self.agents.clone();
        let close = Command::CloseUnanswered { conversation: first };
        self.stage.does(&admin, close).await.expect("closed");
        let row = self.stage.row(first).await;
        let start = Command::StartConversation {
            contact: row.contact.id,
            connection: self.guest.connection,
            text: text("Hello"),
        };
        self.conversation = self.stage.does(&admin, start).await.expect("started").conversation.id;
        let mut happening = said("agent_message");
        happening["user"] = json!("u0");
        self.happenings.push(self.told(happening));
    }

    async fn customer_writes(&self, what: &str) -> Result<ConversationId, Problem> {
        let command = VisitorCommand::say(text(what), None);
        Ok(self.stage.visitor_does(&self.guest, command).await?.conversation.id)
    }

    /// One random step, done live, and noted if it could be done; given back if the life cycle refused it.
    async fn step(&mut self, dice: &Dice) -> Option<Value> {
        let row = self.stage.row(self.conversation).await;
        if row.lifecycle.status == Status::New && dice.below(3) == 0 {
            self.bots_step(row.lifecycle.bot_owned, dice).await;
            return None;
        }
        let index = dice.below(2);
        let actor = self.agents[usize::try_from(index).expect("small")].clone();
        let (happening, command) = match dice.below(16) {
            0..=2 if row.lifecycle.status.is_over() => return None,
            0..=2 => {
                self.customer_writes("More").await.expect("written");
                let happening = self.told(json!({"kind": "customer_message", "text": "More"}));
                self.happenings.push(happening);
                return None;
            }
            13 => return self.rate().await,
            sort => self.agents_step(sort, &row, &format!("u{index}"), dice)?,
        };
        let done = self.stage.does(&actor, command).await;
        let happening = self.told(happening);
        match done {
            Ok(_) => {
                self.happenings.push(happening);
                None
            }
            Err(Problem::Conflict { .. }) => Some(happening),
            Err(problem) => panic!("{happening}: {problem:?}"),
        }
    }

    /// What a bot can do with what is new.
    async fn bots_step(&mut self, owned: bool, dice: &Dice) {
        self.stage.clock.advance(1_000);
        let (desk, id) = (&self.stage.desk, self.conversation);
        let (happening, done) = match dice.below(4) {
            _ if !owned => (json!({"kind": "bot_take"}), bot::take(desk, id).await),
            0 | 1 => (
                json!({"kind": "bot_message", "text": "Beep"}),
                bot::say(desk, id, text("Beep")).await,
            ),
            2 => (json!({"kind": "to_queue"}), bot::hand_over(desk, id).await),
            _ => (json!({"kind": "close"}), bot::end(desk, id).await),
        };
        done.expect("the bot can do that");
        let happening = self.told(happening);
        self.happenings.push(happening);
    }

    /// The customer rates, if asked.
    async fn rate(&mut self) -> Option<Value> {
        let command = VisitorCommand::Rate {
            conversation: self.conversation,
            value: 1,
            comment: None,
        };
        if self.stage.visitor_does(&self.guest, command).await.is_ok() {
            let happening = self.told(json!({"kind": "rate", "value": 1}));
            self.happenings.push(happening);
        }
        None
    }

    /// An agent's step both ways: as the file writes it, and as a command.
    fn agents_step(&self, sort: u64, row: &Conversation, user: &str, dice: &Dice) -> Option<(Value, Command)> {
        let conversation = self.conversation;
        let other = dice.below(2);
        let pick = usize::try_from(other).expect("small");
        let (note, expected_version) = (None, None);
        let step = match sort {
            3..=5 => (
                json!({"kind": "agent_message", "user": user, "text": "Answer"}),
                Command::send(conversation, text("Answer")),
            ),
            6 => (
                json!({"kind": "note", "user": user, "text": "Between us"}),
                Command::note(conversation, text("Between us")),
            ),
            7 | 8 => (
                json!({"kind": "accept", "user": user}),
                Command::Accept { conversation },
            ),
            9 => (
                json!({"kind": "return", "user": user}),
                Command::Return { conversation },
            ),
            10 => (
                json!({"kind": "finish", "user": user}),
                Command::Resolve { conversation },
            ),
            11 => (
                json!({"kind": "reopen", "user": user}),
                Command::Reopen { conversation },
            ),
            12 => (
                json!({"kind": "transfer", "user": user, "department": format!("d{other}")}),
                Command::TransferToDepartment {
                    conversation,
                    department: self.departments[pick],
                    note,
                    expected_version,
                },
            ),
            14 => match dice.below(2) {
                0 => (
                    json!({"kind": "transfer", "user": user, "agent": format!("u{other}")}),
                    Command::TransferToAgent {
                        conversation,
                        agent: self.agents[pick].user,
                        note,
                        expected_version,
                    },
                ),
                _ => (
                    json!({"kind": "transfer", "user": user, "inbox": format!("i{other}")}),
                    Command::TransferToInbox {
                        conversation,
                        inbox: self.inboxes[pick],
                        note,
                        expected_version,
                    },
                ),
            },
            _ => match dice.below(3) {
                0 => (
                    json!({"kind": "accept_close", "user": user}),
                    Command::AcceptAndClose { conversation },
                ),
                1 if row.lifecycle.status.tab() == model::Tab::Waiting => (
                    json!({"kind": "close", "user": user}),
                    Command::CloseUnanswered { conversation },
                ),
                1 => return None,
                _ => (
                    json!({"kind": "force_close", "user": user}),
                    Command::ForceClose { conversation },
                ),
            },
        };
        Some(step)
    }

    fn line(&self, id: &str, more: Option<&Value>) -> String {
        let happenings: Vec<_> = self.happenings.iter().chain(more).collect();
        json!({
            "type": "conversation", "external_id": id, "inbox": "i0", "connection": "x", "contact": "k",
            "happenings": happenings,
        })
        .to_string()
    }

    async fn messages(&self, id: ConversationId) -> Vec<Message> {
        let mut conn = self.stage.db.read().await.expect("a connection");
        message::page(&mut conn, id, None, 1000).await.expect("read").messages
    }
}

/// What both ways must have in common of a conversation and its messages.
fn comparable(row: &Conversation, messages: &[Message]) -> (Conversation, Vec<(i64, Option<UserId>, Content)>) {
    let mut row = row.clone();
    let read = row
        .agent_read
        .and_then(|read| messages.iter().position(|message| message.id == read));
    row.agent_read = read.map(|index| model::MessageId(i64::try_from(index).expect("few")));
    row.id = ConversationId(0);
    row.version = 0;
    row.contact.id = model::ContactId(0);
    let messages = messages.iter().map(|message| {
        let by = match message.author {
            Author::Agent { user } => Some(user),
            _ => None,
        };
        (message.at.0, by, message.content.clone())
    });
    (row, messages.collect())
}

async fn lives_both_ways(db: TestDb, seed: u64) {
    let dice = Dice(SeededRandom::new(seed));
    let mut world = World::new(db, seed).await;
    world.opens(dice.below(4) == 0).await;
    for step in 0..30 {
        world
            .stage
            .clock
            .advance(i64::try_from(dice.below(900_000)).expect("small"));
        if let Some(refused) = world.step(&dice).await {
            let line = world.line(&format!("refused-{step}"), Some(&refused));
            let (_, told) = import(&world.stage.desk, &line, Mode::DryRun).await;
            assert_eq!(told.len(), 1, "seed {seed}: live refuses {refused} after {line}");
        }
    }
    // Reservations that are over.
    timers::run_due(&world.stage.desk, 100).await.expect("run");
    let line = world.line("whole", None);
    let (summary, refused) = import(&world.stage.desk, &line, Mode::Store).await;
    assert_eq!(
        (refused, summary.conversations.made),
        (vec![], 1),
        "seed {seed}: {line}"
    );

    let imported = ConversationId(world.conversation.0 + 1);
    let lived = comparable(
        &world.stage.row(world.conversation).await,
        &world.messages(world.conversation).await,
    );
    let told = comparable(&world.stage.row(imported).await, &world.messages(imported).await);
    assert_eq!(told, lived, "seed {seed}: {line}");
}

macro_rules! seeds {
    ($($name:ident = $seed:literal,)+) => {
        $(async fn $name(db: TestDb) {
            lives_both_ways(db, $seed).await;
        })+
        store::testing::contract! { $($name),+ }
    };
}

seeds! {
    seed_1 = 1, seed_2 = 2, seed_3 = 3, seed_4 = 4, seed_5 = 5, seed_6 = 6, seed_7 = 7, seed_8 = 8, seed_9 = 9,
    seed_10 = 10, seed_11 = 11, seed_12 = 12,
}
