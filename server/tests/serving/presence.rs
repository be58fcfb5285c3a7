//! What is lost when these fail: colleagues who seem to be there and are not, and customers offered to nobody.

use model::{Availability, Presence, ServerFrame, UserId, UserPresence};
use serde_json::json;
use store::testing::{Engine, TestDb, run};

use crate::house::{House, Socket};

async fn seen(socket: &mut Socket, user: UserId, presence: Presence) {
    while socket.presence().await != (UserPresence { user, presence }) {}
}

async fn colleagues_see_who_comes_pauses_and_leaves(db: TestDb) {
    let house = House::on(&db).await;
    let (ana, ben) = (house.administrator().await, house.colleague("ben").await);
    let me: serde_json::Value = ben.call("snapshot", json!({})).await.json();
    let user = UserId(me["actor"]["user"].as_i64().expect("an id"));
    let mut anas = ana.socket(None).await;
    let mut bens = ben.socket(None).await;
    seen(&mut anas, user, Presence::Online).await;
    bens.say(&json!({ "idle": { "idle": true } })).await;
    seen(&mut anas, user, Presence::Away).await;
    bens.say(&json!({ "idle": { "idle": false } })).await;
    seen(&mut anas, user, Presence::Online).await;

    let chosen = ben
        .call("choose_availability", json!({ "availability": "on_break" }))
        .await;
    assert_eq!(chosen.status, 200, "{}", chosen.text());
    seen(&mut anas, user, Presence::OnBreak).await;
    let own = bens
        .until(|frame| match frame {
            ServerFrame::Availability { availability } => Some(availability),
            _ => None,
        })
        .await;
    assert_eq!(own, Availability::OnBreak, "his other windows follow");

    // Who opens the desk later is greeted with what there is.
    let hello = ana.hello().await;
    assert!(
        hello.contains(&UserPresence {
            user,
            presence: Presence::OnBreak
        }),
        "{hello:?}"
    );
    let signed_out = ben.request("POST", "/api/fn/sign_out");
    let signed_out = signed_out.body("application/x-www-form-urlencoded", "");
    assert!(signed_out.send(house.address).await.status < 400);
    // Closed by the server, which knows then that he has left for good, and not for a moment.
    while bens.next::<ServerFrame>().await.is_some() {}
    house.clock.advance(60_000);
    seen(&mut anas, user, Presence::Offline).await;
}

async fn both_servers_see_who_is_at_either(db: TestDb) {
    let house = House::on(&db).await;
    let other = house.beside(db.another_server().await).await;
    let (ana, ben) = (house.administrator().await, house.colleague("ben").await);
    let me: serde_json::Value = ben.call("snapshot", json!({})).await.json();
    let user = UserId(me["actor"]["user"].as_i64().expect("an id"));
    let mut anas = ana.socket(None).await;
    let mut bens = ben.at(other.address).socket(None).await;
    seen(&mut anas, user, Presence::Online).await;

    let conversation = house
        .visitor()
        .await
        .write("Do you have rye bread?")
        .await
        .conversation
        .id;
    bens.say(&json!({ "typing": { "conversation": conversation, "typing": true } }))
        .await;
    let typing = anas
        .until(|frame| matches!(frame, ServerFrame::Typing { .. }).then_some(frame))
        .await;
    let expected = ServerFrame::Typing {
        conversation,
        typist: model::Typist::Agent { user },
        typing: true,
    };
    assert_eq!(typing, expected);

    anas.say(&json!({ "looking": { "conversation": conversation } })).await;
    bens.say(&json!({ "looking": { "conversation": conversation } })).await;
    for looking in [true, false] {
        let seen = anas
            .until(|frame| matches!(frame, ServerFrame::Looking { .. }).then_some(frame))
            .await;
        let expected = ServerFrame::Looking {
            conversation,
            user,
            looking,
        };
        assert_eq!(seen, expected);
        bens.say(&json!({ "looking": { "conversation": null } })).await;
    }
}

store::testing::contract! { colleagues_see_who_comes_pauses_and_leaves }

/// Several servers want Postgres.
#[test]
fn presence_and_typing_cross_from_server_to_server() {
    run(Engine::Postgres, both_servers_see_who_is_at_either);
}
