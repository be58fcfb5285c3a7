//! Making inboxes and live chats: where what is written there comes in, and who may.

use desk::connection::{self, NewLiveChat};
use desk::inbox::{self, NewInbox};
use model::{
    BusinessHours, Command, DepartmentId, DirectoryEntry, Event, InboxId, InboxRecord, InboxSettings, Permission,
    Problem, RatingKind, Wording,
};
use store::testing::TestDb;

use crate::stage::Stage;

async fn what_is_written_in_a_new_live_chat_stands_in_its_inboxs_department(db: TestDb) {
    let stage = Stage::new(db).await;
    let support = stage.department("Support").await;
    let position = stage.end().await;
    let new = NewInbox {
        name: "Help".to_owned(),
        default_department: Some(support),
    };
    let inbox = inbox::create(&stage.desk, &stage.administrator, new)
        .await
        .expect("made");
    let new = NewLiveChat {
        inbox,
        name: "Help page".to_owned(),
    };
    let connection = connection::create(&stage.desk, &stage.administrator, new)
        .await
        .expect("made");
    let [
        Event::Directory(DirectoryEntry::Inbox(inbox_entry)),
        Event::Directory(DirectoryEntry::Connection(connection_entry)),
    ] = &stage.events(position).await[..]
    else {
        panic!("everybody's directory is told of both")
    };
    assert_eq!((inbox_entry.id, inbox_entry.name.as_str()), (inbox, "Help"));
    assert_eq!((connection_entry.id, connection_entry.inbox), (connection, inbox));

    let guest = stage.guest_of(connection).await;
    let written = stage.writes(&guest, "hello").await.conversation.id;
    let lifecycle = stage.row(written).await.lifecycle;
    assert_eq!((lifecycle.inbox, lifecycle.department), (inbox, Some(support)));
}

async fn inboxes_and_live_chats_need_their_rights_and_right_fields(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let new = |name: &str, default_department| NewInbox {
        name: name.to_owned(),
        default_department,
    };
    let refused = inbox::create(&stage.desk, &ana, new("Help", None)).await;
    assert_eq!(refused, Err(Problem::Forbidden));
    for (new, field, reason) in [
        (new("", None), "name", "required"),
        (new("Help", Some(DepartmentId(999))), "default_department", "wrong"),
    ] {
        let refused = inbox::create(&stage.desk, &stage.administrator, new).await;
        assert_eq!(refused, Err(Problem::invalid(field, reason)));
    }
    let clerk = stage.user_who_may("clerk", &[Permission::ManageInboxes], &[]).await;
    let inbox = inbox::create(&stage.desk, &clerk, new("Help", None))
        .await
        .expect("made");
    let chat = |inbox| NewLiveChat {
        inbox,
        name: "Help page".to_owned(),
    };
    let refused = connection::create(&stage.desk, &clerk, chat(inbox)).await;
    assert_eq!(refused, Err(Problem::Forbidden));
    let refused = connection::create(&stage.desk, &stage.administrator, chat(InboxId(999))).await;
    assert_eq!(refused, Err(Problem::invalid("inbox", "wrong")));
}

async fn first(stage: &Stage) -> InboxRecord {
    let id = stage.inbox().await;
    inbox::get(&stage.desk, &stage.administrator, id)
        .await
        .expect("the first one")
}

async fn set(stage: &Stage, seen: &InboxRecord, settings: InboxSettings) -> Result<InboxRecord, Problem> {
    inbox::update(&stage.desk, &stage.administrator, seen.id, seen.version, settings).await
}

async fn another(stage: &Stage, name: &str) -> InboxId {
    let new = NewInbox {
        name: name.to_owned(),
        default_department: None,
    };
    inbox::create(&stage.desk, &stage.administrator, new)
        .await
        .expect("made")
}

async fn an_inbox_keeps_what_is_set_and_open_screens_follow(db: TestDb) {
    let stage = Stage::new(db).await;
    let seen = first(&stage).await;
    let wanted = InboxSettings {
        name: " Orders ".to_owned(),
        rating: Some(RatingKind::Like),
        greeting: Wording::same("  Hello! "),
        auto_close_ms: Some(60_000),
        runs_again: true,
        ..seen.settings.clone()
    };
    let position = stage.end().await;
    let stored = set(&stage, &seen, wanted.clone()).await.expect("set");
    let expected = InboxSettings {
        name: "Orders".to_owned(),
        greeting: Wording::same("Hello!"),
        ..wanted
    };
    assert_eq!((&stored.settings, stored.version), (&expected, seen.version + 1));
    assert_eq!(first(&stage).await, stored);
    let [Event::Directory(DirectoryEntry::Inbox(told))] = &stage.events(position).await[..] else {
        panic!("everybody's directory is told")
    };
    assert_eq!((told.name.as_str(), told.asks_rating), ("Orders", true));
}

async fn who_saves_what_somebody_else_has_set_is_told(db: TestDb) {
    let stage = Stage::new(db).await;
    another(&stage, "Help").await;
    let seen = first(&stage).await;
    let named = |name: &str| InboxSettings {
        name: name.to_owned(),
        ..seen.settings.clone()
    };
    set(&stage, &seen, named("Mine")).await.expect("the first to save");
    let refused = set(&stage, &seen, named("Theirs")).await;
    assert!(matches!(refused, Err(Problem::Conflict { .. })), "{refused:?}");
    let refused = inbox::delete(&stage.desk, &stage.administrator, seen.id, seen.version, "Mine").await;
    assert!(matches!(refused, Err(Problem::Conflict { .. })), "{refused:?}");
    assert_eq!(first(&stage).await.settings.name, "Mine");
}

type Spoil = fn(&mut InboxSettings);

async fn what_cannot_be_set_is_refused_by_its_name(db: TestDb) {
    let stage = Stage::new(db).await;
    let seen = first(&stage).await;
    let cases: [(&str, &str, Spoil); 7] = [
        ("name", "required", |it| " ".clone_into(&mut it.name)),
        ("default_department", "wrong", |it| {
            it.default_department = Some(DepartmentId(999));
        }),
        ("auto_close_ms", "wrong", |it| it.auto_close_ms = Some(-1)),
        ("idle_timeout_ms", "wrong", |it| it.idle_timeout_ms = Some(i64::MAX)),
        ("greeting", "too_long", |it| {
            it.greeting = Wording::same(&"x".repeat(2_001));
        }),
        ("outside_hours_text", "too_long", |it| {
            it.outside_hours_text = Wording::same(&"x".repeat(2_001));
        }),
        ("time_zone", "wrong", |it| {
            it.business_hours = Some(BusinessHours {
                time_zone: "Mars/Base".to_owned(),
                weekly: core::array::from_fn(|_| Vec::new()),
                holidays: Vec::new(),
            });
        }),
    ];
    for (field, reason, spoil) in cases {
        let mut wrong = seen.settings.clone();
        spoil(&mut wrong);
        assert_eq!(set(&stage, &seen, wrong).await, Err(Problem::invalid(field, reason)));
    }
}

async fn settings_and_deletion_need_their_rights(db: TestDb) {
    let stage = Stage::new(db).await;
    another(&stage, "Help").await;
    let seen = first(&stage).await;
    let other = stage.user_who_may("other", &[Permission::ManageConnections], &[]).await;
    let clerk = stage.user_who_may("clerk", &[Permission::ManageInboxes], &[]).await;
    let (desk, id, version) = (&stage.desk, seen.id, seen.version);
    assert_eq!(inbox::list(desk, &other).await, Err(Problem::Forbidden));
    assert_eq!(inbox::get(desk, &other, id).await, Err(Problem::Forbidden));
    let refused = inbox::update(desk, &other, id, version, seen.settings.clone()).await;
    assert_eq!(refused, Err(Problem::Forbidden));
    assert_eq!(
        inbox::count_conversations(desk, &other, id).await,
        Err(Problem::Forbidden)
    );
    assert_eq!(
        inbox::delete(desk, &other, id, version, "Loja").await,
        Err(Problem::Forbidden)
    );
    // Conversations go with it: that needs the right to delete them.
    assert_eq!(
        inbox::delete(desk, &clerk, id, version, "Loja").await,
        Err(Problem::Forbidden)
    );
}

async fn erase_all(stage: &Stage) -> usize {
    let mut steps = 0;
    while inbox::erase(&stage.desk).await.expect("erased") {
        steps += 1;
    }
    steps
}

/// Rows that speak of a conversation.
async fn traces(stage: &Stage, id: model::ConversationId) -> usize {
    let events = stage.logged(model::Position::default()).await;
    let told = events.iter().filter(|logged| match &logged.event {
        Event::Conversation { conversation, .. } => conversation.id == id,
        _ => false,
    });
    told.count() + stage.messages(id).await.len()
}

async fn an_inbox_is_deleted_with_its_conversations_and_nothing_else(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let seen = first(&stage).await;
    let help = another(&stage, "Help").await;
    let new = NewLiveChat {
        inbox: help,
        name: "Help page".to_owned(),
    };
    let help_chat = connection::create(&stage.desk, &stage.administrator, new)
        .await
        .expect("made");

    let guest = stage.guest().await;
    let doomed = stage.writes(&guest, "hello").await.conversation.id;
    let command = Command::send(doomed, crate::stage::text("answer"));
    let envelope = model::CommandEnvelope {
        id: stage.next_id(),
        command,
    };
    desk::command::execute(&stage.desk, &ana, envelope.clone())
        .await
        .expect("sent");
    for number in 0..150 {
        stage.writes(&guest, &format!("message {number}")).await;
    }
    // It came over the other inbox's connection and stands in this one.
    let helped = stage.guest_of(help_chat).await;
    let moved_here = stage.writes(&helped, "hello").await.conversation.id;
    let to_here = Command::TransferToInbox {
        conversation: moved_here,
        inbox: seen.id,
        note: None,
        expected_version: None,
    };
    stage.does(&stage.administrator, to_here).await.expect("transferred");
    let other = stage.guest_of(help_chat).await;
    let kept = stage.writes(&other, "hello").await.conversation.id;

    let delete =
        async |typed: &str| inbox::delete(&stage.desk, &stage.administrator, seen.id, seen.version, typed).await;
    assert_eq!(delete("loja").await, Err(Problem::invalid("name", "wrong")));
    assert_eq!(
        inbox::count_conversations(&stage.desk, &stage.administrator, seen.id).await,
        Ok(2)
    );
    let position = stage.end().await;
    delete(" Loja ").await.expect("marked");

    // Gone from every list at once, and nothing comes in.
    let listed = inbox::list(&stage.desk, &stage.administrator).await.expect("read");
    assert_eq!(listed.iter().map(|it| it.id).collect::<Vec<_>>(), [help]);
    let directory = desk::directory::directory(&stage.desk).await.expect("read");
    assert_eq!((directory.inboxes.len(), directory.connections.len()), (1, 1));
    assert!(
        desk::live_chat::settings(&stage.desk, stage.connection)
            .await
            .expect("read")
            .is_none()
    );
    let back = Command::TransferToInbox {
        conversation: kept,
        inbox: seen.id,
        note: None,
        expected_version: None,
    };
    let refused = stage.does(&stage.administrator, back).await;
    assert_eq!(refused.err(), Some(Problem::invalid("inbox", "wrong")));

    assert!(erase_all(&stage).await > 2, "in several transactions");

    for id in [doomed, moved_here] {
        let gone = store::conversation::get(&mut stage.db.read().await.expect("a reader"), id).await;
        assert_eq!(gone, Ok(None));
        assert_eq!(traces(&stage, id).await, 0);
    }
    let events = stage.events(position).await;
    for event in [
        Event::Directory(DirectoryEntry::ConnectionGone { id: stage.connection }),
        Event::Directory(DirectoryEntry::InboxGone { id: seen.id }),
        Event::ConversationRemoved { conversation: doomed },
        Event::ConversationRemoved {
            conversation: moved_here,
        },
    ] {
        assert!(events.contains(&event), "{event:?}");
    }
    let again = desk::command::execute(&stage.desk, &ana, envelope).await;
    assert_eq!(again.err(), Some(Problem::NotFound), "its stored result is gone too");
    let known = desk::live_chat::resolve(&stage.desk, stage.connection, &guest.token).await;
    assert_eq!(known, Ok(None), "the visitor's token means nothing any more");
    let left = desk::live_chat::page(&stage.desk, &stage.visitor(&helped).await, None)
        .await
        .expect("read");
    assert_eq!((left.conversation, left.messages), (None, Vec::new()));

    assert_eq!(stage.row(kept).await.id, kept);
    assert!(traces(&stage, kept).await >= 2);
    let last = inbox::get(&stage.desk, &stage.administrator, help)
        .await
        .expect("there");
    let refused = inbox::delete(&stage.desk, &stage.administrator, help, last.version, "Help").await;
    assert_eq!(refused, Err(Problem::invalid("inbox", "last")));
}

/// Else a conversation that another team works on vanishes with an inbox that it has left.
async fn a_conversation_that_was_transferred_away_outlives_its_inbox(db: TestDb) {
    let stage = Stage::new(db).await;
    let seen = first(&stage).await;
    let help = another(&stage, "Help").await;
    let id = stage.waiting().await;
    let away = Command::TransferToInbox {
        conversation: id,
        inbox: help,
        note: None,
        expected_version: None,
    };
    stage.does(&stage.administrator, away).await.expect("transferred");
    inbox::delete(&stage.desk, &stage.administrator, seen.id, seen.version, "Loja")
        .await
        .expect("marked");
    erase_all(&stage).await;
    assert_eq!(stage.row(id).await.lifecycle.inbox, help);
    let chat = connection::get(&stage.desk, &stage.administrator, stage.connection)
        .await
        .expect("it still carries one");
    assert_eq!((chat.inbox, chat.enabled), (help, false));
}

store::testing::contract! {
    an_inbox_keeps_what_is_set_and_open_screens_follow,
    who_saves_what_somebody_else_has_set_is_told,
    what_cannot_be_set_is_refused_by_its_name,
    settings_and_deletion_need_their_rights,
    an_inbox_is_deleted_with_its_conversations_and_nothing_else,
    a_conversation_that_was_transferred_away_outlives_its_inbox,
    what_is_written_in_a_new_live_chat_stands_in_its_inboxs_department,
    inboxes_and_live_chats_need_their_rights_and_right_fields,
}
