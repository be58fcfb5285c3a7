//! Company, roles, users, sessions, failed tries.

use model::{Language, Permission, Permissions, Timestamp, UserId};
use store::attempt::Attempts;
use store::company::Company;
use store::session::NewSession;
use store::testing::TestDb;

use crate::world::{T0, at, new_user, world, write};

async fn a_second_first_run_finds_the_company_made(db: TestDb) {
    let company = Company {
        name: "Padaria São João".to_owned(),
        language: Language::Portuguese,
        created_at: T0,
    };
    let mut conn = db.read().await.expect("a reader");
    assert_eq!(store::company::get(&mut conn).await, Ok(None));
    let given = company.clone();
    let first = write(&db, move |tx| {
        let company = given.clone();
        Box::pin(async move { store::company::insert(tx, &company).await })
    })
    .await;
    let other = Company {
        name: "Other".to_owned(),
        ..company.clone()
    };
    let second = write(&db, move |tx| {
        let company = other.clone();
        Box::pin(async move { store::company::insert(tx, &company).await })
    })
    .await;
    assert!(first && !second);
    assert_eq!(store::company::get(&mut conn).await, Ok(Some(company)));
}

async fn a_setup_code_is_kept_replaced_and_forgotten(db: TestDb) {
    let mut conn = db.read().await.expect("a reader");
    assert_eq!(store::meta::setup_code(&mut conn).await, Ok(None));
    for hash in ["one", "two"] {
        write(&db, move |tx| {
            Box::pin(async move { store::meta::set_setup_code(tx, hash).await })
        })
        .await;
        assert_eq!(store::meta::setup_code(&mut conn).await, Ok(Some(hash.to_owned())));
    }
    write(&db, |tx| {
        Box::pin(async move { store::meta::clear_setup_code(tx).await })
    })
    .await;
    assert_eq!(store::meta::setup_code(&mut conn).await, Ok(None));
}

async fn a_role_keeps_its_permissions_and_tells_its_users_of_new_ones(db: TestDb) {
    let world = world(&db).await;
    let mut conn = db.read().await.expect("a reader");
    let role = store::role::get(&mut conn, world.role)
        .await
        .expect("read")
        .expect("there");
    assert!(role.builtin && role.permissions.has(Permission::Reply) && !role.permissions.has(Permission::ReadAll));
    let before = store::user::actor(&mut conn, world.ana)
        .await
        .expect("read")
        .expect("there");
    let only: Permissions = [Permission::ReadAll].into_iter().collect();
    let read = role.clone();
    let changed = write(&db, move |tx| {
        let role = store::role::Role {
            name: "Viewer".to_owned(),
            permissions: only,
            ..read.clone()
        };
        Box::pin(async move { store::role::update(tx, &role).await })
    })
    .await;
    assert!(changed);
    let after = store::user::actor(&mut conn, world.ana)
        .await
        .expect("read")
        .expect("there");
    assert_eq!(after.permissions, only);
    assert!(after.access_version > before.access_version, "her sockets must resync");
    let roles = store::role::list(&mut conn).await.expect("read");
    assert_eq!(
        roles
            .iter()
            .map(|role| (role.name.as_str(), role.version))
            .collect::<Vec<_>>(),
        [("Administrator", 1), ("Viewer", 2)]
    );
    assert_eq!(store::role::get(&mut conn, model::RoleId(99)).await, Ok(None));
    let nobody = write(&db, move |tx| {
        // The version that was read first is there no more.
        let role = role.clone();
        Box::pin(async move { store::role::update(tx, &role).await })
    })
    .await;
    assert!(!nobody);
}

async fn one_address_is_one_user_however_it_is_typed(db: TestDb) {
    let world = world(&db).await;
    let again = write(&db, move |tx| {
        let mut user = new_user("ANA", world.role);
        " ANA@EXAMPLE.COM ".clone_into(&mut user.email);
        Box::pin(async move { store::user::insert(tx, &user).await })
    })
    .await;
    assert_eq!(again, None);
    let mut conn = db.read().await.expect("a reader");
    for typed in ["ana@example.com", "Ana@Example.Com", " ana@EXAMPLE.com"] {
        let found = store::user::credentials(&mut conn, typed)
            .await
            .expect("read")
            .expect("there");
        assert_eq!(
            (found.user, found.password_hash.as_str(), found.enabled),
            (world.ana, "$hash$Ana", true)
        );
    }
    assert!(
        store::user::credentials(&mut conn, "nobody@example.com")
            .await
            .expect("read")
            .is_none()
    );
}

async fn a_user_is_changed_and_acts_accordingly(db: TestDb) {
    let world = world(&db).await;
    let mut conn = db.read().await.expect("a reader");
    let mut user = store::user::get(&mut conn, world.ana)
        .await
        .expect("read")
        .expect("there");
    assert_eq!(
        (user.language, user.time_zone.as_str()),
        (Language::Portuguese, "America/Sao_Paulo")
    );
    let before = store::user::actor(&mut conn, world.ana)
        .await
        .expect("read")
        .expect("enabled");
    assert_eq!(
        (before.departments, before.email.as_str()),
        (vec![world.sales], "ana@Example.com")
    );
    let none = store::user::actor(&mut conn, world.bia)
        .await
        .expect("read")
        .expect("enabled");
    assert_eq!(none.departments, []);

    write(&db, move |tx| {
        Box::pin(async move {
            store::user::set_departments(tx, world.ana, &[world.support, world.sales]).await?;
            store::user::set_password(tx, world.ana, "$new").await
        })
    })
    .await;
    let after = store::user::actor(&mut conn, world.ana)
        .await
        .expect("read")
        .expect("enabled");
    assert_eq!(after.departments, [world.sales, world.support]);
    assert!(after.access_version > before.access_version);
    let credentials = store::user::credentials(&mut conn, "ana@example.com")
        .await
        .expect("read")
        .expect("there");
    assert_eq!(credentials.password_hash, "$new");

    "Ana Maria".clone_into(&mut user.name);
    user.role = world.admin_role;
    user.enabled = false;
    let changed = user.clone();
    assert!(
        write(&db, move |tx| {
            let user = changed.clone();
            Box::pin(async move { store::user::update(tx, &user).await })
        })
        .await
    );
    let stored = store::user::get(&mut conn, world.ana)
        .await
        .expect("read")
        .expect("there");
    assert_eq!(
        (stored.name, stored.role, stored.enabled),
        (user.name, world.admin_role, false)
    );
    assert_eq!(
        store::user::actor(&mut conn, world.ana).await,
        Ok(None),
        "a disabled user acts no more"
    );
    assert_eq!(store::user::list(&mut conn).await.expect("read").len(), 2);
    assert_eq!(store::user::get(&mut conn, UserId(99)).await, Ok(None));
}

fn new_session(user: UserId, token: &str, created: Timestamp) -> NewSession {
    NewSession {
        user,
        token_hash: token.to_owned(),
        created_at: created,
        expires_at: created.plus(1000),
        address: "203.0.113.9".to_owned(),
        user_agent: "Firefox".to_owned(),
    }
}

async fn a_session_is_found_by_its_token_while_it_lives(db: TestDb) {
    let world = world(&db).await;
    let (first, second) = write(&db, move |tx| {
        Box::pin(async move {
            let first = store::session::insert(tx, &new_session(world.ana, "a", at(0))).await?;
            let second = store::session::insert(tx, &new_session(world.ana, "b", at(10))).await?;
            store::session::insert(tx, &new_session(world.bia, "c", at(0))).await?;
            Ok((first, second))
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    let found = store::session::by_token(&mut conn, "a", at(999))
        .await
        .expect("read")
        .expect("alive");
    assert_eq!(
        (found.id, found.last_seen_at, found.language),
        (first, at(0), Language::Portuguese)
    );
    assert_eq!(
        Some(found.actor),
        store::user::actor(&mut conn, world.ana).await.expect("read"),
        "both ways to an actor agree"
    );
    assert_eq!(
        store::session::by_token(&mut conn, "a", at(1000)).await,
        Ok(None),
        "expired"
    );
    assert_eq!(store::session::by_token(&mut conn, "x", at(0)).await, Ok(None));

    write(&db, move |tx| {
        Box::pin(async move { store::session::touch(tx, first, at(500), at(5000)).await })
    })
    .await;
    let found = store::session::by_token(&mut conn, "a", at(4999))
        .await
        .expect("read")
        .expect("it lasts longer now");
    assert_eq!(found.last_seen_at, at(500));
    let list = store::session::list(&mut conn, world.ana, at(600)).await.expect("read");
    assert_eq!(
        list.iter().map(|session| session.id).collect::<Vec<_>>(),
        [first, second]
    );
    assert_eq!(
        (list[0].address.as_str(), list[0].user_agent.as_str()),
        ("203.0.113.9", "Firefox")
    );
}

async fn only_the_user_ends_a_session_and_then_it_is_gone(db: TestDb) {
    let world = world(&db).await;
    let ids = write(&db, move |tx| {
        Box::pin(async move {
            let mut ids = Vec::new();
            for token in ["a", "b", "c"] {
                ids.push(store::session::insert(tx, &new_session(world.ana, token, at(0))).await?);
            }
            store::session::insert(tx, &new_session(world.bia, "d", at(0))).await?;
            Ok(ids)
        })
    })
    .await;
    let first = ids[0];
    let of_other = write(&db, move |tx| {
        Box::pin(async move { store::session::delete(tx, world.bia, first).await })
    })
    .await;
    let own = write(&db, move |tx| {
        Box::pin(async move { store::session::delete(tx, world.ana, first).await })
    })
    .await;
    assert!(!of_other && own);
    let kept = ids[1];
    let ended = write(&db, move |tx| {
        Box::pin(async move { store::session::delete_all(tx, world.ana, Some(kept)).await })
    })
    .await;
    assert_eq!(ended, [ids[2]]);
    let expired = write(&db, |tx| {
        Box::pin(async move { store::session::delete_expired(tx, at(1000), 1).await })
    })
    .await;
    assert_eq!(expired, 1, "at most so many at once");
    let mut conn = db.read().await.expect("a reader");
    assert!(
        store::session::by_token(&mut conn, "a", at(1))
            .await
            .expect("read")
            .is_none()
    );
}

async fn failures_are_counted_blocked_and_forgotten(db: TestDb) {
    let mut conn = db.read().await.expect("a reader");
    assert_eq!(
        store::attempt::get(&mut conn, "account:a").await,
        Ok(Attempts::default())
    );
    for n in 1..=3 {
        let failures = write(&db, move |tx| {
            Box::pin(async move { store::attempt::fail(tx, "account:a", at(n)).await })
        })
        .await;
        assert_eq!(i64::from(failures), n);
    }
    write(&db, |tx| {
        Box::pin(async move { store::attempt::block(tx, "account:a", at(60)).await })
    })
    .await;
    let expected = Attempts {
        failures: 3,
        last_at: at(3),
        blocked_until: at(60),
    };
    assert_eq!(store::attempt::get(&mut conn, "account:a").await, Ok(expected));
    let trimmed = write(&db, |tx| {
        Box::pin(async move { store::attempt::trim(tx, at(3), 10).await })
    })
    .await;
    assert_eq!(trimmed, 0, "its last failure is not old enough");
    write(&db, |tx| {
        Box::pin(async move { store::attempt::clear(tx, "account:a").await })
    })
    .await;
    assert_eq!(
        store::attempt::get(&mut conn, "account:a").await,
        Ok(Attempts::default())
    );
    write(&db, |tx| {
        Box::pin(async move { store::attempt::fail(tx, "address:b", at(0)).await })
    })
    .await;
    write(&db, |tx| {
        Box::pin(async move { store::attempt::block(tx, "address:b", at(60)).await })
    })
    .await;
    let locked = write(&db, |tx| {
        Box::pin(async move {
            store::attempt::undo(tx, "address:b").await?;
            store::attempt::undo(tx, "address:b").await?;
            let known = store::attempt::lock(tx, "address:b").await?;
            let new = store::attempt::lock(tx, "address:new").await?;
            store::attempt::clear(tx, "address:new").await?;
            Ok((known, new))
        })
    })
    .await;
    assert_eq!(
        locked,
        (
            Attempts {
                last_at: at(0),
                ..Attempts::default()
            },
            Attempts::default()
        )
    );
    let trimmed = write(&db, |tx| {
        Box::pin(async move { store::attempt::trim(tx, at(1), 10).await })
    })
    .await;
    assert_eq!(trimmed, 1);
}

store::testing::contract! {
    a_second_first_run_finds_the_company_made,
    a_setup_code_is_kept_replaced_and_forgotten,
    a_role_keeps_its_permissions_and_tells_its_users_of_new_ones,
    one_address_is_one_user_however_it_is_typed,
    a_user_is_changed_and_acts_accordingly,
    a_session_is_found_by_its_token_while_it_lives,
    only_the_user_ends_a_session_and_then_it_is_gone,
    failures_are_counted_blocked_and_forgotten,
}
