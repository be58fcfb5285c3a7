//! Departments, inboxes, connections, and the directory of all.

use model::{
    BusinessHours, CalendarDay, Channel, ConnectionEntry, DepartmentEntry, FirstHandler, InboxEntry, InboxSettings,
    Language, OpenHours, RatingKind, ReplyRules, Template, UserEntry, Wording,
};
use store::company::Company;
use store::department::Department;
use store::testing::TestDb;

use crate::world::{T0, world, write};

async fn the_directory_holds_everything_in_the_order_of_ids(db: TestDb) {
    let world = world(&db).await;
    write(&db, |tx| {
        Box::pin(async move {
            let company = Company {
                name: "Acme".to_owned(),
                language: Language::English,
                created_at: T0,
            };
            store::company::insert(tx, &company).await
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    let directory = store::directory::directory(&mut conn).await.expect("read");
    assert_eq!(directory.company, "Acme");
    assert_eq!(
        directory.users,
        [(world.ana, "Ana", vec![world.sales]), (world.bia, "Bia", Vec::new())].map(|(id, name, departments)| {
            UserEntry {
                id,
                name: name.to_owned(),
                enabled: true,
                departments,
                photo: None,
            }
        })
    );
    assert_eq!(
        directory.departments,
        [(world.sales, "Sales"), (world.support, "Support")].map(|(id, name)| DepartmentEntry {
            id,
            name: name.to_owned()
        })
    );
    assert_eq!(
        directory.inboxes,
        [InboxEntry {
            id: world.inbox,
            name: "Shop".to_owned(),
            asks_rating: false,
            files: model::FileRules::default()
        }]
    );
    assert_eq!(
        directory.connections,
        [ConnectionEntry {
            id: world.connection,
            inbox: world.inbox,
            channel: Channel::LiveChat,
            name: "Website".to_owned(),
            reply: ReplyRules::default()
        }]
    );
}

async fn a_department_is_renamed(db: TestDb) {
    let world = world(&db).await;
    let department = |id, version| Department {
        id,
        name: "Vendas".to_owned(),
        color: "#0b6b5f".to_owned(),
        version,
    };
    let mut done = Vec::new();
    for department in [
        department(world.sales, 1),
        // Another one has saved meanwhile.
        department(world.sales, 1),
        department(model::DepartmentId(99), 1),
    ] {
        let done_now = write(&db, move |tx| {
            let department = department.clone();
            Box::pin(async move { store::department::update(tx, &department).await })
        });
        done.push(done_now.await);
    }
    assert_eq!(done, [true, false, false]);
    let mut conn = db.read().await.expect("a reader");
    let department = store::department::get(&mut conn, world.sales).await.expect("read");
    assert_eq!(department.map(|it| it.name), Some("Vendas".to_owned()));
    assert_eq!(
        store::department::get(&mut conn, model::DepartmentId(99)).await,
        Ok(None)
    );
}

async fn an_inbox_keeps_every_setting(db: TestDb) {
    let world = world(&db).await;
    let settings = InboxSettings {
        name: "Outlet".to_owned(),
        default_department: None,
        first_handler: FirstHandler::People,
        runs_again: true,
        greeting: Wording::same("Olá!"),
        outside_hours_text: Wording {
            es: "Estamos cerrados".to_owned(),
            ..Wording::default()
        },
        rating: Some(RatingKind::Five),
        rating_text: Wording::same("Como foi?"),
        closes_on_rating: true,
        closing_delay_ms: Some(1),
        auto_close_ms: Some(2),
        auto_close_text: Wording::same("Até logo!"),
        idle_timeout_ms: Some(3),
        files: model::FileRules {
            max_size: 4,
            images: false,
            others: true,
            ..model::FileRules::default()
        },
        business_hours: Some(BusinessHours {
            time_zone: "America/Sao_Paulo".to_owned(),
            weekly: core::array::from_fn(|day| {
                if day < 5 {
                    vec![OpenHours { from: 540, to: 1080 }]
                } else {
                    Vec::new()
                }
            }),
            holidays: vec![CalendarDay {
                year: 2026,
                month: 12,
                day: 25,
            }],
        }),
    };
    let given = settings.clone();
    assert!(
        write(&db, move |tx| {
            let settings = given.clone();
            Box::pin(async move { store::inbox::update(tx, world.inbox, &settings).await })
        })
        .await
    );
    let mut conn = db.read().await.expect("a reader");
    let inbox = store::inbox::get(&mut conn, world.inbox)
        .await
        .expect("read")
        .expect("there");
    assert_eq!((inbox.settings, inbox.version), (settings, 2));
    assert_eq!(store::inbox::list(&mut conn).await.expect("read").len(), 1);
    assert_eq!(store::inbox::get(&mut conn, model::InboxId(99)).await, Ok(None));
}

async fn a_connection_keeps_every_setting(db: TestDb) {
    let world = world(&db).await;
    let mut conn = db.read().await.expect("a reader");
    let mut connection = store::connection::get(&mut conn, world.connection)
        .await
        .expect("read")
        .expect("there");
    assert!(connection.enabled);
    assert_eq!(connection.settings.allowed_origins, ["https://shop.example"]);
    connection.enabled = false;
    "Shop".clone_into(&mut connection.name);
    connection.settings.allowed_origins.clear();
    connection.reply = ReplyRules {
        window_ms: Some(5),
        templates: vec![Template {
            name: "back".to_owned(),
            language: Language::Portuguese,
            text: "Olá!".to_owned(),
        }],
    };
    let given = connection.clone();
    assert!(
        write(&db, move |tx| {
            let connection = given.clone();
            Box::pin(async move { store::connection::update(tx, &connection).await })
        })
        .await
    );
    connection.version += 1;
    assert_eq!(store::connection::list(&mut conn).await, Ok(vec![connection]));
    assert_eq!(
        store::connection::get(&mut conn, model::ConnectionId(99)).await,
        Ok(None)
    );
}

store::testing::contract! {
    the_directory_holds_everything_in_the_order_of_ids,
    a_department_is_renamed,
    an_inbox_keeps_every_setting,
    a_connection_keeps_every_setting,
}
