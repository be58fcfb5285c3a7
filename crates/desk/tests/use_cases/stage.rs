//! A company that has just been set up, with a clock to set, and people to act in it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use desk::live_chat::Visitor;
use desk::setup::SetupForm;
use desk::testing::{SeededRandom, SettableClock};
use desk::{Desk, command, live, live_chat, setup};
use model::{
    Actor, Audience, Channel, Command, CommandEnvelope, CommandId, ConnectionId, Conversation, ConversationId,
    DepartmentForm, DepartmentId, Event, InboxId, InboxSettings, Language, LiveChatSettings, Message, MessageText,
    Outcome, Permission, Position, Problem, SessionId, StartPage, Timestamp, UserId, VisitorCommand,
    VisitorCommandEnvelope, VisitorOutcome,
};
use store::connection::NewConnection;
use store::testing::TestDb;

/// Monday morning.
pub const NOW: Timestamp = Timestamp(1_790_000_000_000);
pub const PASSWORD: &str = "correct horse battery";

/// Of the marks that tests put into the log.
const NOBODY: Audience = Audience::User(UserId(0));

/// Everything a test acts on.
pub struct Stage {
    pub db: TestDb,
    pub desk: Desk,
    pub clock: Arc<SettableClock>,
    pub connection: ConnectionId,
    /// The first department, where new conversations come in.
    pub sales: DepartmentId,
    pub administrator: Actor,
    commands: AtomicU64,
    marks: AtomicI64,
}

/// A browser on the customer's side.
pub struct Guest {
    pub connection: ConnectionId,
    pub token: String,
}

pub fn form(code: String) -> SetupForm {
    SetupForm {
        code,
        company: "Loja".to_owned(),
        name: "Admin".to_owned(),
        email: "admin@shop.example".to_owned(),
        password: PASSWORD.to_owned(),
        department: "Sales".to_owned(),
        language: Language::Portuguese,
    }
}

/// A desk on a database in which nothing has happened yet.
pub fn bare(db: &TestDb) -> (Desk, Arc<SettableClock>) {
    let clock = Arc::new(SettableClock::new(NOW));
    let desk = Desk::new(store::Db::clone(db), clock.clone(), Arc::new(SeededRandom::new(7)));
    (desk, clock)
}

pub fn text(text: &str) -> MessageText {
    MessageText::new(text).expect("a text that may be sent")
}

impl Stage {
    pub async fn new(db: TestDb) -> Self {
        let (desk, clock) = bare(&db);
        let code = setup::issue_code(&desk).await.expect("issued").expect("needed");
        let done = setup::complete(&desk, form(code)).await.expect("set up");
        let administrator = actor(&db, done.user).await;
        Self {
            sales: administrator.departments[0],
            connection: done.connection,
            administrator,
            db,
            desk,
            clock,
            commands: AtomicU64::new(1),
            marks: AtomicI64::new(0),
        }
    }

    /// An agent of the first department.
    pub async fn agent(&self, name: &str) -> Actor {
        self.user(name, "agent", &[self.sales]).await
    }

    /// Somebody with a built-in role. Cannot sign in: that is slow, and tested where it matters.
    pub async fn user(&self, name: &str, role: &str, departments: &[DepartmentId]) -> Actor {
        let roles = store::role::list(&mut self.db.read().await.expect("a connection"))
            .await
            .expect("roles");
        let role = roles.iter().find(|it| it.name == role).expect("a built-in role").id;
        self.insert_user(name, role, departments).await
    }

    /// Somebody with a role of exactly these permissions.
    pub async fn user_who_may(&self, name: &str, permissions: &[Permission], departments: &[DepartmentId]) -> Actor {
        let (role, permissions) = (name.to_owned(), permissions.to_vec());
        let role = self
            .db
            .write(move |tx| {
                let (role, permissions) = (role.clone(), permissions.clone());
                Box::pin(async move { store::role::insert(tx, &role, false, permissions.into()).await })
            })
            .await
            .expect("a role");
        self.insert_user(name, role, departments).await
    }

    async fn insert_user(&self, name: &str, role: model::RoleId, departments: &[DepartmentId]) -> Actor {
        let departments = departments.to_vec();
        let new = store::user::NewUser {
            name: name.to_owned(),
            email: format!("{name}@shop.example"),
            password_hash: "none".to_owned(),
            role,
            language: Language::English,
            time_zone: "UTC".to_owned(),
            created_at: NOW,
        };
        let id = self
            .db
            .write(move |tx| {
                let (new, departments) = (new.clone(), departments.clone());
                Box::pin(async move {
                    let id = store::user::insert(tx, &new).await?.expect("a new address");
                    store::user::set_departments(tx, id, &departments).await?;
                    Ok::<_, store::StoreError>(id)
                })
            })
            .await
            .expect("a user");
        actor(&self.db, id).await
    }

    pub async fn department(&self, name: &str) -> DepartmentId {
        let created = desk::department::create(&self.desk, &self.administrator, department_form(name)).await;
        created.expect("a department").id
    }

    /// One more live chat of the same inbox.
    pub async fn other_connection(&self) -> ConnectionId {
        let first = self.connection;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let first = store::connection::get(tx, first).await?.expect("the first one");
                    let new = NewConnection {
                        inbox: first.inbox,
                        channel: Channel::LiveChat,
                        name: "Other".to_owned(),
                        settings: LiveChatSettings {
                            color: "#000000".to_owned(),
                            ..LiveChatSettings::default()
                        },
                        created_at: NOW,
                    };
                    store::connection::insert(tx, &new).await
                })
            })
            .await
            .expect("a connection")
    }

    /// Changes a row behind the desk's back, for what has no use case yet.
    pub async fn tamper(&self, id: ConversationId, how: impl Fn(&mut Conversation) + Clone + Send + Sync + 'static) {
        self.db
            .write(move |tx| {
                let how = how.clone();
                Box::pin(async move {
                    let present = store::conversation::lock(tx, id).await?.expect("it is there");
                    let mut row = present.clone();
                    how(&mut row);
                    store::conversation::update(tx, &present, &mut row).await
                })
            })
            .await
            .expect("changed");
    }

    pub fn now(&self) -> Timestamp {
        desk::Clock::now(&*self.clock)
    }

    pub async fn inbox(&self) -> InboxId {
        let mut conn = self.db.read().await.expect("a connection");
        let first = store::connection::get(&mut conn, self.connection).await.expect("read");
        first.expect("the first one").inbox
    }

    /// Sets how the first inbox treats its conversations; its name and department stay.
    pub async fn rules(&self, rules: InboxSettings) {
        self.rules_of(self.inbox().await, rules).await;
    }

    /// As [`Self::rules`], of any inbox.
    pub async fn rules_of(&self, id: InboxId, rules: InboxSettings) {
        let present = desk::inbox::get(&self.desk, &self.administrator, id)
            .await
            .expect("there");
        let settings = InboxSettings {
            name: present.settings.name,
            default_department: present.settings.default_department,
            ..rules
        };
        desk::inbox::update(&self.desk, &self.administrator, id, present.version, settings)
            .await
            .expect("set");
    }

    /// All of a conversation's messages, oldest first.
    pub async fn messages(&self, id: ConversationId) -> Vec<Message> {
        let mut conn = self.db.read().await.expect("a connection");
        let page = store::message::page(&mut conn, id, None, 1_000).await.expect("read");
        page.messages
    }

    pub fn next_id(&self) -> CommandId {
        let number = self.commands.fetch_add(1, Ordering::SeqCst);
        CommandId::new(&format!("command-{number}")).expect("well formed")
    }

    /// Does a command under a new id, a second after the last.
    pub async fn does(&self, actor: &Actor, command: Command) -> Result<Outcome, Problem> {
        self.clock.advance(1000);
        let id = self.next_id();
        command::execute(&self.desk, actor, CommandEnvelope { id, command }).await
    }

    pub async fn accepts(&self, actor: &Actor, conversation: ConversationId) -> Outcome {
        let accepted = self.does(actor, Command::Accept { conversation }).await;
        accepted.expect("accepted")
    }

    pub async fn says(&self, actor: &Actor, conversation: ConversationId, what: &str) -> Outcome {
        let text = text(what);
        let said = self.does(actor, Command::send(conversation, text)).await;
        said.expect("sent")
    }

    pub async fn resolves(&self, actor: &Actor, conversation: ConversationId) -> Outcome {
        let resolved = self.does(actor, Command::Resolve { conversation }).await;
        resolved.expect("resolved")
    }

    /// A visitor who has not written.
    pub async fn guest(&self) -> Guest {
        self.guest_of(self.connection).await
    }

    pub async fn guest_of(&self, connection: ConnectionId) -> Guest {
        let token = live_chat::begin(&self.desk, connection, Language::English)
            .await
            .expect("a token");
        Guest { connection, token }
    }

    pub async fn visitor(&self, guest: &Guest) -> Visitor {
        live_chat::resolve(&self.desk, guest.connection, &guest.token)
            .await
            .expect("looked up")
            .expect("known")
    }

    pub async fn visitor_does(&self, guest: &Guest, command: VisitorCommand) -> Result<VisitorOutcome, Problem> {
        self.clock.advance(1000);
        let visitor = self.visitor(guest).await;
        let id = self.next_id();
        live_chat::execute(&self.desk, &visitor, VisitorCommandEnvelope { id, command }).await
    }

    pub async fn writes(&self, guest: &Guest, what: &str) -> VisitorOutcome {
        let command = VisitorCommand::say(
            text(what),
            Some(StartPage {
                url: "https://shop.example/shoes".to_owned(),
                title: "Shoes".to_owned(),
            }),
        );
        self.visitor_does(guest, command).await.expect("written")
    }

    /// A new visitor's first message, and the conversation that it opens.
    pub async fn waiting(&self) -> ConversationId {
        let guest = self.guest().await;
        self.writes(&guest, "hello").await.conversation.id
    }

    /// What the database has now.
    pub async fn row(&self, id: ConversationId) -> Conversation {
        store::conversation::get(&mut self.db.read().await.expect("a connection"), id)
            .await
            .expect("read")
            .expect("there")
    }

    /// Waits until all that has been committed may be read: on Postgres, transactions of the cluster's other databases
    /// hold it back.
    pub async fn settled(&self) {
        let mark = Event::SessionEnded {
            session: SessionId(self.marks.fetch_sub(1, Ordering::SeqCst) - 1),
        };
        let from = live::end(&self.desk).await.expect("an end");
        let mut watch = self.db.watch_log();
        let appended = mark.clone();
        self.db
            .write(move |tx| {
                let mark = appended.clone();
                Box::pin(async move { store::log::append(tx, NOW, &NOBODY, &mark).await })
            })
            .await
            .expect("marked");
        while !self.read(from).await.iter().any(|logged| logged.event == mark) {
            watch.wait().await;
        }
    }

    async fn read(&self, after: Position) -> Vec<live::Logged> {
        live::read(&self.desk, after, 10_000).await.expect("read")
    }

    pub async fn end(&self) -> Position {
        self.settled().await;
        live::end(&self.desk).await.expect("an end")
    }

    /// All that was logged after a position.
    pub async fn logged(&self, after: Position) -> Vec<live::Logged> {
        self.settled().await;
        let mut logged = self.read(after).await;
        logged.retain(|logged| logged.audience != NOBODY);
        logged
    }

    pub async fn events(&self, after: Position) -> Vec<Event> {
        self.logged(after)
            .await
            .into_iter()
            .map(|logged| logged.event)
            .collect()
    }
}

/// A department of nobody yet.
pub fn department_form(name: &str) -> DepartmentForm {
    DepartmentForm {
        name: name.to_owned(),
        color: "#0b6b5f".to_owned(),
        members: Vec::new(),
    }
}

pub async fn actor(db: &TestDb, id: UserId) -> Actor {
    store::user::actor(&mut db.read().await.expect("a connection"), id)
        .await
        .expect("read")
        .expect("an enabled user")
}
