//! The replica's proof: a copy that follows the log is, after every command, what a fresh fetch would give.

use desk::live::{self, Resumed};
use desk::reading;
use model::{
    Actor, Command, Comment, Conversation, ConversationId, Cursor, Emoji, Filter, InboxSettings, Language, Message,
    Permission, RatingKind, ServerFrame, Tab, VisitorCommand, Wording,
};
use replica::Replica;
use store::testing::TestDb;

use crate::stage::{Guest, Stage, text};

/// A screen that loaded once and has only listened since.
struct Screen {
    actor: Actor,
    replica: Replica,
    opened: Vec<ConversationId>,
}

impl Screen {
    async fn new(stage: &Stage, actor: Actor) -> Self {
        stage.settled().await;
        let snapshot = reading::snapshot(&stage.desk, &actor, Language::English, "build").await;
        Self {
            replica: Replica::new(snapshot.expect("a snapshot")),
            actor,
            opened: Vec::new(),
        }
    }

    async fn open(&mut self, stage: &Stage, conversation: ConversationId) {
        let fetch = self.replica.begin_fetch();
        let open = reading::open(&stage.desk, &self.actor, conversation)
            .await
            .expect("opened");
        self.replica.finish_open(&fetch, open);
        self.opened.push(conversation);
    }

    /// As its pane does when a conversation that had left its sight is back.
    async fn open_again(&mut self, stage: &Stage, conversation: ConversationId) {
        let had = self.replica.conversation(conversation).is_some();
        self.listen(stage).await;
        let has = self.replica.conversation(conversation).is_some();
        if has && !had {
            self.opened.retain(|id| *id != conversation);
            self.open(stage, conversation).await;
        }
    }

    /// Takes in all that happened since.
    async fn listen(&mut self, stage: &Stage) {
        stage.settled().await;
        loop {
            let cursor = self.replica.cursor();
            let resumed = live::resume_agent(&stage.desk, &self.actor, cursor)
                .await
                .expect("read");
            let Resumed::Entries { entries, more, .. } = resumed else {
                panic!("the log reaches back")
            };
            for (position, event) in entries {
                let cursor = Cursor { position, ..cursor };
                self.replica.frame(&ServerFrame::Event { cursor, event });
            }
            if !more {
                return;
            }
        }
    }

    fn rows(&self, ids: Vec<ConversationId>) -> Vec<Conversation> {
        ids.into_iter()
            .filter_map(|id| self.replica.conversation(id).map(std::borrow::Cow::into_owned))
            .collect()
    }

    async fn is_as_fresh(&mut self, stage: &Stage, after: &str) {
        self.listen(stage).await;
        let who = format!("{}'s screen after {after}", self.actor.name);
        for filter in filters(stage, &self.actor) {
            self.replica.set_filter(filter);
            self.lists_are_as_fresh(stage, &who).await;
        }
        for id in &self.opened {
            let fresh = reading::open(&stage.desk, &self.actor, *id).await.ok();
            let window = self.replica.window(*id);
            assert_eq!(window.is_some(), fresh.is_some(), "sight of {id} on {who}");
            if let (Some(window), Some(fresh)) = (window, fresh) {
                let copied: Vec<&Message> = window.messages().collect();
                assert_eq!(copied, fresh.page.messages.iter().collect::<Vec<_>>(), "{id} on {who}");
                let row = self.replica.conversation(*id).map(std::borrow::Cow::into_owned);
                assert_eq!(row, Some(fresh.conversation), "{id} on {who}");
            }
        }
        let directory = desk::directory::directory(&stage.desk).await.expect("read");
        assert_eq!(*self.replica.directory(), directory, "{who}");
    }

    /// Each tab as far as it is loaded, through the filter that is chosen.
    async fn lists_are_as_fresh(&self, stage: &Stage, who: &str) {
        let filter = self.replica.filter();
        let who = format!("{who}, {filter:?}");
        for tab in Tab::ALL {
            let floor = self.replica.next_page(*tab);
            let mut expected = whole_list(stage, &self.actor, filter, *tab).await;
            expected.retain(|row| floor.is_none_or(|floor| row.list_key() >= floor));
            // What the agent has snoozed is out of the list, and found apart from it.
            let is_mine = |row: &Conversation| row.snoozed.is_some_and(|snooze| snooze.by == self.actor.user);
            let (snoozed, listed): (Vec<_>, Vec<_>) = expected.into_iter().partition(is_mine);
            assert_eq!(self.rows(self.replica.order(*tab)), listed, "{tab:?} of {who}");
            if *tab == Tab::InService {
                assert_eq!(self.rows(self.replica.snoozed()), snoozed, "snoozed of {who}");
            }
        }
    }
}

/// Each thing that a filter can ask for, and nothing at last.
fn filters(stage: &Stage, actor: &Actor) -> Vec<Filter> {
    let none = Filter::default;
    vec![
        Filter {
            users: vec![actor.user],
            ..none()
        },
        Filter {
            departments: vec![stage.sales],
            connections: vec![stage.connection],
            ..none()
        },
        Filter { unread: true, ..none() },
        Filter {
            mine_and_new: true,
            ..none()
        },
        Filter {
            active: true,
            unowned: true,
            ..none()
        },
        none(),
    ]
}

async fn whole_list(stage: &Stage, actor: &Actor, filter: &Filter, tab: Tab) -> Vec<Conversation> {
    let mut rows: Vec<Conversation> = Vec::new();
    loop {
        let before = rows.last().map(Conversation::list_key);
        let page = reading::list(&stage.desk, actor, filter, tab, before)
            .await
            .expect("listed");
        rows.extend(page.rows);
        if !page.more {
            return rows;
        }
    }
}

/// Four kinds of eyes: two agents of the department, one of another, one who sees everything.
async fn screens(stage: &Stage) -> Vec<Screen> {
    let support = stage.department("Support").await;
    let actors = [
        stage.agent("ana").await,
        stage.agent("ben").await,
        stage.user("stranger", "agent", &[support]).await,
        stage.user_who_may("onlooker", &[Permission::ReadAll], &[]).await,
    ];
    let mut screens = Vec::new();
    for actor in actors {
        screens.push(Screen::new(stage, actor).await);
    }
    screens
}

async fn after_every_command_each_screen_is_what_a_fresh_fetch_gives(db: TestDb) {
    let stage = Stage::new(db).await;
    let mut screens = screens(&stage).await;
    let (ana, ben) = (screens[0].actor.clone(), screens[1].actor.clone());
    let guest = stage.guest().await;
    let first = stage.writes(&guest, "hello").await;
    let conversation = first.conversation.id;
    for screen in &mut screens {
        screen.is_as_fresh(&stage, "the first message").await;
        if screen.actor.name != "stranger" {
            screen.open(&stage, conversation).await;
        }
    }
    let say = |what: &str| Command::send(conversation, text(what));
    let note = Command::note(conversation, text("note"));
    let read = Command::MarkRead {
        conversation,
        up_to: first.messages[0].id,
    };
    let react = |on| Command::React {
        conversation,
        message: first.messages[0].id,
        emoji: Emoji::new("👍").expect("an emoji"),
        on,
    };
    for (actor, command) in [
        (&ana, Command::Accept { conversation }),
        (&ana, read),
        (&ana, note),
        (&ana, say("one")),
        (&ana, Command::Return { conversation }),
        (&ben, say("two")),
        (&ana, react(true)),
        (&ben, react(true)),
        (&ana, react(false)),
        (&ben, Command::Resolve { conversation }),
        (&ana, Command::Reopen { conversation }),
        (&ana, Command::Return { conversation }),
        (&ben, Command::CloseUnanswered { conversation }),
    ] {
        let after = format!("{command:?}");
        stage.does(actor, command).await.expect("done");
        for screen in &mut screens {
            screen.is_as_fresh(&stage, &after).await;
        }
    }
    let reopened = stage.does(&ben, Command::Reopen { conversation }).await;
    reopened.expect("reopened");
    let own = stage.says(&ben, conversation, "three").await;
    let message = own.messages.last().expect("a text").id;
    let edit = Command::EditMessage {
        conversation,
        message,
        text: text("3"),
        mentions: Vec::new(),
    };
    for command in [edit, Command::DeleteMessage { conversation, message }] {
        let after = format!("{command:?}");
        stage.does(&ben, command).await.expect("done");
        for screen in &mut screens {
            screen.is_as_fresh(&stage, &after).await;
        }
    }
}

async fn after_every_command_of_a_visitor_each_screen_is_what_a_fresh_fetch_gives(db: TestDb) {
    let stage = Stage::new(db).await;
    let mut screens = screens(&stage).await;
    let ana = screens[0].actor.clone();
    let guest = stage.guest().await;
    let conversation = stage.writes(&guest, "hello").await.conversation.id;
    for screen in &mut screens {
        screen.listen(&stage).await;
        if screen.actor.name != "stranger" {
            screen.open(&stage, conversation).await;
        }
    }
    stage.writes(&guest, "again").await;
    all_fresh(&stage, &mut screens, "a second message").await;
    let answer = stage.says(&ana, conversation, "answer").await;
    let up_to = answer.messages.last().expect("a text").id;
    for read in [false, true] {
        let acknowledge = VisitorCommand::Acknowledge { up_to, read };
        stage.visitor_does(&guest, acknowledge).await.expect("acknowledged");
        all_fresh(&stage, &mut screens, "an acknowledgement").await;
    }
    stage.writes(&guest, "and then?").await;
    all_fresh(&stage, &mut screens, "an answer").await;
    stage.resolves(&ana, conversation).await;
    stage.writes(&guest, "one more thing").await;
    all_fresh(&stage, &mut screens, "the next conversation").await;
}

async fn all_fresh(stage: &Stage, screens: &mut [Screen], after: &str) {
    for screen in screens {
        screen.is_as_fresh(stage, after).await;
    }
}

#[expect(clippy::too_many_lines, reason = "one story, each command once")]
async fn after_every_ending_and_transfer_each_screen_is_what_a_fresh_fetch_gives(db: TestDb) {
    let stage = Stage::new(db).await;
    stage
        .rules(InboxSettings {
            rating: Some(RatingKind::Five),
            closing_delay_ms: Some(60_000),
            auto_close_ms: Some(60_000),
            auto_close_text: Wording::same("We close this for now."),
            ..InboxSettings::default()
        })
        .await;
    let mut screens = screens(&stage).await;
    all_fresh(&stage, &mut screens, "new rules").await;
    let (ana, ben) = (screens[0].actor.clone(), screens[1].actor.clone());
    let (boss, support) = (stage.administrator.clone(), screens[2].actor.departments[0]);
    let guest = stage.guest().await;
    let conversation = stage.writes(&guest, "hello").await.conversation.id;
    for screen in &mut screens {
        screen.listen(&stage).await;
        if screen.actor.name != "stranger" {
            screen.open(&stage, conversation).await;
        }
    }
    let note = Comment::new("yours").ok();
    let to_agent = |agent| Command::TransferToAgent {
        conversation,
        agent,
        note: note.clone(),
        expected_version: None,
    };
    let to_department = |department| Command::TransferToDepartment {
        conversation,
        department,
        note: note.clone(),
        expected_version: None,
    };
    let new = desk::inbox::NewInbox {
        name: "Outlet".to_owned(),
        default_department: Some(stage.sales),
    };
    let inbox = desk::inbox::create(&stage.desk, &boss, new).await.expect("made");
    let new = desk::connection::NewLiveChat {
        inbox,
        name: "Outlet's chat".to_owned(),
    };
    let other = desk::connection::create(&stage.desk, &boss, new).await.expect("made");
    let to_connection = |connection| Command::TransferToConnection {
        conversation,
        connection,
        note: note.clone(),
        expected_version: None,
    };
    let until = stage.now().plus(3_600_000);
    let answer = Command::send(conversation, text("answer"));
    for (actor, command) in [
        (&ana, to_agent(ben.user)),
        (&ben, Command::Decline { conversation }),
        (&ana, to_agent(ben.user)),
        (&ben, Command::Accept { conversation }),
        (&ben, Command::Snooze { conversation, until }),
        (&ben, Command::Unsnooze { conversation }),
        (&ben, Command::SendForm { conversation }),
        (&ben, to_department(support)),
        (&boss, to_department(stage.sales)),
        (
            &ana,
            Command::TransferToInbox {
                conversation,
                inbox,
                note: None,
                expected_version: None,
            },
        ),
        (&ana, to_connection(other)),
        (&ana, to_connection(stage.connection)),
        (&ana, Command::AcceptAndClose { conversation }),
        (
            &boss,
            Command::Review {
                conversation,
                value: 5,
                comment: note.clone(),
            },
        ),
        (&ana, Command::Reopen { conversation }),
        (
            &ana,
            Command::TransferToInbox {
                conversation,
                inbox: stage.inbox().await,
                note: None,
                expected_version: None,
            },
        ),
        (&ana, answer.clone()),
        (&ana, Command::Resolve { conversation }),
    ] {
        let after = format!("{command:?}");
        stage.does(actor, command).await.expect(&after);
        for screen in &mut screens {
            screen.open_again(&stage, conversation).await;
        }
        all_fresh(&stage, &mut screens, &after).await;
    }
    let rate = VisitorCommand::Rate {
        conversation,
        value: 5,
        comment: note.clone(),
    };
    let fill = VisitorCommand::FillForm {
        conversation,
        name: "Zé".to_owned(),
        email: String::new(),
        phone: String::new(),
    };
    for command in [rate, fill, VisitorCommand::RequestTranscript { conversation }] {
        let after = format!("{command:?}");
        stage.visitor_does(&guest, command).await.expect(&after);
        all_fresh(&stage, &mut screens, &after).await;
    }
    stage.does(&ana, answer).await.expect("back in service");
    for _ in 0..2 {
        stage.clock.advance(60_000);
        let ran = desk::timers::run_due(&stage.desk, 10).await.expect("ran");
        assert_eq!(ran.count, 1);
        all_fresh(&stage, &mut screens, "a timer").await;
    }
    let start = Command::StartConversation {
        contact: stage.row(conversation).await.contact.id,
        connection: stage.connection,
        text: text("one more thing"),
    };
    let begun = stage.does(&ben, start).await.expect("begun").conversation.id;
    all_fresh(&stage, &mut screens, "an outgoing conversation").await;
    stage
        .does(&boss, Command::ForceClose { conversation: begun })
        .await
        .expect("closed");
    all_fresh(&stage, &mut screens, "a forced close").await;
}

/// Lists are loaded as far as somebody has scrolled: what happens below must not tear holes into what is above.
async fn a_screen_that_has_loaded_one_page_follows_that_page(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let mut guests: Vec<(Guest, ConversationId)> = Vec::new();
    for _ in 0..reading::LIST_PAGE + 5 {
        let guest = stage.guest().await;
        let conversation = stage.writes(&guest, "hello").await.conversation.id;
        guests.push((guest, conversation));
    }
    let mut screens = vec![Screen::new(&stage, ana.clone()).await];
    assert!(
        screens[0].replica.next_page(Tab::Waiting).is_some(),
        "one page is not all"
    );
    for index in [0, 1, 30, 54] {
        let (guest, conversation) = &guests[index];
        stage.writes(guest, "me again").await;
        all_fresh(&stage, &mut screens, "a message that moves a row up").await;
        stage.accepts(&ana, *conversation).await;
        all_fresh(&stage, &mut screens, "an acceptance that takes a row out").await;
        stage
            .does(
                &ana,
                Command::Return {
                    conversation: *conversation,
                },
            )
            .await
            .expect("returned");
        all_fresh(&stage, &mut screens, "a return that brings a row in").await;
    }
}

async fn a_new_department_reaches_every_directory(db: TestDb) {
    let stage = Stage::new(db).await;
    let mut screens = screens(&stage).await;
    stage.department("Complaints").await;
    all_fresh(&stage, &mut screens, "a new department").await;
}

/// Nobody is left who would take what waits in a department.
async fn who_is_disabled_leaves_conversations_unowned_on_every_screen(db: TestDb) {
    let stage = Stage::new(db).await;
    let boss = stage.administrator.clone();
    let support = stage.department("Support").await;
    let mut screens = vec![Screen::new(&stage, boss.clone()).await];
    let guest = stage.guest().await;
    let conversation = stage.writes(&guest, "hello").await.conversation.id;
    let transfer = Command::TransferToDepartment {
        conversation,
        department: support,
        note: None,
        expected_version: None,
    };
    stage.does(&boss, transfer).await.expect("transferred");
    let unowned = || async {
        let counts = reading::counts(&stage.desk, &boss.scope()).await;
        counts.expect("counted").unowned
    };
    all_fresh(&stage, &mut screens, "a transfer to where nobody is").await;
    assert_eq!(unowned().await, 1);
    let new = desk::people::NewUser {
        name: "Nina".to_owned(),
        email: "nina@example.com".to_owned(),
        password: "a long enough sentence".to_owned(),
        role: role_of(&stage, "agent").await,
        departments: vec![support],
        language: Language::English,
    };
    let nina = desk::people::create_user(&stage.desk, &boss, new).await.expect("made");
    all_fresh(&stage, &mut screens, "somebody for the department").await;
    assert_eq!(unowned().await, 0);
    let accounts = desk::user::list(&stage.desk, &boss).await.expect("listed");
    let version = accounts.iter().find(|it| it.id == nina).expect("listed").version;
    let disabled = desk::user::set_enabled(&stage.desk, &boss, nina, version, false).await;
    disabled.expect("disabled");
    all_fresh(&stage, &mut screens, "nobody is there any more").await;
    assert_eq!(unowned().await, 1);
    screens[0].replica.set_filter(Filter {
        unowned: true,
        ..Filter::default()
    });
    assert_eq!(screens[0].replica.order(Tab::Waiting), [conversation]);
}

async fn role_of(stage: &Stage, name: &str) -> model::RoleId {
    let roles = desk::role::list(&stage.desk, &stage.administrator).await;
    let roles = roles.expect("listed");
    roles.iter().find(|role| role.form.name == name).expect("a role").id
}

store::testing::contract! {
    after_every_command_each_screen_is_what_a_fresh_fetch_gives,
    after_every_command_of_a_visitor_each_screen_is_what_a_fresh_fetch_gives,
    after_every_ending_and_transfer_each_screen_is_what_a_fresh_fetch_gives,
    a_screen_that_has_loaded_one_page_follows_that_page,
    a_new_department_reaches_every_directory,
    who_is_disabled_leaves_conversations_unowned_on_every_screen,
}
