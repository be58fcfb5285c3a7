//! The demo (`--demo`): a small bicycle shop with its people and the conversations of past weeks, made through the use
//! cases, at past times, the same in every run.

mod cast;
mod chance;
mod dialogues;
mod opinions;
mod plan;
mod rules;
mod stage;

use model::{Actor, ConnectionId, DepartmentForm, DepartmentId, InboxId, Language, Problem, Timestamp, UserId};

use crate::connection::NewLiveChat;
use crate::inbox::NewInbox;
use crate::people::NewUser;
use crate::setup::SetupForm;
use crate::{Desk, connection, department, inbox, people, role, setup};
use cast::{ADMINISTRATOR, AGENTS, Colleague};
use dialogues::Topic;

/// The shop's name.
pub const COMPANY: &str = "Bicicletas Aurora";

/// How long before now the shop was set up.
const AGE: i64 = 40 * plan::DAY;

/// What there is to open and to sign in with.
#[derive(Debug, Clone)]
pub struct DemoCompany {
    /// The live chat of the shop page.
    pub connection: ConnectionId,
    /// The administrator first.
    pub sign_ins: Vec<DemoSignIn>,
}

/// Somebody of the shop, with the password that everybody may know.
#[derive(Debug, Clone)]
pub struct DemoSignIn {
    pub name: &'static str,
    pub email: &'static str,
    pub password: &'static str,
    /// Key of a built-in role.
    pub role: &'static str,
    pub language: Language,
}

/// Makes the shop. `NotFound` when there is a company already, whichever.
pub async fn fill(desk: &Desk) -> Result<DemoCompany, Problem> {
    let now = desk.clock.now();
    let past = desk.at(now.plus(-AGE));
    let code = setup::issue_code(&past).await?.ok_or(Problem::NotFound)?;
    let form = SetupForm {
        code,
        company: COMPANY.to_owned(),
        name: ADMINISTRATOR.name.to_owned(),
        email: ADMINISTRATOR.email.to_owned(),
        password: cast::PASSWORD.to_owned(),
        department: cast::room(Topic::Sales).department.to_owned(),
        language: ADMINISTRATOR.language,
    };
    let made = setup::complete(&past, form).await?;
    let administrator = actor(&past, made.user).await?;
    let shop = furnish(&past, &administrator, made.connection).await?;
    for room in &shop.rooms {
        let made = inbox::get(&past, &administrator, room.inbox).await?;
        let settings = rules::of(room.topic, made.settings)?;
        inbox::update(&past, &administrator, room.inbox, made.version, settings).await?;
    }

    let mut agents = Vec::with_capacity(AGENTS.len());
    for colleague in &AGENTS {
        agents.push(hire(&past, &administrator, colleague, &shop).await?);
    }
    let plan = plan::plan(now);
    let connections = plan
        .customers
        .iter()
        .map(|customer| shop.of(customer.topic).connection)
        .collect();
    let stage = stage::Stage {
        desk: desk.clone(),
        agents,
        connections,
    };
    stage::play(stage, plan).await?;
    Ok(company(made.connection))
}

/// The demo's shop, if that is what this database holds.
pub async fn find(desk: &Desk) -> Result<Option<DemoCompany>, Problem> {
    let mut conn = desk.db.read().await?;
    let ours = store::user::credentials(&mut conn, ADMINISTRATOR.email)
        .await?
        .is_some();
    let connections = store::connection::list(&mut conn).await?;
    Ok(connections.first().filter(|_| ours).map(|first| company(first.id)))
}

fn company(connection: ConnectionId) -> DemoCompany {
    let sign_in = |colleague: &Colleague| DemoSignIn {
        name: colleague.name,
        email: colleague.email,
        password: cast::PASSWORD,
        role: colleague.role,
        language: colleague.language,
    };
    DemoCompany {
        connection,
        sign_ins: std::iter::once(&ADMINISTRATOR).chain(&AGENTS).map(sign_in).collect(),
    }
}

/// A department and the live chat that leads to it.
struct Room {
    topic: Topic,
    department: DepartmentId,
    inbox: InboxId,
    connection: ConnectionId,
}

struct Shop {
    rooms: [Room; 3],
}

impl Shop {
    fn of(&self, topic: Topic) -> &Room {
        self.rooms
            .iter()
            .find(|room| room.topic == topic)
            .expect("there is a room for every topic")
    }
}

/// The departments and live chats that the set-up did not make.
async fn furnish(desk: &Desk, administrator: &Actor, connection: ConnectionId) -> Result<Shop, Problem> {
    let department = *administrator.departments.first().ok_or(Problem::NotFound)?;
    let first = store::connection::get(&mut desk.db.read().await?, connection).await?;
    let sales = Room {
        topic: Topic::Sales,
        department,
        inbox: first.ok_or(Problem::NotFound)?.inbox,
        connection,
    };
    let workshop = add_room(desk, administrator, Topic::Workshop).await?;
    let delivery = add_room(desk, administrator, Topic::Delivery).await?;
    Ok(Shop {
        rooms: [sales, workshop, delivery],
    })
}

async fn add_room(desk: &Desk, administrator: &Actor, topic: Topic) -> Result<Room, Problem> {
    let room = cast::room(topic);
    let form = DepartmentForm {
        name: room.department.to_owned(),
        color: room.color.to_owned(),
        members: Vec::new(),
    };
    let department = department::create(desk, administrator, form).await?.id;
    let new = NewInbox {
        name: room.inbox.to_owned(),
        default_department: Some(department),
    };
    let inbox = inbox::create(desk, administrator, new).await?;
    let new = NewLiveChat {
        inbox,
        name: room.inbox.to_owned(),
    };
    let connection = connection::create(desk, administrator, new).await?;
    Ok(Room {
        topic,
        department,
        inbox,
        connection,
    })
}

async fn hire(desk: &Desk, administrator: &Actor, colleague: &Colleague, shop: &Shop) -> Result<Actor, Problem> {
    let roles = role::list(desk, administrator).await?;
    let role = roles
        .iter()
        .find(|role| role.form.name == colleague.role)
        .ok_or(Problem::NotFound)?;
    let new = NewUser {
        name: colleague.name.to_owned(),
        email: colleague.email.to_owned(),
        password: cast::PASSWORD.to_owned(),
        role: role.id,
        departments: colleague
            .topics
            .iter()
            .map(|&topic| shop.of(topic).department)
            .collect(),
        language: colleague.language,
    };
    let id = people::create_user(desk, administrator, new).await?;
    actor(desk, id).await
}

async fn actor(desk: &Desk, id: UserId) -> Result<Actor, Problem> {
    store::user::actor(&mut desk.db.read().await?, id)
        .await?
        .ok_or(Problem::NotFound)
}

impl Desk {
    /// The same desk at a time that stands still.
    fn at(&self, time: Timestamp) -> Self {
        struct Standing(Timestamp);
        impl crate::Clock for Standing {
            fn now(&self) -> Timestamp {
                self.0
            }
        }
        Self {
            clock: std::sync::Arc::new(Standing(time)),
            ..self.clone()
        }
    }
}
