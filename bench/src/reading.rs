//! How soon the server answers who reads: searches over the whole history, and a conversation of thousands of messages. One
//! request after the other over one kept connection, as one screen sends them.

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::history;
use crate::http::Connection;
use crate::stopwatch::Stopwatch;

/// Of each kind; the first ones warm up.
const ROUNDS: u64 = 220;
const WARM_UP: usize = 20;

/// For each kind of request its 99th percentile in milliseconds; `bare` is that of a request which reads nothing.
pub async fn measure(server: &str, cookie: &str) -> anyhow::Result<Value> {
    let mut reader = Reader {
        connection: Connection::open(server).await?,
        cookie: format!("Cookie: {cookie}\r\n"),
    };
    let long = reader.long_conversation().await?;
    let mut times = serde_json::Map::new();
    for (kind, text) in SEARCHES {
        let time = reader
            .percentile("search", |round| json!({ "text": text(round), "before": null }))
            .await?;
        times.insert(kind.to_owned(), time.into());
    }
    let time = reader
        .percentile("open_conversation", |_| json!({ "id": long }))
        .await?;
    times.insert("opening".to_owned(), time.into());
    times.insert("page_up".to_owned(), reader.upwards(long).await?.into());
    let time = reader.percentile("sessions", |_| json!({})).await?;
    times.insert("bare".to_owned(), time.into());
    Ok(Value::Object(times))
}

type Search = (&'static str, fn(u64) -> String);

const SEARCHES: [Search; 5] = [
    ("common", |round| history::word(round % 16)),
    ("rare", |round| history::word(9_000 + round * 31)),
    ("two", |round| {
        format!("{} {}", history::word(round % 16), history::word(500 + round * 7))
    }),
    ("none", |round| format!("xylophagous{round}")),
    ("contact", |round| {
        history::word(64 + round * 11).chars().take(4).collect()
    }),
];

struct Reader {
    connection: Connection,
    cookie: String,
}

impl Reader {
    async fn ask(&mut self, what: &str, input: &Value) -> anyhow::Result<Value> {
        let path = format!("/api/fn/{what}");
        let body = input.to_string();
        self.connection
            .post(&path, &self.cookie, "application/json", &body)
            .await?
            .json()
    }

    async fn long_conversation(&mut self) -> anyhow::Result<u64> {
        let found = self
            .ask("search", &json!({ "text": history::LONG, "before": null }))
            .await?;
        found["contacts"][0]["conversation"]
            .as_u64()
            .context("the long conversation is not found")
    }

    async fn percentile(&mut self, what: &str, input: impl Fn(u64) -> Value) -> anyhow::Result<f64> {
        let mut times = Vec::new();
        for round in 0..ROUNDS {
            let input = input(round);
            let clock = Stopwatch::start();
            self.ask(what, &input).await?;
            times.push(clock.elapsed().as_secs_f64() * 1_000.0);
        }
        Ok(at99(times.split_off(WARM_UP)))
    }

    /// From the newest message to the first one, page by page, again and again.
    async fn upwards(&mut self, conversation: u64) -> anyhow::Result<f64> {
        let (mut times, mut before) = (Vec::new(), u64::from(u32::MAX));
        for _ in 0..ROUNDS {
            let input = json!({ "conversation": conversation, "before": before, "through": null });
            let clock = Stopwatch::start();
            let page = self.ask("messages", &input).await?;
            times.push(clock.elapsed().as_secs_f64() * 1_000.0);
            let oldest = page["messages"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|message| message["id"].as_u64())
                .min();
            before = oldest.filter(|_| page["more"] == true).unwrap_or(u64::from(u32::MAX));
        }
        Ok(at99(times.split_off(WARM_UP)))
    }
}

fn at99(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    let at = times.len() * 99 / 100;
    times.get(at).copied().unwrap_or_default()
}
