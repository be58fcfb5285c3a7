//! Undo send and signatures: what is lost when these fail is a message that was never sent, sent twice, or sent after it was called
//! back.

use std::sync::Arc;

use desk::testing::SeededRandom;
use desk::{Desk, held, own_settings, timers};
use model::{
    Actor, Command, CommandEnvelope, Content, ConversationId, Event, OwnSettings, Problem, Status, Tab, VisitorCommand,
};
use store::testing::TestDb;

use crate::stage::{Stage, text};

async fn sets(stage: &Stage, actor: &Actor, change: impl FnOnce(&mut OwnSettings)) {
    let mut own = own_settings::read(&stage.desk, actor).await.expect("read");
    change(&mut own.settings);
    let changed = own_settings::change(&stage.desk, actor, own.version, own.settings).await;
    changed.expect("changed");
}

async fn texts(stage: &Stage, id: ConversationId) -> Vec<String> {
    let all = stage.messages(id).await;
    let text = |it: &model::Message| match &it.content {
        Content::Text { text } => Some(text.clone()),
        _ => None,
    };
    all.iter().filter_map(text).collect()
}

async fn held_texts(stage: &Stage, actor: &Actor) -> Vec<String> {
    let all = held::list(&stage.desk, actor).await.expect("listed");
    all.into_iter().map(|it| it.text).collect()
}

async fn runs(stage: &Stage) {
    timers::run_due(&stage.desk, 100).await.expect("run");
}

async fn a_reply_waits_can_be_called_back_and_goes_out_once(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, bia) = (stage.agent("ana").await, stage.agent("bia").await);
    let id = stage.waiting().await;
    sets(&stage, &ana, |own| own.undo_seconds = 10).await;
    let before = stage.row(id).await;
    let from = stage.end().await;

    let envelope = CommandEnvelope {
        id: stage.next_id(),
        command: Command::send(id, text("too early")),
    };
    let waits = desk::command::execute(&stage.desk, &ana, envelope.clone())
        .await
        .expect("held");
    assert!(waits.held && waits.messages.is_empty());
    assert_eq!(
        stage.row(id).await,
        before,
        "nothing of it has happened: no acceptance, no preview"
    );
    assert_eq!(
        stage.events(from).await,
        [Event::HeldMessages],
        "and nobody else is told what it says"
    );
    let again = desk::command::execute(&stage.desk, &ana, envelope.clone()).await;
    assert_eq!(again, Ok(waits), "sent again it waits once");
    assert_eq!(held_texts(&stage, &ana).await, ["too early"]);
    assert!(held_texts(&stage, &bia).await.is_empty());

    let stolen = held::call_back(&stage.desk, &bia, envelope.id.clone()).await;
    assert_eq!(stolen, Err(Problem::NotFound));
    let back = held::call_back(&stage.desk, &ana, envelope.id.clone())
        .await
        .expect("back");
    assert_eq!((back.text.as_str(), back.conversation), ("too early", id));
    stage.clock.advance(20_000);
    runs(&stage).await;
    assert_eq!(texts(&stage, id).await, ["hello"]);
    let again = desk::command::execute(&stage.desk, &ana, envelope)
        .await
        .expect("known");
    assert!(!again.held, "what was called back is not said to wait");

    stage.says(&ana, id, "one").await;
    sets(&stage, &ana, |own| own.undo_seconds = 0).await;
    stage.says(&ana, id, "two").await;
    assert_eq!(
        held_texts(&stage, &ana).await,
        ["one", "two"],
        "no message overtakes another"
    );
    stage.clock.advance(9_000);
    runs(&stage).await;
    runs(&stage).await;
    assert_eq!(texts(&stage, id).await, ["hello", "one", "two"]);
    let after = stage.row(id).await;
    assert_eq!(
        (after.lifecycle.status, after.lifecycle.assignee),
        (Status::Replied, Some(ana.user))
    );
    assert!(held_texts(&stage, &ana).await.is_empty());
    let late = held::call_back(&stage.desk, &ana, stage.next_id()).await;
    assert_eq!(late, Err(Problem::NotFound));
    stage.says(&ana, id, "three").await;
    assert_eq!(texts(&stage, id).await.last().map(String::as_str), Some("three"));
}

/// Two servers look for it at once after one that held it is gone: it goes out once.
async fn what_was_held_goes_out_after_a_restart_and_once(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let id = stage.waiting().await;
    sets(&stage, &ana, |own| own.undo_seconds = 10).await;
    stage.says(&ana, id, "Good morning").await;
    stage.clock.advance(60_000);
    let mut servers = Vec::new();
    for seed in [9, 10] {
        let db = stage.db.another_server().await;
        servers.push(Desk::new(db, stage.clock.clone(), Arc::new(SeededRandom::new(seed))));
    }
    let (one, other) = tokio::join!(timers::run_due(&servers[0], 100), timers::run_due(&servers[1], 100));
    one.and(other).expect("run");
    assert_eq!(texts(&stage, id).await, ["hello", "Good morning"]);
    assert!(held_texts(&stage, &ana).await.is_empty());
}

/// Else a resolved conversation is reopened by what was said before it was resolved.
async fn what_its_author_does_next_comes_after_it(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let id = stage.waiting().await;
    stage.accepts(&ana, id).await;
    sets(&stage, &ana, |own| own.undo_seconds = 30).await;
    stage.says(&ana, id, "goodbye").await;
    let noted = stage
        .does(&ana, Command::note(id, text("she was kind")))
        .await
        .expect("noted");
    assert!(!noted.held, "a note goes to nobody");
    assert_eq!(texts(&stage, id).await, ["hello"]);
    let resolved = stage.resolves(&ana, id).await;
    assert_eq!(resolved.conversation.lifecycle.status.tab(), Tab::Resolved);
    assert_eq!(texts(&stage, id).await, ["hello", "goodbye"]);
    stage.clock.advance(60_000);
    runs(&stage).await;
    assert_eq!(stage.row(id).await.lifecycle.status.tab(), Tab::Resolved);
}

/// Else what somebody wrote is gone without a word.
async fn what_cannot_go_out_any_more_comes_back_to_its_author(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, bia) = (stage.agent("ana").await, stage.agent("bia").await);
    let guest = stage.guest().await;
    let id = stage.writes(&guest, "hello").await.conversation.id;
    let refused = stage.does(&ana, Command::send(id, text("@contact_phone"))).await;
    assert_eq!(refused, Err(Problem::invalid("contact_phone", "no_value")));
    sets(&stage, &ana, |own| own.undo_seconds = 5).await;
    let refused = stage.does(&ana, Command::send(id, text("@contact_phone"))).await;
    assert_eq!(
        refused,
        Err(Problem::invalid("contact_phone", "no_value")),
        "at once, not later"
    );

    stage.says(&ana, id, "I am here").await;
    stage
        .does(&bia, Command::CloseUnanswered { conversation: id })
        .await
        .expect("closed");
    stage.clock.advance(6_000);
    let from = stage.end().await;
    runs(&stage).await;
    assert_eq!(texts(&stage, id).await, ["hello"]);
    assert_eq!(stage.events(from).await, [Event::HeldMessages]);
    let failed = held::list(&stage.desk, &ana).await.expect("listed");
    assert!(matches!(failed[0].problem, Some(Problem::Conflict { .. })) && failed[0].due_at.is_none());
    let back = held::call_back(&stage.desk, &ana, failed[0].id.clone())
        .await
        .expect("back");
    assert_eq!(back.text, "I am here");

    // What is held is deleted with its conversation.
    let command = VisitorCommand::say(text("me again"), None);
    let open = stage
        .visitor_does(&guest, command)
        .await
        .expect("written")
        .conversation
        .id;
    stage.says(&ana, open, "gone soon").await;
    desk::conversation::delete(&stage.desk, &stage.administrator, open)
        .await
        .expect("deleted");
    assert!(held_texts(&stage, &ana).await.is_empty());
    runs(&stage).await;
}

async fn a_signed_reply_begins_with_the_signature(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("Ana Lima").await;
    let id = stage.waiting().await;
    let signed = |what: &str| Command::SendMessage {
        conversation: id,
        text: Some(text(what)),
        files: Vec::new(),
        reply_to: None,
        signed: true,
    };
    stage.does(&ana, signed("Hi")).await.expect("sent");
    sets(&stage, &ana, |own| {
        "Ana · @contact_phone".clone_into(&mut own.signature);
    })
    .await;
    stage.does(&ana, signed("@staff_firstname here")).await.expect("sent");
    let expected = ["hello", "Ana Lima\nHi", "Ana · @contact_phone\nAna here"];
    assert_eq!(texts(&stage, id).await, expected);
}

store::testing::contract! {
    a_reply_waits_can_be_called_back_and_goes_out_once,
    what_was_held_goes_out_after_a_restart_and_once,
    what_its_author_does_next_comes_after_it,
    what_cannot_go_out_any_more_comes_back_to_its_author,
    a_signed_reply_begins_with_the_signature,
}
