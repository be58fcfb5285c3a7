//! What is lost when this fails: a socket that tells somebody of a conversation that they may not read, or does not tell who may.
//!
//! Everything goes over HTTP and websockets, as browsers have it: people of every kind listen while conversations move about, users
//! get other roles and departments, and a role gets other permissions. After each step each socket has to have told exactly
//! what a table of who may read what, written down here once more, gives, and each screen that has followed its socket is what a
//! fresh one would be. A failing history names its seed; `BALCAO_SEED=n` plays that one alone.

use std::collections::BTreeMap;

use desk::Random as _;
use desk::testing::SeededRandom;
use model::{
    Conversation, ConversationId, DepartmentAccount, DepartmentId, DirectoryEntry, Event, RoleAccount, RoleId,
    ServerFrame, Snapshot, Tab, UserAccount, UserId, VisitorServerFrame,
};
use replica::Replica;
use serde_json::{Value, json};
use store::testing::TestDb;

use crate::house::{Agent, House, Socket, Visitor};

const STEPS: usize = 240;
const ROLES: [&str; 4] = ["director", "supervisor", "agent", "helper"];
const CUSTOMERS: usize = 3;
/// Of every internal note: no customer's socket may carry it.
const INTERNAL: &str = "between-us";

struct Dice(SeededRandom);

impl Dice {
    fn below(&self, bound: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % bound as u64).expect("small")
    }
}

/// Somebody who works here, at a socket, with what it has told of conversations: their versions.
struct Listener {
    name: String,
    agent: Agent,
    id: UserId,
    role: &'static str,
    departments: Vec<DepartmentId>,
    socket: Socket,
    held: BTreeMap<ConversationId, i64>,
    /// What a browser makes of it.
    screen: Replica,
}

/// A customer's browser.
struct Customer {
    visitor: Visitor,
    socket: Socket,
    conversations: Vec<ConversationId>,
}

struct World {
    house: House,
    ana: Agent,
    dice: Dice,
    departments: Vec<DepartmentId>,
    roles: BTreeMap<&'static str, RoleId>,
    /// Whether the role made here opens all conversations at the moment.
    helpers_see_all: bool,
    listeners: Vec<Listener>,
    customers: Vec<Customer>,
    marks: usize,
}

/// The screen that only listened shows what one shows that was loaded just now.
async fn is_as_fresh(listener: &Listener, story: &str) {
    let fresh = Replica::new(snapshot(&listener.agent).await);
    let shown = |screen: &Replica, tab| -> Vec<Conversation> {
        let order = screen.order(tab).into_iter();
        let rows = order.filter_map(|id| screen.conversation(id).map(std::borrow::Cow::into_owned));
        rows.collect()
    };
    for tab in Tab::ALL {
        let name = &listener.name;
        assert_eq!(
            shown(&listener.screen, *tab),
            shown(&fresh, *tab),
            "{tab:?} of {name}; {story}"
        );
    }
    assert_eq!(
        listener.screen.directory(),
        fresh.directory(),
        "{}; {story}",
        listener.name
    );
}

/// What customer `number` writes contains this, and nothing else does.
fn secret(number: usize) -> String {
    format!("secret-{number}-of-a-customer")
}

async fn snapshot(agent: &Agent) -> Snapshot {
    agent.call("snapshot", json!({})).await.json()
}

/// A screen that has just been loaded: what it holds, and its socket.
async fn seated(agent: &Agent) -> (UserId, Socket, BTreeMap<ConversationId, i64>, Replica) {
    let snapshot = snapshot(agent).await;
    let rows = snapshot.lists.iter().flat_map(|list| &list.rows);
    let held = rows.map(|row| (row.id, row.version)).collect();
    let socket = agent.socket(Some(&snapshot.cursor.to_string())).await;
    (snapshot.actor.user, socket, held, Replica::new(snapshot))
}

impl World {
    async fn new(db: &TestDb, seed: u64) -> Self {
        let house = House::on(db).await;
        let ana = house.administrator().await;
        let made = ana
            .call(
                "create_department",
                json!({ "form": { "name": "Support", "color": "#000000", "members": [] } }),
            )
            .await;
        let support: DepartmentAccount = made.json();
        let departments = snapshot(&ana).await.directory.departments;
        let service = departments
            .into_iter()
            .find(|it| it.id != support.id)
            .expect("the first one");
        let form = json!({ "name": "helper", "permissions": ["accept", "reply"] });
        let made = ana.call("create_role", json!({ "form": form })).await;
        assert_eq!(made.status, 200, "{}", made.text());
        let accounts: Vec<RoleAccount> = ana.call("roles", json!({})).await.json();
        let id_of = |name| accounts.iter().find(|it| it.form.name == name).expect("a role").id;
        let mut world = Self {
            roles: ROLES.map(|name| (name, id_of(name))).into(),
            departments: vec![service.id, support.id],
            dice: Dice(SeededRandom::new(seed)),
            helpers_see_all: false,
            listeners: Vec::new(),
            customers: Vec::new(),
            marks: 0,
            ana,
            house,
        };
        for (number, role) in ROLES.into_iter().chain(["agent"]).enumerate() {
            let name = format!("listener-{number}");
            // Strangers of no department; what they may is set at once.
            let agent = world.house.stranger(&name).await;
            let (id, socket, held, screen) = seated(&agent).await;
            let listener = Listener {
                name,
                agent,
                id,
                role: "agent",
                departments: Vec::new(),
                socket,
                held,
                screen,
            };
            world.listeners.push(listener);
            let departments = world.some_departments();
            world.change_user(number, role, departments).await;
        }
        for _ in 0..CUSTOMERS {
            let visitor = world.house.visitor().await;
            let socket = visitor.socket(None).await;
            world.customers.push(Customer {
                visitor,
                socket,
                conversations: Vec::new(),
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

    /// The table: who may read what.
    fn may_read(&self, listener: &Listener, row: &Conversation) -> bool {
        let me = Some(listener.id);
        let reserved = row.lifecycle.reserved.map(|reservation| reservation.agent);
        let own = row.lifecycle.assignee == me || reserved == me;
        own || match (listener.role, row.lifecycle.department) {
            ("director", _) | ("supervisor", None) => true,
            ("supervisor" | "agent", Some(department)) => listener.departments.contains(&department),
            ("helper", _) => self.helpers_see_all,
            _ => false,
        }
    }

    /// All conversations there are, as the administrator reads them.
    async fn rows(&self) -> Vec<Conversation> {
        let lists = snapshot(&self.ana).await.lists;
        lists.into_iter().flat_map(|list| list.rows).collect()
    }

    async fn change_user(&mut self, index: usize, role: &'static str, departments: Vec<DepartmentId>) {
        let listener = &mut self.listeners[index];
        (listener.role, listener.departments) = (role, departments.clone());
        let accounts: Vec<UserAccount> = self.ana.call("users", json!({})).await.json();
        let account = accounts.into_iter().find(|it| it.id == listener.id).expect("there");
        let mut form = account.form;
        (form.role, form.departments) = (self.roles[role], departments);
        let change = json!({ "id": account.id, "version": account.version, "email": account.email, "form": form });
        let changed = self.ana.call("change_user", change).await;
        assert_eq!(changed.status, 200, "{}", changed.text());
    }

    /// The role made here opens all conversations, or does not any more.
    async fn change_role(&mut self) {
        self.helpers_see_all = !self.helpers_see_all;
        let accounts: Vec<RoleAccount> = self.ana.call("roles", json!({})).await.json();
        let helper = accounts.into_iter().find(|it| it.form.name == "helper").expect("there");
        let mut permissions = vec!["accept", "reply"];
        permissions.extend(self.helpers_see_all.then_some("read_all"));
        let form = json!({ "name": "helper", "permissions": permissions });
        let change = json!({ "id": helper.id, "version": helper.version, "form": form });
        let changed = self.ana.call("change_role", change).await;
        assert_eq!(changed.status, 200, "{}", changed.text());
    }

    fn command(&self, conversation: ConversationId) -> (&'static str, Value) {
        let department = self.departments[self.dice.below(2)];
        let agent = self.listeners[self.dice.below(self.listeners.len())].id;
        match self.dice.below(6) {
            0 | 1 => (
                "transfer_to_department",
                json!({ "conversation": conversation, "department": department }),
            ),
            2 => (
                "transfer_to_agent",
                json!({ "conversation": conversation, "agent": agent }),
            ),
            3 => ("add_note", json!({ "conversation": conversation, "text": INTERNAL })),
            4 => ("resolve", json!({ "conversation": conversation })),
            _ => (
                "send_message",
                json!({ "conversation": conversation, "text": "an answer" }),
            ),
        }
    }

    async fn step(&mut self) -> String {
        match self.dice.below(10) {
            0..=2 => {
                let (index, role) = (
                    self.dice.below(self.listeners.len()),
                    ROLES[self.dice.below(ROLES.len())],
                );
                let departments = self.some_departments();
                let told = format!("{} becomes {role} of {departments:?}", self.listeners[index].name);
                self.change_user(index, role, departments).await;
                told
            }
            3 => {
                self.change_role().await;
                format!("helpers see all: {}", self.helpers_see_all)
            }
            4 | 5 => {
                let number = self.dice.below(CUSTOMERS);
                let customer = &mut self.customers[number];
                let written = customer.visitor.write(&secret(number)).await;
                customer.conversations.push(written.conversation.id);
                format!("customer {number} writes")
            }
            6 => {
                let rows = self.rows().await;
                let Some(row) = rows.get(self.dice.below(rows.len().max(6))) else {
                    return "nothing is deleted".to_owned();
                };
                let deleted = self.ana.call("delete_conversation", json!({ "id": row.id })).await;
                assert_eq!(deleted.status, 200, "{}", deleted.text());
                format!("{} is deleted", row.id)
            }
            _ => {
                let rows = self.rows().await;
                if rows.is_empty() {
                    return "nothing is there".to_owned();
                }
                let (command, fields) = self.command(rows[self.dice.below(rows.len())].id);
                let who = self.listeners.get(self.dice.below(self.listeners.len() + 1));
                let who = who.map_or(&self.ana, |listener| &listener.agent);
                let answer = who.command(command, fields.clone()).await;
                format!("{command} {fields}: {}", answer.status)
            }
        }
    }

    /// Something that everybody who works here is told: what comes before it is what the step has made.
    async fn mark(&mut self) -> String {
        self.marks += 1;
        let name = format!("Mark {}", self.marks);
        let form = json!({ "name": name, "color": "#000000", "members": [] });
        let made = self.ana.call("create_department", json!({ "form": form })).await;
        assert_eq!(made.status, 200, "{}", made.text());
        name
    }

    /// Reads what a socket has told since the last mark, looking at each frame as it came.
    async fn follow(&self, listener: &mut Listener, mark: &str, rows: &[Conversation]) {
        loop {
            let Some(text) = listener.socket.text().await else {
                return self.sit_down_again(listener).await;
            };
            for number in 0..CUSTOMERS {
                let own = &self.customers[number].conversations;
                let mut of_customer = rows.iter().filter(|row| own.contains(&row.id));
                let may = of_customer.any(|row| self.may_read(listener, row));
                assert!(may || !text.contains(&secret(number)), "{} reads {text}", listener.name);
            }
            let frame = serde_json::from_str(&text).expect("a frame");
            listener.screen.frame(&frame);
            match frame {
                ServerFrame::Resync => return self.sit_down_again(listener).await,
                ServerFrame::Event { event, .. } => match event {
                    Event::Conversation { conversation, .. } => {
                        let may = self.may_read(listener, &conversation);
                        assert!(may, "{} {conversation:?}", listener.name);
                        listener.held.insert(conversation.id, conversation.version);
                    }
                    Event::ConversationRemoved { conversation } => {
                        let held = listener.held.remove(&conversation);
                        assert!(held.is_some(), "{} never saw {conversation}", listener.name);
                    }
                    Event::Directory(DirectoryEntry::Department(department)) if department.name == mark => return,
                    _ => {}
                },
                _ => {}
            }
        }
    }

    /// The rights are others: the page fetches everything anew and opens another socket.
    async fn sit_down_again(&self, listener: &mut Listener) {
        let (_, socket, held, screen) = seated(&listener.agent).await;
        (listener.socket, listener.held, listener.screen) = (socket, held, screen);
    }

    /// Every socket has told what its reader may know, and nothing else.
    async fn check(&mut self, story: &str) {
        let mark = self.mark().await;
        let rows = self.rows().await;
        let mut listeners = std::mem::take(&mut self.listeners);
        for listener in &mut listeners {
            self.follow(listener, &mark, &rows).await;
            let visible = rows.iter().filter(|row| self.may_read(listener, row));
            let expected: BTreeMap<_, _> = visible.map(|row| (row.id, row.version)).collect();
            let Listener {
                name,
                role,
                departments,
                ..
            } = &*listener;
            assert_eq!(listener.held, expected, "{name} {role} {departments:?}; {story}");
            is_as_fresh(listener, story).await;
        }
        self.listeners = listeners;
    }

    /// To the end of what each customer's socket has told: nothing internal, nothing of another customer.
    async fn check_customers(&mut self) {
        for number in 0..CUSTOMERS {
            let last = format!("the last word to {number}");
            let id = self.customers[number]
                .visitor
                .write(&secret(number))
                .await
                .conversation
                .id;
            let fields = json!({ "conversation": id, "text": last });
            self.ana.execute("send_message", fields).await;
            let socket = &mut self.customers[number].socket;
            loop {
                let text = socket.text().await.expect("a frame before the end");
                assert!(!text.contains(INTERNAL), "{text}");
                for other in (0..CUSTOMERS).filter(|other| *other != number) {
                    assert!(!text.contains(&secret(other)), "customer {number} reads {text}");
                }
                let _: VisitorServerFrame = serde_json::from_str(&text).expect("a frame");
                if text.contains(&last) {
                    break;
                }
            }
        }
    }
}

async fn each_socket_tells_exactly_what_its_reader_may_know(db: TestDb) {
    let seed = std::env::var("BALCAO_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or(1);
    let mut world = World::new(&db, seed).await;
    let mut story = vec![format!("seed {seed}")];
    world.check("the beginning").await;
    for _ in 0..STEPS {
        story.push(world.step().await);
        world.check(&story.join("\n")).await;
    }
    world.check_customers().await;
}

store::testing::contract! {
    each_socket_tells_exactly_what_its_reader_may_know,
}
