//! A whole server in this process, on a free port, with a company in it; and the people who speak to it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use desk::Desk;
use desk::people::NewUser;
use desk::session::{Session, SignIn};
use desk::setup::SetupForm;
use desk::testing::{SeededRandom, SettableClock};
use futures_util::{SinkExt as _, StreamExt as _};
use model::{
    Actor, Audience, DepartmentId, Event, Language, Outcome, ServerFrame, Timestamp, UserId, VisitorOutcome,
    VisitorServerFrame,
};
use serde::de::DeserializeOwned;
use server::configuration::{Configuration, Given};
use server::serve;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::http::{Answer, Request};

pub const PASSWORD: &str = "a long enough sentence";

/// A running server. Stops when dropped.
pub struct House {
    pub address: SocketAddr,
    pub desk: Desk,
    pub clock: Arc<SettableClock>,
    db: store::Db,
    administrator: Session,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<()>,
    _folder: TempDir,
}

/// A site as the build leaves it, with next to nothing in it.
pub fn write_site(folder: &Path) {
    for (name, content) in [
        (
            "site.json",
            r#"{"build":"b1","js":"pkg/a.js","wasm":"pkg/a.wasm","css":"pkg/a.css","later_css":"pkg/later.css","later_texts":{}}"#,
        ),
        ("pkg/a.js", "export {}"),
        ("sw.js", "//"),
        ("manifest.webmanifest", "{}"),
        ("chat/widget.js", "export {}"),
        ("chat/panel.js", "export {}"),
        (
            "chat/panel.html",
            "<!doctype html><html lang=\"{{lang}}\">{{config}}</html>",
        ),
        ("demo/index.html", "<!doctype html><title>Shop</title>"),
    ] {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, content).expect("written");
    }
}

impl House {
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// On SQLite, with settings beside those of tests.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let configuration = configuration(&folder, settings);
        let db = in_folder(&folder).await;
        Self::build(folder, db, configuration).await
    }

    /// On SQLite, with sockets that beat this often.
    pub async fn beating(heartbeat: Duration) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let configuration = Configuration {
            heartbeat,
            ..configuration(&folder, &[])
        };
        let db = in_folder(&folder).await;
        Self::build(folder, db, configuration).await
    }

    /// On SQLite, giving browsers this long for the head of a request.
    pub async fn with_head_timeout(head_timeout: Duration) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let configuration = Configuration {
            head_timeout,
            ..configuration(&folder, &[])
        };
        let db = in_folder(&folder).await;
        Self::build(folder, db, configuration).await
    }

    /// On a test's own database.
    pub async fn on(db: &store::Db) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let configuration = configuration(&folder, &[]);
        Self::build(folder, db.clone(), configuration).await
    }

    async fn build(folder: TempDir, db: store::Db, configuration: Configuration) -> Self {
        let clock = Arc::new(SettableClock::new(Timestamp(1_800_000_000_000)));
        let desk = Desk::new(db.clone(), clock.clone(), Arc::new(SeededRandom::new(7)));
        let administrator = set_up(&desk).await;
        Self::serve(folder, configuration, desk, db, clock, administrator).await
    }

    /// Another server of the same company, over its own connection to the database.
    pub async fn beside(&self, db: store::Db) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let configuration = configuration(&folder, &[]);
        let desk = Desk::new(db.clone(), self.clock.clone(), Arc::new(SeededRandom::new(8)));
        let administrator = self.administrator.clone();
        Self::serve(folder, configuration, desk, db, self.clock.clone(), administrator).await
    }

    async fn serve(
        folder: TempDir,
        configuration: Configuration,
        desk: Desk,
        db: store::Db,
        clock: Arc<SettableClock>,
        administrator: Session,
    ) -> Self {
        let ready = serve::over(desk.clone(), configuration).await.expect("a server");
        let address = ready.address;
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(async move {
            let stopped = async {
                let _ = stopped.await;
            };
            ready.run(stopped).await.expect("an orderly end");
        });
        Self {
            address,
            desk,
            clock,
            db,
            administrator,
            stop: Some(stop),
            running,
            _folder: folder,
        }
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Asks it to stop, as the operating system would.
    pub fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    /// Waits until it has stopped.
    pub async fn stopped(mut self) {
        self.stop();
        self.running.await.expect("an orderly end");
    }

    /// The administrator, in a browser of her own.
    pub async fn administrator(&self) -> Agent {
        self.sign_in("ana@aurora.example").await
    }

    /// Sets how the first inbox treats its conversations.
    pub async fn rules(&self, rules: model::InboxSettings) {
        let (id, actor) = (model::InboxId(1), &self.administrator.actor);
        let present = desk::inbox::get(&self.desk, actor, id).await.expect("there");
        let settings = model::InboxSettings {
            name: present.settings.name,
            ..rules
        };
        desk::inbox::update(&self.desk, actor, id, present.version, settings)
            .await
            .expect("set");
    }

    /// Somebody who sees every conversation and may answer.
    pub async fn colleague(&self, name: &str) -> Agent {
        self.hire(name, "director").await
    }

    /// Somebody of no department, who sees only own conversations.
    pub async fn stranger(&self, name: &str) -> Agent {
        self.hire(name, "agent").await
    }

    async fn hire(&self, name: &str, role: &str) -> Agent {
        self.person(name, role, Vec::new()).await
    }

    /// Somebody with a role, in departments.
    pub async fn person(&self, name: &str, role: &str, departments: Vec<DepartmentId>) -> Agent {
        let email = hire(&self.desk, self.actor(), name, role, departments).await;
        self.sign_in(&email).await
    }

    /// The administrator's rights.
    pub fn actor(&self) -> &Actor {
        &self.administrator.actor
    }

    /// Keeps somebody out from now on.
    pub async fn disable(&self, email: &str) {
        let user = desk::user::by_email(&self.desk, self.actor(), email)
            .await
            .expect("there");
        desk::user::set_enabled(&self.desk, self.actor(), user.id, user.version, false)
            .await
            .expect("disabled");
    }

    /// The customer of a conversation.
    pub async fn contact_of(&self, conversation: i64) -> i64 {
        let id = model::ConversationId(conversation);
        let opened = desk::reading::open(&self.desk, self.actor(), id).await.expect("there");
        opened.conversation.contact.id.0
    }

    /// The event that a change of a user's role or departments makes.
    pub async fn announce_access_change(&self, user: UserId) {
        let (audience, event) = (Audience::User(user), Event::AccessChanged { user });
        self.db
            .write(move |tx| {
                let (audience, event) = (audience.clone(), event.clone());
                Box::pin(async move { store::log::append(tx, Timestamp(0), &audience, &event).await })
            })
            .await
            .expect("announced");
    }

    pub async fn sign_in(&self, email: &str) -> Agent {
        sign_in(self.address, email).await
    }

    pub async fn visitor(&self) -> Visitor {
        visitor(self.address).await
    }
}

/// Makes a user with a built-in role; the e-mail address to sign in with.
pub async fn hire(desk: &Desk, by: &Actor, name: &str, role: &str, departments: Vec<DepartmentId>) -> String {
    let email = format!("{name}@aurora.example");
    let roles = desk::role::list(desk, by).await.expect("roles");
    let role = roles
        .iter()
        .find(|entry| entry.form.name == role)
        .expect("a built-in role");
    let new = NewUser {
        name: name.to_owned(),
        email: email.clone(),
        password: PASSWORD.to_owned(),
        role: role.id,
        departments,
        language: Language::English,
    };
    desk::people::create_user(desk, by, new).await.expect("a user");
    email
}

/// Signs in through the form's address.
pub async fn sign_in(address: SocketAddr, email: &str) -> Agent {
    let answer = Request::new("POST", "/api/fn/sign_in")
        .header("origin", format!("http://{address}"))
        .body(
            "application/x-www-form-urlencoded",
            format!("email={email}&password={}", PASSWORD.replace(' ', "+")),
        )
        .send(address)
        .await;
    assert!(answer.status < 400, "{} {}", answer.status, answer.text());
    let cookie = answer
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap_or_default()
        .to_owned();
    assert!(cookie.starts_with("balcao_session="), "{cookie}");
    Agent { address, cookie }
}

/// A new browser on the website.
pub async fn visitor(address: SocketAddr) -> Visitor {
    let answer = Request::new("POST", "/chat/1/visitors")
        .json(&serde_json::json!({ "language": "en" }))
        .send(address)
        .await;
    let body: serde_json::Value = answer.json();
    Visitor {
        address,
        token: body["token"].as_str().expect("a token").to_owned(),
    }
}

/// A fresh SQLite database.
async fn in_folder(folder: &TempDir) -> store::Db {
    let options = store::Options {
        epoch: 77,
        connections: 4,
    };
    let url = format!("sqlite:{}", folder.path().join("balcao.db").display());
    store::Db::open(&url, &options).await.expect("a database")
}

fn configuration(folder: &TempDir, settings: &[(&str, &str)]) -> Configuration {
    let site = folder.path().join("site");
    write_site(&site);
    let mut command_line = vec![
        ("listen", "127.0.0.1:0".to_owned()),
        ("data", folder.path().display().to_string()),
        ("site", site.display().to_string()),
    ];
    command_line.extend(settings.iter().map(|(name, value)| (*name, (*value).to_owned())));
    Configuration::load(Given {
        command_line: command_line
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        ..Given::default()
    })
    .expect("right settings")
}

/// Makes the company and signs its administrator in.
pub async fn set_up(desk: &Desk) -> Session {
    let email = "ana@aurora.example".to_owned();
    let form = SetupForm {
        code: desk::setup::issue_code(desk).await.expect("asked").expect("a code"),
        company: "Padaria Aurora".to_owned(),
        name: "Ana".to_owned(),
        email: email.clone(),
        password: PASSWORD.to_owned(),
        department: "Service".to_owned(),
        language: Language::English,
    };
    desk::setup::complete(desk, form).await.expect("set up");
    let form = SignIn {
        email,
        password: PASSWORD.to_owned(),
        address: "127.0.0.1".to_owned(),
        user_agent: "test".to_owned(),
    };
    desk::session::sign_in(desk, form).await.expect("signed in").session
}

/// A new id for a command.
pub fn command_id() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("command-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A signed-in browser.
#[derive(Debug, Clone)]
pub struct Agent {
    address: SocketAddr,
    pub cookie: String,
}

impl Agent {
    /// The same browser, led to another server.
    pub fn at(&self, address: SocketAddr) -> Self {
        Self {
            address,
            ..self.clone()
        }
    }

    /// A request as this browser's page would make it.
    pub fn request(&self, method: &str, path: &str) -> Request {
        Request::new(method, path)
            .header("cookie", &self.cookie)
            .header("origin", format!("http://{}", self.address))
            .header("sec-fetch-site", "same-origin")
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.request("GET", path).send(self.address).await
    }

    /// Calls a server function that takes nothing or JSON.
    pub async fn call(&self, function: &str, arguments: serde_json::Value) -> Answer {
        let request = self.request("POST", &format!("/api/fn/{function}"));
        request.json(&arguments).send(self.address).await
    }

    pub async fn post(&self, path: &str, body: &serde_json::Value) -> Answer {
        self.request("POST", path).json(body).send(self.address).await
    }

    /// Who this is.
    pub async fn user(&self) -> UserId {
        let me: serde_json::Value = self.call("snapshot", serde_json::json!({})).await.json();
        UserId(me["actor"]["user"].as_i64().expect("an id"))
    }

    pub async fn command(&self, command: &str, fields: serde_json::Value) -> Answer {
        let body = serde_json::json!({ "id": command_id(), "command": { command: fields } });
        self.post("/api/v1/commands", &body).await
    }

    pub async fn execute(&self, command: &str, fields: serde_json::Value) -> Outcome {
        let answer = self.command(command, fields).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// The cursor of a fresh snapshot.
    pub async fn cursor(&self) -> String {
        let answer = self.call("snapshot", serde_json::json!({})).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let snapshot: serde_json::Value = answer.json();
        snapshot["cursor"].as_str().expect("a cursor").to_owned()
    }

    pub async fn try_socket(&self, query: &str) -> Result<Socket, tungstenite::Error> {
        let headers = [
            ("cookie", self.cookie.clone()),
            ("origin", format!("http://{}", self.address)),
        ];
        Socket::open(self.address, &format!("/api/v1/socket{query}"), &headers).await
    }

    /// Who is not offline, as a new socket is greeted.
    pub async fn hello(&self) -> Vec<model::UserPresence> {
        let mut socket = self.try_socket("").await.expect("a socket");
        match socket.next::<ServerFrame>().await {
            Some(ServerFrame::Hello { presences, .. }) => presences,
            other => panic!("{other:?}"),
        }
    }

    /// A socket after its hello.
    pub async fn socket(&self, after: Option<&str>) -> Socket {
        let query = after.map_or_else(String::new, |cursor| format!("?after={cursor}"));
        let mut socket = self.try_socket(&query).await.expect("a socket");
        match socket.next::<ServerFrame>().await {
            Some(ServerFrame::Hello { build, .. }) => assert_eq!(build, "b1"),
            other => panic!("{other:?}"),
        }
        socket
    }
}

fn frame<F: DeserializeOwned>(text: &str) -> F {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A browser on a website.
#[derive(Debug, Clone)]
pub struct Visitor {
    address: SocketAddr,
    pub token: String,
}

impl Visitor {
    /// The same browser, led to another server.
    pub fn at(&self, address: SocketAddr) -> Self {
        Self {
            address,
            ..self.clone()
        }
    }

    pub fn request(&self, method: &str, path: &str) -> Request {
        Request::new(method, path)
            .header("authorization", format!("Bearer {}", self.token))
            .header("origin", format!("http://{}", self.address))
    }

    pub async fn command(&self, body: serde_json::Value) -> Answer {
        self.request("POST", "/chat/1/commands")
            .json(&body)
            .send(self.address)
            .await
    }

    pub async fn write(&self, text: &str) -> VisitorOutcome {
        let body = serde_json::json!({ "id": command_id(), "command": "send_message", "text": text });
        let answer = self.command(body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    pub async fn page(&self) -> model::VisitorPage {
        self.request("GET", "/chat/1/messages").send(self.address).await.json()
    }

    /// A socket after its hello.
    pub async fn socket(&self, after: Option<&str>) -> Socket {
        let mut socket = Socket::open(self.address, "/chat/1/socket", &[])
            .await
            .expect("a socket");
        socket
            .say(&serde_json::json!({ "frame": "hello", "token": self.token, "after": after }))
            .await;
        match socket.next::<VisitorServerFrame>().await {
            Some(VisitorServerFrame::Hello) => socket,
            other => panic!("{other:?}"),
        }
    }
}

/// A websocket as a browser has it.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// The longest that anything is waited for: far longer than it takes, so that a slow machine fails no test.
const PATIENCE: Duration = Duration::from_secs(20);

impl Socket {
    pub async fn open(server: SocketAddr, path: &str, headers: &[(&str, String)]) -> Result<Self, tungstenite::Error> {
        let mut request = format!("ws://{server}{path}").into_client_request()?;
        for (name, value) in headers {
            let name: tungstenite::http::HeaderName = name.parse().expect("a header");
            request.headers_mut().insert(name, value.parse().expect("a value"));
        }
        Ok(Self(tokio_tungstenite::connect_async(request).await?.0))
    }

    pub async fn say(&mut self, frame: &serde_json::Value) {
        self.say_text(frame.to_string()).await;
    }

    pub async fn say_text(&mut self, text: String) {
        // A server that has closed meanwhile says why in what is read next.
        let _ = self.0.send(Message::text(text)).await;
    }

    /// Sends bytes as they are, in a frame that says that it is text or not.
    pub async fn say_bytes(&mut self, bytes: Vec<u8>, is_text: bool) {
        let kind = if is_text { Data::Text } else { Data::Binary };
        let frame = Frame::message(bytes, OpCode::Data(kind), true);
        let _ = self.0.send(Message::Frame(frame)).await;
    }

    async fn message(&mut self) -> Option<Result<Message, tungstenite::Error>> {
        tokio::time::timeout(PATIENCE, self.0.next())
            .await
            .expect("something to come")
    }

    /// The next frame; `None`: closed. Who comes and goes is passed over: that is told whenever the servers get to it.
    pub async fn next<F: DeserializeOwned>(&mut self) -> Option<F> {
        loop {
            let text = self.text().await?;
            if !text.starts_with(r#"{"presence":"#) {
                return Some(frame(&text));
            }
        }
    }

    /// The next frame of an agent's socket, whatever it tells.
    pub async fn any(&mut self) -> ServerFrame {
        frame(&self.text().await.expect("a frame before the end"))
    }

    /// The next frame that tells who came or went.
    pub async fn presence(&mut self) -> model::UserPresence {
        loop {
            if let ServerFrame::Presence(presence) = frame(&self.text().await.expect("a frame before the end")) {
                return presence;
            }
        }
    }

    /// The next frame as it came; `None`: closed.
    pub async fn text(&mut self) -> Option<String> {
        loop {
            match self.message().await? {
                Ok(Message::Text(text)) => return Some(text.to_string()),
                Ok(Message::Ping(_) | Message::Pong(_)) => {}
                _ => return None,
            }
        }
    }

    /// The next frame that `wanted` picks; the others are passed over.
    pub async fn until<F: DeserializeOwned, T>(&mut self, wanted: impl Fn(F) -> Option<T>) -> T {
        loop {
            let frame = self.next().await.expect("a frame before the end");
            if let Some(found) = wanted(frame) {
                return found;
            }
        }
    }

    /// Reads to the end: the code and reason with which the server closed.
    pub async fn closed(&mut self) -> (u16, String) {
        loop {
            match self.message().await {
                Some(Ok(Message::Close(Some(close)))) => return (u16::from(close.code), close.reason.to_string()),
                Some(Ok(_)) => {}
                other => panic!("closed without a word: {other:?}"),
            }
        }
    }
}
