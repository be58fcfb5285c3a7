//! Presence on both engines: who has a browser somewhere is there, and who has not is gone, also when a server died.

use desk::presence::{self, Attending};
use desk::routing;
use model::{Availability, Command, Presence, UserId};
use store::testing::TestDb;

use crate::stage::Stage;

const LEASE: i64 = 30_000;

impl Stage {
    /// A server says that it has the user's browsers, and what follows from that is shown.
    pub async fn attends(&self, server: &str, user: UserId, idle: bool) {
        let attending = [Attending { user, idle }];
        let attended = presence::attend(&self.desk, server, &attending, LEASE).await;
        attended.expect("attended");
        self.settles().await;
    }

    pub async fn comes(&self, user: UserId) {
        self.attends("one", user, false).await;
    }

    pub async fn chooses(&self, actor: &model::Actor, availability: Availability) {
        presence::choose(&self.desk, actor, availability).await.expect("chosen");
    }

    pub async fn settles(&self) -> bool {
        presence::settle(&self.desk).await.expect("settled")
    }

    pub async fn seen(&self, user: UserId) -> Presence {
        let all = presence::all(&self.desk).await.expect("read");
        let shown = all.into_iter().find(|shown| shown.user == user);
        shown.map_or(Presence::Offline, |shown| shown.presence)
    }
}

async fn what_was_chosen_stays_and_counts_only_while_a_browser_is_there(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    assert_eq!(stage.seen(ana.user).await, Presence::Offline);
    stage.comes(ana.user).await;
    assert_eq!(stage.seen(ana.user).await, Presence::Online);
    stage.attends("one", ana.user, true).await;
    assert_eq!(stage.seen(ana.user).await, Presence::Away);
    stage.chooses(&ana, Availability::OnBreak).await;
    assert_eq!(stage.seen(ana.user).await, Presence::OnBreak);

    stage.clock.advance(LEASE);
    assert!(stage.settles().await);
    assert_eq!(stage.seen(ana.user).await, Presence::Offline);
    assert!(!stage.settles().await, "nothing happens twice");
    stage.comes(ana.user).await;
    assert_eq!(
        stage.seen(ana.user).await,
        Presence::OnBreak,
        "the break survives the night"
    );
    stage.chooses(&ana, Availability::AppearOffline).await;
    assert_eq!(stage.seen(ana.user).await, Presence::Offline);
    stage.chooses(&ana, Availability::Online).await;
    assert_eq!(stage.seen(ana.user).await, Presence::Online);
}

/// Otherwise who has the desk open in two windows is offline when one of the two servers stops.
async fn a_browser_on_another_server_keeps_its_user_online(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    stage.attends("one", ana.user, true).await;
    stage.attends("two", ana.user, false).await;
    assert_eq!(stage.seen(ana.user).await, Presence::Online, "used in one is used");
    presence::leave(&stage.desk, "two", ana.user, 0).await.expect("left");
    stage.settles().await;
    assert_eq!(stage.seen(ana.user).await, Presence::Away);
    // The first server says nothing more: it was killed.
    stage.clock.advance(LEASE - 1);
    stage.settles().await;
    assert_eq!(stage.seen(ana.user).await, Presence::Away);
    stage.clock.advance(1);
    stage.settles().await;
    assert_eq!(stage.seen(ana.user).await, Presence::Offline);
}

/// Otherwise loading the page anew gives away what was just offered.
async fn a_reload_releases_nothing_and_staying_away_releases_what_was_reserved(db: TestDb) {
    let stage = Stage::new(db).await;
    let (ana, bia) = (stage.agent("ana").await, stage.agent("bia").await);
    let (mine, other) = (stage.waiting().await, stage.waiting().await);
    for (conversation, agent) in [(mine, ana.user), (other, bia.user)] {
        let command = Command::TransferToAgent {
            conversation,
            agent,
            note: None,
            expected_version: None,
        };
        stage.does(&stage.administrator, command).await.expect("transferred");
    }
    let holder = async |id| stage.row(id).await.lifecycle.reserved.map(|kept| kept.agent);
    stage.comes(ana.user).await;
    presence::leave(&stage.desk, "one", ana.user, LEASE)
        .await
        .expect("left");
    stage.clock.advance(LEASE - 1);
    stage.settles().await;
    assert_eq!(stage.seen(ana.user).await, Presence::Online);
    stage.comes(ana.user).await;
    stage.clock.advance(1);
    stage.settles().await;
    assert_eq!(holder(mine).await, Some(ana.user), "she came back");

    presence::leave(&stage.desk, "one", ana.user, LEASE)
        .await
        .expect("left");
    stage.clock.advance(LEASE);
    stage.settles().await;
    assert_eq!(stage.seen(ana.user).await, Presence::Offline);
    assert_eq!(holder(mine).await, None);
    assert_eq!(
        holder(other).await,
        Some(bia.user),
        "what was given to somebody who was never there stays theirs until its time is over"
    );
}

async fn of_a_disabled_user_nothing_is_shown_and_nothing_reserved(db: TestDb) {
    let stage = Stage::new(db).await;
    let ana = stage.agent("ana").await;
    let id = stage.waiting().await;
    let command = Command::TransferToAgent {
        conversation: id,
        agent: ana.user,
        note: None,
        expected_version: None,
    };
    stage.does(&stage.administrator, command).await.expect("transferred");
    stage.disable(ana.user).await;
    routing::run(&stage.desk).await.expect("ran");
    assert_eq!(
        stage.row(id).await.lifecycle.reserved,
        None,
        "also when she was not there"
    );

    let bia = stage.agent("bia").await;
    stage.comes(bia.user).await;
    stage.disable(bia.user).await;
    stage.settles().await;
    assert_eq!(stage.seen(bia.user).await, Presence::Offline);
}

impl Stage {
    /// As the settings do it.
    async fn disable(&self, id: UserId) {
        let disabled = self.db.write(move |tx| {
            Box::pin(async move {
                let user = store::user::get(tx, id).await?.expect("there");
                let user = store::user::User { enabled: false, ..user };
                store::user::update(tx, &user).await
            })
        });
        assert!(disabled.await.expect("disabled"));
    }
}

store::testing::contract! {
    a_browser_on_another_server_keeps_its_user_online,
    a_reload_releases_nothing_and_staying_away_releases_what_was_reserved,
    of_a_disabled_user_nothing_is_shown_and_nothing_reserved,
    what_was_chosen_stays_and_counts_only_while_a_browser_is_there,
}
