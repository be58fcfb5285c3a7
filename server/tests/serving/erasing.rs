//! What is lost when this fails: the promise that what was deleted is gone. The real program dies while it takes away an inbox,
//! and the next one goes on with it.

use std::sync::Arc;

use desk::Desk;
use desk::inbox::{self, NewInbox};
use desk::testing::SeededRandom;
use model::{Event, InboxId, ServerFrame};
use serde_json::json;
use server::edge::SystemClock;
use store::fail_point;
use store::testing::TestDb;

use crate::crash::program::{FailPoint, Program};
use crate::house::{set_up, sign_in, visitor, write_site};

/// So many messages that the conversation goes in several transactions.
const MESSAGES: usize = 120;

async fn an_inbox_that_was_half_gone_at_a_crash_goes_whole_after_it(db: TestDb) {
    let desk = Desk::new(
        store::Db::clone(&db),
        Arc::new(SystemClock),
        Arc::new(SeededRandom::new(5)),
    );
    let administrator = set_up(&desk).await.actor;
    let new = NewInbox {
        name: "The other one".to_owned(),
        default_department: None,
    };
    inbox::create(&desk, &administrator, new).await.expect("made");
    let folder = tempfile::tempdir().expect("a folder");
    write_site(&folder.path().join("site"));
    let dies = FailPoint {
        place: fail_point::INSIDE_ERASING,
        passing: 2,
    };
    let mut program = Program::start(folder.path(), db.url(), Some(dies));
    let customer = visitor(program.address).await;
    let doomed = customer.write("hello").await.conversation.id;
    for number in 1..MESSAGES {
        customer.write(&format!("message {number}")).await;
    }
    let ana = sign_in(program.address, "ana@aurora.example").await;
    let cursor = ana.cursor().await;
    let first = inbox::get(&desk, &administrator, InboxId(1)).await.expect("there");
    let wish = json!({ "id": 1, "expected_version": first.version, "name": first.settings.name });
    let marked = ana.call("delete_inbox", wish).await;
    assert_eq!(marked.status, 200, "{}", marked.text());
    program.died();
    let mut conn = db.read().await.expect("a reader");
    let left = store::message::page(&mut conn, doomed, None, 1_000)
        .await
        .expect("read");
    let left = left.messages.len();
    assert!(left > 0, "it died in the middle");

    let program = Program::start(folder.path(), db.url(), None);
    let mut socket = ana.at(program.address).socket(Some(&cursor)).await;
    socket
        .until(|frame| match frame {
            ServerFrame::Event {
                event: Event::ConversationRemoved { conversation },
                ..
            } => (conversation == doomed).then_some(()),
            _ => None,
        })
        .await;
    assert_eq!(store::conversation::get(&mut conn, doomed).await, Ok(None));
    let left = store::message::page(&mut conn, doomed, None, 1).await.expect("read");
    assert_eq!(left.messages, []);
    // What is left of the inbox the program takes, or this helps: one of the two is first.
    while inbox::erase(&desk).await.expect("erased") {}
    assert_eq!(store::inbox::get(&mut conn, InboxId(1)).await, Ok(None));
}

store::testing::contract! {
    an_inbox_that_was_half_gone_at_a_crash_goes_whole_after_it,
}
