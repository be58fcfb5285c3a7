//! Random histories through the use cases: whatever agents, a visitor and the timers do, the stored conversation is what a slow
//! reading of its messages says.
//!
//! A failing history names its seed; `BALCAO_SEED=n` plays that one alone.

mod reading_back;

use desk::inbox::InboxRules;
use desk::testing::SeededRandom;
use desk::{Random, timers};
use model::{Actor, BusinessHours, Command, Comment, ConversationId, OpenHours, Problem, RatingKind, VisitorCommand};
use store::testing::TestDb;

use crate::stage::{Guest, NOW, Stage, text};

const MINUTE: i64 = 60_000;
/// Histories of one run, and the steps of each.
const HISTORIES: u64 = 16;
const STEPS: usize = 70;

/// São Paulo has had no summer time since 2019: the slow reading counts on that.
fn rules(closes_on_rating: bool) -> InboxRules {
    let day = vec![OpenHours { from: 540, to: 720 }, OpenHours { from: 780, to: 1_080 }];
    InboxRules {
        rating: Some(RatingKind::Five),
        closes_on_rating,
        closing_delay_ms: Some(20 * MINUTE),
        auto_close_ms: Some(12 * MINUTE),
        auto_close_text: Some(text("We close this for now.")),
        idle_timeout_ms: Some(15 * MINUTE),
        business_hours: Some(BusinessHours {
            time_zone: "America/Sao_Paulo".to_owned(),
            weekly: core::array::from_fn(|_| day.clone()),
            holidays: Vec::new(),
        }),
    }
}

struct Dice(SeededRandom);

impl Dice {
    fn below(&self, bound: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes) % bound
    }
}

struct History {
    stage: Stage,
    guest: Guest,
    actors: Vec<Actor>,
    dice: Dice,
    closes_on_rating: bool,
}

impl History {
    async fn new(stage: Stage, seed: u64) -> Self {
        let dice = Dice(SeededRandom::new(seed));
        let closes_on_rating = dice.below(2) == 0;
        stage.rules(rules(closes_on_rating)).await;
        let actors = vec![
            stage.agent(&format!("ana-{seed}")).await,
            stage.agent(&format!("ben-{seed}")).await,
            stage.administrator.clone(),
        ];
        // Somewhere in a day: some histories run over noon, some through the night.
        let minutes = i64::try_from(dice.below(24 * 60)).expect("minutes of a day");
        stage.clock.set(NOW.plus(minutes * MINUTE));
        Self {
            guest: stage.guest().await,
            stage,
            actors,
            dice,
            closes_on_rating,
        }
    }

    fn agents_command(&self, conversation: ConversationId, contact: model::ContactId) -> Command {
        let agent = self.actors[usize::try_from(self.dice.below(2)).expect("small")].user;
        match self.dice.below(26) {
            0..=2 => Command::Accept { conversation },
            3..=7 => Command::SendMessage {
                conversation,
                text: text("answer"),
            },
            8 => Command::AddNote {
                conversation,
                text: text("note"),
            },
            9 => Command::Return { conversation },
            10 | 11 => Command::Resolve { conversation },
            12 => Command::CloseUnanswered { conversation },
            13 => Command::AcceptAndClose { conversation },
            14 => Command::ForceClose { conversation },
            15 | 21 | 22 => Command::Reopen { conversation },
            16 => Command::TransferToAgent {
                conversation,
                agent,
                note: Comment::new("yours").ok(),
                expected_version: None,
            },
            17 => Command::TransferToDepartment {
                conversation,
                department: self.stage.sales,
                note: None,
                expected_version: None,
            },
            18..=20 => Command::StartConversation {
                contact,
                connection: self.stage.connection,
                text: text("hello"),
            },
            _ => match self.dice.below(3) {
                0 => Command::SendForm { conversation },
                1 => Command::Review {
                    conversation,
                    value: 4,
                    comment: None,
                },
                _ => Command::Snooze {
                    conversation,
                    until: self.stage.now().plus(9 * MINUTE),
                },
            },
        }
    }

    /// Something happens, or is refused. Gives what was tried.
    async fn step(&self, conversation: ConversationId) -> (String, Result<(), Problem>) {
        let minutes = i64::try_from(self.dice.below(9)).expect("a few");
        self.stage.clock.advance(minutes * MINUTE);
        match self.dice.below(10) {
            0..=2 => {
                let command = VisitorCommand::SendMessage {
                    text: text("question"),
                    page: None,
                };
                let done = self.stage.visitor_does(&self.guest, command).await;
                ("question".to_owned(), done.map(|_| ()))
            }
            3 => {
                let command = if self.dice.below(2) == 0 {
                    VisitorCommand::Rate {
                        conversation,
                        value: 3,
                        comment: None,
                    }
                } else {
                    VisitorCommand::FillForm {
                        conversation,
                        name: "Zé".to_owned(),
                        email: String::new(),
                        phone: String::new(),
                    }
                };
                let tried = format!("{command:?}");
                (tried, self.stage.visitor_does(&self.guest, command).await.map(|_| ()))
            }
            4 => {
                let ran = timers::run_due(&self.stage.desk, 10).await.expect("ran");
                (format!("{ran:?}"), Ok(()))
            }
            _ => {
                let actor = &self.actors[usize::try_from(self.dice.below(3)).expect("small")];
                let contact = self.stage.row(conversation).await.contact.id;
                let command = self.agents_command(conversation, contact);
                let tried = format!("{} {command:?}", actor.name);
                (tried, self.stage.does(actor, command).await.map(|_| ()))
            }
        }
    }

    async fn play(&self, seed: u64) {
        let mut newest = self.stage.writes(&self.guest, "hello").await.conversation.id;
        let mut story = Vec::new();
        for _ in 0..STEPS {
            let before = self.stage.row(newest).await;
            let (tried, done) = self.step(newest).await;
            story.push(format!("{tried}: {done:?}"));
            let told = || format!("seed {seed}:\n{}", story.join("\n"));
            if done.is_err() {
                assert_eq!(
                    self.stage.row(newest).await,
                    before,
                    "a refusal changes nothing; {}",
                    told()
                );
            }
            let contact = before.contact.id;
            let mut conn = self.stage.db.read().await.expect("a connection");
            let all = store::conversation::ids_of(&mut conn, contact).await.expect("read");
            drop(conn);
            // A customer's word and an agent's first may have opened the next one.
            for id in all {
                if id < newest {
                    continue;
                }
                let row = self.stage.row(id).await;
                let read = reading_back::read(&self.stage.messages(id).await, self.closes_on_rating);
                assert_eq!(reading_back::Read::of(&row), read, "conversation {id}; {}", told());
                newest = newest.max(id);
            }
        }
    }
}

async fn whatever_happens_the_row_is_what_its_messages_say(db: TestDb) {
    let only: Option<u64> = std::env::var("BALCAO_SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = only.map_or(0..HISTORIES, |seed| seed..seed + 1);
    let mut stage = Stage::new(db).await;
    for seed in seeds {
        let history = History::new(stage, seed).await;
        history.play(seed).await;
        stage = history.stage;
    }
}

store::testing::contract! {
    whatever_happens_the_row_is_what_its_messages_say,
}
