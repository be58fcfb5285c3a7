//! What is lost when this fails: a conversation that somebody hears of who may not, or that somebody may read and never does.
//!
//! Agents of every kind, and visitors, follow the log as their sockets would, while conversations move about, users get other
//! roles and departments, and a role gets other permissions. After each step every reader must hold exactly what a table of
//! who may read what, written down here once more, gives; nothing missing, nothing more, and all of it new.
//!
//! A failing history names its seed; `BALCAO_SEED=n` plays that one alone.

use std::collections::BTreeMap;

use desk::live::{self, Resumed};
use desk::testing::SeededRandom;
use desk::{Random, inbox, reading, role, user};
use model::{
    Actor, Author, Command, Content, Conversation, ConversationId, Cursor, DepartmentId, Event, InboxId, Language,
    MessageId, Permission, RoleForm, RoleId, UserForm, VisitorEvent,
};
use store::testing::TestDb;

use crate::stage::{Guest, Stage, actor, text};

const STEPS: usize = 150;

struct Dice(SeededRandom);

impl Dice {
    fn below(&self, bound: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % bound as u64).expect("small")
    }
}

/// What the table knows of a reader.
#[derive(Debug, Clone)]
struct Rights {
    role: &'static str,
    departments: Vec<DepartmentId>,
}

/// Somebody who works here, at a screen that holds what it was told.
struct Reader {
    actor: Actor,
    rights: Rights,
    cursor: Cursor,
    held: BTreeMap<ConversationId, i64>,
}

/// A customer's browser, with the texts that it was told.
struct Browser {
    guest: Guest,
    cursor: Cursor,
    held: BTreeMap<MessageId, String>,
}

struct World {
    stage: Stage,
    dice: Dice,
    /// The two departments.
    departments: Vec<DepartmentId>,
    /// One with a department of its own, and one without any.
    inboxes: Vec<InboxId>,
    roles: BTreeMap<&'static str, RoleId>,
    /// Whether the role made here opens all conversations at the moment.
    helpers_see_all: bool,
    readers: Vec<Reader>,
    browsers: Vec<Browser>,
}

const ROLES: [&str; 5] = ["administrator", "director", "supervisor", "agent", "helper"];

impl World {
    async fn new(db: TestDb, seed: u64) -> Self {
        let stage = Stage::new(db).await;
        let support = stage.department("Support").await;
        let new = inbox::NewInbox {
            name: "Nobody's".to_owned(),
            default_department: None,
        };
        let nobodys = inbox::create(&stage.desk, &stage.administrator, new).await;
        let helper = RoleForm {
            name: "helper".to_owned(),
            permissions: [Permission::Accept, Permission::Reply].into_iter().collect(),
        };
        role::create(&stage.desk, &stage.administrator, helper)
            .await
            .expect("a role");
        let accounts = role::list(&stage.desk, &stage.administrator).await.expect("roles");
        let id_of = |name| accounts.iter().find(|it| it.form.name == name).expect("a role").id;
        let mut world = Self {
            roles: ROLES.map(|name| (name, id_of(name))).into(),
            departments: vec![stage.sales, support],
            inboxes: vec![stage.inbox().await, nobodys.expect("an inbox")],
            dice: Dice(SeededRandom::new(seed)),
            stage,
            helpers_see_all: false,
            readers: Vec::new(),
            browsers: Vec::new(),
        };
        for (number, role) in ROLES.into_iter().chain(["agent", "agent"]).enumerate() {
            let departments = world.some_departments();
            let name = format!("reader-{number}");
            let actor = world.stage.user(&name, role, &departments).await;
            let rights = Rights { role, departments };
            let reader = world.seated(actor, rights).await;
            world.readers.push(reader);
        }
        for _ in 0..2 {
            let guest = world.stage.guest().await;
            let visitor = world.stage.visitor(&guest).await;
            let page = desk::live_chat::page(&world.stage.desk, &visitor, None).await;
            world.browsers.push(Browser {
                guest,
                cursor: page.expect("a page").cursor,
                held: BTreeMap::new(),
            });
        }
        world
    }

    fn some_departments(&self) -> Vec<DepartmentId> {
        let wanted = self.dice.below(4);
        let picked = self.departments.iter().enumerate();
        picked
            .filter(|(index, _)| wanted & (1 << index) != 0)
            .map(|(_, id)| *id)
            .collect()
    }

    /// In front of a screen that has just been loaded.
    async fn seated(&self, actor: Actor, rights: Rights) -> Reader {
        let snapshot = reading::snapshot(&self.stage.desk, &actor, Language::English, "b1").await;
        let snapshot = snapshot.expect("a snapshot");
        let rows = snapshot.lists.into_iter().flat_map(|list| list.rows);
        Reader {
            actor,
            rights,
            cursor: snapshot.cursor,
            held: rows.map(|row| (row.id, row.version)).collect(),
        }
    }

    /// The table: who may read what.
    fn may_read(&self, reader: &Reader, row: &Conversation) -> bool {
        let me = Some(reader.actor.user);
        let reserved = row.lifecycle.reserved.map(|reservation| reservation.agent);
        let own = row.lifecycle.assignee == me || reserved == me;
        let mine = |id| reader.rights.departments.contains(&id);
        own || match (reader.rights.role, row.lifecycle.department) {
            ("administrator" | "director", _) | ("supervisor", None) => true,
            ("supervisor" | "agent", Some(department)) => mine(department),
            ("helper", _) => self.helpers_see_all,
            _ => false,
        }
    }

    /// All conversations there are.
    async fn rows(&self) -> Vec<Conversation> {
        let all = self
            .seated(self.stage.administrator.clone(), self.readers[0].rights.clone())
            .await;
        let mut rows = Vec::new();
        for id in all.held.keys() {
            rows.push(self.stage.row(*id).await);
        }
        rows
    }

    /// Somebody gets another role or other departments.
    async fn user_changes(&mut self) {
        let index = self.dice.below(self.readers.len());
        let rights = Rights {
            role: ROLES[self.dice.below(ROLES.len())],
            departments: self.some_departments(),
        };
        let (desk, boss) = (&self.stage.desk, &self.stage.administrator);
        let id = self.readers[index].actor.user;
        let accounts = user::list(desk, boss).await.expect("users");
        let account = accounts.into_iter().find(|it| it.id == id).expect("there");
        let form = UserForm {
            role: self.roles[rights.role],
            departments: rights.departments.clone(),
            ..account.form
        };
        user::change(desk, boss, id, account.version, &account.email, form)
            .await
            .expect("changed");
        self.readers[index].rights = rights;
    }

    /// The role made here opens all conversations, or does not any more.
    async fn role_changes(&mut self) {
        let (desk, boss) = (&self.stage.desk, &self.stage.administrator);
        let accounts = role::list(desk, boss).await.expect("roles");
        let helper = accounts.into_iter().find(|it| it.form.name == "helper").expect("there");
        self.helpers_see_all = !self.helpers_see_all;
        let all = self.helpers_see_all.then_some(Permission::ReadAll);
        let form = RoleForm {
            permissions: [Permission::Accept, Permission::Reply].into_iter().chain(all).collect(),
            ..helper.form
        };
        role::change(desk, boss, helper.id, helper.version, form)
            .await
            .expect("changed");
    }

    fn command(&self, conversation: ConversationId) -> Command {
        let pick = self.dice.below(2);
        let (note, expected_version) = (None, None);
        match self.dice.below(8) {
            0 | 1 => Command::TransferToDepartment {
                conversation,
                department: self.departments[pick],
                note,
                expected_version,
            },
            2 => Command::TransferToInbox {
                conversation,
                inbox: self.inboxes[pick],
                note,
                expected_version,
            },
            3 => Command::TransferToAgent {
                conversation,
                agent: self.readers[self.dice.below(self.readers.len())].actor.user,
                note,
                expected_version,
            },
            4 => Command::note(conversation, text("between us")),
            5 => Command::Return { conversation },
            6 => Command::Resolve { conversation },
            _ => Command::send(conversation, text("answer")),
        }
    }

    async fn step(&mut self) -> String {
        match self.dice.below(10) {
            0 | 1 => {
                self.user_changes().await;
                "a user changes".to_owned()
            }
            2 => {
                self.role_changes().await;
                "a role changes".to_owned()
            }
            3 | 4 => {
                let browser = &self.browsers[self.dice.below(self.browsers.len())];
                self.stage.writes(&browser.guest, "question").await;
                "a customer writes".to_owned()
            }
            _ => {
                let rows = self.rows().await;
                if rows.is_empty() {
                    return "nothing is there".to_owned();
                }
                let command = self.command(rows[self.dice.below(rows.len())].id);
                // The administrator of the set-up may everything; the readers what they may.
                let who = self.dice.below(self.readers.len() + 1);
                let who = self.readers.get(who).map_or(&self.stage.administrator, |it| &it.actor);
                let told = format!("{} {command:?}", who.name);
                let done = self.stage.does(who, command).await;
                format!("{told}: {:?}", done.err())
            }
        }
    }

    /// A reader takes what is new, as its socket would push it.
    async fn follow(&self, reader: &mut Reader) {
        loop {
            let resumed = live::resume_agent(&self.stage.desk, &reader.actor, reader.cursor).await;
            match resumed.expect("read") {
                Resumed::Resync => panic!("{} was not told that its access changed", reader.actor.name),
                Resumed::Entries { entries, read_to, more } => {
                    for (_, event) in entries {
                        match event {
                            Event::Conversation { conversation, .. } => {
                                assert!(
                                    self.may_read(reader, &conversation),
                                    "{:?} {conversation:?}",
                                    reader.rights
                                );
                                reader.held.insert(conversation.id, conversation.version);
                            }
                            Event::ConversationRemoved { conversation } => {
                                let held = reader.held.remove(&conversation);
                                assert!(held.is_some(), "told of the end of what was never seen: {conversation}");
                            }
                            // Its socket is closed and comes back, with the rights that it has then.
                            Event::AccessChanged { .. } => {
                                let actor = actor(&self.stage.db, reader.actor.user).await;
                                *reader = self.seated(actor, reader.rights.clone()).await;
                                return;
                            }
                            _ => {}
                        }
                    }
                    reader.cursor.position = reader.cursor.position.max(read_to);
                    if !more {
                        return;
                    }
                }
            }
        }
    }

    async fn follow_chat(&self, browser: &mut Browser) {
        let visitor = self.stage.visitor(&browser.guest).await;
        let resumed = live::resume_visitor(&self.stage.desk, &visitor, browser.cursor).await;
        let Resumed::Entries { entries, read_to, more } = resumed.expect("read") else {
            panic!("a visitor has nothing to fetch anew");
        };
        assert!(!more, "few are new after a step");
        for (_, event) in entries {
            let narrow = live::visitor_event(&event, |_| Some("Somebody".to_owned()));
            if let Some(VisitorEvent::Conversation { messages, .. }) = narrow {
                browser.held.extend(messages.into_iter().map(|it| (it.id, it.text)));
            }
        }
        browser.cursor.position = browser.cursor.position.max(read_to);
    }

    /// Every reader holds what it may, and nothing else.
    async fn check(&mut self, story: &str) {
        self.stage.settled().await;
        let rows = self.rows().await;
        let mut readers = std::mem::take(&mut self.readers);
        for reader in &mut readers {
            self.follow(reader).await;
            let visible = rows.iter().filter(|row| self.may_read(reader, row));
            let expected: BTreeMap<_, _> = visible.map(|row| (row.id, row.version)).collect();
            assert_eq!(
                reader.held, expected,
                "{} {:?}; {story}",
                reader.actor.name, reader.rights
            );
        }
        self.readers = readers;
        let mut browsers = std::mem::take(&mut self.browsers);
        for browser in &mut browsers {
            self.follow_chat(browser).await;
            let contact = self.stage.visitor(&browser.guest).await.contact;
            let mut expected = BTreeMap::new();
            for row in rows.iter().filter(|row| Some(row.contact.id) == contact) {
                for message in self.stage.messages(row.id).await {
                    if let (Content::Text { text }, Author::Customer { .. } | Author::Agent { .. }) =
                        (message.content, message.author)
                    {
                        expected.insert(message.id, text);
                    }
                }
            }
            assert_eq!(browser.held, expected, "{story}");
        }
        self.browsers = browsers;
    }
}

async fn each_reader_hears_exactly_what_it_may_read(db: TestDb) {
    let seed = std::env::var("BALCAO_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or(1);
    let mut world = World::new(db, seed).await;
    let mut story = vec![format!("seed {seed}")];
    for _ in 0..STEPS {
        story.push(world.step().await);
        world.check(&story.join("\n")).await;
    }
}

store::testing::contract! {
    each_reader_hears_exactly_what_it_may_read,
}
