//! What is lost when these fail: messages that do not arrive, arrive twice, or arrive at somebody who may not see them.

use model::{ByeReason, Event, MessageId, ServerFrame, VisitorEvent, VisitorServerFrame};
use serde_json::json;
use store::testing::{Engine, TestDb};

use crate::house::{House, Socket};
use crate::http::Request;

/// The ids of the messages that an agent's socket tells, until `last`.
async fn ids_until(socket: &mut Socket, last: MessageId) -> Vec<MessageId> {
    let mut ids = Vec::new();
    while !ids.contains(&last) {
        match socket.next::<ServerFrame>().await.expect("more") {
            ServerFrame::Event {
                event: Event::Conversation { messages, .. },
                ..
            } => ids.extend(messages.iter().map(|message| message.id)),
            ServerFrame::Event { .. }
            | ServerFrame::Counts { .. }
            | ServerFrame::Typing { .. }
            | ServerFrame::Looking { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    ids
}

async fn texts_until(socket: &mut Socket, last: &str) -> Vec<String> {
    let mut texts = Vec::new();
    while texts.last().is_none_or(|text| text != last) {
        match socket.next::<VisitorServerFrame>().await.expect("more") {
            VisitorServerFrame::Event {
                event: VisitorEvent::Conversation { messages, .. },
                ..
            } => texts.extend(messages.into_iter().map(|message| message.text)),
            VisitorServerFrame::Typing { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    texts
}

async fn a_customers_message_is_on_the_agents_socket_and_the_answer_on_the_customers(db: TestDb) {
    let house = House::on(&db).await;
    let (ana, customer) = (house.administrator().await, house.visitor().await);
    let mut desk = ana.socket(Some(&ana.cursor().await)).await;

    customer.write("Do you have rye bread?").await;
    let (conversation, text) = desk
        .until(|frame| match frame {
            ServerFrame::Event {
                event: Event::Conversation { conversation, messages },
                ..
            } => Some((conversation.id, messages)),
            _ => None,
        })
        .await;
    assert!(format!("{text:?}").contains("rye bread"), "{text:?}");
    let counts = desk
        .until(|frame| match frame {
            ServerFrame::Counts { counts } => Some(counts),
            _ => None,
        })
        .await;
    assert_eq!((counts.waiting, counts.in_service), (1, 0));

    let page = customer.page().await;
    let mut chat = customer.socket(Some(&page.cursor.to_string())).await;
    ana.execute("accept", json!({ "conversation": conversation })).await;
    ana.execute(
        "send_message",
        json!({ "conversation": conversation, "text": "Yes, until noon." }),
    )
    .await;
    assert_eq!(texts_until(&mut chat, "Yes, until noon.").await, ["Yes, until noon."]);
}

async fn a_socket_that_comes_back_gets_what_it_missed_once_and_in_order(db: TestDb) {
    let house = House::on(&db).await;
    let (ana, customer) = (house.administrator().await, house.visitor().await);
    let cursor = ana.cursor().await;
    let mut stored = Vec::new();
    for number in 0..20 {
        stored.extend(customer.write(&format!("before {number}")).await.messages);
    }
    // The socket is opened while more comes in: part is read from the log, part is handed out, nothing twice.
    let writing = async {
        let mut stored = Vec::new();
        for number in 0..60 {
            stored.extend(customer.write(&format!("meanwhile {number}")).await.messages);
        }
        stored
    };
    let opening = async {
        let mut sockets = Vec::new();
        for _ in 0..12 {
            sockets.push(ana.socket(Some(&cursor)).await);
        }
        sockets
    };
    let (meanwhile, sockets) = tokio::join!(writing, opening);
    stored.extend(meanwhile);
    let expected: Vec<_> = stored.iter().map(|message| message.id).collect();
    let last = *expected.last().expect("messages");
    for mut socket in sockets {
        assert_eq!(ids_until(&mut socket, last).await, expected);
    }
}

async fn a_visitor_who_comes_back_gets_what_it_missed_once_and_in_order(db: TestDb) {
    let lags_behind = db.engine() == Engine::Postgres;
    let house = House::on(&db).await;
    let (ana, customer, other) = (
        house.administrator().await,
        house.visitor().await,
        house.visitor().await,
    );
    let conversation = conversation_of(&ana, &customer).await;
    other.write("somebody else's").await;
    let cursor = customer.page().await.cursor.to_string();
    ana.execute("accept", json!({ "conversation": conversation })).await;
    let answer = async |number: u32| {
        let text = format!("answer {number}");
        ana.execute("send_message", json!({ "conversation": conversation, "text": text }))
            .await;
    };
    for number in 0..5 {
        answer(number).await;
    }
    let writing = async {
        for number in 5..30 {
            answer(number).await;
        }
    };
    let opening = async {
        let mut sockets = Vec::new();
        for _ in 0..8 {
            sockets.push(customer.socket(Some(&cursor)).await);
        }
        sockets
    };
    let ((), sockets) = tokio::join!(writing, opening);
    let expected: Vec<_> = (0..30).map(|number| format!("answer {number}")).collect();
    for mut socket in sockets {
        let mut told = texts_until(&mut socket, "answer 29").await;
        // What the page already held may come once more: on Postgres its cursor lags behind. What came after it, never.
        if lags_behind && told.first().is_some_and(|first| first == "hello") {
            told.remove(0);
        }
        assert_eq!(told, expected);
    }
}

async fn the_first_message_and_its_answer_also_reach_the_visitors_other_tab(db: TestDb) {
    let house = House::on(&db).await;
    let (ana, customer) = (house.administrator().await, house.visitor().await);
    let cursor = customer.page().await.cursor.to_string();
    let mut told_nothing = customer.socket(None).await;
    let mut other_tab = customer.socket(Some(&cursor)).await;
    let conversation = conversation_of(&ana, &customer).await;
    ana.execute("accept", json!({ "conversation": conversation })).await;
    ana.execute("send_message", json!({ "conversation": conversation, "text": "Here." }))
        .await;
    for tab in [&mut other_tab, &mut told_nothing] {
        assert_eq!(texts_until(tab, "Here.").await, ["hello", "Here."]);
    }
}

async fn what_one_server_takes_is_heard_at_another(db: TestDb) {
    let house = House::on(&db).await;
    let (ana, customer) = (house.administrator().await, house.visitor().await);
    let second = house.beside(db.another_server().await).await;
    let mut desk = ana.at(second.address).socket(Some(&ana.cursor().await)).await;
    let mut chat = customer.at(second.address).socket(None).await;

    let conversation = conversation_of(&ana, &customer).await;
    desk.until(|frame| matches!(frame, ServerFrame::Event { .. }).then_some(()))
        .await;
    ana.execute("accept", json!({ "conversation": conversation })).await;
    let answer = json!({ "conversation": conversation, "text": "From the other one." });
    ana.execute("send_message", answer).await;
    assert_eq!(
        texts_until(&mut chat, "From the other one.").await,
        ["hello", "From the other one."]
    );
}

async fn a_cursor_that_leads_nowhere_means_fetching_anew(db: TestDb) {
    let house = House::on(&db).await;
    let (ana, customer) = (house.administrator().await, house.visitor().await);
    let cursor = ana.cursor().await;
    let parts: Vec<_> = cursor.split('.').collect();
    let foreign_epoch = format!("1.{}.{}.{}", parts[1], parts[2], parts[3]);
    let older_access = format!("{}.0.{}.{}", parts[0], parts[2], parts[3]);
    for wrong in [foreign_epoch, older_access] {
        let mut socket = ana.socket(Some(&wrong)).await;
        assert_eq!(socket.next().await, Some(ServerFrame::Resync), "{wrong}");
        assert_eq!(socket.closed().await.0, 1000);
    }
    customer.write("hello").await;
    let mut socket = customer.socket(Some("1.0.0.0")).await;
    assert_eq!(socket.next().await, Some(VisitorServerFrame::Resync));
}

async fn a_revoked_session_loses_its_socket_at_once_and_the_others_keep_theirs(db: TestDb) {
    let house = House::on(&db).await;
    let ana = house.administrator().await;
    let lost = house.administrator().await;
    let cursor = ana.cursor().await;
    let (mut kept, mut closed) = (ana.socket(Some(&cursor)).await, lost.socket(Some(&cursor)).await);
    let sessions: Vec<model::SessionEntry> = lost.call("sessions", json!({})).await.json();
    let id = sessions.iter().find(|session| session.current).expect("its own").id;
    let revoked = ana
        .request("POST", "/api/fn/revoke_session")
        .body("application/x-www-form-urlencoded", format!("id={id}"))
        .send(house.address)
        .await;
    assert_eq!(revoked.status, 200, "{}", revoked.text());

    // On Postgres the log's end lags behind: what happened shortly before may be told first.
    let reason = closed.until(|frame| match frame {
        ServerFrame::Bye { reason } => Some(reason),
        _ => None,
    });
    assert_eq!(reason.await, ByeReason::SignedOut);
    assert_eq!(closed.closed().await.0, 1008);
    assert!(lost.try_socket("").await.is_err(), "the session is over");
    house.visitor().await.write("still there?").await;
    kept.until(|frame| matches!(frame, ServerFrame::Event { .. }).then_some(()))
        .await;
}

async fn a_user_whose_access_changes_is_told_to_fetch_anew(db: TestDb) {
    let house = House::on(&db).await;
    let (ana, ben) = (house.administrator().await, house.colleague("ben").await);
    let mut changed = ben.socket(None).await;
    let mut kept = ana.socket(None).await;
    let snapshot: serde_json::Value = ben.call("snapshot", json!({})).await.json();
    let user = model::UserId(snapshot["actor"]["user"].as_i64().expect("a user"));
    house.announce_access_change(user).await;
    // Without a cursor it may first hear of what happened shortly before: on Postgres the log's end lags behind.
    changed
        .until(|frame| matches!(frame, ServerFrame::Resync).then_some(()))
        .await;
    house.visitor().await.write("hello").await;
    kept.until(|frame| matches!(frame, ServerFrame::Event { .. }).then_some(()))
        .await;
}

/// Else what came in shows on no desk that was open meanwhile.
async fn an_import_brings_open_desks_to_fetch_anew(db: TestDb) {
    const FILE: &str = r#"{"type":"inbox","external_id":"i","name":"Box"}
{"type":"contact","external_id":"c"}
{"type":"conversation","external_id":"t","inbox":"i","contact":"c","happenings":[{"at":"1970-01-01T00:00:01Z","kind":"customer_message","text":"Old and still open"}]}"#;
    let house = House::on(&db).await;
    let ana = house.administrator().await;
    let mut socket = ana.socket(None).await;
    let customer = house.visitor().await;
    let mut chat = customer.socket(None).await;
    let summary = desk::import::run(&house.desk, FILE.as_bytes(), desk::import::Mode::Store, &mut |_| {}).await;
    assert_eq!(summary.expect("imported").conversations.made, 1);
    socket
        .until(|frame| matches!(frame, ServerFrame::Resync).then_some(()))
        .await;
    let snapshot: model::Snapshot = ana.call("snapshot", json!({})).await.json();
    let rows: Vec<_> = snapshot.lists.iter().flat_map(|list| &list.rows).collect();
    assert_eq!(rows.len(), 1, "and there it is: {rows:?}");
    customer.write("hello").await;
    chat.until(|frame| matches!(frame, VisitorServerFrame::Event { .. }).then_some(()))
        .await;
}

async fn typing_is_seen_by_the_other_side_and_by_colleagues_but_not_by_oneself(db: TestDb) {
    let house = House::on(&db).await;
    let (ana, ben) = (house.administrator().await, house.colleague("ben").await);
    let customer = house.visitor().await;
    let conversation = conversation_of(&ana, &customer).await;
    let (mut anas, mut bens) = (ana.socket(None).await, ben.socket(None).await);
    let mut chat = customer.socket(None).await;
    anas.say(&json!({ "typing": { "conversation": conversation, "typing": true } }))
        .await;
    // What was said shortly before may be told first, as above.
    chat.until(|frame| matches!(frame, VisitorServerFrame::Typing { typing: true }).then_some(()))
        .await;
    let seen = bens
        .until(|frame| matches!(frame, ServerFrame::Typing { .. }).then_some(frame))
        .await;
    assert!(matches!(seen, ServerFrame::Typing { typing: true, .. }));
    chat.say(&json!({ "frame": "typing", "typing": true })).await;
    // The customer's is the first that Ana hears of: her own came before it.
    let seen = anas
        .until(|frame| matches!(frame, ServerFrame::Typing { .. }).then_some(frame))
        .await;
    assert!(
        matches!(
            seen,
            ServerFrame::Typing {
                typist: model::Typist::Customer,
                ..
            }
        ),
        "{seen:?}"
    );
}

fn looker(frame: &ServerFrame) -> Option<(i64, model::UserId, bool)> {
    match frame {
        ServerFrame::Looking {
            conversation,
            user,
            looking,
        } => Some((conversation.0, *user, *looking)),
        _ => None,
    }
}

async fn who_has_a_conversation_on_screen_is_known_to_who_has_it_too(db: TestDb) {
    let house = House::on(&db).await;
    let (ana, ben) = (house.administrator().await, house.colleague("ben").await);
    let (anas_id, bens_id) = (ana.user().await, ben.user().await);
    let (one, other) = (house.visitor().await, house.visitor().await);
    let first = conversation_of(&ana, &one).await;
    let second = conversation_of(&ana, &other).await;
    let (mut anas, mut bens) = (ana.socket(None).await, ben.socket(None).await);
    let look = |at: Option<i64>| json!({ "looking": { "conversation": at } });
    anas.say(&look(Some(first))).await;
    bens.say(&look(Some(first))).await;
    assert_eq!(
        bens.until(|frame| looker(&frame)).await,
        (first, anas_id, true),
        "who is there already"
    );
    assert_eq!(
        anas.until(|frame| looker(&frame)).await,
        (first, bens_id, true),
        "who comes"
    );
    bens.say(&look(Some(second))).await;
    assert_eq!(
        anas.until(|frame| looker(&frame)).await,
        (first, bens_id, false),
        "who leaves"
    );
    anas.say(&look(Some(second))).await;
    assert_eq!(anas.until(|frame| looker(&frame)).await, (second, bens_id, true));
    assert_eq!(bens.until(|frame| looker(&frame)).await, (second, anas_id, true));
    // Another window of the same user holds the place.
    let mut again = ben.socket(None).await;
    again.say(&look(Some(second))).await;
    assert_eq!(again.until(|frame| looker(&frame)).await, (second, anas_id, true));
    assert_eq!(anas.until(|frame| looker(&frame)).await, (second, bens_id, true));
    drop(bens);
    again.say(&look(None)).await;
    assert_eq!(anas.until(|frame| looker(&frame)).await, (second, bens_id, false));
}

async fn conversation_of(agent: &crate::house::Agent, customer: &crate::house::Visitor) -> i64 {
    customer.write("hello").await;
    let list: serde_json::Value = agent
        .call("list", json!({ "tab": "waiting", "before": null }))
        .await
        .json();
    list["rows"][0]["id"].as_i64().unwrap_or_else(|| panic!("{list}"))
}

async fn an_agent_hears_nothing_of_conversations_that_it_may_not_see(db: TestDb) {
    let house = House::on(&db).await;
    let stranger = house.stranger("otto").await;
    let ana = house.administrator().await;
    let mut deaf = stranger.socket(Some(&stranger.cursor().await)).await;
    let customer = house.visitor().await;
    let conversation = conversation_of(&ana, &customer).await;
    let open = stranger.call("open_conversation", json!({ "id": conversation })).await;
    assert_eq!(open.status, 404, "{}", open.text());
    assert_eq!(
        stranger
            .command("accept", json!({ "conversation": conversation }))
            .await
            .status,
        404
    );
    // Nor of who looks at them or types there, even if it says that it looks too; and nobody hears of it.
    let mut anas = ana.socket(None).await;
    deaf.say(&json!({ "looking": { "conversation": conversation } })).await;
    anas.say(&json!({ "looking": { "conversation": conversation } })).await;
    anas.say(&json!({ "typing": { "conversation": conversation, "typing": true } }))
        .await;
    let mut eves = house.colleague("eve").await.socket(None).await;
    eves.say(&json!({ "looking": { "conversation": conversation } })).await;
    let who = anas.until(|frame| looker(&frame)).await;
    let told = eves.until(|frame| looker(&frame)).await;
    assert_ne!(who.1, told.1, "each hears of the other, and nobody of the stranger");
    // A directory entry concerns everybody: what is heard first proves that nothing came before it.
    house.colleague("ben").await;
    let first = deaf.next::<ServerFrame>().await.expect("a frame");
    let directory = matches!(
        first,
        ServerFrame::Event {
            event: Event::Directory(_),
            ..
        }
    );
    assert!(directory, "{first:?}");
    let health = Request::new("GET", "/readyz").send(house.address).await;
    assert_eq!(health.status, 200);
}

store::testing::contract! {
    a_customers_message_is_on_the_agents_socket_and_the_answer_on_the_customers,
    a_socket_that_comes_back_gets_what_it_missed_once_and_in_order,
    a_visitor_who_comes_back_gets_what_it_missed_once_and_in_order,
    the_first_message_and_its_answer_also_reach_the_visitors_other_tab,
    what_one_server_takes_is_heard_at_another,
    a_cursor_that_leads_nowhere_means_fetching_anew,
    a_revoked_session_loses_its_socket_at_once_and_the_others_keep_theirs,
    a_user_whose_access_changes_is_told_to_fetch_anew,
    an_import_brings_open_desks_to_fetch_anew,
    typing_is_seen_by_the_other_side_and_by_colleagues_but_not_by_oneself,
    who_has_a_conversation_on_screen_is_known_to_who_has_it_too,
    an_agent_hears_nothing_of_conversations_that_it_may_not_see,
}
