//! What messages are made of: what they answer, whom they mention, how they change.

use desk::live;
use model::{
    Actor, Command, CommandEnvelope, Content, ConversationId, Emoji, FileId, MessageId, Permission, Problem, Reactor,
    UserId, VisitorCommand,
};
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
            signed: false,
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
            signed: false,
        };
        let refused = stage.does(&ana, empty).await;
        assert!(
            matches!(&refused, Err(Problem::Invalid { field: of, .. }) if of == field),
            "{refused:?}"
        );
    }
}

fn like(conversation: ConversationId, message: MessageId, on: bool) -> Command {
    Command::React {
        conversation,
        message,
        emoji: Emoji::new("👍").expect("an emoji"),
        on,
    }
}

fn edit(conversation: ConversationId, message: MessageId, what: &str) -> Command {
    Command::EditMessage {
        conversation,
        message,
        text: text(what),
        mentions: Vec::new(),
    }
}

fn delete(conversation: ConversationId, message: MessageId) -> Command {
    Command::DeleteMessage { conversation, message }
}

async fn only_who_wrote_it_edits_or_deletes_it_and_who_may_not_write_reacts_to_nothing(db: TestDb) {
    let stage = Stage::new(db).await;
    let support = stage.department("Support").await;
    let stranger = stage.user("stranger", "agent", &[support]).await;
    let onlooker = stage.user_who_may("onlooker", &[Permission::ReadAll], &[]).await;
    let (ana, ben) = (stage.agent("ana").await, stage.agent("ben").await);
    let guest = stage.guest().await;
    let conversation = stage.writes(&guest, "hello").await.conversation.id;
    stage.accepts(&ana, conversation).await;
    let said = stage.says(&ana, conversation, "hi").await.messages[0].id;
    let messages = stage.messages(conversation).await;
    let (question, line) = (messages[0].id, messages[1].id);
    let before = stage.row(conversation).await.version;

    let refused = |actor: &Actor, of: Problem| [(actor.clone(), of)];
    for (actor, problem) in refused(&stranger, Problem::NotFound)
        .into_iter()
        .chain(refused(&onlooker, Problem::Forbidden))
    {
        for command in [
            like(conversation, said, true),
            edit(conversation, said, "other"),
            delete(conversation, said),
        ] {
            assert_eq!(stage.does(&actor, command).await, Err(problem.clone()));
        }
    }
    for (message, problem) in [
        (said, Problem::Forbidden),
        (question, Problem::Forbidden),
        (line, Problem::invalid("message", "wrong")),
        (MessageId(1 << 40), Problem::invalid("message", "wrong")),
    ] {
        for command in [edit(conversation, message, "other"), delete(conversation, message)] {
            assert_eq!(stage.does(&ben, command).await, Err(problem.clone()), "{message}");
        }
    }
    let refused = stage.does(&ana, like(conversation, line, true)).await;
    assert_eq!(refused, Err(Problem::invalid("message", "wrong")));
    assert_eq!(stage.row(conversation).await.version, before, "refusals change nothing");
}

async fn reactions_of_both_sides_stand_under_a_message_once_for_each(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let guest = stage.guest().await;
    let written = stage.writes(&guest, "hello").await;
    let conversation = written.conversation.id;
    let said = stage.says(&ana, conversation, "hi").await;
    let said = said.messages.last().expect("a text").clone();

    let liked = stage
        .does(&ana, like(conversation, said.id, true))
        .await
        .expect("liked");
    assert_eq!((liked.messages.len(), liked.messages[0].version), (1, 2));
    let again = stage
        .does(&ana, like(conversation, said.id, true))
        .await
        .expect("as before");
    assert_eq!(again.messages, [], "what is so already is no news");
    let react = |on| VisitorCommand::React {
        conversation,
        message: said.id,
        emoji: Emoji::new("👍").expect("an emoji"),
        on,
    };
    let seen = stage.visitor_does(&guest, react(true)).await.expect("liked");
    let seen = &seen.messages[0].reactions[0];
    assert_eq!((seen.count, seen.own), (2, true));
    let stored = &stage.messages(conversation).await;
    let stored = stored.iter().find(|it| it.id == said.id).expect("there");
    let by: Vec<_> = stored.reactions.iter().map(|it| it.by).collect();
    assert_eq!(by, [Reactor::Agent { user: ana.user }, Reactor::Customer]);
    stage
        .does(&ana, like(conversation, said.id, false))
        .await
        .expect("taken back");
    let left = stage.visitor_does(&guest, react(true)).await.expect("as before");
    assert_eq!(left.messages, []);

    let noted = stage.does(&ana, Command::note(conversation, text("careful"))).await;
    let note = noted.expect("noted").messages[0].id;
    let other = stage.waiting().await;
    let foreign = stage.messages(other).await[0].id;
    for (conversation, message) in [(conversation, note), (conversation, foreign), (other, foreign)] {
        let react = VisitorCommand::React {
            conversation,
            message,
            emoji: Emoji::new("👍").expect("an emoji"),
            on: true,
        };
        assert!(stage.visitor_does(&guest, react).await.is_err(), "{message}");
    }
}

async fn an_edited_text_says_so_everywhere_and_what_it_said_before_is_kept(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let guest = stage.guest().await;
    let conversation = stage.writes(&guest, "hello").await.conversation.id;
    let said = stage.says(&ana, conversation, "hte price is 10").await;
    let said = said.messages.last().expect("a text").id;
    for what in ["the price is 10", "the price is 10", "the price is 12"] {
        stage.does(&ana, edit(conversation, said, what)).await.expect("edited");
    }
    let stored = stage.messages(conversation).await;
    let stored = stored.iter().find(|it| it.id == said).expect("there");
    assert_eq!((stored.text(), stored.version), (Some("the price is 12"), 3));
    assert!(stored.edited_at.is_some());
    let preview = stage.row(conversation).await.preview.expect("a preview");
    assert_eq!(preview.text, "the price is 12");
    let edits = desk::message_edits::of(&stage.desk, &ana, conversation, said).await;
    let texts: Vec<_> = edits.expect("readable").into_iter().map(|it| it.text).collect();
    assert_eq!(texts, ["hte price is 10", "the price is 10"]);
    let support = stage.department("Support").await;
    let stranger = stage.user("stranger", "agent", &[support]).await;
    let hidden = desk::message_edits::of(&stage.desk, &stranger, conversation, said).await;
    assert_eq!(hidden, Err(Problem::NotFound));
    let visitor = stage.visitor(&guest).await;
    let page = desk::live_chat::page(&stage.desk, &visitor, None)
        .await
        .expect("a page");
    let seen = page.messages.last().expect("the answer");
    assert_eq!((seen.text.as_str(), seen.edited), ("the price is 12", true));
}

/// When this fails, what somebody took back can still be read.
async fn a_deleted_text_stands_nowhere_any_more(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let guest = stage.guest().await;
    let position = stage.end().await;
    let conversation = stage.writes(&guest, "hello").await.conversation.id;
    let command = CommandEnvelope {
        id: stage.next_id(),
        command: Command::send(conversation, text("my password is unicorn")),
    };
    let said = desk::command::execute(&stage.desk, &ana, command.clone())
        .await
        .expect("sent");
    let said = said.messages.last().expect("a text").id;
    stage
        .does(&ana, edit(conversation, said, "my word is unicorn"))
        .await
        .expect("edited");
    stage.does(&ana, like(conversation, said, true)).await.expect("liked");
    let react = VisitorCommand::React {
        conversation,
        message: said,
        emoji: Emoji::new("🎉").expect("an emoji"),
        on: true,
    };
    stage.visitor_does(&guest, react).await.expect("liked");

    let deleted = stage.does(&ana, delete(conversation, said)).await.expect("deleted");
    assert!(matches!(
        deleted.messages[0].content,
        Content::Deleted { by, internal: false, .. } if by == ana.user
    ));
    let preview = deleted.conversation.preview.expect("what was said before");
    assert_eq!(preview.text, "hello");
    stage.settled().await;
    let told = serde_json::to_string(&stage.events(position).await).expect("json");
    assert!(!told.contains("unicorn"));
    let again = desk::command::execute(&stage.desk, &ana, command)
        .await
        .expect("as the first time");
    assert!(!serde_json::to_string(&again).expect("json").contains("unicorn"));
    let stored = serde_json::to_string(&stage.messages(conversation).await).expect("json");
    assert!(!stored.contains("unicorn"));
    assert_eq!(
        stage.messages(conversation).await.len(),
        3,
        "the repeated command wrote nothing"
    );
    let edits = desk::message_edits::of(&stage.desk, &ana, conversation, said).await;
    assert_eq!(edits, Ok(Vec::new()));
    let visitor = stage.visitor(&guest).await;
    let page = desk::live_chat::page(&stage.desk, &visitor, None)
        .await
        .expect("a page");
    let seen = page.messages.last().expect("its place");
    assert_eq!((seen.text.as_str(), seen.deleted), ("", true));
    let gone = stage.does(&ana, edit(conversation, said, "back again")).await;
    assert_eq!(gone, Err(Problem::invalid("message", "wrong")));

    // A note goes without the customer hearing of it.
    let noted = stage.does(&ana, Command::note(conversation, text("unicorn"))).await;
    let note = noted.expect("noted").messages[0].id;
    let deleted = stage.does(&ana, delete(conversation, note)).await.expect("deleted");
    let Content::Deleted { internal, .. } = deleted.messages[0].content else {
        panic!("deleted")
    };
    assert!(internal);
    let events = stage.events(position).await;
    let last = events.last().expect("told");
    assert_eq!(live::visitor_event(last, |_| None), None);
}

store::testing::contract! {
    an_answer_refers_to_what_its_readers_may_see_in_the_same_conversation,
    a_note_mentions_colleagues_each_once,
    without_a_word_or_a_file_nothing_is_sent,
    only_who_wrote_it_edits_or_deletes_it_and_who_may_not_write_reacts_to_nothing,
    reactions_of_both_sides_stand_under_a_message_once_for_each,
    an_edited_text_says_so_everywhere_and_what_it_said_before_is_kept,
    a_deleted_text_stands_nowhere_any_more,
}
