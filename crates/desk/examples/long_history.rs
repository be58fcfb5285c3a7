//! How long an import takes: writes a history of so many conversations with so many messages each to a file, imports it into
//! a new SQLite database beside it, and says how fast that was. Then imports it again, which must change nothing.
//!
//! `cargo run --release -p desk --example long_history -- FOLDER 100000 10`

use std::error::Error;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use desk::Desk;
use desk::import::{self, Mode, Told};
use desk::testing::{SeededRandom, SettableClock};
use model::Timestamp;
use tokio::time::Instant;

/// Later than anything in the file.
const NOW: Timestamp = Timestamp(1_790_000_000_000);
const TEXT: &str = "Could you tell me when the parcel with the two bicycle tyres is going to arrive, please?";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("which folder?")?);
    let conversations: u32 = arguments.next().ok_or("how many conversations?")?.parse()?;
    let messages: u32 = arguments.next().ok_or("how many messages in each?")?.parse()?;
    let path = folder.join("history.jsonl");
    write(&path, conversations, messages)?;
    println!("{} MB to import", std::fs::metadata(&path)?.len() / 1_000_000);
    let url = format!("sqlite:{}", folder.join("history.db").display());
    for mode in [Mode::DryRun, Mode::Store, Mode::Store] {
        let options = store::Options {
            epoch: 1,
            connections: 4,
        };
        let db = store::Db::open(&url, &options).await?;
        let desk = Desk::new(db, Arc::new(SettableClock::new(NOW)), Arc::new(SeededRandom::new(1)));
        let begun = Instant::now();
        let file = BufReader::with_capacity(1 << 20, File::open(&path)?);
        let mut refused = 0_u32;
        let summary = import::run(&desk, file, mode, &mut |told| {
            refused += u32::from(matches!(told, Told::Refused(_)));
        })
        .await?;
        desk.close().await;
        let seconds = begun.elapsed().as_secs_f64();
        println!(
            "{mode:?}: {seconds:.1} s, {} conversations new, {} already, {} messages, {refused} refused",
            summary.conversations.made, summary.conversations.already, summary.messages
        );
    }
    Ok(())
}

/// A day of a thousand conversations, each accepted, answered in turn, finished and rated.
fn write(path: &Path, conversations: u32, messages: u32) -> Result<(), Box<dyn Error>> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, r#"{{"type":"department","external_id":"d","name":"Sales"}}"#)?;
    writeln!(
        file,
        r#"{{"type":"inbox","external_id":"i","name":"Shop","department":"d","rating":"five","closes_on_rating":true,"business_hours":{{"time_zone":"America/Sao_Paulo","weekly":[[{{"from":540,"to":1080}}],[{{"from":540,"to":1080}}],[{{"from":540,"to":1080}}],[{{"from":540,"to":1080}}],[{{"from":540,"to":1080}}],[],[]],"holidays":[]}}}}"#
    )?;
    for user in 0..20 {
        writeln!(
            file,
            r#"{{"type":"user","external_id":"u{user}","name":"Agent {user}","email":"agent{user}@shop.example","departments":["d"]}}"#
        )?;
    }
    for number in 0..conversations {
        let (contact, user) = (number % (conversations / 2).max(1), number % 20);
        if number == contact {
            writeln!(
                file,
                r#"{{"type":"contact","external_id":"c{contact}","name":"Customer {contact}"}}"#
            )?;
        }
        let (day, hour, minute) = (number / 1000 % 28 + 1, 10 + number % 8, number % 40);
        let month = number / 28_000 % 12 + 1;
        let at = |second: u32| {
            format!(
                "2024-{month:02}-{day:02}T{hour:02}:{:02}:{:02}-03:00",
                minute + second / 60,
                second % 60
            )
        };
        write!(
            file,
            r#"{{"type":"conversation","external_id":"t{number}","inbox":"i","contact":"c{contact}","happenings":[{{"at":"{}","kind":"customer_message","text":"{TEXT}"}},{{"at":"{}","kind":"accept","user":"u{user}"}}"#,
            at(0),
            at(30)
        )?;
        for message in 1..messages {
            let at = at(30 + message * 20);
            if message % 2 == 0 {
                write!(file, r#",{{"at":"{at}","kind":"customer_message","text":"{TEXT}"}}"#)?;
            } else {
                write!(
                    file,
                    r#",{{"at":"{at}","kind":"agent_message","user":"u{user}","text":"{TEXT}"}}"#
                )?;
            }
        }
        let (finished, rated) = (at(60 + messages * 20), at(90 + messages * 20));
        writeln!(
            file,
            r#",{{"at":"{finished}","kind":"finish","user":"u{user}"}},{{"at":"{rated}","kind":"rate","value":5}}]}}"#
        )?;
    }
    file.flush()?;
    Ok(())
}
