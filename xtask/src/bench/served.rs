//! The release server under load: started on an empty folder, stopped and removed afterwards.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::Context as _;

use crate::places::Places;
use crate::stopwatch::Stopwatch;
use crate::{files, process};

const START: Duration = Duration::from_secs(20);

pub struct Served {
    server: Child,
    folder: PathBuf,
    address: String,
    load: PathBuf,
}

impl Served {
    pub fn start(places: &Places) -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("balcao-bench-{}", std::process::id()));
        files::remove(&folder)?;
        fs::create_dir(&folder)?;
        let address = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.to_string();
        let child = spawn(places, &folder, &address)?;
        let mut served = Self {
            server: child,
            folder,
            address,
            load: places.artefacts.join("release/bench"),
        };
        served.wait(|served| served.setup_code().is_some())?;
        Ok(served)
    }

    /// Starts it again, once stopped, on what it has; how long it took until it answered.
    pub fn start_again(&mut self, places: &Places) -> anyhow::Result<Duration> {
        let stopwatch = Stopwatch::start();
        self.server = spawn(places, &self.folder, &self.address)?;
        self.wait(Self::is_ready)?;
        Ok(stopwatch.elapsed())
    }

    fn is_ready(&self) -> bool {
        let ask = || {
            let mut stream = TcpStream::connect(&self.address)?;
            write!(stream, "GET /readyz HTTP/1.0\r\nHost: {}\r\n\r\n", self.address)?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            std::io::Result::Ok(answer)
        };
        ask().is_ok_and(|answer| answer.contains(" 200 "))
    }

    fn wait(&mut self, until: impl Fn(&Self) -> bool) -> anyhow::Result<()> {
        let stopwatch = Stopwatch::start();
        while !until(self) {
            anyhow::ensure!(
                self.server.try_wait()?.is_none() && stopwatch.elapsed() < START,
                "the server did not start: {}",
                fs::read_to_string(self.folder.join("log"))?
            );
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// The last word of what it printed.
    fn setup_code(&self) -> Option<String> {
        let printed = fs::read_to_string(self.folder.join("printed")).ok()?;
        printed.ends_with('\n').then_some(())?;
        printed.split_whitespace().last().map(str::to_owned)
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn process(&self) -> u32 {
        self.server.id()
    }

    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Runs the load and returns what it measured.
    pub fn load(&self, row: &[&str]) -> anyhow::Result<serde_json::Value> {
        let code = self.setup_code().context("no setup code")?;
        let output = many_files(&self.load)
            .args(row)
            .args(["--server", &self.address, "--setup-code", &code])
            .stderr(Stdio::inherit())
            .output()?;
        anyhow::ensure!(output.status.success(), "the load failed");
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// Makes the company; gives the administrator's cookie.
    pub fn company(&self) -> anyhow::Result<String> {
        let company = self.load(&["company"])?;
        Ok(company["cookie"].as_str().context("no cookie")?.to_owned())
    }

    /// Imports a history of so many conversations with so many messages each.
    pub fn import(&self, places: &Places, conversations: &str, messages: &str) -> anyhow::Result<()> {
        let history = self.folder.join("history.jsonl");
        process::run(Command::new(&self.load).arg("history").arg(&history).args([
            "--conversations",
            conversations,
            "--messages",
            messages,
        ]))?;
        process::run(
            Command::new(places.artefacts.join("release/balcao"))
                .arg("import")
                .arg(&history)
                .arg("--data")
                .arg(self.data()),
        )
    }

    /// Ends it as an administrator would.
    pub fn stop(&mut self) -> anyhow::Result<()> {
        process::run(Command::new("kill").arg(self.process().to_string()))?;
        self.server.wait()?;
        Ok(())
    }

    /// How many works each commit held, in order.
    pub fn batches(&self) -> anyhow::Result<Vec<u64>> {
        let log = fs::read_to_string(self.folder.join("log"))?;
        let works = |line: &str| line.split("works=").nth(1)?.split_whitespace().next()?.parse().ok();
        Ok(log
            .lines()
            .filter(|line| line.contains("committed"))
            .filter_map(works)
            .collect())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Both fail when it has ended already.
        let _ = self.server.kill();
        let _ = self.server.wait();
        if let Err(error) = files::remove(&self.folder) {
            eprintln!("{error:#}");
        }
    }
}

fn spawn(places: &Places, folder: &Path, address: &str) -> anyhow::Result<Child> {
    let limits = ["requests", "commands", "visitor-commands", "new-visitors"];
    let child = many_files(&places.artefacts.join("release/balcao"))
        .args(["serve", "--listen", address, "--data"])
        .arg(folder.join("data"))
        .args(
            limits
                .iter()
                .flat_map(|of| [format!("--{of}-per-minute"), "0".to_owned()]),
        )
        .env("RUST_LOG", "warn,store=debug")
        .env("NO_COLOR", "1")
        .stdout(File::create(folder.join("printed"))?)
        .stderr(File::create(folder.join("log"))?)
        .spawn()?;
    Ok(child)
}

/// The program with as many open files as the system grants: a socket is one.
fn many_files(program: &Path) -> Command {
    let mut shell = Command::new("sh");
    shell
        .args(["-c", "ulimit -n \"$(ulimit -Hn)\"; exec \"$0\" \"$@\""])
        .arg(program);
    shell
}
