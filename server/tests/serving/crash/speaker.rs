//! Somebody who sends commands, one after the other, each under an id of its own, and notes what became of it. What was not
//! answered is sent again under the same id until it is.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::http::Request;

/// A command as it is sent, and the text that it adds, if any.
#[derive(Debug, Clone)]
pub struct Said {
    pub id: String,
    pub text: Option<String>,
    body: Value,
}

/// Counts the answers of everybody, and tells when there are enough.
#[derive(Debug)]
pub struct Answers {
    left: AtomicUsize,
    pub enough: Notify,
}

impl Answers {
    pub fn until(count: usize) -> Arc<Self> {
        Arc::new(Self {
            left: AtomicUsize::new(count),
            enough: Notify::new(),
        })
    }

    fn count(&self) {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.enough.notify_one();
        }
    }
}

#[derive(Debug)]
pub struct Speaker {
    pub name: String,
    path: &'static str,
    /// What identifies the sender.
    header: (&'static str, String),
    count: u64,
    /// Sent and not answered.
    pending: Option<Said>,
    pub acknowledged: Vec<Said>,
    pub refused: Vec<Said>,
}

impl Speaker {
    pub fn agent(name: String, cookie: String) -> Self {
        Self::new(name, "/api/v1/commands", ("cookie", cookie))
    }

    pub fn visitor(name: String, token: &str) -> Self {
        Self::new(name, "/chat/1/commands", ("authorization", format!("Bearer {token}")))
    }

    fn new(name: String, path: &'static str, header: (&'static str, String)) -> Self {
        Self {
            name,
            path,
            header,
            count: 0,
            pending: None,
            acknowledged: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// A text that nobody else says, and that is not said twice.
    pub fn text(&mut self) -> String {
        format!("{} says {}", self.name, self.count)
    }

    /// Sends a command. False: no answer came, the server is gone.
    pub async fn say(&mut self, server: SocketAddr, mut body: Value, answers: &Answers) -> bool {
        self.count += 1;
        let id = format!("{}-command-{}", self.name, self.count);
        body["id"] = json!(id);
        // A visitor's command is one object, an agent's is named by the key that holds its fields.
        let fields = body["command"].as_object().and_then(|command| command.values().next());
        let text = fields.unwrap_or(&body)["text"].as_str().map(str::to_owned);
        self.pending = Some(Said { id, text, body });
        self.settle(server, Some(answers)).await
    }

    /// Sends what is pending, until there is an answer. False: the server is gone.
    pub async fn settle(&mut self, server: SocketAddr, answers: Option<&Answers>) -> bool {
        while let Some(said) = self.pending.take() {
            let (name, value) = &self.header;
            let request = Request::new("POST", self.path)
                .header(name, value)
                .header("origin", format!("http://{server}"))
                .json(&said.body);
            match request.try_send(server).await {
                Some(answer) if answer.status == 200 => {
                    self.acknowledged.push(said);
                    if let Some(answers) = answers {
                        answers.count();
                    }
                }
                // Refused: by now it cannot be done, and it is not.
                Some(answer) if [404, 409, 422].contains(&answer.status) => self.refused.push(said),
                // The batch it was in was not committed, or the row was busy: the same again.
                Some(answer) if answer.status == 503 => self.pending = Some(said),
                Some(answer) => panic!("{}: {said:?}: {} {}", self.name, answer.status, answer.text()),
                None => {
                    self.pending = Some(said);
                    return false;
                }
            }
        }
        true
    }
}
