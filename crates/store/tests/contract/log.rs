//! The log: who reads what, in which order, from where to where.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use model::{
    Audience, ConnectionId, ContactId, ConversationId, DepartmentId, Event, Facts, Position, Scope, SessionId, UserId,
};
use store::log::Entry;
use store::testing::{Engine, TestDb};
use store::{Db, StoreError};
use tokio::sync::watch;

use crate::world::{at, conversation, world, write};

fn facts(department: i64, assignee: Option<i64>, reserved_for: Option<i64>) -> Facts {
    Facts {
        department: (department > 0).then_some(DepartmentId(department)),
        assignee: assignee.map(UserId),
        reserved_for: reserved_for.map(UserId),
    }
}

fn about(contact: i64, before: Option<Facts>, after: Option<Facts>) -> Audience {
    Audience::Conversation {
        conversation: ConversationId(contact * 10),
        contact: ContactId(contact),
        connection: ConnectionId(1),
        before,
        after,
    }
}

/// An event by which it is known again.
fn numbered(number: i64) -> Event {
    Event::SessionEnded {
        session: SessionId(number),
    }
}

fn number(entry: &Entry) -> i64 {
    match entry.event {
        Event::SessionEnded { session } => session.0,
        ref other => panic!("unexpected {other:?}"),
    }
}

async fn append(db: &Db, entries: Vec<(Audience, Event)>) {
    write(db, move |tx| {
        let entries = entries.clone();
        Box::pin(async move {
            for (audience, event) in &entries {
                store::log::append(tx, at(5), audience, event).await?;
            }
            Ok(())
        })
    })
    .await;
}

/// Other databases of the cluster have transactions too, which hold back what may be read: waits until `wanted` is there.
async fn read_all(db: &Db, wanted: usize) -> Vec<Entry> {
    let mut watch = db.watch_log();
    let mut conn = db.read().await.expect("a reader");
    loop {
        let entries = store::log::read(&mut conn, Position::default(), 10_000)
            .await
            .expect("read");
        if entries.len() >= wanted {
            return entries;
        }
        watch.wait().await;
    }
}

fn audiences() -> Vec<Audience> {
    let sales = facts(1, None, None);
    let support = facts(2, Some(7), None);
    vec![
        Audience::Everyone,
        Audience::User(UserId(7)),
        Audience::User(UserId(8)),
        Audience::Session(SessionId(3)),
        about(1, None, Some(sales)),
        about(1, Some(sales), Some(support)),
        about(2, Some(support), Some(facts(2, None, Some(9)))),
        about(2, Some(facts(0, None, None)), None),
        about(3, Some(facts(0, Some(7), None)), Some(facts(3, None, None))),
    ]
}

async fn every_audience_comes_back_as_it_was(db: TestDb) {
    let given: Vec<_> = (1..)
        .map(numbered)
        .zip(audiences())
        .map(|(event, to)| (to, event))
        .collect();
    append(&db, given.clone()).await;
    let entries = read_all(&db, given.len()).await;
    let back: Vec<_> = entries
        .iter()
        .map(|it| (it.audience.clone(), it.event.clone()))
        .collect();
    assert_eq!(back, given);
    assert!(entries.is_sorted_by(|a, b| a.position < b.position));
    assert!(entries.iter().all(|entry| entry.at == at(5)));
}

async fn an_event_carries_a_whole_conversation(db: TestDb) {
    let world = world(&db).await;
    let it = write(&db, move |tx| {
        Box::pin(async move {
            let it = conversation(tx, &world, at(0), |_| {}).await?;
            let event = Event::Conversation {
                conversation: Box::new(it.clone()),
                messages: vec![],
            };
            store::log::append(tx, at(0), &about(1, None, Some(it.facts())), &event).await?;
            Ok(it)
        })
    })
    .await;
    let entries = read_all(&db, 1).await;
    let expected = Event::Conversation {
        conversation: Box::new(it),
        messages: vec![],
    };
    assert_eq!(entries[0].event, expected);
}

fn tells(scope: &Scope, audience: &Audience) -> bool {
    match audience {
        Audience::Everyone => true,
        Audience::User(user) => *user == scope.user,
        Audience::Session(_) => false,
        Audience::Conversation { before, after, .. } => {
            [before, after].into_iter().flatten().any(|facts| scope.sees(facts))
        }
    }
}

async fn an_agent_is_told_what_it_sees_before_or_after_and_nothing_else(db: TestDb) {
    let given: Vec<_> = (1..)
        .map(numbered)
        .zip(audiences())
        .map(|(event, to)| (to, event))
        .collect();
    append(&db, given.clone()).await;
    read_all(&db, given.len()).await;
    let mut conn = db.read().await.expect("a reader");
    for user in [7, 8, 9, 10] {
        for departments in [vec![], vec![1], vec![2, 3]] {
            for (all, without_department) in [(false, false), (false, true), (true, false)] {
                let scope = Scope {
                    user: UserId(user),
                    all,
                    departments: departments.iter().copied().map(DepartmentId).collect(),
                    without_department,
                };
                let expected: Vec<_> = given
                    .iter()
                    .filter(|(audience, _)| tells(&scope, audience))
                    .map(|(_, event)| event.clone())
                    .collect();
                let mut told = Vec::new();
                let mut after = Position::default();
                loop {
                    let stretch = store::log::read_for_agent(&mut conn, &scope, after, 2)
                        .await
                        .expect("read")
                        .expect("the log reaches back");
                    told.extend(stretch.entries.into_iter().map(|entry| entry.event));
                    assert!(stretch.read_to >= after);
                    after = stretch.read_to;
                    if !stretch.more {
                        break;
                    }
                }
                assert_eq!(told, expected, "{scope:?}");
            }
        }
    }
}

async fn a_visitor_is_told_of_its_own_conversations_on_its_connection(db: TestDb) {
    let given: Vec<_> = (1..)
        .map(numbered)
        .zip(audiences())
        .map(|(event, to)| (to, event))
        .collect();
    append(&db, given.clone()).await;
    read_all(&db, given.len()).await;
    let mut conn = db.read().await.expect("a reader");
    for (contact, connection, expected) in [(1, 1, vec![5, 6]), (2, 1, vec![7, 8]), (1, 2, vec![]), (9, 1, vec![])] {
        let stretch = store::log::read_for_visitor(
            &mut conn,
            ContactId(contact),
            ConnectionId(connection),
            Position::default(),
            100,
        )
        .await
        .expect("read")
        .expect("the log reaches back");
        let numbers: Vec<_> = stretch.entries.iter().map(number).collect();
        assert_eq!(numbers, expected);
        assert!(
            !stretch.more && stretch.read_to >= stretch.entries.last().map_or(Position::default(), |it| it.position)
        );
    }
}

async fn who_starts_at_the_end_misses_nothing_that_comes_later(db: TestDb) {
    append(&db, vec![(Audience::Everyone, numbered(1))]).await;
    read_all(&db, 1).await;
    let mut conn = db.read().await.expect("a reader");
    let end = store::log::end(&mut conn).await.expect("read");
    let before = store::log::read(&mut conn, Position::default(), 10)
        .await
        .expect("read");
    assert!(before.iter().all(|entry| entry.position <= end));
    append(&db, vec![(Audience::Everyone, numbered(2))]).await;
    let all = read_all(&db, 2).await;
    assert!(all[1].position > end);
    let later = store::log::read(&mut conn, end, 10).await.expect("read");
    assert_eq!(later.iter().map(number).collect::<Vec<_>>(), [2]);
}

async fn a_reader_is_woken_by_a_commit_also_of_another_server(db: TestDb) {
    let other = db.another_server().await;
    let mut watch = db.watch_log();
    watch.wait().await;
    append(&other, vec![(Audience::Everyone, numbered(1))]).await;
    let mut conn = db.read().await.expect("a reader");
    let found = async {
        loop {
            watch.wait().await;
            let entries = store::log::read(&mut conn, Position::default(), 10)
                .await
                .expect("read");
            if !entries.is_empty() {
                return entries;
            }
        }
    };
    let entries = tokio::time::timeout(Duration::from_secs(20), found)
        .await
        .expect("it is woken");
    assert_eq!(entries.len(), 1);
    db.wait_for_log().await;
}

async fn old_entries_go_and_who_would_need_them_is_told(db: TestDb) {
    let scope = Scope {
        user: UserId(1),
        all: true,
        departments: vec![],
        without_department: false,
    };
    for chunk in 0..3 {
        append(
            &db,
            (0..150)
                .map(|n| (Audience::Everyone, numbered(chunk * 150 + n)))
                .collect(),
        )
        .await;
    }
    write(&db, |tx| {
        Box::pin(async move { store::log::append(tx, at(100), &Audience::Everyone, &numbered(450)).await })
    })
    .await;
    let entries = read_all(&db, 451).await;
    let mut conn = db.read().await.expect("a reader");
    assert_eq!(store::log::floor(&mut conn).await, Ok(Position::default()));
    assert_eq!(store::log::trim(&db, at(5)).await, Ok(0), "none is older");
    assert_eq!(store::log::trim(&db, at(6)).await, Ok(450));
    assert_eq!(store::log::floor(&mut conn).await, Ok(entries[449].position));
    let told = |position| {
        let scope = scope.clone();
        let db = db.clone();
        async move {
            let mut conn = db.read().await.expect("a reader");
            let agent = store::log::read_for_agent(&mut conn, &scope, position, 10)
                .await
                .expect("read");
            let visitor = store::log::read_for_visitor(&mut conn, ContactId(1), ConnectionId(1), position, 10)
                .await
                .expect("read");
            assert_eq!(agent.is_some(), visitor.is_some());
            agent.map(|stretch| stretch.entries.iter().map(number).collect::<Vec<_>>())
        }
    };
    assert_eq!(
        told(entries[448].position).await,
        None,
        "it would miss the last one removed"
    );
    assert_eq!(told(entries[449].position).await, Some(vec![450]));
    assert_eq!(told(entries[450].position).await, Some(vec![]));
    assert_eq!(store::meta::epoch(&mut conn).await, Ok(store::testing::EPOCH));
}

/// A small generator of repeatable numbers (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

const WRITERS: u64 = 16;
const WRITES: u64 = 30;

/// How a writer of the storm behaves.
#[derive(Clone, Copy, PartialEq)]
enum Pace {
    Prompt,
    /// Holds its transaction open, its number taken, until others have committed after it.
    Late,
}

/// One writer: appends its numbers, some in pairs, some in transactions that are then given up.
async fn writer(db: Db, writer: u64, pace: Pace, seed: u64, commits: Arc<watch::Sender<u64>>) -> Vec<i64> {
    let mut dice = Dice(seed ^ (writer << 32));
    let mut kept = Vec::new();
    for round in 0..WRITES {
        let first = i64::try_from((writer * WRITES + round) * 2).expect("small");
        let numbers: Vec<_> = (first..=first + i64::from(dice.below(4) == 0)).collect();
        let given_up = dice.below(8) == 0;
        let (wait_before, wait_after) = (dice.below(2) == 0, 1 + dice.below(6));
        let work_numbers = numbers.clone();
        let work_commits = Arc::clone(&commits);
        let result: Result<(), StoreError> = db
            .write(move |tx| {
                let numbers = work_numbers.clone();
                let mut commits = work_commits.subscribe();
                Box::pin(async move {
                    // Takes the transaction's id before the event takes its number.
                    store::attempt::fail(tx, &format!("writer:{writer}"), at(0)).await?;
                    let until = *commits.borrow() + wait_after;
                    if pace == Pace::Late && wait_before {
                        let _ = commits.wait_for(|n| *n >= until).await;
                    }
                    for number in &numbers {
                        let facts = facts(1 + number % 3, None, None);
                        store::log::append(tx, at(0), &about(1, None, Some(facts)), &numbered(*number)).await?;
                    }
                    if pace == Pace::Late && !wait_before {
                        let _ = commits.wait_for(|n| *n >= until).await;
                    }
                    if given_up { Err(StoreError::Unavailable) } else { Ok(()) }
                })
            })
            .await;
        assert_eq!(result.is_err(), given_up, "{result:?}");
        if !given_up {
            kept.extend(numbers);
        }
        commits.send_modify(|n| *n += 1);
    }
    kept
}

/// One reader, which loses its connection again and again and goes on from where it was, until all `expected` are there.
async fn reader(db: Db, scope: Scope, seed: u64, mut expected: watch::Receiver<Option<usize>>) -> Vec<i64> {
    let mut dice = Dice(seed);
    let mut told = Vec::new();
    let mut positions: Vec<Position> = Vec::new();
    let mut after = Position::default();
    let mut watch = db.watch_log();
    loop {
        let mut conn = db.read().await.expect("a reader");
        for _ in 0..=dice.below(4) {
            let limit = usize::try_from(1 + dice.below(9)).expect("small");
            let stretch = store::log::read_for_agent(&mut conn, &scope, after, limit)
                .await
                .expect("read")
                .expect("nothing is removed here");
            told.extend(stretch.entries.iter().map(number));
            positions.extend(stretch.entries.iter().map(|entry| entry.position));
            after = stretch.read_to;
            if !stretch.more {
                drop(conn);
                if dice.below(5) == 0 {
                    watch = db.watch_log();
                }
                if expected.borrow_and_update().is_some_and(|wanted| told.len() >= wanted) {
                    assert!(positions.is_sorted_by(|a, b| a < b), "out of order");
                    return told;
                }
                watch.wait().await;
                break;
            }
        }
    }
}

/// Nothing is missed and nothing is told twice, whoever commits when (architecture: the log, its cursor).
async fn sixteen_writers_and_resuming_readers(db: TestDb) {
    let seed = std::env::var("BALCAO_TEST_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(0x5eed);
    println!("seed {seed}; repeat with BALCAO_TEST_SEED={seed}");
    let other = db.another_server().await;
    let commits = Arc::new(watch::Sender::new(0));
    let (totals, total) = watch::channel(None);
    let scope = |departments: &[i64]| Scope {
        user: UserId(1),
        all: departments.is_empty(),
        departments: departments.iter().copied().map(DepartmentId).collect(),
        without_department: false,
    };
    let (parts, part) = watch::channel(None);
    let all: Vec<_> = (0..4)
        .map(|n| {
            let db = if n % 2 == 0 { db.clone() } else { other.clone() };
            tokio::spawn(reader(db, scope(&[]), seed + n, total.clone()))
        })
        .collect();
    let some = tokio::spawn(reader(db.clone(), scope(&[1, 3]), seed + 9, part));

    // The prompt ones go on until the late ones are done, else those would wait for ever.
    let late_done = Arc::new(AtomicU64::new(0));
    let late = if db.engine() == Engine::Postgres {
        WRITERS / 2
    } else {
        0
    };
    let writers: Vec<_> = (0..WRITERS)
        .map(|n| {
            let db = if n % 2 == 0 { db.clone() } else { other.clone() };
            let (commits, late_done) = (Arc::clone(&commits), Arc::clone(&late_done));
            tokio::spawn(async move {
                let pace = if n < late { Pace::Late } else { Pace::Prompt };
                let kept = writer(db, n, pace, seed, commits).await;
                late_done.fetch_add(u64::from(pace == Pace::Late), Ordering::SeqCst);
                kept
            })
        })
        .collect();
    // Once the prompt ones are through, time goes on for the late ones.
    let (ticking, looked_at) = (Arc::clone(&commits), db.clone());
    let ticker = tokio::spawn(async move {
        while late_done.load(Ordering::SeqCst) < late {
            ticking.send_modify(|n| *n += 1);
            // A turn to the database is the tick: it leaves the late ones room to end.
            let mut conn = looked_at.read().await.expect("a connection");
            store::log::end(&mut conn).await.expect("read");
        }
    });
    let mut expected = BTreeSet::new();
    for writer in writers {
        expected.extend(writer.await.expect("no panic"));
    }
    ticker.await.expect("no panic");
    let of_some: BTreeSet<_> = expected
        .iter()
        .copied()
        .filter(|n| matches!(1 + n % 3, 1 | 3))
        .collect();
    totals.send_replace(Some(expected.len()));
    parts.send_replace(Some(of_some.len()));

    let finished = async {
        let mut results = Vec::new();
        for reader in all {
            results.push((reader.await.expect("no panic"), expected.clone()));
        }
        results.push((some.await.expect("no panic"), of_some));
        results
    };
    let results = tokio::time::timeout(Duration::from_mins(1), finished)
        .await
        .expect("a reader misses entries");
    for (seen, expected) in results {
        assert_eq!(seen.len(), expected.len(), "something was told twice");
        assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), expected);
    }
}

store::testing::contract! {
    every_audience_comes_back_as_it_was,
    an_event_carries_a_whole_conversation,
    an_agent_is_told_what_it_sees_before_or_after_and_nothing_else,
    a_visitor_is_told_of_its_own_conversations_on_its_connection,
    who_starts_at_the_end_misses_nothing_that_comes_later,
    a_reader_is_woken_by_a_commit_also_of_another_server,
    old_entries_go_and_who_would_need_them_is_told,
    sixteen_writers_and_resuming_readers,
}
