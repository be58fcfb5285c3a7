//! The company of the crash test: made in the database before the program runs, with timers of less than seconds.

use std::net::SocketAddr;
use std::sync::Arc;

use desk::Desk;
use desk::people::NewUser;
use desk::setup::SetupForm;
use desk::testing::SeededRandom;
use model::{InboxSettings, Language, VisitorPage, Wording};
use serde_json::{Value, json};
use server::edge::SystemClock;
use store::testing::TestDb;

use super::listener::{Board, Ear, Listener};
use super::speaker::Speaker;
use super::{Dice, Person};
use crate::house::PASSWORD;
use crate::http::Request;

pub struct Company {
    pub database: String,
    /// Their addresses; all of them see everything.
    pub agents: Vec<String>,
}

impl Company {
    /// Closes the database afterwards: nobody but the program has it open when that is killed.
    pub async fn make(db: &TestDb, seed: u64) -> Self {
        let desk = Desk::new(
            store::Db::clone(db),
            Arc::new(SystemClock),
            Arc::new(SeededRandom::new(seed)),
        );
        let form = SetupForm {
            code: desk::setup::issue_code(&desk).await.expect("asked").expect("a code"),
            company: "Padaria Aurora".to_owned(),
            name: "Ana".to_owned(),
            email: "ana@aurora.example".to_owned(),
            password: PASSWORD.to_owned(),
            department: "Service".to_owned(),
            language: Language::English,
        };
        let first = desk::setup::complete(&desk, form).await.expect("set up");
        let mut conn = db.read().await.expect("a connection");
        let ana = store::user::actor(&mut conn, first.user)
            .await
            .expect("read")
            .expect("there");
        drop(conn);
        let roles = desk::role::list(&desk, &ana).await.expect("roles");
        let new = NewUser {
            name: "Ben".to_owned(),
            email: "ben@aurora.example".to_owned(),
            password: PASSWORD.to_owned(),
            role: roles
                .iter()
                .find(|role| role.form.name == "agent")
                .expect("built in")
                .id,
            departments: ana.departments.clone(),
            language: Language::English,
        };
        desk::people::create_user(&desk, &ana, new).await.expect("a user");
        let inbox = model::InboxId(1);
        let made = desk::inbox::get(&desk, &ana, inbox).await.expect("the first one");
        let quick = InboxSettings {
            auto_close_ms: Some(600),
            auto_close_text: Wording::same("We close this for now."),
            closing_delay_ms: Some(300),
            idle_timeout_ms: Some(2_000),
            ..made.settings
        };
        desk::inbox::update(&desk, &ana, inbox, made.version, quick)
            .await
            .expect("set");
        desk.close().await;
        Self {
            database: db.url().to_owned(),
            agents: vec!["ana@aurora.example".to_owned(), "ben@aurora.example".to_owned()],
        }
    }
}

/// The cookie of a new session.
pub async fn sign_in(server: SocketAddr, email: &str) -> String {
    let form = format!("email={email}&password={}", PASSWORD.replace(' ', "+"));
    let answer = Request::new("POST", "/api/fn/sign_in")
        .header("origin", format!("http://{server}"))
        .body("application/x-www-form-urlencoded", form)
        .send(server)
        .await;
    let cookie = answer.header("set-cookie").split(';').next();
    cookie.unwrap_or_default().to_owned()
}

pub async fn visitor_token(server: SocketAddr) -> String {
    let begun: Value = Request::new("POST", "/chat/1/visitors")
        .json(&json!({ "language": "en" }))
        .send(server)
        .await
        .json();
    begun["token"].as_str().expect("a token").to_owned()
}

/// Signs in. `board`: where the others look for what can be done.
pub(super) async fn agent(server: SocketAddr, number: usize, email: &str, board: Option<Board>) -> Person {
    let cookie = sign_in(server, email).await;
    let snapshot: Value = Request::new("POST", "/api/fn/snapshot")
        .header("cookie", &cookie)
        .header("origin", format!("http://{server}"))
        .json(&json!({}))
        .send(server)
        .await
        .json();
    let cursor = snapshot["cursor"].as_str().expect("a cursor").to_owned();
    let name = format!("agent-{number}");
    let ear = Ear::Agent {
        cookie: cookie.clone(),
        board,
    };
    Person {
        speaker: Speaker::agent(name.clone(), cookie),
        listener: Listener::new(name, ear, cursor),
        dice: Dice::new(0),
        is_agent: true,
    }
}

pub(super) async fn visitor(server: SocketAddr, number: usize) -> Person {
    let token = visitor_token(server).await;
    let page: VisitorPage = Request::new("GET", "/chat/1/messages")
        .header("authorization", format!("Bearer {token}"))
        .send(server)
        .await
        .json();
    let name = format!("visitor-{number}");
    Person {
        speaker: Speaker::visitor(name.clone(), &token),
        listener: Listener::new(name, Ear::Visitor { token }, page.cursor.to_string()),
        dice: Dice::new(0),
        is_agent: false,
    }
}
