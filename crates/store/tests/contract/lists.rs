//! Lists and counts: for every scope, exactly what [`model::Scope::sees`] says, in order, whatever the page.

use model::{Conversation, Counts, DepartmentId, Directory, Filter, Reservation, Scope, Status, Tab, UserId};
use store::tag::Tagged;
use store::testing::TestDb;

use crate::world::{World, at, contact, conversation, new_conversation, world, write};

/// Every status in every place, with equal times among them.
async fn everything(db: &store::Db, world: World) -> Vec<Conversation> {
    write(db, move |tx| {
        Box::pin(async move {
            let mut all = Vec::new();
            let mut n = 0;
            for status in Status::ALL {
                for department in [None, Some(world.sales), Some(world.support)] {
                    for assignee in [None, Some(world.ana), Some(world.bia)] {
                        for reserved in [None, Some(world.ana), Some(world.bia)] {
                            n += 1;
                            let it = conversation(tx, &world, at(0), |state| {
                                state.status = *status;
                                state.department = department;
                                state.assignee = assignee;
                                state.reserved = reserved.map(|agent| Reservation { agent, until: None });
                                state.stamps.last_message_at = (n % 7 != 0).then(|| at(n * 37 % 50));
                            })
                            .await?;
                            all.push(it);
                        }
                    }
                }
            }
            Ok(all)
        })
    })
    .await
}

fn scopes(world: &World) -> Vec<Scope> {
    let nothing = Scope {
        user: UserId(99),
        all: false,
        departments: vec![],
        without_department: false,
    };
    vec![
        nothing.clone(),
        Scope {
            user: world.ana,
            ..nothing.clone()
        },
        Scope {
            user: world.ana,
            departments: vec![world.sales],
            ..nothing.clone()
        },
        Scope {
            user: world.bia,
            departments: vec![world.sales, world.support, DepartmentId(99)],
            ..nothing.clone()
        },
        Scope {
            without_department: true,
            ..nothing.clone()
        },
        Scope {
            user: world.bia,
            departments: vec![world.support],
            without_department: true,
            ..nothing.clone()
        },
        Scope { all: true, ..nothing },
    ]
}

/// What the scope sees on the tab, by the model's word, in the order of the list.
fn expected(all: &[Conversation], scope: &Scope, tab: Tab) -> Vec<Conversation> {
    let mut rows: Vec<_> = all
        .iter()
        .filter(|it| it.lifecycle.status.tab() == tab && scope.sees(&it.facts()))
        .cloned()
        .collect();
    rows.sort_by_key(|it| core::cmp::Reverse(it.list_key()));
    rows
}

async fn every_scope_pages_through_exactly_what_it_sees(db: TestDb) {
    let world = world(&db).await;
    let all = everything(&db, world).await;
    let mut conn = db.read().await.expect("a reader");
    for scope in scopes(&world) {
        for tab in Tab::ALL {
            for limit in [7, 500] {
                let mut rows = Vec::new();
                loop {
                    let before = rows.last().map(Conversation::list_key);
                    let page = store::conversation::page(&mut conn, &scope, &Filter::default(), *tab, before, limit)
                        .await
                        .expect("read");
                    assert!(page.rows.len() <= limit && page.tab == *tab);
                    let (len, more) = (page.rows.len(), page.more);
                    rows.extend(page.rows);
                    if !more {
                        break;
                    }
                    assert_eq!(len, limit, "a page that is not the last is full");
                }
                assert_eq!(rows, expected(&all, &scope, *tab), "{tab:?} {scope:?}");
            }
        }
    }
}

fn count_unowned(all: &[Conversation], scope: &Scope, directory: &Directory) -> u32 {
    let filter = Filter {
        unowned: true,
        ..Filter::default()
    };
    let mut rows = expected(all, scope, Tab::Waiting);
    rows.retain(|row| filter.lets_through(row, scope.user, directory));
    u32::try_from(rows.len()).expect("few")
}

/// The model's word about one conversation and SQL's about all of them are the same.
async fn every_filter_pages_through_exactly_what_it_lets_through(db: TestDb) {
    let world = world(&db).await;
    let mut all = everything(&db, world).await;
    let tagged: Vec<_> = all.iter().map(|row| row.id).collect();
    let ana = world.ana;
    write(&db, move |tx| {
        let tagged = tagged.clone();
        Box::pin(async move {
            for (index, id) in tagged.into_iter().enumerate() {
                let tag = |name: &str| Tagged {
                    name: name.to_owned(),
                    by: None,
                    at: at(0),
                };
                let tags = [tag("urgent"), tag("invoice")];
                store::tag::put(tx, id, &tags[..index % 3]).await?;
            }
            store::user::set_departments(tx, ana, &[world.sales]).await
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    for row in &mut all {
        *row = store::conversation::get(&mut conn, row.id)
            .await
            .expect("read")
            .expect("there");
    }
    let directory = store::directory::directory(&mut conn).await.expect("read");
    let tags: Vec<_> = directory.tags.iter().map(|tag| tag.id).collect();
    assert_eq!(tags.len(), 2);
    let none = Filter::default;
    let filters = [
        Filter {
            tags: vec![tags[1]],
            ..none()
        },
        Filter {
            tags: tags.clone(),
            ..none()
        },
        Filter {
            users: vec![world.ana],
            ..none()
        },
        Filter {
            users: vec![world.ana, world.bia],
            unread: true,
            ..none()
        },
        Filter {
            departments: vec![world.support],
            active: true,
            ..none()
        },
        Filter {
            connections: vec![world.connection],
            mine_and_new: true,
            ..none()
        },
        Filter {
            connections: vec![model::ConnectionId(99)],
            ..none()
        },
        Filter {
            unowned: true,
            ..none()
        },
        Filter {
            tags: vec![tags[0]],
            users: vec![world.bia],
            departments: vec![world.sales],
            ..none()
        },
    ];
    for scope in scopes(&world) {
        for filter in &filters {
            for tab in Tab::ALL {
                let mut rows = Vec::new();
                loop {
                    let before = rows.last().map(Conversation::list_key);
                    let page = store::conversation::page(&mut conn, &scope, filter, *tab, before, 5)
                        .await
                        .expect("read");
                    rows.extend(page.rows);
                    if !page.more {
                        break;
                    }
                }
                let mut expected = expected(&all, &scope, *tab);
                expected.retain(|row| filter.lets_through(row, scope.user, &directory));
                assert_eq!(rows, expected, "{tab:?} {scope:?} {filter:?}");
            }
        }
    }
}

async fn every_scope_counts_exactly_what_it_sees(db: TestDb) {
    let world = world(&db).await;
    let all = everything(&db, world).await;
    let mut conn = db.read().await.expect("a reader");
    let directory = store::directory::directory(&mut conn).await.expect("read");
    for scope in scopes(&world) {
        let count = |tab| u32::try_from(expected(&all, &scope, tab).len()).expect("few");
        let counts = Counts {
            waiting: count(Tab::Waiting),
            in_service: count(Tab::InService),
            unowned: count_unowned(&all, &scope, &directory),
        };
        assert_eq!(
            store::conversation::counts(&mut conn, &scope).await,
            Ok(counts),
            "{scope:?}"
        );
    }
}

async fn earlier_conversations_are_those_of_the_contact_that_one_sees(db: TestDb) {
    let world = world(&db).await;
    let (contact, ids) = write(&db, move |tx| {
        Box::pin(async move {
            let contact = contact(tx, "Zé").await?;
            let mut ids = Vec::new();
            for department in [Some(world.sales), Some(world.support), None, Some(world.sales)] {
                let mut new = new_conversation(&world, contact, "Zé", at(0));
                new.lifecycle.department = department;
                new.lifecycle.status = Status::Closed;
                ids.push(store::conversation::insert(tx, new).await?.expect("none is open").id);
            }
            Ok((contact, ids))
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    let sales = Scope {
        user: world.ana,
        all: false,
        departments: vec![world.sales],
        without_department: false,
    };
    let all = Scope {
        all: true,
        ..sales.clone()
    };
    for (scope, before, number) in [(&sales, ids[3], 1), (&all, ids[3], 3), (&all, ids[0], 0)] {
        let earlier = store::conversation::earlier(&mut conn, scope, contact, before).await;
        assert_eq!(earlier, Ok(number));
    }
}

store::testing::contract! {
    every_scope_pages_through_exactly_what_it_sees,
    every_filter_pages_through_exactly_what_it_lets_through,
    every_scope_counts_exactly_what_it_sees,
    earlier_conversations_are_those_of_the_contact_that_one_sees,
}
