//! Presence, routing and signals between servers.

use model::{
    Attendance, Availability, ContactId, ConversationId, Distribution, Presence, Reservation, RoutingSettings,
};
use store::presence::Known;
use store::testing::{Engine, TestDb};

use crate::world::{T0, at, conversation, new_conversation, world, write};

async fn leases_of_all_servers_together_say_who_is_there(db: TestDb) {
    let world = world(&db).await;
    write(&db, move |tx| {
        Box::pin(async move {
            store::presence::attend(tx, "one", world.ana, false, at(100)).await?;
            store::presence::attend(tx, "two", world.ana, true, at(50)).await?;
            store::presence::attend(tx, "one", world.bia, true, at(10)).await?;
            store::presence::leave(tx, "one", world.bia, at(5)).await?;
            store::presence::choose(tx, world.bia, Availability::OnBreak).await
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    for (now, ana, bia) in [
        (0, Attendance::Active, Attendance::Active),
        (5, Attendance::Active, Attendance::Absent),
        (50, Attendance::Idle, Attendance::Absent),
        (100, Attendance::Absent, Attendance::Absent),
    ] {
        let known = |user, chosen, attendance| Known {
            user,
            chosen,
            shown: Presence::Offline,
            attendance,
        };
        assert_eq!(
            store::presence::all(&mut conn, at(now)).await,
            Ok(vec![
                known(world.ana, Availability::Online, ana),
                known(world.bia, Availability::OnBreak, bia)
            ]),
            "{now}"
        );
    }
    assert_eq!(store::presence::get(&mut conn, model::UserId(999), T0).await, Ok(None));
    drop(conn);
    let locked = write(&db, move |tx| {
        Box::pin(async move {
            store::presence::forget_expired(tx, world.ana, at(50)).await?;
            store::presence::show(tx, world.ana, Presence::Away).await?;
            store::presence::lock(tx, world.ana, at(0)).await
        })
    })
    .await;
    let locked = locked.expect("there");
    assert_eq!((locked.shown, locked.attendance), (Presence::Away, Attendance::Idle));
}

async fn routing_settings_are_changed_only_at_the_version_that_was_read(db: TestDb) {
    let world = world(&db).await;
    let settings = RoutingSettings {
        distribution: Distribution::InOrder,
        order: vec![world.bia, world.ana],
        at_most: Some(3),
        ..RoutingSettings::default()
    };
    let mut conn = db.read().await.expect("a reader");
    let first = store::routing::settings(&mut conn, world.inbox).await.expect("read");
    assert_eq!(first, Some((RoutingSettings::default(), 1)));
    assert_eq!(store::routing::all_settings(&mut conn).await, Ok(Vec::new()));
    for (version, stored) in [(2, false), (1, true), (1, false)] {
        let changed = settings.clone();
        let set = write(&db, move |tx| {
            let settings = changed.clone();
            Box::pin(async move { store::routing::set(tx, world.inbox, &settings, version).await })
        })
        .await;
        assert_eq!(set, stored, "{version}");
    }
    assert_eq!(
        store::routing::settings(&mut conn, world.inbox).await,
        Ok(Some((settings.clone(), 2)))
    );
    assert_eq!(
        store::routing::all_settings(&mut conn).await,
        Ok(vec![(world.inbox, settings)])
    );
}

async fn what_waits_is_found_by_department_and_claimed_once(db: TestDb) {
    let world = world(&db).await;
    let (plain, none, reserved, bots) = write(&db, move |tx| {
        Box::pin(async move {
            let plain = conversation(tx, &world, at(0), |_| ()).await?;
            let none = conversation(tx, &world, at(1), |it| it.department = None).await?;
            let reserved = conversation(tx, &world, at(2), |it| {
                it.reserved = Some(Reservation {
                    agent: world.ana,
                    until: None,
                });
            })
            .await?;
            let bots = conversation(tx, &world, at(3), |it| it.bot_owned = true).await?;
            Ok((plain.id, none.id, reserved.id, bots.id))
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    let mut departments = store::routing::waiting_departments(&mut conn, world.inbox)
        .await
        .expect("read");
    departments.sort_unstable();
    assert_eq!(departments, [None, Some(world.sales)]);
    for (department, expected) in [(Some(world.sales), plain), (None, none)] {
        assert_eq!(
            store::routing::waiting(&mut conn, world.inbox, department, 10).await,
            Ok(vec![expected])
        );
        assert_eq!(
            store::routing::untold(&mut conn, world.inbox, department, T0, 10).await,
            Ok(vec![expected])
        );
        assert_eq!(
            store::routing::untold(&mut conn, world.inbox, department, at(2), 10).await,
            Ok(Vec::new()),
            "who wrote long ago is left alone"
        );
    }
    let kept = store::conversation::reserved_for(&mut conn, world.ana)
        .await
        .expect("read");
    assert_eq!(kept.iter().map(|it| it.id).collect::<Vec<_>>(), [reserved]);
    drop(conn);
    for (id, claimed) in [
        (plain, true),
        (reserved, false),
        (bots, false),
        (ConversationId(999), false),
    ] {
        let found = write(&db, move |tx| {
            Box::pin(async move { store::conversation::claim_to_hand_out(tx, id).await })
        })
        .await;
        assert_eq!(found.map(|it| it.id), claimed.then_some(id));
    }
    for first in [true, false] {
        let told = write(&db, move |tx| {
            Box::pin(async move { store::routing::tell(tx, plain, T0).await })
        })
        .await;
        assert_eq!(told, first);
    }
    let mut conn = db.read().await.expect("a reader");
    assert_eq!(
        store::routing::untold(&mut conn, world.inbox, Some(world.sales), T0, 10).await,
        Ok(Vec::new())
    );
}

async fn candidates_are_those_online_with_all_that_they_have(db: TestDb) {
    let world = world(&db).await;
    write(&db, move |tx| {
        Box::pin(async move {
            for user in [world.ana, world.bia] {
                store::presence::attend(tx, "one", user, true, at(100)).await?;
            }
            store::presence::show(tx, world.ana, Presence::Online).await?;
            store::presence::lock_online(tx).await?;
            store::presence::assigned(tx, world.ana, at(7)).await?;
            conversation(tx, &world, at(0), |it| {
                it.reserved = Some(Reservation {
                    agent: world.ana,
                    until: None,
                });
            })
            .await?;
            conversation(tx, &world, at(0), |it| {
                it.status = model::Status::Replied;
                it.assignee = Some(world.ana);
            })
            .await?;
            conversation(tx, &world, at(0), |it| {
                it.status = model::Status::Closed;
                it.assignee = Some(world.ana);
            })
            .await
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    let candidates = store::routing::candidates(&mut conn).await.expect("read");
    let [ana] = &candidates[..] else {
        panic!("{candidates:?}")
    };
    assert_eq!((ana.user, ana.load, ana.assigned_at), (world.ana, 2, Some(at(7))));
    assert_eq!((ana.may_accept, &ana.departments[..]), (true, &[world.sales][..]));
}

async fn who_let_it_pass_is_kept_and_forgotten(db: TestDb) {
    let world = world(&db).await;
    let id = write(&db, move |tx| {
        Box::pin(async move {
            let id = conversation(tx, &world, at(0), |_| ()).await?.id;
            store::routing::pass(tx, id, world.ana, at(1)).await?;
            store::routing::pass(tx, id, world.bia, at(2)).await?;
            store::routing::pass(tx, id, world.ana, at(3)).await?;
            Ok(id)
        })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    assert_eq!(
        store::routing::passes(&mut conn, id).await,
        Ok(vec![(world.ana, at(3)), (world.bia, at(2))])
    );
    drop(conn);
    write(&db, move |tx| {
        Box::pin(async move { store::routing::forget_passes(tx, id).await })
    })
    .await;
    let mut conn = db.read().await.expect("a reader");
    assert_eq!(store::routing::passes(&mut conn, id).await, Ok(Vec::new()));
}

async fn the_support_agent_is_who_was_made_so_or_who_was_there_last(db: TestDb) {
    let world = world(&db).await;
    let (contact, last): (ContactId, ConversationId) = write(&db, move |tx| {
        Box::pin(async move {
            let first = conversation(tx, &world, at(0), |it| {
                it.status = model::Status::Closed;
                it.assignee = Some(world.ana);
            })
            .await?;
            let new = new_conversation(&world, first.contact.id, "Zé", at(1));
            let last = store::conversation::insert(tx, new).await?.expect("the first is over");
            Ok((first.contact.id, last.id))
        })
    })
    .await;
    for (chosen, expected) in [(None, world.ana), (Some(world.bia), world.bia), (None, world.ana)] {
        let found = write(&db, move |tx| {
            Box::pin(async move {
                store::routing::set_support_agent(tx, contact, chosen, T0).await?;
                store::routing::support_agent(tx, contact, last).await
            })
        })
        .await;
        assert_eq!(found, Some(expected));
    }
}

async fn signals_reach_the_other_servers_and_not_oneself(db: TestDb) {
    let other = db.another_server().await;
    let (mut own, mut others) = (db.watch_signals(), other.watch_signals());
    if db.engine() == Engine::Sqlite {
        db.signal("there is nobody".to_owned());
        return;
    }
    // Until the other one listens, signals are lost: that is what they are.
    let heard = loop {
        db.signal("knock".to_owned());
        let soon = tokio::time::timeout(core::time::Duration::from_millis(50), others.next());
        if let Ok(heard) = soon.await {
            break heard;
        }
    };
    assert_eq!(heard, "knock");
    loop {
        other.signal("who is there".to_owned());
        let soon = tokio::time::timeout(core::time::Duration::from_millis(50), own.next());
        if let Ok(heard) = soon.await {
            assert_eq!(heard, "who is there", "one's own signals do not come back");
            break;
        }
    }
}

store::testing::contract! {
    candidates_are_those_online_with_all_that_they_have,
    leases_of_all_servers_together_say_who_is_there,
    routing_settings_are_changed_only_at_the_version_that_was_read,
    signals_reach_the_other_servers_and_not_oneself,
    the_support_agent_is_who_was_made_so_or_who_was_there_last,
    what_waits_is_found_by_department_and_claimed_once,
    who_let_it_pass_is_kept_and_forgotten,
}
