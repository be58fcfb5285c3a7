//! Timers on both engines: each fires once, whoever works, and not when somebody was faster.

use std::sync::Arc;

use desk::testing::SeededRandom;
use desk::timers::{self, Ran};
use desk::{Desk, command};
use model::{
    Activity, Author, CloseReason, Command, CommandEnvelope, Content, ConversationId, InboxSettings, Problem,
    RatingKind, Status, Timestamp, Wording,
};
use store::testing::TestDb;

use crate::stage::{Stage, text};

const MINUTE: i64 = 60_000;

async fn run(desk: &Desk) -> Ran {
    timers::run_due(desk, 100).await.expect("ran")
}

async fn activities(stage: &Stage, id: ConversationId) -> Vec<Activity> {
    let messages = stage.messages(id).await;
    messages
        .into_iter()
        .filter_map(|message| match message.content {
            Content::Activity(activity) => Some(activity),
            _ => None,
        })
        .collect()
}

fn with_auto_close() -> InboxSettings {
    InboxSettings {
        auto_close_ms: Some(10 * MINUTE),
        auto_close_text: Wording::same("We close this for now."),
        closing_delay_ms: Some(5 * MINUTE),
        ..InboxSettings::default()
    }
}

async fn a_silent_customer_is_told_and_then_the_conversation_closes(db: TestDb) {
    let stage = Stage::new(db).await;
    stage.rules(with_auto_close()).await;
    let ana = stage.agent("ana").await;
    let id = stage.waiting().await;
    stage.says(&ana, id, "Good morning").await;
    let answered = stage.row(id).await;
    let due = answered.lifecycle.stamps.modified_at.plus(10 * MINUTE);
    assert_eq!(answered.status_due_at, Some(due));

    stage.clock.set(due.plus(-1));
    let nothing = Ran {
        count: 0,
        next_due: Some(due),
    };
    assert_eq!(run(&stage.desk).await, nothing);

    stage.clock.set(due);
    let then = Ran {
        count: 1,
        next_due: Some(due.plus(5 * MINUTE)),
    };
    assert_eq!(run(&stage.desk).await, then);
    let pending = stage.row(id).await;
    assert_eq!(pending.lifecycle.status, Status::PendingClose);
    assert_eq!(pending.lifecycle.close_reason, Some(CloseReason::Auto));
    assert_eq!(pending.lifecycle.stamps.ended_at, None, "nobody ended it");
    assert_eq!(
        pending.lifecycle.stamps.last_message_at, answered.lifecycle.stamps.last_message_at,
        "an automatic text stops no clock"
    );
    assert_eq!(pending.metrics, answered.metrics);
    let told = stage.messages(id).await;
    let automatic: Vec<_> = told
        .iter()
        .filter(|message| message.author == Author::System && message.is_public())
        .collect();
    assert_eq!(automatic.len(), 1);

    stage.clock.set(due.plus(5 * MINUTE));
    let end = Ran {
        count: 1,
        next_due: None,
    };
    assert_eq!(run(&stage.desk).await, end);
    let closed = stage.row(id).await;
    assert_eq!(closed.lifecycle.status, Status::Closed);
    assert_eq!(closed.lifecycle.close_reason, Some(CloseReason::Auto));
    assert_eq!(closed.lifecycle.stamps.ended_at, None);
    assert_eq!(closed.lifecycle.stamps.closed_at, Some(due.plus(5 * MINUTE)));
    assert_eq!(closed.metrics.calendar.duration_before_agent_close, None);
    let expected = [
        Activity::Accepted { by: ana.user },
        Activity::AutoClosed,
        Activity::Closed,
    ];
    assert_eq!(activities(&stage, id).await, expected);
}

/// Otherwise a customer who answers in the last second is cut off.
async fn a_message_just_before_the_time_keeps_the_conversation(db: TestDb) {
    let stage = Stage::new(db).await;
    stage.rules(with_auto_close()).await;
    let ana = stage.agent("ana").await;
    let guest = stage.guest().await;
    let id = stage.writes(&guest, "hello").await.conversation.id;
    stage.says(&ana, id, "Good morning").await;
    let due = stage.row(id).await.status_due_at.expect("a timer");
    stage.clock.set(due.plus(-1_001));
    stage.writes(&guest, "wait!").await;
    stage.clock.set(due.plus(MINUTE));
    assert_eq!(run(&stage.desk).await.count, 0);
    assert_eq!(stage.row(id).await.lifecycle.status, Status::WaitingAgain);
}

/// An agent who goes on writing begins the customer's silence anew.
async fn each_answer_begins_the_silence_anew(db: TestDb) {
    let stage = Stage::new(db).await;
    stage.rules(with_auto_close()).await;
    let ana = stage.agent("ana").await;
    let id = stage.waiting().await;
    stage.says(&ana, id, "one").await;
    let first = stage.row(id).await.status_due_at.expect("a timer");
    stage.clock.advance(9 * MINUTE);
    stage.says(&ana, id, "two").await;
    stage.clock.set(first);
    assert_eq!(run(&stage.desk).await.count, 0);
    assert!(stage.row(id).await.status_due_at > Some(first));
}

async fn four_workers_on_two_servers_fire_each_timer_once(db: TestDb) {
    let stage = Stage::new(db).await;
    stage.rules(with_auto_close()).await;
    let ana = stage.agent("ana").await;
    let mut ids = Vec::new();
    for _ in 0..12 {
        let id = stage.waiting().await;
        stage.says(&ana, id, "Good morning").await;
        ids.push(id);
    }
    let from = stage.end().await;
    stage.clock.advance(11 * MINUTE);
    let other = Desk::new(
        stage.db.another_server().await,
        stage.clock.clone(),
        Arc::new(SeededRandom::new(9)),
    );
    let workers: Vec<_> = [&stage.desk, &stage.desk, &other, &other]
        .map(|desk| {
            let desk = desk.clone();
            tokio::spawn(async move { run(&desk).await.count })
        })
        .into_iter()
        .collect();
    let mut done = 0;
    for worker in workers {
        done += worker.await.expect("no panic");
    }
    assert_eq!(done, ids.len());
    assert_eq!(stage.events(from).await.len(), ids.len(), "one event each");
    for id in ids {
        let happened = activities(&stage, id).await;
        let fired = happened.iter().filter(|it| **it == Activity::AutoClosed).count();
        assert_eq!(fired, 1);
    }
}

/// What is due stands in the row: another process finds it, however long nobody was there.
async fn a_timer_survives_a_restart(db: TestDb) {
    let stage = Stage::new(db).await;
    stage.rules(with_auto_close()).await;
    let ana = stage.agent("ana").await;
    let id = stage.waiting().await;
    stage.says(&ana, id, "Good morning").await;
    stage.clock.advance(24 * 60 * MINUTE);
    let after = Desk::new(
        stage.db.another_server().await,
        stage.clock.clone(),
        Arc::new(SeededRandom::new(9)),
    );
    assert_eq!(run(&after).await.count, 1);
    assert_eq!(run(&after).await.count, 0, "the delay begins when the text was sent");
    assert_eq!(stage.row(id).await.lifecycle.status, Status::PendingClose);
}

async fn an_idle_agent_loses_the_conversation_and_more_messages_do_not_help(db: TestDb) {
    let stage = Stage::new(db).await;
    stage
        .rules(InboxSettings {
            idle_timeout_ms: Some(5 * MINUTE),
            ..InboxSettings::default()
        })
        .await;
    let ana = stage.agent("ana").await;
    let guest = stage.guest().await;
    let id = stage.writes(&guest, "hello").await.conversation.id;
    stage.accepts(&ana, id).await;
    let due = stage.row(id).await.status_due_at.expect("a timer");
    stage.clock.advance(MINUTE);
    stage.writes(&guest, "anybody there?").await;
    assert_eq!(stage.row(id).await.status_due_at, Some(due));
    stage.clock.set(due);
    run(&stage.desk).await;
    let row = stage.row(id).await;
    assert_eq!((row.lifecycle.status, row.lifecycle.assignee), (Status::Queued, None));
    assert_eq!(row.status_due_at, None);
    assert_eq!(activities(&stage, id).await.last(), Some(&Activity::TimedOut));
    // Replied is the auto-close timer's.
    stage.says(&ana, id, "Here").await;
    assert_eq!(stage.row(id).await.status_due_at, None);
}

async fn a_snooze_ends_at_its_time_or_with_the_customers_word(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let guest = stage.guest().await;
    let id = stage.writes(&guest, "hello").await.conversation.id;
    stage.says(&ana, id, "Later").await;
    let before = stage.row(id).await;
    let until = before.lifecycle.stamps.modified_at.plus(30 * MINUTE);
    let snooze = Command::Snooze {
        conversation: id,
        until,
    };
    stage.does(&ana, snooze.clone()).await.expect("snoozed");
    let row = stage.row(id).await;
    assert_eq!(
        row.snoozed.map(|snooze| (snooze.until, snooze.by)),
        Some((until, ana.user))
    );
    let (now, was) = (row.lifecycle, before.lifecycle);
    assert_eq!(
        (now.status, now.clocks),
        (was.status, was.clocks),
        "status and clocks stay"
    );
    stage.clock.set(until);
    assert_eq!(run(&stage.desk).await.count, 1);
    assert_eq!(stage.row(id).await.snoozed, None);
    let (told, by) = (activities(&stage, id).await, ana.user);
    assert_eq!(
        told[told.len() - 2..],
        [Activity::Snoozed { by, until }, Activity::Woken { by: None }]
    );

    let past = stage.does(&ana, snooze).await;
    assert_eq!(past, Err(Problem::invalid("until", "wrong")));
    let until = until.plus(60 * MINUTE);
    let later = Command::Snooze {
        conversation: id,
        until,
    };
    stage.does(&ana, later.clone()).await.expect("snoozed");
    stage.writes(&guest, "one more thing").await;
    assert_eq!(stage.row(id).await.snoozed, None);

    stage.does(&ana, later.clone()).await.expect("snoozed");
    stage
        .does(&ana, Command::Return { conversation: id })
        .await
        .expect("returned");
    assert_eq!(stage.row(id).await.snoozed, None, "it was the agent's");
    stage.does(&ana, later).await.expect_err("nobody has it");
}

async fn a_reservation_ends_and_others_may_take_it(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, ben, eva) = (
        stage.agent("ana").await,
        stage.agent("ben").await,
        stage.agent("eva").await,
    );
    let id = stage.waiting().await;
    let transfer = Command::TransferToAgent {
        conversation: id,
        agent: ben.user,
        note: None,
        expected_version: None,
    };
    stage.does(&ana, transfer).await.expect("transferred");
    let reserved = stage.row(id).await.lifecycle.reserved.expect("for ben");
    stage
        .does(&eva, Command::Accept { conversation: id })
        .await
        .expect_err("kept for ben");
    stage.clock.set(reserved.until.expect("a time"));
    assert_eq!(run(&stage.desk).await.count, 1);
    assert_eq!(stage.row(id).await.lifecycle.reserved, None);
    stage.accepts(&eva, id).await;
}

/// The rating is awaited for the inbox's time, and no longer.
async fn the_closing_delay_closes_what_nobody_rates(db: TestDb) {
    let stage = Stage::new(db).await;
    stage
        .rules(InboxSettings {
            rating: Some(RatingKind::Five),
            closing_delay_ms: Some(MINUTE),
            ..InboxSettings::default()
        })
        .await;
    let ana = stage.agent("ana").await;
    let guest = stage.guest().await;
    let id = stage.writes(&guest, "hello").await.conversation.id;
    stage.says(&ana, id, "Good morning").await;
    stage.resolves(&ana, id).await;
    let ended = stage.row(id).await;
    assert_eq!(ended.lifecycle.status, Status::PendingClose);
    // A message brings it back, and the delay with it.
    stage.writes(&guest, "wait").await;
    stage.clock.advance(2 * MINUTE);
    assert_eq!(run(&stage.desk).await.count, 0);
    let row = stage.row(id).await;
    assert_eq!(
        (row.lifecycle.status, row.lifecycle.stamps.ended_at),
        (Status::WaitingAgain, None)
    );
    stage.resolves(&ana, id).await;
    stage.clock.advance(MINUTE);
    assert_eq!(run(&stage.desk).await.count, 1);
    let row = stage.row(id).await;
    assert_eq!(row.lifecycle.status, Status::Closed);
    assert!(row.lifecycle.stamps.ended_at < row.lifecycle.stamps.closed_at);
}

/// A worker and an agent at the same moment: one of both happens, never half of each.
async fn an_answer_and_the_timer_at_once_leave_one_of_both(db: TestDb) {
    let stage = Stage::new(db).await;
    stage.rules(with_auto_close()).await;
    let ana = stage.agent("ana").await;
    for _ in 0..5 {
        let id = stage.waiting().await;
        stage.says(&ana, id, "Good morning").await;
        stage.clock.advance(10 * MINUTE);
        let (desk, actor, other) = (stage.desk.clone(), ana.clone(), stage.desk.clone());
        let envelope = CommandEnvelope {
            id: stage.next_id(),
            command: Command::send(id, text("still there?")),
        };
        let answer = tokio::spawn(async move { command::execute(&desk, &actor, envelope).await });
        let timer = tokio::spawn(async move { run(&other).await });
        answer
            .await
            .expect("no panic")
            .expect("an answer is possible in either state");
        timer.await.expect("no panic");
        let row = stage.row(id).await;
        // Whoever came last: closed after the answer is not possible, answered after the closing is.
        assert_eq!(row.lifecycle.status, Status::Replied);
        assert!(row.status_due_at > Some(Timestamp(0)));
    }
}

store::testing::contract! {
    a_silent_customer_is_told_and_then_the_conversation_closes,
    a_message_just_before_the_time_keeps_the_conversation,
    each_answer_begins_the_silence_anew,
    four_workers_on_two_servers_fire_each_timer_once,
    a_timer_survives_a_restart,
    an_idle_agent_loses_the_conversation_and_more_messages_do_not_help,
    a_snooze_ends_at_its_time_or_with_the_customers_word,
    a_reservation_ends_and_others_may_take_it,
    the_closing_delay_closes_what_nobody_rates,
    an_answer_and_the_timer_at_once_leave_one_of_both,
}
