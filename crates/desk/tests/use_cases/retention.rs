//! What grows old goes, and nothing before its time.

use desk::session::{self, SignIn};
use desk::{command, retention};
use model::{Command, CommandEnvelope, CommandId};
use store::testing::TestDb;

use crate::stage::{PASSWORD, Stage, text};

const DAY: i64 = 24 * 60 * 60 * 1000;

async fn old_results_and_sessions_go_and_young_ones_stay(db: TestDb) {
    let stage = Stage::new(db).await;
    let conversation = stage.waiting().await;
    let envelope = CommandEnvelope {
        id: CommandId::new("retention-1").expect("an id"),
        command: Command::note(conversation, text("kept for a month")),
    };
    let first = command::execute(&stage.desk, &stage.administrator, envelope.clone())
        .await
        .expect("noted");
    let signed_in = session::sign_in(
        &stage.desk,
        SignIn {
            email: "admin@shop.example".to_owned(),
            password: PASSWORD.to_owned(),
            address: "203.0.113.1".to_owned(),
            user_agent: "Browser".to_owned(),
        },
    )
    .await
    .expect("signed in");

    stage.clock.advance(29 * DAY);
    retention::put_away(&stage.desk, 7).await.expect("put away");
    let again = command::execute(&stage.desk, &stage.administrator, envelope.clone()).await;
    assert_eq!(
        again,
        Ok(first.clone()),
        "within its month the same command does nothing again"
    );
    let alive = session::resolve(&stage.desk, &signed_in.token)
        .await
        .expect("looked up");
    assert!(alive.is_some(), "a session that lives is not removed");

    stage.clock.advance(31 * DAY);
    retention::put_away(&stage.desk, 7).await.expect("put away");
    let afresh = command::execute(&stage.desk, &stage.administrator, envelope)
        .await
        .expect("noted anew");
    assert_ne!(afresh.messages, first.messages, "after its month it is forgotten");
    let over = session::resolve(&stage.desk, &signed_in.token)
        .await
        .expect("looked up");
    assert!(over.is_none());
}

store::testing::contract! {
    old_results_and_sessions_go_and_young_ones_stay,
}
