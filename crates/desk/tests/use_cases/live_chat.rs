//! The customer's side: conversations open and go on, nothing is doubled, nothing of others is seen.

use desk::live_chat::{self, TranscriptWords};
use model::{
    Author, Command, Content, Language, Message, MessageId, Problem, StartPage, Status, VisitorCommand,
    VisitorCommandEnvelope, VisitorWriter,
};
use store::testing::TestDb;

use crate::stage::{Guest, Stage, text};

fn message(what: &str, page: Option<StartPage>) -> VisitorCommand {
    VisitorCommand::say(text(what), page)
}

async fn stored(stage: &Stage, conversation: model::ConversationId) -> Vec<Message> {
    let mut conn = stage.db.read().await.expect("a connection");
    store::message::page(&mut conn, conversation, None, 100)
        .await
        .expect("read")
        .messages
}

async fn the_first_message_makes_a_contact_and_opens_a_conversation_in_the_line(db: TestDb) {
    let stage = Stage::new(db).await;
    let guest = stage.guest().await;
    assert_eq!(stage.visitor(&guest).await.contact, None);
    let page = StartPage {
        url: "https://shop.example/shoes\n".to_owned(),
        title: " Shoes\u{7} ".to_owned(),
    };

    let outcome = stage
        .visitor_does(&guest, message("hello", Some(page)))
        .await
        .expect("written");

    let row = stage.row(outcome.conversation.id).await;
    assert_eq!(row.lifecycle.status, Status::New);
    assert_eq!(row.lifecycle.department, Some(stage.sales));
    assert_eq!((row.version, row.unread), (1, 1));
    assert_eq!(Some(row.contact.id), stage.visitor(&guest).await.contact);
    assert_eq!(row.contact.name, "");
    let start = row.start_page.expect("where it began");
    assert_eq!(
        (start.url.as_str(), start.title.as_str()),
        ("https://shop.example/shoes", "Shoes")
    );
    assert_eq!(row.preview.map(|preview| preview.text).as_deref(), Some("hello"));
    assert!(outcome.conversation.open);
    assert_eq!(outcome.messages[0].from, VisitorWriter::You);
    assert!(outcome.messages[0].command.is_some());
    let messages = stored(&stage, row.id).await;
    assert_eq!(
        messages[0].author,
        Author::Customer {
            contact: row.contact.id
        }
    );
}

async fn a_start_page_that_is_no_address_is_left_out_and_the_message_kept(db: TestDb) {
    let stage = Stage::new(db).await;
    let guest = stage.guest().await;
    let page = StartPage {
        url: "javascript:alert(1)".to_owned(),
        title: "x".to_owned(),
    };
    let outcome = stage
        .visitor_does(&guest, message("hello", Some(page)))
        .await
        .expect("written");
    assert_eq!(stage.row(outcome.conversation.id).await.start_page, None);
}

async fn further_messages_go_into_the_open_conversation(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let guest = stage.guest().await;
    let first = stage.writes(&guest, "one").await.conversation;
    let second = stage.writes(&guest, "two").await.conversation;
    assert_eq!((second.id, second.version), (first.id, first.version + 1));
    assert_eq!(stage.row(first.id).await.unread, 2);

    stage.accepts(&ana, first.id).await;
    stage.writes(&guest, "three").await;
    assert_eq!(stage.row(first.id).await.lifecycle.status, Status::Waiting);
    stage.says(&ana, first.id, "answer").await;
    let told = stage.writes(&guest, "four").await;
    assert_eq!(told.conversation.agent.as_deref(), Some("ana"));
    let row = stage.row(first.id).await;
    assert_eq!((row.lifecycle.status, row.unread), (Status::WaitingAgain, 1));
}

async fn after_the_end_a_message_opens_the_next_conversation_of_the_same_contact(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let guest = stage.guest().await;
    let first = stage.writes(&guest, "one").await.conversation.id;
    stage.says(&ana, first, "answer").await;
    stage.resolves(&ana, first).await;

    let next = stage.writes(&guest, "two").await.conversation;

    assert!(next.id > first);
    assert_eq!((next.version, next.agent), (1, None));
    let (first, next) = (stage.row(first).await, stage.row(next.id).await);
    assert_eq!(next.contact, first.contact);
    assert_eq!(
        (first.lifecycle.status, next.lifecycle.status),
        (Status::Closed, Status::New)
    );
}

/// Two tabs of one browser, two messages in the same millisecond.
async fn two_first_messages_at_once_open_one_conversation(db: TestDb) {
    let stage = Stage::new(db).await;
    let guest = stage.guest().await;
    let visitor = stage.visitor(&guest).await;
    let sendings: Vec<_> = (0..4)
        .map(|number| {
            let desk = stage.desk.clone();
            let envelope = VisitorCommandEnvelope {
                id: stage.next_id(),
                command: message(&format!("message {number}"), None),
            };
            tokio::spawn(async move { live_chat::execute(&desk, &visitor, envelope).await })
        })
        .collect();
    let mut conversations = Vec::new();
    for sending in sendings {
        conversations.push(sending.await.expect("no panic").expect("written").conversation.id);
    }
    conversations.dedup();
    let [conversation] = conversations[..] else {
        panic!("one conversation: {conversations:?}")
    };
    assert_eq!(stored(&stage, conversation).await.len(), 4);
    assert_eq!(stage.row(conversation).await.unread, 4);
}

async fn the_same_message_sent_again_is_written_once(db: TestDb) {
    let stage = Stage::new(db).await;
    let guest = stage.guest().await;
    let visitor = stage.visitor(&guest).await;
    let envelope = VisitorCommandEnvelope {
        id: stage.next_id(),
        command: message("once", None),
    };
    let first = live_chat::execute(&stage.desk, &visitor, envelope.clone())
        .await
        .expect("written");
    let again = live_chat::execute(&stage.desk, &visitor, envelope.clone())
        .await
        .expect("known");
    assert_eq!(again, first);
    assert_eq!(stored(&stage, first.conversation.id).await.len(), 1);
    let other = VisitorCommandEnvelope {
        command: message("other", None),
        ..envelope
    };
    let reused = live_chat::execute(&stage.desk, &visitor, other).await;
    assert_eq!(reused, Err(Problem::invalid("id", "reused_id")));
}

async fn a_token_is_good_for_its_own_connection_only(db: TestDb) {
    let stage = Stage::new(db).await;
    let other = stage.other_connection().await;
    let guest = stage.guest().await;
    for (connection, token, known) in [
        (stage.connection, guest.token.as_str(), true),
        (other, guest.token.as_str(), false),
        (stage.connection, "", false),
        (stage.connection, "guess", false),
    ] {
        let found = live_chat::resolve(&stage.desk, connection, token)
            .await
            .expect("looked up");
        assert_eq!(found.is_some(), known, "{connection} {token:?}");
    }
}

async fn ticks_never_go_back_and_never_run_ahead(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let guest = stage.guest().await;
    let written = stage.writes(&guest, "hello").await;
    let conversation = written.conversation.id;
    let one = stage
        .says(&ana, conversation, "one")
        .await
        .messages
        .last()
        .expect("a text")
        .id;
    let two = stage.says(&ana, conversation, "two").await.messages[0].id;
    let position = stage.end().await;
    for (up_to, read, received_now, read_now) in [
        (one, false, Some(one), None),
        (one, true, Some(one), Some(one)),
        (one, false, Some(one), Some(one)),
        (written.messages[0].id, true, Some(one), Some(one)),
        (two, false, Some(two), Some(one)),
        (MessageId(i64::MAX), true, Some(two), Some(two)),
        (MessageId(-5), true, Some(two), Some(two)),
    ] {
        let acknowledge = VisitorCommand::Acknowledge { up_to, read };
        let told = stage.visitor_does(&guest, acknowledge).await.expect("acknowledged");
        let row = stage.row(conversation).await;
        assert_eq!(
            (row.customer_received, row.customer_read),
            (received_now, read_now),
            "{up_to} {read}"
        );
        assert_eq!(told.conversation.customer_read, read_now);
        assert_eq!(row.lifecycle.status, Status::Replied);
    }
    assert_eq!(
        stage.events(position).await.len(),
        4,
        "what changes nothing is not told"
    );
}

async fn who_never_wrote_acknowledges_nothing(db: TestDb) {
    let stage = Stage::new(db).await;
    let guest = stage.guest().await;
    let acknowledge = VisitorCommand::Acknowledge {
        up_to: MessageId(1),
        read: true,
    };
    assert_eq!(stage.visitor_does(&guest, acknowledge).await, Err(Problem::NotFound));
}

async fn a_visitor_reads_its_public_messages_over_all_conversations_and_nobody_elses(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let (guest, other) = (stage.guest().await, stage.guest().await);
    let first = stage.writes(&guest, "one").await.conversation.id;
    stage.writes(&other, "not yours").await;
    let note = Command::note(first, text("secret note"));
    stage.does(&ana, note).await.expect("noted");
    stage.says(&ana, first, "two").await;
    stage.resolves(&ana, first).await;
    let next = stage.writes(&guest, "three").await.conversation.id;

    let page = read(&stage, &guest, None).await;
    let texts: Vec<&str> = page.messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts, ["one", "two", "three"]);
    assert_eq!(page.messages[1].from, VisitorWriter::Agent { name: "ana".to_owned() });
    assert_eq!(page.conversation.map(|conversation| conversation.id), Some(next));
    assert!(!page.more);

    let older = read(&stage, &guest, Some(page.messages[2].id)).await;
    assert_eq!(older.messages, page.messages[..2]);

    let nothing = read(&stage, &stage.guest().await, None).await;
    assert_eq!((nothing.conversation, nothing.messages), (None, Vec::new()));
}

async fn read(stage: &Stage, guest: &Guest, before: Option<MessageId>) -> model::VisitorPage {
    let visitor = stage.visitor(guest).await;
    live_chat::page(&stage.desk, &visitor, before).await.expect("read")
}

async fn a_chat_that_is_switched_off_lets_nobody_in(db: TestDb) {
    let stage = Stage::new(db).await;
    let connection = stage.connection;
    let shown = live_chat::settings(&stage.desk, connection)
        .await
        .expect("read")
        .expect("on");
    assert_eq!(shown.company, "Loja");
    stage
        .db
        .write(move |tx| {
            Box::pin(async move {
                let mut row = store::connection::get(tx, connection).await?.expect("there");
                row.enabled = false;
                store::connection::update(tx, &row).await
            })
        })
        .await
        .expect("switched off");
    assert!(
        live_chat::settings(&stage.desk, connection)
            .await
            .expect("read")
            .is_none()
    );
    let begun = live_chat::begin(&stage.desk, connection, Language::English).await;
    assert_eq!(begun, Err(Problem::NotFound));
}

async fn an_agents_line_and_note_are_stored_but_not_for_the_visitor(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let guest = stage.guest().await;
    let conversation = stage.writes(&guest, "one").await.conversation.id;
    stage.accepts(&ana, conversation).await;
    let inside = stored(&stage, conversation).await;
    assert!(
        inside
            .iter()
            .any(|message| matches!(message.content, Content::Activity(_)))
    );
    assert_eq!(read(&stage, &guest, None).await.messages.len(), 1);
}

fn words() -> TranscriptWords {
    TranscriptWords {
        language: Language::English,
        title: "Conversation with Loja".to_owned(),
        zone: "Times: {zone}".to_owned(),
        you: "You".to_owned(),
        bot: "Automatic answer".to_owned(),
        agent: "Loja".to_owned(),
    }
}

async fn a_transcript_holds_all_that_its_visitor_may_read_and_is_noted_once(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let (guest, other) = (stage.guest().await, stage.guest().await);
    let first = stage.writes(&guest, "the very first").await.conversation.id;
    stage.writes(&other, "not yours").await;
    let note = Command::note(first, text("secret note"));
    stage.does(&ana, note).await.expect("noted");
    stage.says(&ana, first, "the answer").await;
    stage.resolves(&ana, first).await;
    // More than one page of messages.
    let mut last = first;
    for number in 0..60 {
        last = stage.writes(&guest, &format!("line {number}")).await.conversation.id;
    }

    let visitor = stage.visitor(&guest).await;
    let file = live_chat::transcript(&stage.desk, &visitor, "America/Sao_Paulo", &words())
        .await
        .expect("written");
    for said in [
        "the very first",
        "ana: the answer",
        "line 0",
        "line 59",
        "Times: America/Sao_Paulo",
    ] {
        assert!(file.text.contains(said), "{said}: {}", file.text);
    }
    for hidden in ["secret", "not yours"] {
        assert!(!file.text.contains(hidden), "{hidden}: {}", file.text);
    }
    assert!(file.name.starts_with("chat-2026-09-2"), "{}", file.name);
    let silent = stage.visitor(&stage.guest().await).await;
    let nothing = live_chat::transcript(&stage.desk, &silent, "no zone", &words()).await;
    assert_eq!(nothing, Err(Problem::NotFound));

    let asks = || VisitorCommand::RequestTranscript { conversation: last };
    stage.visitor_does(&guest, asks()).await.expect("noted");
    let noted = stage.row(last).await.history_requested_at;
    assert!(noted.is_some());
    stage.visitor_does(&guest, asks()).await.expect("again");
    assert_eq!(stage.row(last).await.history_requested_at, noted);
    assert_eq!(stage.visitor_does(&other, asks()).await, Err(Problem::NotFound));
}

async fn a_form_is_filled_in_by_its_own_visitor_and_names_the_contact(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let (guest, other) = (stage.guest().await, stage.guest().await);
    let conversation = stage.writes(&guest, "hello").await.conversation.id;
    stage.writes(&other, "hello").await;
    stage.accepts(&ana, conversation).await;
    stage
        .does(&ana, Command::SendForm { conversation })
        .await
        .expect("sent");
    let asked = read(&stage, &guest, None).await.conversation.expect("one");
    assert!(asked.asks_form);
    let fill = |name: &str, email: &str| VisitorCommand::FillForm {
        conversation,
        name: name.to_owned(),
        email: email.to_owned(),
        phone: String::new(),
    };
    let refused = stage.visitor_does(&other, fill("Eve", "")).await;
    assert_eq!(refused, Err(Problem::NotFound), "a stranger's form");
    let refused = stage.visitor_does(&guest, fill("Maria", "maria@")).await;
    assert_eq!(refused, Err(Problem::invalid("email", "malformed")));

    let filled = stage
        .visitor_does(&guest, fill(" Maria ", ""))
        .await
        .expect("filled in");
    assert!(!filled.conversation.asks_form && filled.conversation.form_filled_at.is_some());
    assert_eq!(stage.row(conversation).await.contact.name, "Maria");
    let again = stage.visitor_does(&guest, fill("Mary", "")).await;
    assert!(matches!(again, Err(Problem::Conflict { .. })), "{again:?}");
}

store::testing::contract! {
    the_first_message_makes_a_contact_and_opens_a_conversation_in_the_line,
    a_start_page_that_is_no_address_is_left_out_and_the_message_kept,
    further_messages_go_into_the_open_conversation,
    after_the_end_a_message_opens_the_next_conversation_of_the_same_contact,
    two_first_messages_at_once_open_one_conversation,
    the_same_message_sent_again_is_written_once,
    a_token_is_good_for_its_own_connection_only,
    ticks_never_go_back_and_never_run_ahead,
    who_never_wrote_acknowledges_nothing,
    a_visitor_reads_its_public_messages_over_all_conversations_and_nobody_elses,
    a_chat_that_is_switched_off_lets_nobody_in,
    an_agents_line_and_note_are_stored_but_not_for_the_visitor,
    a_transcript_holds_all_that_its_visitor_may_read_and_is_noted_once,
    a_form_is_filled_in_by_its_own_visitor_and_names_the_contact,
}
