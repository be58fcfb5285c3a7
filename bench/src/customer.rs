//! Who takes part: the company with its agent, and visitors of its website.

use anyhow::Context as _;
use serde_json::json;

use crate::http::Connection;

/// The live chat that the first run makes.
pub const CHAT: &str = "/chat/1";

/// Makes the company; returns the administrator's session cookie.
pub async fn set_up(server: &str, code: &str) -> anyhow::Result<String> {
    let form = format!(
        "code={code}&company=Bench&name=Agent&email=agent%40bench.example&password=a+long+enough+sentence&\
         department=Service&language=en"
    );
    let mut connection = Connection::open(server).await?;
    let answer = connection
        .post("/api/fn/setup", "", "application/x-www-form-urlencoded", &form)
        .await?;
    let told = String::from_utf8_lossy(&answer.body).into_owned();
    answer
        .cookie
        .with_context(|| format!("setup: {} {told}", answer.status))
}

/// A visitor with a token, on a connection of its own.
pub struct Visitor {
    connection: Connection,
    token: String,
    number: usize,
    sent: usize,
}

impl Visitor {
    pub async fn arrive(server: &str, number: usize) -> anyhow::Result<Self> {
        let mut connection = Connection::open(server).await?;
        let token = token(&mut connection).await?;
        Ok(Self {
            connection,
            token,
            number,
            sent: 0,
        })
    }

    /// Writes a sentence and waits until it is stored.
    pub async fn write(&mut self, text: &str) -> anyhow::Result<()> {
        self.sent += 1;
        let id = format!("visitor-{}-{}", self.number, self.sent);
        let body = json!({ "id": id, "command": "send_message", "text": text }).to_string();
        let token = format!("Authorization: Bearer {}\r\n", self.token);
        let path = format!("{CHAT}/commands");
        let answer = self.connection.post(&path, &token, "application/json", &body).await?;
        answer.json().map(drop)
    }
}

/// A new visitor's token.
pub async fn token(connection: &mut Connection) -> anyhow::Result<String> {
    let path = format!("{CHAT}/visitors");
    let answer = connection
        .post(&path, "", "application/json", r#"{"language":"en"}"#)
        .await?;
    let token = answer.json()?["token"].as_str().map(str::to_owned);
    token.context("no token")
}
