//! What messages are made of: what they answer, whom they mention, how they change.

use model::{Command, Content, FileId, MessageId, Problem, UserId};
use store::testing::TestDb;

use crate::stage::{Stage, text};

/// Else a customer sees that there are notes, or a screen looks for a message that is not there.
async fn an_answer_refers_to_what_its_readers_may_see_in_the_same_conversation(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let (conversation, other) = (stage.waiting().await, stage.waiting().await);
    stage.accepts(&ana, conversation).await;
    let said = stage.says(&ana, conversation, "hi").await;
    let public = said.messages.last().expect("a text").id;
    let noted = stage.does(&ana, Command::note(conversation, text("careful"))).await;
    let note = noted.expect("noted").messages[0].id;
    let line = stage.does(&ana, Command::Return { conversation }).await;
    let line = line.expect("returned").messages[0].id;
    stage.accepts(&ana, conversation).await;
    let elsewhere = stage.messages(other).await[0].id;
    for (to, in_public, in_note) in [
        (public, true, true),
        (note, false, true),
        (line, false, false),
        (elsewhere, false, false),
        (MessageId(1 << 40), false, false),
    ] {
        let send = Command::SendMessage {
            conversation,
            text: Some(text("answer")),
            files: Vec::new(),
            reply_to: Some(to),
        };
        let note = Command::AddNote {
            conversation,
            text: Some(text("note")),
            mentions: Vec::new(),
            files: Vec::new(),
            reply_to: Some(to),
        };
        for (command, allowed) in [(send, in_public), (note, in_note)] {
            let done = stage.does(&ana, command).await;
            if allowed {
                assert_eq!(done.expect("sent").messages[0].reply_to, Some(to));
            } else {
                assert_eq!(done, Err(Problem::invalid("reply_to", "wrong")), "{to}");
            }
        }
    }
}

async fn a_note_mentions_colleagues_each_once(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, ben) = (stage.agent("ana").await, stage.agent("ben").await);
    let conversation = stage.waiting().await;
    let note = |mentions: Vec<UserId>| Command::AddNote {
        conversation,
        text: Some(text("@ben look")),
        mentions,
        files: Vec::new(),
        reply_to: None,
    };
    let noted = stage.does(&ana, note(vec![ben.user, ben.user])).await.expect("noted");
    let Content::Note { mentions, .. } = &noted.messages[0].content else {
        panic!("a note")
    };
    assert_eq!(*mentions, [ben.user]);
    assert_eq!(noted.messages, stage.messages(conversation).await[1..]);
    let nobody = stage.does(&ana, note(vec![UserId(1 << 40)])).await;
    assert_eq!(nobody, Err(Problem::invalid("mentions", "wrong")));
}

async fn without_a_word_or_a_file_nothing_is_sent(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let conversation = stage.waiting().await;
    for (files, field) in [
        (vec![], "text"),
        (vec![FileId(1)], "files"),
        (vec![FileId(1); 99], "files"),
    ] {
        let empty = Command::SendMessage {
            conversation,
            text: None,
            files,
            reply_to: None,
        };
        let refused = stage.does(&ana, empty).await;
        assert!(
            matches!(&refused, Err(Problem::Invalid { field: of, .. }) if of == field),
            "{refused:?}"
        );
    }
}

store::testing::contract! {
    an_answer_refers_to_what_its_readers_may_see_in_the_same_conversation,
    a_note_mentions_colleagues_each_once,
    without_a_word_or_a_file_nothing_is_sent,
}
