//! The rows that the tests start from.

use model::{
    Channel, ConnectionId, ContactId, ContactName, Conversation, DepartmentId, InboxId, InboxSettings, Language,
    Lifecycle, LiveChatSettings, Metrics, Permissions, Preview, RoleId, Timestamp, UserId, Writer,
};
use store::connection::NewConnection;
use store::contact::NewContact;
use store::conversation::NewConversation;
use store::user::NewUser;
use store::{StoreError, Tx, Work};

pub const T0: Timestamp = Timestamp(1_700_000_000_000);

pub fn at(milliseconds: i64) -> Timestamp {
    T0.plus(milliseconds)
}

/// One company at work: two departments, an inbox with a connection, an agent and an administrator.
#[derive(Debug, Clone, Copy)]
pub struct World {
    pub admin_role: RoleId,
    pub role: RoleId,
    pub sales: DepartmentId,
    pub support: DepartmentId,
    pub inbox: InboxId,
    pub connection: ConnectionId,
    pub ana: UserId,
    pub bia: UserId,
}

/// A write whose error is the store's own.
pub async fn write<T, F>(db: &store::Db, work: F) -> T
where
    F: for<'a> Fn(&'a mut Tx) -> Work<'a, T, StoreError> + Send + Sync + 'static,
    T: Send + 'static,
{
    db.write(work).await.expect("the write succeeds")
}

pub fn new_user(name: &str, role: RoleId) -> NewUser {
    NewUser {
        name: name.to_owned(),
        email: format!("{}@Example.com", name.to_lowercase()),
        password_hash: format!("$hash${name}"),
        role,
        language: Language::Portuguese,
        time_zone: "America/Sao_Paulo".to_owned(),
        created_at: T0,
    }
}

pub fn new_connection(inbox: InboxId) -> NewConnection {
    NewConnection {
        inbox,
        channel: Channel::LiveChat,
        name: "Website".to_owned(),
        settings: LiveChatSettings {
            color: "#0a7d55".to_owned(),
            allowed_origins: vec!["https://shop.example".to_owned()],
            ..LiveChatSettings::default()
        },
        created_at: T0,
    }
}

pub async fn world(db: &store::Db) -> World {
    write(db, |tx| {
        Box::pin(async move {
            let admin_role = store::role::insert(tx, "Administrator", true, Permissions::all()).await?;
            let role = store::role::insert(
                tx,
                "Agent",
                true,
                [
                    model::Permission::ReadDepartments,
                    model::Permission::Accept,
                    model::Permission::Reply,
                ]
                .into_iter()
                .collect(),
            )
            .await?;
            let sales = store::department::insert(tx, "Sales", T0).await?;
            let support = store::department::insert(tx, "Support", T0).await?;
            let settings = InboxSettings {
                name: "Shop".to_owned(),
                default_department: Some(sales),
                ..InboxSettings::default()
            };
            let inbox = store::inbox::insert(tx, &settings, T0).await?;
            let connection = store::connection::insert(tx, &new_connection(inbox)).await?;
            let ana = store::user::insert(tx, &new_user("Ana", role))
                .await?
                .expect("the address is free");
            let bia = store::user::insert(tx, &new_user("Bia", admin_role))
                .await?
                .expect("the address is free");
            store::user::set_departments(tx, ana, &[sales]).await?;
            Ok(World {
                admin_role,
                role,
                sales,
                support,
                inbox,
                connection,
                ana,
                bia,
            })
        })
    })
    .await
}

pub async fn contact(tx: &mut Tx, name: &str) -> Result<ContactId, StoreError> {
    let contact = NewContact {
        name: name.to_owned(),
        email: None,
        phone: None,
        source: Channel::LiveChat,
        created_at: T0,
    };
    store::contact::insert(tx, &contact).await
}

pub fn new_conversation(world: &World, contact: ContactId, name: &str, at: Timestamp) -> NewConversation {
    NewConversation {
        contact: ContactName {
            id: contact,
            name: name.to_owned(),
            photo: None,
        },
        channel: Channel::LiveChat,
        lifecycle: Lifecycle::open_inbound(world.inbox, world.connection, Some(world.sales), false, at),
        preview: Some(Preview {
            writer: Writer::Customer,
            text: "Oi".to_owned(),
        }),
        unread: 1,
        start_page: None,
        metrics: Metrics::default(),
        status_due_at: None,
    }
}

/// A new contact's new conversation, changed by `change` before it is stored.
pub async fn conversation(
    tx: &mut Tx,
    world: &World,
    at: Timestamp,
    change: impl FnOnce(&mut Lifecycle),
) -> Result<Conversation, StoreError> {
    let contact = contact(tx, "Zé").await?;
    let mut new = new_conversation(world, contact, "Zé", at);
    change(&mut new.lifecycle);
    Ok(store::conversation::insert(tx, new)
        .await?
        .expect("a new contact has no open one"))
}
