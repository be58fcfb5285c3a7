//! What is lost when this fails: a message that the customer was told is stored.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use tokio::sync::Notify;

use crate::house::write_site;
use crate::http::Request;

/// The real program, on a free port. Killed when dropped.
struct Program {
    child: Child,
    address: SocketAddr,
    code: Option<String>,
}

impl Program {
    fn start(folder: &Path) -> Self {
        let site = folder.join("site");
        write_site(&site);
        let mut child = Command::new(env!("CARGO_BIN_EXE_balcao"))
            .args(["serve", "--listen", "127.0.0.1:0", "--visitor-commands-per-minute", "0"])
            .args(["--requests-per-minute", "0", "--new-visitors-per-minute", "0"])
            .arg("--data")
            .arg(folder)
            .arg("--site")
            .arg(&site)
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let output = child.stdout.take().expect("its output");
        // One sentence: where it is, and on the first start the code.
        let sentence = BufReader::new(output)
            .lines()
            .next()
            .expect("a sentence")
            .expect("text");
        let address = sentence
            .split("http://")
            .nth(1)
            .and_then(|rest| rest.split('/').next())
            .and_then(|address| address.parse().ok())
            .unwrap_or_else(|| panic!("no address in: {sentence}"));
        let code = sentence.split("code: ").nth(1).map(|code| code.trim().to_owned());
        Self { child, address, code }
    }

    /// As a power cut: SIGKILL.
    fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Gone already, when the test killed it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Customer {
    number: usize,
    token: String,
}

impl Customer {
    fn command(&self, message: usize) -> serde_json::Value {
        let id = format!("customer-{}-message-{message}", self.number);
        json!({ "id": id, "command": "send_message", "text": self.text(message) })
    }

    fn text(&self, message: usize) -> String {
        format!("message {message} of customer {}", self.number)
    }

    async fn send(&self, server: SocketAddr, message: usize) -> Option<u16> {
        let request =
            Request::new("POST", "/chat/1/commands").header("authorization", format!("Bearer {}", self.token));
        Some(request.json(&self.command(message)).try_send(server).await?.status)
    }

    /// All texts that are stored, over all pages.
    async fn stored(&self, server: SocketAddr) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        let mut before = String::new();
        loop {
            let request = Request::new("GET", &format!("/chat/1/messages{before}"));
            let request = request.header("authorization", format!("Bearer {}", self.token));
            let page: model::VisitorPage = request.send(server).await.json();
            let Some(first) = page.messages.first() else {
                return texts;
            };
            before = format!("?before={}", first.id);
            texts.splice(0..0, page.messages.into_iter().map(|message| message.text));
            if !page.more {
                return texts;
            }
        }
    }
}

async fn set_up(program: &Program) {
    let code = program.code.as_ref().expect("the first start prints a code");
    let form = format!(
        "code={code}&company=Aurora&name=Ana&email=ana@aurora.example&password=a+long+enough+sentence\
         &department=Service&language=en"
    );
    let answer = Request::new("POST", "/api/fn/setup")
        .body("application/x-www-form-urlencoded", form)
        .send(program.address)
        .await;
    assert!(answer.status < 400, "{} {}", answer.status, answer.text());
}

/// Kills the program after so many answers, in the middle of the others.
async fn killed_after(answers: usize) {
    const CUSTOMERS: usize = 8;
    const MESSAGES: usize = 60;
    let folder = tempfile::tempdir().expect("a folder");
    let mut program = Program::start(folder.path());
    set_up(&program).await;
    let server = program.address;
    let mut customers = Vec::new();
    for number in 0..CUSTOMERS {
        let answer = Request::new("POST", "/chat/1/visitors")
            .json(&json!({ "language": "en" }))
            .send(server)
            .await;
        let body: serde_json::Value = answer.json();
        let token = body["token"].as_str().expect("a token").to_owned();
        customers.push(Arc::new(Customer { number, token }));
    }

    let answered = Arc::new(AtomicUsize::new(0));
    let enough = Arc::new(Notify::new());
    let mut senders = Vec::new();
    for customer in &customers {
        let (customer, answered, enough) = (Arc::clone(customer), Arc::clone(&answered), Arc::clone(&enough));
        senders.push(tokio::spawn(async move {
            let mut acknowledged = 0;
            while acknowledged < MESSAGES && customer.send(server, acknowledged).await == Some(200) {
                acknowledged += 1;
                if answered.fetch_add(1, Ordering::SeqCst) + 1 == answers {
                    enough.notify_one();
                }
            }
            acknowledged
        }));
    }
    enough.notified().await;
    program.kill();
    let mut acknowledged = Vec::new();
    for sender in senders {
        acknowledged.push(sender.await.expect("a sender"));
    }
    assert!(acknowledged.iter().sum::<usize>() >= answers);

    let program = Program::start(folder.path());
    assert!(program.code.is_none(), "the company is still there");
    for (customer, acknowledged) in customers.iter().zip(acknowledged) {
        let stored = customer.stored(program.address).await;
        let expected: Vec<_> = (0..stored.len()).map(|message| customer.text(message)).collect();
        assert_eq!(stored, expected, "each once and in order");
        // One more may be stored than was answered: the answer was lost.
        assert!(
            (acknowledged..=acknowledged + 1).contains(&stored.len()),
            "{acknowledged} {}",
            stored.len()
        );
        for message in 0..=acknowledged.min(MESSAGES - 1) {
            assert_eq!(customer.send(program.address, message).await, Some(200));
        }
        let repeated = customer.stored(program.address).await;
        let expected: Vec<_> = (0..=acknowledged.min(MESSAGES - 1))
            .map(|message| customer.text(message))
            .collect();
        assert_eq!(repeated, expected, "repeating doubles nothing");
    }
}

#[tokio::test]
async fn what_was_acknowledged_survives_kill_nine_once() {
    for answers in [1, 90, 260] {
        killed_after(answers).await;
    }
}
