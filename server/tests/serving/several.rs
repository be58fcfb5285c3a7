//! What is lost when this fails: a company that runs two servers, and one of them dies with agents on it. Two real programs on
//! one Postgres hand out the same conversations; then one is killed, as by a power cut.

use std::collections::BTreeSet;
use std::sync::Arc;

use desk::Desk;
use desk::routing;
use desk::testing::SeededRandom;
use model::{
    ConversationId, Distribution, Event, InboxId, InboxRouting, Presence, RoutingSettings, ServerFrame, UserId,
    UserPresence,
};
use serde_json::json;
use server::edge::SystemClock;
use store::testing::{Engine, TestDb, run};

use crate::crash::program::Program;
use crate::house::{Agent, Socket, hire, set_up, sign_in, visitor, write_site};

/// How long a server's word lasts that somebody is there, in milliseconds: short, so that nobody waits for long here.
const LEASE: &str = "1500";

/// Of a conversation, whom it is kept for.
type Kept = (ConversationId, Option<UserId>);

fn kept(frame: ServerFrame) -> Option<Kept> {
    match frame {
        ServerFrame::Event {
            event: Event::Conversation { conversation, .. },
            ..
        } => Some((
            conversation.id,
            conversation.lifecycle.reserved.map(|reserved| reserved.agent),
        )),
        _ => None,
    }
}

async fn who(agent: &Agent) -> UserId {
    let snapshot: serde_json::Value = agent.call("snapshot", json!({})).await.json();
    UserId(snapshot["actor"]["user"].as_i64().expect("an id"))
}

/// Evenly, one conversation for each.
async fn set_routing(desk: &Desk, administrator: &model::Actor) {
    let routing = InboxRouting {
        settings: RoutingSettings {
            distribution: Distribution::Evenly,
            at_most: Some(1),
            ..RoutingSettings::default()
        },
        version: 1,
    };
    routing::set_settings(desk, administrator, InboxId(1), routing)
        .await
        .expect("set");
}

async fn one_server_dies_and_its_agents_leave_what_was_kept_for_them(db: TestDb) {
    let desk = Desk::new(
        store::Db::clone(&db),
        Arc::new(SystemClock),
        Arc::new(SeededRandom::new(3)),
    );
    let administrator = set_up(&desk).await.actor;
    let departments = administrator.departments.clone();
    for name in ["ben", "carla"] {
        hire(&desk, &administrator, name, "agent", departments.clone()).await;
    }
    set_routing(&desk, &administrator).await;
    let folder = tempfile::tempdir().expect("a folder");
    write_site(&folder.path().join("site"));
    let start = || {
        Program::start_with(
            folder.path(),
            db.url(),
            [("BALCAO_TEST_PRESENCE_LEASE", LEASE.to_owned())],
        )
    };
    let (mut dying, living) = (start(), start());
    let ben = sign_in(dying.address, "ben@aurora.example").await;
    let carla = sign_in(living.address, "carla@aurora.example").await;
    let (ben_id, carla_id) = (who(&ben).await, who(&carla).await);
    let (mut bens, mut carlas) = (ben.socket(None).await, carla.socket(None).await);
    seen(&mut carlas, ben_id, Presence::Online).await;
    seen(&mut bens, carla_id, Presence::Online).await;

    // Two customers at either server: each agent is offered one of them, once.
    let first = visitor(dying.address).await.write("first").await.conversation.id;
    let second = visitor(living.address).await.write("second").await.conversation.id;
    let mut offers = BTreeSet::new();
    let mut told = 0;
    while offers.len() < 2 {
        if let (id, Some(agent)) = carlas.until(kept).await {
            offers.insert((id, agent));
            told += 1;
        }
    }
    assert_eq!(told, 2, "each is handed out once: {offers:?}");
    let offered = |wanted: UserId| {
        let found = offers.iter().find(|(_, agent)| *agent == wanted);
        found.map(|(id, _)| *id).expect("one for each")
    };
    let (bens_own, carlas_own) = (offered(ben_id), offered(carla_id));
    assert_eq!(BTreeSet::from([bens_own, carlas_own]), BTreeSet::from([first, second]));

    // Typing crosses from server to server.
    bens.say(&json!({ "typing": { "conversation": bens_own, "typing": true } }))
        .await;
    carlas
        .until(|frame| {
            matches!(frame, ServerFrame::Typing { conversation, .. } if conversation == bens_own).then_some(())
        })
        .await;

    dying.kill();
    let mut is_offline = false;
    let mut is_released = false;
    while !(is_offline && is_released) {
        match carlas.any().await {
            ServerFrame::Presence(UserPresence { user, presence }) if user == ben_id => {
                is_offline = presence == Presence::Offline;
            }
            frame => is_released |= kept(frame) == Some((bens_own, None)),
        }
    }
    // Carla has room for it once she has ended her own.
    carla
        .execute("accept_and_close", json!({ "conversation": carlas_own }))
        .await;
    while carlas.until(kept).await != (bens_own, Some(carla_id)) {}
}

async fn seen(socket: &mut Socket, user: UserId, presence: Presence) {
    while socket.presence().await != (UserPresence { user, presence }) {}
}

/// Several servers want Postgres.
#[test]
fn two_servers_share_their_work_and_one_is_killed() {
    run(
        Engine::Postgres,
        one_server_dies_and_its_agents_leave_what_was_kept_for_them,
    );
}
