//! The log's readers: everybody gets what they may see, learns what they no longer see, and can go on from a cursor.

use desk::live::{self, Logged, Resumed};
use model::{Actor, Audience, Command, Cursor, Event, Facts, Position, SessionId};
use store::testing::{EPOCH, TestDb};

use crate::stage::{Stage, text};

fn cursor(actor: &Actor, position: Position) -> Cursor {
    Cursor {
        epoch: EPOCH,
        access: actor.access_version,
        position,
    }
}

async fn resumed(stage: &Stage, actor: &Actor, position: Position) -> Vec<Event> {
    stage.settled().await;
    match live::resume_agent(&stage.desk, actor, cursor(actor, position))
        .await
        .expect("read")
    {
        Resumed::Entries { entries, more, .. } => {
            assert!(!more);
            entries.into_iter().map(|(_, event)| event).collect()
        }
        Resumed::Resync => panic!("the log reaches back"),
    }
}

async fn who_loses_sight_is_told_that_it_is_gone_and_nothing_else(db: TestDb) {
    let stage = Stage::new(db).await;
    let support = stage.department("Support").await;
    let ana = stage.agent("ana").await;
    let guest_agent = stage.user("guest", "agent", &[support]).await;
    let stranger = stage.user("stranger", "agent", &[support]).await;
    let conversation = stage.waiting().await;
    let position = stage.end().await;
    // As a transfer will do it: another department's agent has it in service.
    let assignee = guest_agent.user;
    stage
        .tamper(conversation, move |row| {
            row.lifecycle.status = model::Status::Accepted;
            row.lifecycle.assignee = Some(assignee);
        })
        .await;
    let sent = stage.says(&guest_agent, conversation, "hi").await;
    let returned = stage
        .does(&guest_agent, Command::Return { conversation })
        .await
        .expect("returned");
    let told = |outcome: &model::Outcome| Event::Conversation {
        conversation: Box::new(outcome.conversation.clone()),
        messages: outcome.messages.clone(),
    };
    let gone = Event::ConversationRemoved { conversation };
    assert_eq!(resumed(&stage, &ana, position).await, [told(&sent), told(&returned)]);
    assert_eq!(resumed(&stage, &guest_agent, position).await, [told(&sent), gone]);
    assert_eq!(resumed(&stage, &stranger, position).await, []);

    let logged = stage.logged(position).await;
    for actor in [&ana, &guest_agent, &stranger] {
        let pushed: Vec<Event> = logged
            .iter()
            .filter_map(|entry| live::for_agent(actor, entry))
            .collect();
        assert_eq!(
            pushed,
            resumed(&stage, actor, position).await,
            "pushed and resumed are the same"
        );
    }
}

async fn a_cursor_of_other_access_or_of_a_restored_database_means_starting_over(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let right = cursor(&ana, stage.end().await);
    for (cursor, resync) in [
        (right, false),
        (
            Cursor {
                access: right.access + 1,
                ..right
            },
            true,
        ),
        (
            Cursor {
                epoch: right.epoch + 1,
                ..right
            },
            true,
        ),
    ] {
        let resumed = live::resume_agent(&stage.desk, &ana, cursor).await.expect("read");
        assert_eq!(matches!(resumed, Resumed::Resync), resync, "{cursor}");
    }
}

async fn a_visitor_resumes_with_the_events_of_its_own_conversations(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let (guest, other) = (stage.guest().await, stage.guest().await);
    let silent = stage.visitor(&guest).await;
    let start = Cursor {
        epoch: EPOCH,
        access: 0,
        position: stage.end().await,
    };
    let nothing = live::resume_visitor(&stage.desk, &silent, start).await.expect("read");
    assert!(matches!(nothing, Resumed::Entries { entries, .. } if entries.is_empty()));

    let conversation = stage.writes(&guest, "hello").await.conversation.id;
    stage.writes(&other, "not yours").await;
    stage.says(&ana, conversation, "good day").await;
    let note = Command::note(conversation, text("secret"));
    stage.does(&ana, note).await.expect("noted");

    let visitor = stage.visitor(&guest).await;
    stage.settled().await;
    let Resumed::Entries { entries, .. } = live::resume_visitor(&stage.desk, &visitor, start).await.expect("read")
    else {
        panic!("the log reaches back")
    };
    let narrow: Vec<_> = entries
        .iter()
        .filter_map(|(_, event)| live::visitor_event(event, |_| Some("Ana".to_owned())))
        .collect();
    let json = serde_json::to_string(&narrow).expect("json");
    assert!(json.contains("hello") && json.contains("good day"), "{json}");
    assert!(!json.contains("secret") && !json.contains("not yours"), "{json}");
    assert_eq!(narrow.len(), 2);
}

async fn signals_concern_only_those_who_may_see_the_conversation(db: TestDb) {
    let stage = Stage::new(db).await;
    let support = stage.department("Support").await;
    let (ana, stranger) = (
        stage.agent("ana").await,
        stage.user("stranger", "agent", &[support]).await,
    );
    let guest = stage.guest().await;
    let silent = stage.visitor(&guest).await;
    assert!(
        live::visitor_parties(&stage.desk, &silent)
            .await
            .expect("read")
            .is_none()
    );
    let conversation = stage.writes(&guest, "hello").await.conversation.id;
    let parties = live::parties(&stage.desk, &ana, conversation)
        .await
        .expect("read")
        .expect("seen");
    assert_eq!(parties.connection, stage.connection);
    assert!(
        live::parties(&stage.desk, &stranger, conversation)
            .await
            .expect("read")
            .is_none()
    );
    let visitor = stage.visitor(&guest).await;
    let own = live::visitor_parties(&stage.desk, &visitor)
        .await
        .expect("read")
        .expect("open");
    assert_eq!((own.conversation, own.contact), (conversation, parties.contact));
    stage.accepts(&ana, conversation).await;
    stage.resolves(&ana, conversation).await;
    assert!(
        live::visitor_parties(&stage.desk, &visitor)
            .await
            .expect("read")
            .is_none()
    );
}

async fn everybody_is_told_of_the_directory_one_user_of_themselves_no_screen_of_sessions(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, ben) = (stage.agent("ana").await, stage.agent("ben").await);
    let event = Event::AccessChanged { user: ana.user };
    let facts = Facts {
        department: Some(stage.sales),
        assignee: None,
        reserved_for: None,
    };
    let about = |before, after| Audience::Conversation {
        conversation: model::ConversationId(1),
        contact: model::ContactId(1),
        connection: stage.connection,
        before,
        after,
    };
    let gone = Some(Event::ConversationRemoved {
        conversation: model::ConversationId(1),
    });
    let told = Some(event.clone());
    for (audience, anas, bens) in [
        (Audience::Everyone, told.clone(), told.clone()),
        (Audience::User(ana.user), told.clone(), None),
        (Audience::Session(SessionId(1)), None, None),
        (about(None, Some(facts)), told.clone(), told.clone()),
        (about(Some(facts), Some(facts)), told.clone(), told),
        (about(Some(facts), None), gone.clone(), gone),
        (about(None, None), None, None),
    ] {
        let logged = Logged {
            position: Position::default(),
            audience: audience.clone(),
            event: event.clone(),
        };
        assert_eq!(live::for_agent(&ana, &logged), anas, "{audience:?}");
        assert_eq!(live::for_agent(&ben, &logged), bens, "{audience:?}");
    }
}

store::testing::contract! {
    who_loses_sight_is_told_that_it_is_gone_and_nothing_else,
    a_cursor_of_other_access_or_of_a_restored_database_means_starting_over,
    a_visitor_resumes_with_the_events_of_its_own_conversations,
    signals_concern_only_those_who_may_see_the_conversation,
    everybody_is_told_of_the_directory_one_user_of_themselves_no_screen_of_sessions,
}
