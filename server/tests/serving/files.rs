//! What is lost when these fail: files that somebody sent, the privacy of those who sent them, or the safety of who opens one.

use std::fmt::Write as _;

use model::{File, FileKind, VisitorOutcome};
use serde_json::json;

use crate::house::{Agent, House, Visitor, command_id};
use crate::http::{Answer, Request};

fn in_address(text: &str) -> String {
    text.bytes().fold(String::new(), |mut address, byte| {
        let _ = write!(address, "%{byte:02X}");
        address
    })
}

async fn upload_as(request: Request, house: &House, body: impl Into<Vec<u8>>) -> Answer {
    request.body("application/octet-stream", body).send(house.address).await
}

async fn visitor_upload(house: &House, visitor: &Visitor, id: &str, name: &str, body: impl Into<Vec<u8>>) -> Answer {
    let path = format!("/chat/1/files?id={id}&name={}", in_address(name));
    upload_as(visitor.request("POST", &path), house, body).await
}

async fn agent_upload(house: &House, agent: &Agent, conversation: i64, name: &str, body: impl Into<Vec<u8>>) -> Answer {
    let id = command_id();
    let path = format!(
        "/api/v1/files?id={id}&name={}&conversation={conversation}",
        in_address(name)
    );
    upload_as(agent.request("POST", &path), house, body).await
}

fn file(answer: &Answer) -> File {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn send(visitor: &Visitor, text: &str, files: &[i64]) -> VisitorOutcome {
    let body = json!({ "id": command_id(), "command": "send_message", "text": text, "files": files });
    let answer = visitor.command(body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The address of a file for a visitor; `None`: the visitor gets none.
async fn link(house: &House, visitor: &Visitor, id: i64) -> Option<String> {
    let request = visitor.request("POST", "/chat/1/links").json(&json!({ "files": [id] }));
    let links: serde_json::Value = request.send(house.address).await.json();
    links[0]["url"].as_str().map(ToOwned::to_owned)
}

async fn get(house: &House, path: &str) -> Answer {
    Request::new("GET", path).send(house.address).await
}

#[tokio::test]
async fn what_a_customer_sends_reaches_the_agents_and_the_other_way_round() {
    let house = House::start().await;
    let visitor = house.visitor().await;
    let image = files::testing::png(900, 300);
    let sent = file(&visitor_upload(&house, &visitor, "upload-one", "Foto ç.png", image.clone()).await);
    assert_eq!(
        (sent.kind, sent.width, sent.height, sent.thumbnail),
        (FileKind::Image, Some(900), Some(300), true)
    );
    assert_eq!(sent.name, "Foto ç.png");
    // The same again is the same file.
    assert_eq!(
        file(&visitor_upload(&house, &visitor, "upload-one", "Foto ç.png", image.clone()).await),
        sent
    );
    let outcome = send(&visitor, "", &[sent.id.0]).await;
    assert_eq!(outcome.messages[0].files, std::slice::from_ref(&sent));
    assert_eq!(visitor.page().await.messages[0].files, std::slice::from_ref(&sent));

    let agent = house.colleague("ben").await;
    let conversation = outcome.conversation.id.0;
    let opened: serde_json::Value = agent
        .call("open_conversation", json!({ "id": conversation }))
        .await
        .json();
    assert_eq!(opened["page"]["messages"][0]["files"][0]["id"], sent.id.0);
    let whole = agent.get(&format!("/files/{}/x.png", sent.id)).await;
    assert_eq!((whole.status, whole.body == image), (200, true));
    let small = agent.get(&format!("/files/{}/x.png?small", sent.id)).await;
    assert_eq!((small.status, small.header("content-type")), (200, "image/jpeg"));
    assert!(small.body != image);

    let answer = file(&agent_upload(&house, &agent, conversation, "preços.csv", "a;b\n1;2\n").await);
    let fields = json!({ "conversation": conversation, "text": "as agreed", "files": [answer.id.0] });
    agent.execute("send_message", fields).await;
    let seen = visitor.page().await;
    assert_eq!(
        seen.messages.last().expect("a message").files,
        std::slice::from_ref(&answer)
    );
    let url = link(&house, &visitor, answer.id.0).await.expect("a link");
    let got = get(&house, &url).await;
    assert_eq!((got.status, got.body.as_slice()), (200, b"a;b\n1;2\n".as_slice()));
}

#[tokio::test]
async fn a_file_is_sent_once_by_who_uploaded_it_where_it_was_uploaded() {
    let house = House::start().await;
    let (visitor, other) = (house.visitor().await, house.visitor().await);
    let (agent, colleague) = (house.colleague("ben").await, house.colleague("bia").await);
    let here = visitor.write("hello").await.conversation.id.0;
    let there = other.write("hello").await.conversation.id.0;
    let of_visitor = file(&visitor_upload(&house, &visitor, "upload-one", "a.txt", "a").await)
        .id
        .0;
    let of_agent = file(&agent_upload(&house, &agent, here, "b.txt", "b").await).id.0;
    let refused = async |who: &Agent, conversation: i64, files: &[i64]| {
        let fields = json!({ "conversation": conversation, "text": "x", "files": files });
        let answer = who.command("send_message", fields).await;
        (
            answer.status,
            answer.json::<serde_json::Value>()["reason"]
                .as_str()
                .map(ToOwned::to_owned),
        )
    };
    let missing = (422, Some("missing".to_owned()));
    assert_eq!(refused(&agent, here, &[of_visitor]).await, missing);
    assert_eq!(refused(&colleague, here, &[of_agent]).await, missing);
    assert_eq!(refused(&agent, there, &[of_agent]).await, missing);
    assert_eq!(refused(&agent, here, &[999_999]).await, missing);
    assert_eq!(refused(&agent, here, &[of_agent, of_agent]).await.0, 422);
    assert_eq!(refused(&agent, here, &[of_agent]).await.0, 200);
    assert_eq!(refused(&agent, here, &[of_agent]).await, (422, Some("sent".to_owned())));
    let body = json!({ "id": command_id(), "command": "send_message", "text": "x", "files": [of_visitor] });
    assert_eq!(other.command(body).await.status, 422);
}

/// Else one customer sees what another sent, or what agents say among themselves.
#[tokio::test]
async fn a_file_is_given_only_to_who_may_read_its_message() {
    let house = House::start().await;
    let (visitor, other) = (house.visitor().await, house.visitor().await);
    let (agent, stranger) = (house.colleague("ben").await, house.stranger("otto").await);
    let conversation = visitor.write("hello").await.conversation.id.0;
    other.write("hello").await;
    let unsent = file(&visitor_upload(&house, &visitor, "upload-one", "a.txt", "a").await)
        .id
        .0;
    assert_eq!(agent.get(&format!("/files/{unsent}/a.txt")).await.status, 404);
    assert_eq!(link(&house, &other, unsent).await, None);
    let url = link(&house, &visitor, unsent).await.expect("a link");
    assert_eq!(get(&house, &url).await.status, 200);
    send(&visitor, "", &[unsent]).await;
    assert_eq!(agent.get(&format!("/files/{unsent}/a.txt")).await.status, 200);
    assert_eq!(stranger.get(&format!("/files/{unsent}/a.txt")).await.status, 404);
    assert_eq!(get(&house, &format!("/files/{unsent}/a.txt")).await.status, 401);
    assert_eq!(link(&house, &other, unsent).await, None);

    let noted = file(&agent_upload(&house, &agent, conversation, "n.txt", "n").await)
        .id
        .0;
    agent
        .execute("add_note", json!({ "conversation": conversation, "files": [noted] }))
        .await;
    assert_eq!(agent.get(&format!("/files/{noted}/n.txt")).await.status, 200);
    assert_eq!(link(&house, &visitor, noted).await, None);

    // A link is for one file and one visitor, and ends.
    let forged = [
        url.replace(&format!("/files/{unsent}/"), &format!("/files/{noted}/")),
        url.replace("visitor=1", "visitor=2"),
        url.replace("until=1", "until=2"),
        url.replace("/chat/1/", "/chat/2/"),
        format!("{}A", &url[..url.len() - 1]),
        url.split('?').next().unwrap_or_default().to_owned(),
    ];
    for forged in forged {
        assert_eq!(get(&house, &forged).await.status, 404, "{forged}");
    }
    house.clock.advance(3 * 60 * 60 * 1000);
    assert_eq!(get(&house, &url).await.status, 404);
}

/// Else what a customer sends runs in an agent's browser, with the agent's rights.
#[tokio::test]
async fn what_could_run_is_not_taken_and_nothing_that_is_given_out_can() {
    let house = House::start().await;
    let visitor = house.visitor().await;
    let conversation = visitor.write("hello").await.conversation.id.0;
    let agent = house.colleague("ben").await;
    for (name, body, reason) in [
        (
            "a.png",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(),
            "type",
        ),
        ("a.png", b"\n <!doctype html><script>alert(1)</script>".to_vec(), "type"),
        ("a.pdf", b"MZ\x90\0".to_vec(), "type"),
        ("a.bin", b"\x01\x02\x03".to_vec(), "type"),
        ("a.png", files::testing::claiming_png(60_000, 60_000), "image"),
        ("a.gif", b"GIF89a\xff\xff\xff\xff".to_vec(), "image"),
        ("a.txt", Vec::new(), "required"),
    ] {
        let id = command_id();
        let answer = visitor_upload(&house, &visitor, &id, name, body).await;
        let problem: serde_json::Value = answer.json();
        assert_eq!(
            (answer.status, problem["reason"].as_str()),
            (422, Some(reason)),
            "{name}"
        );
    }
    for (name, body, kept, type_, shown) in [
        ("x.html", files::testing::png(2, 2), "x.html.png", "image/png", "inline"),
        (
            "../../etc/\u{202e}gpj.exe",
            b"plain".to_vec(),
            "gpj.exe.txt",
            "text/plain",
            "attachment",
        ),
        (
            "a\r\nset-cookie: x=1.pdf",
            b"%PDF-1.4 <script>".to_vec(),
            "a set-cookie x=1.pdf",
            "application/pdf",
            "attachment",
        ),
        ("a.js", b"alert(1)".to_vec(), "a.js.txt", "text/plain", "attachment"),
    ] {
        let sent = file(&agent_upload(&house, &agent, conversation, name, body).await);
        assert_eq!(sent.name, kept);
        let got = agent.get(&format!("/files/{}/index.html", sent.id)).await;
        assert_eq!(got.header("content-type"), type_);
        assert!(
            got.header("content-disposition").starts_with(shown),
            "{}",
            got.header("content-disposition")
        );
        assert_eq!(got.header("x-content-type-options"), "nosniff");
        assert!(got.header("content-security-policy").contains("sandbox"));
        assert!(got.header("cache-control").starts_with("private"));
        assert!(!got.headers.contains_key("set-cookie"));
        let saved = agent.get(&format!("/files/{}/a?download", sent.id)).await;
        assert!(saved.header("content-disposition").starts_with("attachment"));
    }
    let long = format!("{}.png", "ã".repeat(400));
    let sent = file(&agent_upload(&house, &agent, conversation, &long, files::testing::png(2, 2)).await);
    assert_eq!(sent.name.chars().count(), model::MAX_FILE_NAME);
}

#[tokio::test]
async fn a_player_gets_the_part_it_asks_for_and_nobody_fetches_twice() {
    let house = House::start().await;
    let visitor = house.visitor().await;
    let conversation = visitor.write("hello").await.conversation.id.0;
    let agent = house.colleague("ben").await;
    let sound: Vec<u8> = b"ID3\x03"
        .iter()
        .copied()
        .chain((0..4_000).map(|n: u32| n.to_le_bytes()[0]))
        .collect();
    let sent = file(&agent_upload(&house, &agent, conversation, "a.mp3", sound.clone()).await);
    let path = format!("/files/{}/a.mp3", sent.id);
    let ask = async |name: &str, value: &str| {
        agent
            .request("GET", &path)
            .header(name, value)
            .send(house.address)
            .await
    };
    let whole = agent.get(&path).await;
    assert_eq!(
        (whole.header("accept-ranges"), whole.header("content-length")),
        ("bytes", "4004")
    );
    let part = ask("range", "bytes=100-199").await;
    assert_eq!((part.status, part.header("content-range")), (206, "bytes 100-199/4004"));
    assert_eq!(part.body, sound[100..200]);
    assert_eq!(ask("range", "bytes=5000-").await.status, 416);
    let tag = whole.header("etag");
    assert_eq!(ask("if-none-match", tag).await.status, 304);
    assert_eq!(ask("if-none-match", "\"other\"").await.status, 200);
}

#[tokio::test]
async fn the_limit_of_the_inbox_holds_and_is_said_before() {
    let house = House::start().await;
    let rules = model::FileRules {
        max_size: 1_000,
        documents: false,
        ..model::FileRules::default()
    };
    house
        .rules(model::InboxSettings {
            files: rules,
            ..model::InboxSettings::default()
        })
        .await;
    let panel = get(&house, "/chat/1").await;
    assert!(panel.text().contains("\"max_size\":1000"), "{}", panel.text());
    let visitor = house.visitor().await;
    let large = [b"ID3\x03".as_slice(), &[0; 1_000]].concat();
    let refused = visitor_upload(&house, &visitor, "upload-one", "a.mp3", large).await;
    assert_eq!(refused.status, 413);
    assert_eq!(refused.json::<serde_json::Value>()["reason"], "too_large");
    let refused = visitor_upload(&house, &visitor, "upload-two", "a.txt", "text").await;
    assert_eq!(refused.json::<serde_json::Value>()["reason"], "type");
    let taken = visitor_upload(&house, &visitor, "upload-two", "a.png", files::testing::png(2, 2)).await;
    assert_eq!(taken.status, 200, "{}", taken.text());
}
