//! What is lost when these fail: the way back in when nobody can sign in who could help.

use desk::Clock as _;
use model::{AuditActor, AuditEntry};
use serde_json::json;
use server::edge::SystemClock;
use store::testing::TestDb;

use crate::balcao::{balcao, balcao_reading};
use crate::house::{House, PASSWORD, sign_in};
use crate::http::{Answer, Request};

const ANA: &str = "ana@aurora.example";

/// The token of the link that was printed.
fn token(out: &str) -> &str {
    let (_, token) = out
        .trim_end()
        .rsplit_once("/welcome#")
        .unwrap_or_else(|| panic!("{out}"));
    token
}

/// Sets a password by a link, as its page does.
async fn redeem(house: &House, token: &str, name: &str, password: &str) -> Answer {
    let form = format!("token={token}&name={name}&password={}", password.replace(' ', "+"));
    Request::new("POST", "/api/fn/set_password_by_link")
        .header("origin", house.origin())
        .body("application/x-www-form-urlencoded", form)
        .send(house.address)
        .await
}

/// A server whose clock goes as that of the program: their links last until the same time.
async fn house(db: &TestDb) -> House {
    let house = House::on(db).await;
    house.clock.set(SystemClock.now());
    house
}

async fn try_to_sign_in(house: &House, email: &str, password: &str) -> u16 {
    let form = format!("email={email}&password={}", password.replace(' ', "+"));
    let request = Request::new("POST", "/api/fn/sign_in")
        .header("origin", house.origin())
        .body("application/x-www-form-urlencoded", form);
    request.send(house.address).await.status
}

async fn without_a_company_there_is_nobody_to_make(db: TestDb) {
    let folder = tempfile::tempdir().expect("a folder");
    let words = ["user", "create", "--email", ANA, "--name", "Ana"];
    let told = balcao(&db, &folder, &words).await;
    assert_eq!(told.status, Some(1));
    assert!(told.err.contains("start the server"), "{}", told.err);
}

async fn who_is_made_at_the_command_line_gets_in_and_helps_the_others(db: TestDb) {
    let house = house(&db).await;
    let folder = tempfile::tempdir().expect("a folder");
    let words = ["user", "create", "--email", "bea@aurora.example", "--name", "Bea"];
    let told = balcao(&db, &folder, &words).await;
    assert_eq!(told.status, Some(0), "{}", told.err);
    let made = redeem(&house, token(&told.out), "Bea", PASSWORD).await;
    assert!(made.status < 400, "{} {}", made.status, made.text());
    let bea = sign_in(house.address, "bea@aurora.example").await;
    assert_eq!(bea.call("users", json!({})).await.status, 200, "an administrator");
    let twice = redeem(&house, token(&told.out), "Bea", PASSWORD).await;
    assert_eq!(twice.status, 404, "a link works once");

    let words = ["user", "create", "--email", "ben@aurora.example", "--name", "Ben"];
    let with = |more: &[&'static str]| [&words[..], more].concat();
    let told = balcao_reading(
        &db,
        &folder,
        &with(&["--role", "agent", "--password-stdin"]),
        &format!("{PASSWORD}\n"),
    )
    .await;
    assert_eq!(told.status, Some(0), "{}", told.err);
    assert!(
        !told.out.contains(PASSWORD) && !told.out.contains("/welcome"),
        "{}",
        told.out
    );
    let ben = sign_in(house.address, "ben@aurora.example").await;
    assert_eq!(ben.call("users", json!({})).await.status, 403, "an agent");

    for (more, input, complaint) in [
        (&[][..], "", "email: taken"),
        (
            &["--role", "king"][..],
            "",
            "there is no role “king”, only administrator",
        ),
    ] {
        let told = balcao_reading(&db, &folder, &with(more), input).await;
        assert_eq!(told.status, Some(1), "{}", told.out);
        assert!(told.err.contains(complaint), "{}", told.err);
    }
    let short = [
        "user",
        "create",
        "--email",
        "eva@aurora.example",
        "--name",
        "Eva",
        "--password-stdin",
    ];
    let told = balcao_reading(&db, &folder, &short, "short\n").await;
    assert_eq!(told.status, Some(1));
    assert!(told.err.contains("password: too_short"), "{}", told.err);
}

async fn who_is_disabled_there_is_out_at_once_and_comes_back(db: TestDb) {
    let house = house(&db).await;
    let folder = tempfile::tempdir().expect("a folder");
    let ben = house.colleague("ben").await;
    let mut socket = ben.socket(None).await;
    let told = balcao(&db, &folder, &["user", "disable", "BEN@aurora.example"]).await;
    assert_eq!(told.status, Some(0), "{}", told.err);
    let (_, _) = socket.closed().await;
    assert_eq!(ben.call("snapshot", json!({})).await.status, 401);
    assert_eq!(try_to_sign_in(&house, "ben@aurora.example", PASSWORD).await, 422);
    let reset = balcao(&db, &folder, &["user", "reset-password", "ben@aurora.example"]).await;
    assert_eq!(reset.status, Some(1));
    assert!(reset.err.contains("enable the user first"), "{}", reset.err);
    let told = balcao(&db, &folder, &["user", "enable", "ben@aurora.example"]).await;
    assert_eq!(told.status, Some(0), "{}", told.err);
    sign_in(house.address, "ben@aurora.example").await;

    let last = balcao(&db, &folder, &["user", "disable", ANA]).await;
    assert_eq!(last.status, Some(1));
    assert!(last.err.contains("last administrator"), "{}", last.err);
    let nobody = balcao(&db, &folder, &["user", "enable", "nobody@aurora.example"]).await;
    assert_eq!(nobody.status, Some(1));
    assert!(nobody.err.contains("there is no user"), "{}", nobody.err);
}

async fn a_new_password_is_set_by_the_link_and_the_log_says_where_it_came_from(db: TestDb) {
    let house = house(&db).await;
    let folder = tempfile::tempdir().expect("a folder");
    let ana = house.administrator().await;
    let told = balcao(&db, &folder, &["user", "reset-password", ANA]).await;
    assert_eq!(told.status, Some(0), "{}", told.err);
    assert_eq!(ana.call("snapshot", json!({})).await.status, 200, "until it is used");
    let new = "another long sentence";
    let set = redeem(&house, token(&told.out), "Ana", new).await;
    assert!(set.status < 400, "{} {}", set.status, set.text());
    assert_eq!(
        ana.call("snapshot", json!({})).await.status,
        401,
        "the old sessions are over"
    );
    assert_eq!(try_to_sign_in(&house, ANA, PASSWORD).await, 422);
    assert!(try_to_sign_in(&house, ANA, new).await < 400);

    let words = ["user", "create", "--email", "bea@aurora.example", "--name", "Bea"];
    let made = balcao(&db, &folder, &words).await;
    let bea = redeem(&house, token(&made.out), "Bea", PASSWORD).await;
    assert!(bea.status < 400, "{} {}", bea.status, bea.text());
    let bea = sign_in(house.address, "bea@aurora.example").await;
    let page = bea.call("audit_log", json!({ "filter": {}, "after": null })).await;
    let page: model::AuditPage = page.json();
    let at_the_machine = |entry: &&AuditEntry| entry.actor == AuditActor::CommandLine;
    let mut words: Vec<_> = page
        .entries
        .iter()
        .filter(at_the_machine)
        .map(|it| it.action.as_str())
        .collect();
    words.sort_unstable();
    assert_eq!(words, ["password_link_issued", "user_invited"]);
    let whole = format!("{page:?}");
    for link in [&told.out, &made.out] {
        assert!(!whole.contains(token(link)), "no link stands in the log");
    }
}

store::testing::contract! {
    without_a_company_there_is_nobody_to_make,
    who_is_made_at_the_command_line_gets_in_and_helps_the_others,
    who_is_disabled_there_is_out_at_once_and_comes_back,
    a_new_password_is_set_by_the_link_and_the_log_says_where_it_came_from,
}
