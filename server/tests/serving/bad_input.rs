//! What is lost when these fail: a stranger's bad request that stops the server, or passes as a good one.

use serde_json::json;

use crate::house::{House, Socket, command_id};
use crate::http::Request;

const JSON: &str = "application/json";

#[tokio::test]
async fn a_bad_command_is_refused_with_what_is_wrong_and_the_server_goes_on() {
    let house = House::start().await;
    let ana = house.administrator().await;
    let customer = house.visitor().await;
    let (mine, theirs) = ("/api/v1/commands", "/chat/1/commands");
    let long = "x".repeat(8_001);
    let id = command_id();
    for (body, status, problem, field) in [
        ("not json".to_owned(), 400, "invalid", "body"),
        (String::new(), 400, "invalid", "body"),
        ("[1, 2]".to_owned(), 422, "invalid", "body"),
        ("{\"id\": 7}".to_owned(), 422, "invalid", "body"),
        (
            json!({ "id": id, "command": { "dance": {} } }).to_string(),
            422,
            "invalid",
            "body",
        ),
        (
            json!({ "id": "no spaces!", "command": { "send_message": { "conversation": 1, "text": "x" } } })
                .to_string(),
            422,
            "invalid",
            "id",
        ),
        (
            json!({ "id": id, "command": { "send_message": { "conversation": 1, "text": "  " } } }).to_string(),
            422,
            "invalid",
            "text",
        ),
        (
            json!({ "id": id, "command": { "send_message": { "conversation": 1, "text": long } } }).to_string(),
            422,
            "invalid",
            "text",
        ),
        (
            json!({ "id": id, "command": { "send_message": { "conversation": "one", "text": 5 } } }).to_string(),
            422,
            "invalid",
            "body",
        ),
    ] {
        let shown = body.chars().take(60).collect::<String>();
        let as_agent = ana
            .request("POST", mine)
            .body(JSON, body.clone())
            .send(house.address)
            .await;
        assert_eq!(
            (as_agent.status, as_agent.problem().as_str()),
            (status, problem),
            "{shown}: {}",
            as_agent.text()
        );
        assert_eq!(as_agent.json::<serde_json::Value>()["field"], field, "{shown}");
    }
    let no_json = ana
        .request("POST", mine)
        .body("text/plain", "{}")
        .send(house.address)
        .await;
    assert_eq!((no_json.status, no_json.problem().as_str()), (415, "invalid"));
    for (request, path) in [
        (ana.request("POST", mine), mine),
        (customer.request("POST", theirs), theirs),
    ] {
        let huge = request.body(JSON, "x".repeat(200_000)).send(house.address).await;
        assert_eq!((huge.status, huge.problem().as_str()), (413, "invalid"), "{path}");
    }
    let missing = ana.command("accept", json!({ "conversation": 999 })).await;
    assert_eq!((missing.status, missing.problem().as_str()), (404, "not_found"));
    customer.write("still here").await;
}

#[tokio::test]
async fn a_command_id_is_used_for_one_command_only() {
    let house = House::start().await;
    let customer = house.visitor().await;
    let body = |text: &str| json!({ "id": "the-same-id", "command": "send_message", "text": text });
    let first = customer.command(body("one")).await;
    let again = customer.command(body("one")).await;
    assert_eq!((first.status, &first.body), (200, &again.body));
    let other = customer.command(body("two")).await;
    assert_eq!(
        (other.status, other.json::<serde_json::Value>()["reason"].as_str()),
        (422, Some("reused_id"))
    );
    assert_eq!(customer.page().await.messages.len(), 1);
}

#[tokio::test]
async fn a_foreign_site_can_do_nothing_in_a_signed_in_browser() {
    let house = House::start().await;
    let ana = house.administrator().await;
    let with_cookie = |method: &str, path: &str| Request::new(method, path).header("cookie", &ana.cookie);
    let sign_out = || with_cookie("POST", "/api/fn/sign_out");
    for (what, request) in [
        ("foreign origin", sign_out().header("origin", "https://evil.example")),
        ("no origin", sign_out()),
        ("null origin", sign_out().header("origin", "null")),
        (
            "another site of ours",
            sign_out()
                .header("origin", house.origin())
                .header("sec-fetch-site", "same-site"),
        ),
        (
            "a command",
            with_cookie("POST", "/api/v1/commands")
                .header("origin", "https://evil.example")
                .json(&json!({})),
        ),
    ] {
        let answer = request.send(house.address).await;
        assert_eq!((answer.status, answer.problem().as_str()), (403, "forbidden"), "{what}");
    }
    for origin in [Some("https://evil.example"), None] {
        let mut headers = vec![("cookie", ana.cookie.clone())];
        headers.extend(origin.map(|origin| ("origin", origin.to_owned())));
        let refused = Socket::open(house.address, "/api/v1/socket", &headers).await;
        assert!(
            refused.is_err_and(|error| error.to_string().contains("403")),
            "{origin:?}"
        );
    }
    assert_eq!(ana.get("/desk/waiting").await.status, 200, "still signed in");
}

#[tokio::test]
async fn a_session_ends_after_thirty_quiet_days() {
    let house = House::start().await;
    let ana = house.administrator().await;
    assert_eq!(ana.command("accept", json!({ "conversation": 1 })).await.status, 404);
    house.clock.advance(desk::session::LIFETIME_MS + 1);
    let answer = ana.command("accept", json!({ "conversation": 1 })).await;
    assert_eq!((answer.status, answer.problem().as_str()), (401, "unauthenticated"));
    let refused = ana.try_socket("").await;
    assert!(refused.err().is_some_and(|error| error.to_string().contains("401")));
    let page = ana.get("/desk/waiting/3").await;
    assert_eq!(
        (page.status, page.header("location")),
        (303, "/login?next=/desk/waiting/3")
    );
}

#[tokio::test]
async fn a_visitors_token_opens_its_own_messages_and_nothing_else() {
    let house = House::start().await;
    let (one, other) = (house.visitor().await, house.visitor().await);
    one.write("my secret").await;
    assert!(other.page().await.messages.is_empty());
    for (what, token) in [
        ("made up", "x".repeat(43)),
        ("empty", String::new()),
        ("cut", one.token[1..].to_owned()),
    ] {
        let request = Request::new("GET", "/chat/1/messages").header("authorization", format!("Bearer {token}"));
        let answer = request.send(house.address).await;
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (401, "unauthenticated"),
            "{what}"
        );
    }
    for path in ["/chat/2/messages", "/chat/none/messages"] {
        let answer = one.request("GET", path).send(house.address).await;
        assert!([401, 404].contains(&answer.status), "{path}");
    }
    let odd = one
        .request("GET", "/chat/1/messages?before=yesterday")
        .send(house.address)
        .await;
    assert_eq!((odd.status, odd.problem().as_str()), (422, "invalid"));
    let nowhere = Request::new("POST", "/chat/9/visitors")
        .json(&json!({ "language": "en" }))
        .send(house.address)
        .await;
    assert_eq!((nowhere.status, nowhere.problem().as_str()), (404, "not_found"));
    // On the socket an unknown token is told to begin anew, and hears nothing.
    let mut socket = Socket::open(house.address, "/chat/1/socket", &[])
        .await
        .expect("a socket");
    socket
        .say(&json!({ "frame": "hello", "token": "made up", "after": null }))
        .await;
    assert_eq!(socket.next().await, Some(model::VisitorServerFrame::Resync));
    assert!(socket.next::<serde_json::Value>().await.is_none());
}

#[tokio::test]
async fn a_bad_frame_closes_its_own_socket_with_the_reason_and_no_other() {
    let house = House::start().await;
    let ana = house.administrator().await;
    let customer = house.visitor().await;
    let mut bystander = ana.socket(None).await;
    for (text, code) in [
        ("not json".to_owned(), 1008),
        ("{\"frame\":\"dance\"}".to_owned(), 1008),
        ("[]".to_owned(), 1008),
        ("x".repeat(70_000), 1009),
        ("x".repeat(10_000_000), 1009),
    ] {
        let shown = text.len();
        let mut socket = ana.socket(None).await;
        socket.say_text(text.clone()).await;
        assert_eq!(socket.closed().await.0, code, "an agent's frame of {shown} bytes");
        let mut socket = customer.socket(None).await;
        socket.say_text(text).await;
        assert_eq!(socket.closed().await.0, code, "a visitor's frame of {shown} bytes");
    }
    let mut rude = Socket::open(house.address, "/chat/1/socket", &[])
        .await
        .expect("a socket");
    rude.say(&json!({ "frame": "typing", "typing": true })).await;
    assert_eq!(rude.closed().await.0, 1008, "the greeting comes first");

    let wrong_cursor = ana.try_socket("?after=yesterday").await;
    assert!(
        wrong_cursor
            .err()
            .is_some_and(|error| error.to_string().contains("422"))
    );
    customer.write("still here").await;
    bystander
        .until(|frame| matches!(frame, model::ServerFrame::Event { .. }).then_some(()))
        .await;
}

#[tokio::test]
async fn a_caller_who_asks_too_much_is_told_when_to_come_back() {
    let house = House::with(&[("visitor_commands_per_minute", "3"), ("new_visitors_per_minute", "2")]).await;
    let (eager, other) = (house.visitor().await, house.visitor().await);
    for number in 0..3 {
        eager.write(&format!("{number}")).await;
    }
    let answer = eager
        .command(json!({ "id": command_id(), "command": "send_message", "text": "and" }))
        .await;
    assert_eq!((answer.status, answer.problem().as_str()), (429, "too_many"));
    assert!(
        answer
            .header("retry-after")
            .parse::<u32>()
            .is_ok_and(|seconds| seconds > 0)
    );
    other.write("unhurried").await;
    let third = Request::new("POST", "/chat/1/visitors")
        .json(&json!({ "language": "en" }))
        .send(house.address)
        .await;
    assert_eq!(third.status, 429);
}
