//! Live chats: what is set of them, who may, and what is asked before the first message.

use desk::connection::{self, NewLiveChat};
use desk::inbox::{self, NewInbox};
use desk::live_chat;
use model::{
    Asked, AskedFields, ChatPosition, Command, ConnectionId, DirectoryEntry, Event, LiveChatRecord, Permission,
    Problem, VisitorCommand, VisitorDetails, Wording,
};
use store::testing::TestDb;

use crate::stage::{Stage, text};

async fn first(stage: &Stage) -> LiveChatRecord {
    connection::get(&stage.desk, &stage.administrator, stage.connection)
        .await
        .expect("the first one")
}

async fn change(stage: &Stage, wanted: LiveChatRecord) -> Result<LiveChatRecord, Problem> {
    connection::update(&stage.desk, &stage.administrator, wanted).await
}

async fn a_live_chat_keeps_what_is_set_and_open_screens_follow(db: TestDb) {
    let stage = Stage::new(db).await;
    let new = NewInbox {
        name: "Help".to_owned(),
        default_department: None,
    };
    let help = inbox::create(&stage.desk, &stage.administrator, new)
        .await
        .expect("made");
    let mut wanted = first(&stage).await;
    " Shop page ".clone_into(&mut wanted.name);
    wanted.inbox = help;
    " #FFCC00".clone_into(&mut wanted.settings.color);
    wanted.settings.position = ChatPosition::Left;
    wanted.settings.texts.title = Wording::same(" Our shop ");
    wanted.settings.allowed_origins = [
        "HTTPS://Shop.Example:443",
        "https://*.shop.example",
        "https://shop.example",
    ]
    .map(str::to_owned)
    .to_vec();
    let position = stage.end().await;

    let stored = change(&stage, wanted).await.expect("changed");

    assert_eq!(stored, first(&stage).await);
    assert_eq!(
        (stored.name.as_str(), stored.inbox, stored.version),
        ("Shop page", help, 2)
    );
    let shown = live_chat::settings(&stage.desk, stage.connection)
        .await
        .expect("read")
        .expect("on")
        .settings;
    assert_eq!(shown, stored.settings);
    assert_eq!(shown.color, "#ffcc00");
    assert_eq!(shown.texts.title, Wording::same("Our shop"));
    assert_eq!(
        shown.allowed_origins,
        ["https://shop.example", "https://*.shop.example"]
    );
    let [Event::Directory(DirectoryEntry::Connection(told))] = &stage.events(position).await[..] else {
        panic!("everybody's directory is told")
    };
    assert_eq!(
        (told.id, told.name.as_str(), told.inbox),
        (stage.connection, "Shop page", help)
    );

    let position = stage.end().await;
    assert_eq!(change(&stage, stored.clone()).await, Ok(stored));
    assert_eq!(stage.events(position).await, [], "nothing changed, nothing is told");
}

async fn who_saves_what_somebody_else_has_changed_is_told(db: TestDb) {
    let stage = Stage::new(db).await;
    let seen = first(&stage).await;
    let mut mine = seen.clone();
    "Mine".clone_into(&mut mine.name);
    change(&stage, mine).await.expect("the first to save");
    let mut theirs = seen.clone();
    "Theirs".clone_into(&mut theirs.name);
    let refused = change(&stage, theirs).await;
    assert!(matches!(refused, Err(Problem::Conflict { .. })), "{refused:?}");
    let refused = connection::delete(&stage.desk, &stage.administrator, seen.id, seen.version).await;
    assert!(matches!(refused, Err(Problem::Conflict { .. })), "{refused:?}");
    assert_eq!(first(&stage).await.name, "Mine");
}

type Spoil = fn(&mut LiveChatRecord);

async fn what_cannot_be_is_refused_by_its_field(db: TestDb) {
    let stage = Stage::new(db).await;
    let right = first(&stage).await;
    let cases: [(&str, &str, Spoil); 7] = [
        ("name", "required", |it| it.name.clear()),
        ("inbox", "wrong", |it| it.inbox = model::InboxId(999)),
        ("color", "malformed", |it| "red".clone_into(&mut it.settings.color)),
        ("color", "malformed", |it| "#12345é".clone_into(&mut it.settings.color)),
        ("title", "too_long", |it| {
            it.settings.texts.title = Wording::same(&"x".repeat(201));
        }),
        ("placeholder", "too_long", |it| {
            it.settings.texts.placeholder = Wording::same(&"x".repeat(201));
        }),
        ("allowed_origins", "malformed", |it| {
            it.settings.allowed_origins = vec!["https://shop.example/; script-src *".to_owned()];
        }),
    ];
    for (field, reason, spoil) in cases {
        let mut wrong = right.clone();
        spoil(&mut wrong);
        assert_eq!(change(&stage, wrong).await, Err(Problem::invalid(field, reason)));
    }
}

async fn live_chats_need_their_right(db: TestDb) {
    let stage = Stage::new(db).await;
    let clerk = stage.user_who_may("clerk", &[Permission::ManageInboxes], &[]).await;
    let (desk, chat) = (&stage.desk, first(&stage).await);
    let new = NewLiveChat {
        inbox: chat.inbox,
        name: "x".to_owned(),
    };
    assert_eq!(connection::create(desk, &clerk, new).await, Err(Problem::Forbidden));
    assert_eq!(connection::list(desk, &clerk).await, Err(Problem::Forbidden));
    assert_eq!(connection::get(desk, &clerk, chat.id).await, Err(Problem::Forbidden));
    assert_eq!(
        connection::update(desk, &clerk, chat.clone()).await,
        Err(Problem::Forbidden)
    );
    assert_eq!(
        connection::delete(desk, &clerk, chat.id, 1).await,
        Err(Problem::Forbidden)
    );
}

async fn a_live_chat_with_conversations_is_switched_off_and_one_without_is_deleted(db: TestDb) {
    let stage = Stage::new(db).await;
    let waiting = stage.waiting().await;
    let used = first(&stage).await;
    let refused = connection::delete(&stage.desk, &stage.administrator, used.id, used.version).await;
    assert_eq!(refused, Err(Problem::invalid("connection", "in_use")));
    let off = LiveChatRecord { enabled: false, ..used };
    change(&stage, off).await.expect("switched off");
    assert!(
        live_chat::settings(&stage.desk, stage.connection)
            .await
            .expect("read")
            .is_none()
    );
    assert_eq!(stage.row(waiting).await.id, waiting);

    let other = stage.other_connection().await;
    for _ in 0..3 {
        stage.guest_of(other).await;
    }
    let position = stage.end().await;
    connection::delete(&stage.desk, &stage.administrator, other, 1)
        .await
        .expect("deleted");
    let gone = Event::Directory(DirectoryEntry::ConnectionGone { id: other });
    assert_eq!(stage.events(position).await, [gone]);
    let found = connection::get(&stage.desk, &stage.administrator, other).await;
    assert_eq!(found, Err(Problem::NotFound));
}

/// Else agents do not know whom to write to, although the company asked; or customers cannot write although it did not.
async fn what_is_asked_before_the_first_message_makes_the_contact(db: TestDb) {
    let stage = Stage::new(db).await;
    let mut wanted = first(&stage).await;
    wanted.settings.asks = AskedFields {
        name: Asked::Required,
        email: Asked::Optional,
        phone: Asked::No,
    };
    change(&stage, wanted).await.expect("changed");
    let guest = stage.guest().await;
    let write = async |about: Option<(&str, &str, &str)>| {
        let about = about.map(|(name, email, phone)| VisitorDetails {
            name: name.to_owned(),
            email: email.to_owned(),
            phone: phone.to_owned(),
        });
        let command = VisitorCommand::SendMessage {
            text: Some(text("hello")),
            page: None,
            about,
            files: Vec::new(),
            reply_to: None,
        };
        stage.visitor_does(&guest, command).await
    };
    for (about, field, reason) in [
        (None, "name", "required"),
        (Some((" ", "x@shop.example", "")), "name", "required"),
        (Some(("Maria", "no address", "")), "email", "malformed"),
    ] {
        assert_eq!(write(about).await.err(), Some(Problem::invalid(field, reason)));
        assert_eq!(stage.visitor(&guest).await.contact, None);
    }

    let opened = write(Some((" Maria ", "", "not asked for"))).await.expect("written");

    let row = stage.row(opened.conversation.id).await;
    assert_eq!(row.contact.name, "Maria");
    let mut conn = stage.db.read().await.expect("a connection");
    let contact = store::contact::get(&mut conn, row.contact.id)
        .await
        .expect("read")
        .expect("there");
    assert_eq!((contact.email, contact.phone), (None, None));
    assert!(write(None).await.is_ok(), "asked once");
}

/// Else the customer writes into a window that nobody reads, and never sees the answer.
async fn after_a_transfer_to_another_live_chat_the_customer_goes_on_where_they_are(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let other = stage.other_connection().await;
    let guest = stage.guest().await;
    let id = stage.writes(&guest, "hello").await.conversation.id;
    stage.accepts(&ana, id).await;
    let transfer = |connection: ConnectionId| Command::TransferToConnection {
        conversation: id,
        connection,
        note: None,
        expected_version: None,
    };
    stage.does(&ana, transfer(other)).await.expect("transferred");
    assert_eq!(stage.row(id).await.lifecycle.connection, other);

    stage.says(&ana, id, "I am still here").await;
    let visitor = stage.visitor(&guest).await;
    let page = live_chat::page(&stage.desk, &visitor, None).await.expect("read");
    assert_eq!(page.conversation.map(|it| it.id), Some(id));
    assert_eq!(page.messages.len(), 2);
    stage.settled().await;
    let missed = desk::live::resume_visitor(
        &stage.desk,
        &visitor,
        model::Cursor {
            position: model::Position::default(),
            ..page.cursor
        },
    )
    .await
    .expect("read");
    let desk::live::Resumed::Entries { entries, .. } = missed else {
        panic!("the log reaches back")
    };
    assert!(entries.len() > 2, "what came after the transfer is told too");
    assert_eq!(stage.writes(&guest, "fine").await.conversation.id, id);

    // The customer has one window: no second conversation begins in it.
    let start = Command::StartConversation {
        contact: stage.row(id).await.contact.id,
        connection: stage.connection,
        text: text("hello again"),
    };
    let refused = stage.does(&stage.administrator, start).await;
    assert!(
        matches!(refused, Err(Problem::Conflict { conversation: Some(open), .. }) if open == id),
        "{refused:?}"
    );
    stage
        .does(&stage.administrator, transfer(stage.connection))
        .await
        .expect("transferred back");
    let lifecycle = stage.row(id).await.lifecycle;
    assert_eq!((lifecycle.connection, lifecycle.home), (stage.connection, None));
}

store::testing::contract! {
    a_live_chat_keeps_what_is_set_and_open_screens_follow,
    who_saves_what_somebody_else_has_changed_is_told,
    what_cannot_be_is_refused_by_its_field,
    live_chats_need_their_right,
    a_live_chat_with_conversations_is_switched_off_and_one_without_is_deleted,
    what_is_asked_before_the_first_message_makes_the_contact,
    after_a_transfer_to_another_live_chat_the_customer_goes_on_where_they_are,
}
