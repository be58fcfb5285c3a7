//! What is lost when this fails: a message that somebody was told is stored, or the trust that nothing comes twice.
//!
//! The real program on a real database; visitors and agents write, and it is killed in the middle: after so many answers, or
//! by itself at a place of `store::fail_point`. After each start, everything that was acknowledged must be there once, and
//! what each socket has told must be what is stored. The seed decides who does what and when the program dies; how the
//! requests interleave is the machine's.
//!
//! `BALCAO_TEST_CRASH_SEED` and `BALCAO_TEST_CRASH_KILLS` make another run, and `cargo xtask crash` many.

pub mod company;
mod listener;
pub mod program;
mod speaker;
mod stored;

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use desk::Random as _;
use desk::testing::SeededRandom;
use futures_util::future::join_all;
use model::{Conversation, Status, Tab};
use serde_json::{Value, json};
use store::fail_point;
use store::testing::TestDb;
use tokio::time::{MissedTickBehavior, interval};

use crate::house::write_site;
use company::Company;
use listener::{Board, Listener};
use program::{FailPoint, Program};
use speaker::{Answers, Speaker};
use stored::Stored;

/// Kills of the run that is part of all tests: one of each kind.
const KILLS: u64 = 4;
const VISITORS: usize = 6;
/// How often people do something: faster than people, slower than a machine can.
const PACE: Duration = Duration::from_millis(10);
/// Answers after which a program is killed that did not come to its fail-point.
const MOST_ANSWERS: usize = 3_000;

pub struct Dice(SeededRandom);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(SeededRandom::new(seed))
    }

    pub fn below(&self, bound: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes) % bound
    }
}

/// How a program ends.
#[derive(Debug, Clone, Copy)]
enum Death {
    /// By SIGKILL after so many answers, in the middle of the next ones.
    After(usize),
    At(FailPoint),
}

impl Death {
    fn draw(kill: u64, dice: &Dice) -> Self {
        let at = |place, passing| Self::At(FailPoint { place, passing });
        match kill % 4 {
            0 => Self::After(usize::try_from(1 + dice.below(150)).expect("small")),
            1 => at(fail_point::BEFORE_COMMIT, 10 + dice.below(120)),
            2 => at(fail_point::AFTER_COMMIT, 10 + dice.below(120)),
            _ => at(fail_point::INSIDE_TIMER, 1 + dice.below(3)),
        }
    }
}

/// Somebody with a browser: what they say and what they hear.
struct Person {
    speaker: Speaker,
    listener: Listener,
    dice: Dice,
    is_agent: bool,
}

impl Person {
    /// What to do next; `None`: nothing at the moment.
    fn next(&mut self, board: &Board, talkative: bool) -> Option<Value> {
        if self.is_agent {
            return self.agents_turn(board);
        }
        let heard = self.listener.messages.keys().next_back();
        match (heard, self.dice.below(8)) {
            (Some(up_to), 0) => {
                Some(json!({ "command": "acknowledge", "up_to": up_to, "read": self.dice.below(2) == 0 }))
            }
            (_, 1..=4) if talkative => Some(json!({ "command": "send_message", "text": self.speaker.text() })),
            _ => None,
        }
    }

    fn agents_turn(&mut self, board: &Board) -> Option<Value> {
        let row: Conversation = {
            let board = board.lock().expect("nobody panicked");
            let mut ids: Vec<_> = board.keys().copied().collect();
            ids.sort_unstable();
            // Mostly the newest ones: the others are over.
            let newest = self.dice.below(12).min(ids.len() as u64);
            let id = ids.len().checked_sub(1 + usize::try_from(newest).expect("small"))?;
            board[&ids[id]].clone()
        };
        let conversation = row.id;
        let waits = matches!(
            row.lifecycle.status,
            Status::New | Status::Queued | Status::Accepted | Status::Waiting | Status::WaitingAgain
        );
        let tab = row.lifecycle.status.tab();
        Some(match self.dice.below(24) {
            0..=11 if waits => {
                json!({ "command": { "send_message": { "conversation": conversation, "text": self.speaker.text() } } })
            }
            0..=3 => {
                json!({ "command": { "add_note": { "conversation": conversation, "text": self.speaker.text() } } })
            }
            12..=14 if tab == Tab::Waiting => json!({ "command": { "accept": { "conversation": conversation } } }),
            15 if tab == Tab::InService => json!({ "command": { "return": { "conversation": conversation } } }),
            16 if tab == Tab::InService => json!({ "command": { "resolve": { "conversation": conversation } } }),
            17 if tab == Tab::Resolved => json!({ "command": { "reopen": { "conversation": conversation } } }),
            18 if tab == Tab::Waiting => json!({ "command": { "close_unanswered": { "conversation": conversation } } }),
            _ => return None,
        })
    }

    /// Speaks and listens until the server is gone.
    async fn live(&mut self, server: SocketAddr, board: &Board, answers: &Answers) {
        let Ok(mut socket) = self.listener.connect(server).await else {
            return;
        };
        // Silence is what timers wait for.
        let mut sentences = 2 + self.dice.below(25);
        let mut pace = interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                heard = self.listener.hear(&mut socket) => if heard.is_err() {
                    return;
                },
                _ = pace.tick() => if let Some(body) = self.next(board, sentences > 0) {
                    sentences = sentences.saturating_sub(1);
                    if !self.speaker.say(server, body, answers).await {
                        return;
                    }
                },
            }
        }
    }
}

struct Crash {
    company: Company,
    people: Vec<Person>,
    board: Board,
    folder: tempfile::TempDir,
}

impl Crash {
    async fn new(db: &TestDb, seed: u64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        write_site(&folder.path().join("site"));
        let company = Company::make(db, seed).await;
        let board = Board::default();
        let program = Program::start(folder.path(), &company.database, None);
        let mut people = Vec::new();
        for (number, email) in company.agents.iter().enumerate() {
            people.push(company::agent(program.address, number, email, (number == 0).then(|| board.clone())).await);
        }
        for number in 0..VISITORS {
            people.push(company::visitor(program.address, number).await);
        }
        for (person, number) in people.iter_mut().zip(1..) {
            person.dice = Dice::new(seed.wrapping_mul(1_000).wrapping_add(number));
        }
        Self {
            company,
            people,
            board,
            folder,
        }
    }

    fn start(&self, dies: Option<FailPoint>) -> Program {
        Program::start(self.folder.path(), &self.company.database, dies)
    }

    /// Everybody works until the program dies.
    async fn life(&mut self, death: Death) {
        let (aim, answers) = match death {
            Death::After(count) => (None, count),
            Death::At(point) => (Some(point), MOST_ANSWERS),
        };
        let mut program = self.start(aim);
        let (server, answers) = (program.address, Answers::until(answers));
        let (board, people) = (&self.board, &mut self.people);
        let everybody = join_all(people.iter_mut().map(|person| person.live(server, board, &answers)));
        let mut everybody = pin!(everybody);
        // They stop when it is gone, and not before: what was sent is sent.
        let by_itself = tokio::select! {
            () = answers.enough.notified() => false,
            _ = &mut everybody => true,
        };
        assert_eq!(by_itself, aim.is_some(), "{death:?}");
        if by_itself {
            program.died();
        } else {
            program.kill();
            everybody.await;
        }
    }

    /// After a start: what is stored is what was acknowledged, and what the sockets tell. With `all`: and nothing else.
    async fn compare(&mut self, server: SocketAddr, all: bool) -> Stored {
        for person in &mut self.people {
            assert!(person.speaker.settle(server, None).await, "the server is there");
        }
        let stored = Stored::read(&self.company.database).await;
        for person in &mut self.people {
            let (speaker, listener) = (&person.speaker, &mut person.listener);
            if person.is_agent {
                let known = |listener: &Listener| stored.is_known_to_agent(listener);
                listener.catch_up(server, known).await.expect("the server is there");
                stored.equals_agents(listener, all);
            } else {
                let known = |listener: &Listener| stored.is_known_to_visitor(listener, speaker);
                listener.catch_up(server, known).await.expect("the server is there");
                stored.equals_visitors(listener, speaker, all);
            }
            stored.holds_what_was_said(speaker);
        }
        stored.nothing_is_twice();
        stored.timers_fired_once();
        stored
    }

    /// Waits until no timer runs any more.
    async fn rest(&mut self, server: SocketAddr) {
        let board = Arc::clone(&self.board);
        let at_rest = |_: &Listener| {
            let board = board.lock().expect("nobody panicked");
            board.values().all(|row| row.due_at().is_none())
        };
        let first = &mut self.people[0].listener;
        first.catch_up(server, at_rest).await.expect("the server is there");
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

async fn what_was_acknowledged_survives_kill_nine_once(db: TestDb) {
    let seed = number("BALCAO_TEST_CRASH_SEED").unwrap_or(1);
    let kills = number("BALCAO_TEST_CRASH_KILLS").unwrap_or(KILLS);
    println!("BALCAO_TEST_CRASH_SEED={seed} BALCAO_TEST_CRASH_KILLS={kills} repeats this");
    let dice = Dice::new(seed);
    let mut crash = Crash::new(&db, seed).await;
    for kill in 0..kills {
        let death = Death::draw(kill, &dice);
        println!("kill {kill}: {death:?}");
        crash.life(death).await;
        // Killed once more, while nobody writes.
        let program = crash.start(None);
        crash.compare(program.address, false).await;
    }
    let program = crash.start(None);
    crash.compare(program.address, false).await;
    crash.rest(program.address).await;
    let stored = crash.compare(program.address, true).await;
    println!("{stored}");
    assert!(stored.timers_fired() > 0, "no timer fired: {stored}");
}

store::testing::contract! {
    what_was_acknowledged_survives_kill_nine_once,
}
