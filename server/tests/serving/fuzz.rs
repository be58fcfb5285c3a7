//! What is lost when this fails: a server that a stranger's nonsense stops, fills, or makes tell what it is made of.
//!
//! `BALCAO_TEST_FUZZ_SEED` sends other nonsense.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use store::testing::TestDb;

use crate::crash::Dice;
use crate::crash::company::{self, Company};
use crate::crash::program::Program;
use crate::house::{Socket, write_site};
use crate::http::Request;

/// Bodies sent before memory is looked at for the first time, and after.
const WARM_UP: usize = 400;
const BODIES: usize = 1_600;
/// Frames sent, each over a socket of its own, which it ends.
const FRAMES: usize = 240;
/// The most that the program may have grown by after the warm-up, in kilobytes: less than a fifth of what is sent.
const GROWTH: u64 = 32 * 1024;

struct Nonsense(Dice);

impl Nonsense {
    fn below(&self, bound: usize) -> usize {
        usize::try_from(self.0.below(bound as u64)).expect("small")
    }

    fn byte(&self) -> u8 {
        u8::try_from(self.below(256)).expect("a byte")
    }

    fn pick<'a>(&self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// A value that is hardly ever the right one.
    fn value(&self) -> Value {
        match self.below(12) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(-1),
            3 => json!(i64::MAX),
            4 => json!(u64::MAX),
            5 => json!(1e308),
            6 => json!(""),
            7 => json!("\u{0}\u{7f}\u{202e}\u{feff}"),
            8 => json!("x".repeat(self.below(40_000))),
            9 => json!([[], {}, [[]]]),
            10 => json!({ "command": { "command": "accept" } }),
            _ => json!("'; DROP TABLE conversation; --"),
        }
    }

    /// A command as it should be, but for its numbers.
    fn command(&self) -> Value {
        let kind = self.pick(&[
            "accept",
            "send_message",
            "add_note",
            "return",
            "resolve",
            "mark_read",
            "transfer_to_department",
            "transfer_to_agent",
            "start_conversation",
            "snooze",
            "review",
            "react",
            "edit_message",
            "delete_message",
            "acknowledge",
            "rate",
            "fill_form",
        ]);
        json!({
            "id": format!("fuzz-{}", self.below(1_000_000_000)), "command": kind, "conversation": self.below(3),
            "text": "hello", "up_to": 1, "department": 1, "agent": 1, "contact": 1, "connection": 1, "until": 5,
            "value": 3, "read": true, "message": 1, "emoji": "👍", "on": true, "name": "x", "email": "", "phone": "", "note": null,
        })
    }

    /// For the agents' door or the customers', which speak differently.
    fn body(&self, is_agents: bool) -> Vec<u8> {
        let shaped = |command: Value| if is_agents { nested(command) } else { command }.to_string();
        let mut command = self.command();
        let fields: Vec<String> = command.as_object().expect("an object").keys().cloned().collect();
        let field = &fields[self.below(fields.len())];
        match self.below(12) {
            0 => command["command"] = json!(self.pick(&["dance", "", "Accept", "accept ", "\u{0}", "__proto__"])),
            1..=3 => command[field] = self.value(),
            4 => {
                command.as_object_mut().expect("an object").remove(field);
            }
            5 => command[self.pick(&["surprise", "", "id\u{0}", "$where"])] = self.value(),
            6 => return self.pick(&["[", "{\"a\":"]).repeat(1 + self.below(30_000)).into_bytes(),
            7 => {
                let mut bytes = shaped(command).into_bytes();
                bytes.truncate(self.below(bytes.len()));
                return bytes;
            }
            8 => {
                let mut bytes = shaped(command).into_bytes();
                let at = self.below(bytes.len());
                bytes[at] = 0x80 | self.byte();
                return bytes;
            }
            9 => return (0..self.below(3_000)).map(|_| self.byte()).collect(),
            10 => {
                let number = "9".repeat(1 + self.below(4_000));
                return format!(r#"{{"id":"\ud800","id":1,"command":{number}}}"#).into_bytes();
            }
            _ => return "y".repeat(self.below(180_000)).into_bytes(),
        }
        shaped(command).into_bytes()
    }

    /// Nothing that a frame could be, and whether it is called text.
    fn frame(&self) -> (Vec<u8>, bool) {
        let bytes = match self.below(6) {
            0 => json!({ "frame": self.value() }).to_string().into_bytes(),
            1 => json!({ "typing": { "conversation": self.value(), "typing": 7 } })
                .to_string()
                .into_bytes(),
            2 => "[".repeat(1 + self.below(12_000)).into_bytes(),
            3 => vec![0xff; 1 + self.below(3_000)],
            4 => "z".repeat(1 + self.below(150_000)).into_bytes(),
            _ => Vec::new(),
        };
        (bytes, self.below(5) > 0)
    }
}

/// A command as agents send it: its kind is the name of an object with its fields.
fn nested(mut flat: Value) -> Value {
    let fields = flat.as_object_mut().expect("an object");
    let (id, kind) = (fields.remove("id"), fields.remove("command"));
    match kind {
        Some(Value::String(kind)) => json!({ "id": id, "command": { kind: flat } }),
        kind => json!({ "id": id, "command": kind, "more": flat }),
    }
}

/// A refusal holds nothing that was sent, and nothing of how the server is built.
fn check_refusal(status: u16, text: &str) {
    assert!([400, 403, 404, 409, 413, 422].contains(&status), "{status} {text}");
    let body: Value = serde_json::from_str(text).unwrap_or_else(|_| panic!("{status} {text}"));
    assert_eq!(body["status"], status, "{text}");
    for word in [
        "column",
        "expected",
        "serde",
        "sqlx",
        "variant",
        "panicked",
        "DROP TABLE",
        "xxxx",
    ] {
        assert!(!text.contains(word), "{word}: {text}");
    }
}

/// The program under fire.
struct Target {
    program: Program,
    cookie: String,
    token: String,
    /// All that it has ever said.
    words: BTreeSet<String>,
}

impl Target {
    fn agents(&self) -> Request {
        Request::new("POST", "/api/v1/commands")
            .header("cookie", &self.cookie)
            .header("origin", format!("http://{}", self.program.address))
    }

    fn visitors(&self) -> Request {
        Request::new("POST", "/chat/1/commands").header("authorization", format!("Bearer {}", self.token))
    }

    async fn sends_body(&mut self, nonsense: &Nonsense) {
        let is_agents = nonsense.below(2) == 0;
        let request = if is_agents { self.agents() } else { self.visitors() };
        let body = nonsense.body(is_agents);
        let request = request.body("application/json", body.clone());
        let answer = request.try_send(self.program.address).await;
        let answer = answer.unwrap_or_else(|| panic!("no answer to {}", String::from_utf8_lossy(&body)));
        if answer.status != 200 {
            check_refusal(answer.status, &answer.text());
            self.words.insert(answer.text());
        }
    }

    async fn sends_frame(&mut self, nonsense: &Nonsense) {
        let server = self.program.address;
        let mut socket = if nonsense.below(2) == 0 {
            let headers = [("cookie", self.cookie.clone()), ("origin", format!("http://{server}"))];
            Socket::open(server, "/api/v1/socket", &headers)
                .await
                .expect("a socket")
        } else {
            let mut socket = Socket::open(server, "/chat/1/socket", &[]).await.expect("a socket");
            if nonsense.below(4) > 0 {
                let hello = json!({ "frame": "hello", "token": self.token, "after": null });
                socket.say(&hello).await;
            }
            socket
        };
        let (bytes, is_text) = nonsense.frame();
        socket.say_bytes(bytes, is_text).await;
        let (code, reason) = socket.closed().await;
        assert!([1002, 1003, 1008, 1009].contains(&code), "{code} {reason}");
        self.words.insert(format!("{code} {reason}"));
    }
}

async fn nonsense_is_refused_in_fixed_words_and_leaves_nothing_behind(db: TestDb) {
    let seed = std::env::var("BALCAO_TEST_FUZZ_SEED").ok();
    let seed = seed.and_then(|seed| seed.parse().ok()).unwrap_or(1);
    println!("BALCAO_TEST_FUZZ_SEED={seed} repeats this");
    let nonsense = Nonsense(Dice::new(seed));
    let folder = tempfile::tempdir().expect("a folder");
    write_site(&folder.path().join("site"));
    let company = Company::make(&db, seed).await;
    let program = Program::start(folder.path(), &company.database, None);
    let mut target = Target {
        cookie: company::sign_in(program.address, &company.agents[0]).await,
        token: company::visitor_token(program.address).await,
        program,
        words: BTreeSet::new(),
    };
    for _ in 0..WARM_UP {
        target.sends_body(&nonsense).await;
    }
    let before = target.program.memory();
    for _ in 0..BODIES {
        target.sends_body(&nonsense).await;
    }
    for _ in 0..FRAMES {
        target.sends_frame(&nonsense).await;
    }
    let after = target.program.memory();
    assert!(after < before + GROWTH, "it grew from {before} kB to {after} kB");
    assert!(target.words.len() < 60, "its words are not fixed: {:#?}", target.words);

    let server = target.program.address;
    let fine = json!({ "id": "still-here", "command": "send_message", "text": "Good morning" });
    assert_eq!(target.visitors().json(&fine).send(server).await.status, 200);
    assert_eq!(Request::new("GET", "/readyz").send(server).await.status, 200);
}

store::testing::contract! {
    nonsense_is_refused_in_fixed_words_and_leaves_nothing_behind,
}
