//! Random histories through the use cases: whatever agents, a visitor, a bot and the timers do, the stored conversation is what
//! a slow reading of its messages says.
//!
//! A failing history names its seed; `BALCAO_SEED=n` plays that one alone.

mod reading_back;

use desk::inbox::NewInbox;
use desk::testing::SeededRandom;
use desk::{Random, bot, inbox, timers};
use model::{
    Actor, BusinessHours, Command, Comment, ConnectionId, ConversationId, DepartmentId, InboxId, InboxSettings,
    MessageId, OpenHours, Problem, RatingKind, Status, VisitorCommand, Wording,
};
use reading_back::Beginning;
use store::testing::TestDb;

use crate::stage::{Guest, NOW, Stage, text};

const MINUTE: i64 = 60_000;
/// Histories of one run, and the steps of each.
const HISTORIES: u64 = 16;
const STEPS: usize = 70;
/// Without these the histories would show little: each must have happened in some of them.
const STEPS_THAT_WORK: [&str; 20] = [
    "AcceptAndClose",
    "CloseUnanswered",
    "Decline",
    "FillForm",
    "ForceClose",
    "MarkRead",
    "Rate",
    "Reopen",
    "RequestTranscript",
    "Resolve",
    "Return",
    "Review",
    "Snooze",
    "StartConversation",
    "TransferToAgent",
    "TransferToConnection",
    "TransferToDepartment",
    "TransferToInbox",
    "the bot ends it",
    "the bot hands over",
];

/// São Paulo has had no summer time since 2019: the slow reading counts on that.
fn rules(closes_on_rating: bool) -> InboxSettings {
    let day = vec![OpenHours { from: 540, to: 720 }, OpenHours { from: 780, to: 1_080 }];
    InboxSettings {
        rating: Some(RatingKind::Five),
        closes_on_rating,
        closing_delay_ms: Some(20 * MINUTE),
        auto_close_ms: Some(12 * MINUTE),
        auto_close_text: Wording::same("We close this for now."),
        idle_timeout_ms: Some(15 * MINUTE),
        business_hours: Some(BusinessHours {
            time_zone: "America/Sao_Paulo".to_owned(),
            weekly: core::array::from_fn(|_| day.clone()),
            holidays: Vec::new(),
        }),
        ..InboxSettings::default()
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

/// Where a conversation can be transferred to, besides where it began.
#[derive(Clone, Copy)]
struct Elsewhere {
    inbox: InboxId,
    connection: ConnectionId,
    department: DepartmentId,
}

impl Elsewhere {
    async fn of(stage: &Stage) -> Self {
        let department = stage.department("Support").await;
        let new = NewInbox {
            name: "Second".to_owned(),
            default_department: Some(department),
        };
        let made = inbox::create(&stage.desk, &stage.administrator, new).await;
        Self {
            inbox: made.expect("an inbox"),
            connection: stage.other_connection().await,
            department,
        }
    }
}

struct History {
    stage: Stage,
    elsewhere: Elsewhere,
    first_inbox: InboxId,
    guest: Guest,
    actors: Vec<Actor>,
    dice: Dice,
    closes_on_rating: bool,
}

impl History {
    async fn new(stage: Stage, elsewhere: Elsewhere, seed: u64) -> Self {
        let dice = Dice(SeededRandom::new(seed));
        let closes_on_rating = dice.below(2) == 0;
        stage.rules(rules(closes_on_rating)).await;
        stage.rules_of(elsewhere.inbox, rules(closes_on_rating)).await;
        let both = [stage.sales, elsewhere.department];
        let actors = vec![
            stage.user(&format!("ana-{seed}"), "agent", &both).await,
            stage.user(&format!("ben-{seed}"), "agent", &both).await,
            stage.administrator.clone(),
        ];
        // Somewhere in a day: some histories run over noon, some through the night.
        let minutes = i64::try_from(dice.below(24 * 60)).expect("minutes of a day");
        stage.clock.set(NOW.plus(minutes * MINUTE));
        Self {
            guest: stage.guest().await,
            first_inbox: stage.inbox().await,
            stage,
            elsewhere,
            actors,
            dice,
            closes_on_rating,
        }
    }

    fn agents_command(&self, conversation: ConversationId, contact: model::ContactId) -> Command {
        let agent = self.actors[usize::try_from(self.dice.below(2)).expect("small")].user;
        let coin = self.dice.below(2) == 0;
        match self.dice.below(34) {
            0..=2 => Command::Accept { conversation },
            3..=7 => Command::send(conversation, text("answer")),
            8 => Command::note(conversation, text("note")),
            9 => Command::Return { conversation },
            10 | 11 => Command::Resolve { conversation },
            12 => Command::CloseUnanswered { conversation },
            13 => Command::AcceptAndClose { conversation },
            14 => Command::ForceClose { conversation },
            15 | 21 | 22 => Command::Reopen { conversation },
            16 | 32 => Command::TransferToAgent {
                conversation,
                agent,
                note: Comment::new("yours").ok(),
                expected_version: None,
            },
            17 => Command::TransferToDepartment {
                conversation,
                department: if coin {
                    self.stage.sales
                } else {
                    self.elsewhere.department
                },
                note: None,
                expected_version: None,
            },
            26 => Command::TransferToInbox {
                conversation,
                inbox: if coin { self.first_inbox } else { self.elsewhere.inbox },
                note: None,
                expected_version: None,
            },
            27 => Command::TransferToConnection {
                conversation,
                connection: if coin {
                    self.stage.connection
                } else {
                    self.elsewhere.connection
                },
                note: Comment::new("over there").ok(),
                expected_version: None,
            },
            28 | 33 => Command::Decline { conversation },
            29 => Command::Unsnooze { conversation },
            30 | 31 => Command::MarkRead {
                conversation,
                up_to: MessageId(i64::MAX),
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

    /// Mostly what it can do.
    async fn bots_step(&self, conversation: ConversationId, owned: bool) -> (String, Result<(), Problem>) {
        let desk = &self.stage.desk;
        let (tried, done) = match self.dice.below(6) + if owned { 3 } else { 0 } {
            0..=3 => ("the bot takes it", bot::take(desk, conversation).await),
            4 | 5 => ("the bot speaks", bot::say(desk, conversation, text("beep")).await),
            6 => ("the bot hands over", bot::hand_over(desk, conversation).await),
            _ => ("the bot ends it", bot::end(desk, conversation).await),
        };
        (tried.to_owned(), done.map(|_| ()))
    }

    /// Something happens, or is refused. Gives what was tried.
    async fn step(&self, conversation: ConversationId) -> (String, Result<(), Problem>) {
        let minutes = i64::try_from(self.dice.below(9)).expect("a few");
        self.stage.clock.advance(minutes * MINUTE);
        let row = self.stage.row(conversation).await;
        // What is new does not stay so for long.
        let roll = if row.lifecycle.status == Status::New { 12 } else { 10 };
        match self.dice.below(roll) {
            0..=2 => {
                let command = VisitorCommand::say(text("question"), None);
                let done = self.stage.visitor_does(&self.guest, command).await;
                ("question".to_owned(), done.map(|_| ()))
            }
            3 => {
                let command = match self.dice.below(5) {
                    0 | 1 => VisitorCommand::Rate {
                        conversation,
                        value: 3,
                        comment: None,
                    },
                    2 => VisitorCommand::Acknowledge {
                        up_to: MessageId(i64::MAX),
                        read: true,
                    },
                    3 => VisitorCommand::RequestTranscript { conversation },
                    _ => VisitorCommand::FillForm {
                        conversation,
                        name: "Zé".to_owned(),
                        email: String::new(),
                        phone: String::new(),
                    },
                };
                let tried = format!("{command:?}");
                (tried, self.stage.visitor_does(&self.guest, command).await.map(|_| ()))
            }
            4 => {
                let ran = timers::run_due(&self.stage.desk, 10).await.expect("ran");
                (format!("{ran:?}"), Ok(()))
            }
            5..=9 => {
                let actor = &self.actors[usize::try_from(self.dice.below(3)).expect("small")];
                let command = self.agents_command(conversation, row.contact.id);
                let tried = format!("{} {command:?}", actor.name);
                (tried, self.stage.does(actor, command).await.map(|_| ()))
            }
            _ => self.bots_step(conversation, row.lifecycle.bot_owned).await,
        }
    }

    /// Gives what was tried and done.
    async fn play(&self, seed: u64) -> Vec<String> {
        let mut newest = self.stage.writes(&self.guest, "hello").await.conversation.id;
        let beginning = Beginning {
            inbox: self.first_inbox,
            connection: self.stage.connection,
            department: self.stage.sales,
            other_department: self.elsewhere.department,
            closes_on_rating: self.closes_on_rating,
        };
        let (mut story, mut worked) = (Vec::new(), Vec::new());
        for _ in 0..STEPS {
            let before = self.stage.row(newest).await;
            let (tried, done) = self.step(newest).await;
            story.push(format!("{tried}: {done:?}"));
            if done.is_ok() {
                worked.push(tried);
            }
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
                let read = reading_back::read(&self.stage.messages(id).await, &beginning);
                assert_eq!(reading_back::Read::of(&row), read, "conversation {id}; {}", told());
                newest = newest.max(id);
            }
        }
        worked
    }
}

async fn whatever_happens_the_row_is_what_its_messages_say(db: TestDb) {
    let only: Option<u64> = std::env::var("BALCAO_SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = only.map_or(0..HISTORIES, |seed| seed..seed + 1);
    let mut stage = Stage::new(db).await;
    let mut worked = Vec::new();
    let elsewhere = Elsewhere::of(&stage).await;
    for seed in seeds {
        let history = History::new(stage, elsewhere, seed).await;
        worked.extend(history.play(seed).await);
        stage = history.stage;
    }
    if only.is_none() {
        for step in STEPS_THAT_WORK {
            assert!(
                worked.iter().any(|tried| tried.contains(step)),
                "never tried with success: {step}"
            );
        }
    }
}

store::testing::contract! {
    whatever_happens_the_row_is_what_its_messages_say,
}
