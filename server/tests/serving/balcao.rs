//! The real program at the command line: what it says, and how it ends.

use std::io::Write as _;
use std::process::{Command, Stdio};

use store::testing::TestDb;
use tempfile::TempDir;

/// What the program said, and with which status it ended.
pub struct Told {
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Runs the program on the test's database.
pub async fn balcao(db: &TestDb, folder: &TempDir, words: &[&str]) -> Told {
    balcao_reading(db, folder, words, "").await
}

/// The same, with something on its standard input.
pub async fn balcao_reading(db: &TestDb, folder: &TempDir, words: &[&str], input: &str) -> Told {
    let mut command = Command::new(env!("CARGO_BIN_EXE_balcao"));
    command
        .args(words)
        .args(["--database", db.url(), "--data"])
        .arg(folder.path())
        // A variable that the program does not know stops it.
        .env_remove("BALCAO_SEED")
        .env("RUST_LOG", "error")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let input = input.to_owned();
    let running = tokio::task::spawn_blocking(move || {
        let mut child = command.spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            // One that does not read has ended perhaps.
            let _ = stdin.write_all(input.as_bytes());
        }
        child.wait_with_output()
    });
    let output = running.await.expect("not stopped").expect("it ran");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Told {
        status: output.status.code(),
        out: text(&output.stdout),
        err: text(&output.stderr),
    }
}
