//! The real program in a process of its own, on a free port. Killed when dropped.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Where the program dies by itself: a place of `store::fail_point`, and at which of its passings.
#[derive(Debug, Clone, Copy)]
pub struct FailPoint {
    pub place: &'static str,
    pub passing: u64,
}

pub struct Program {
    child: Child,
    pub address: SocketAddr,
}

impl Program {
    /// `folder` holds the site; the company is in the database already.
    pub fn start(folder: &Path, database: &str, dies: Option<FailPoint>) -> Self {
        let dies = dies.map(|FailPoint { place, passing }| ("BALCAO_TEST_FAIL_POINT", format!("{place}:{passing}")));
        Self::start_with(folder, database, dies)
    }

    /// With these variables in its environment.
    pub fn start_with(
        folder: &Path,
        database: &str,
        variables: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_balcao"));
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--database", database])
            .args(["--visitor-commands-per-minute", "0", "--commands-per-minute", "0"])
            .args(["--requests-per-minute", "0", "--new-visitors-per-minute", "0"])
            .arg("--data")
            .arg(folder)
            .arg("--site")
            .arg(folder.join("site"))
            .env("RUST_LOG", "error")
            // A variable that the server does not know stops it.
            .env_remove("BALCAO_SEED")
            .envs(variables)
            .stdout(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let output = child.stdout.take().expect("its output");
        let sentence = BufReader::new(output).lines().next();
        let sentence = sentence.expect("a sentence").expect("text");
        let address = sentence
            .split("http://")
            .nth(1)
            .and_then(|rest| rest.split('/').next())
            .and_then(|address| address.parse().ok())
            .unwrap_or_else(|| panic!("no address in: {sentence}"));
        Self { child, address }
    }

    /// Its resident memory in kilobytes.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
        kilobytes.expect("a number of kilobytes")
    }

    /// As a power cut: SIGKILL.
    pub fn kill(&mut self) {
        // Gone by itself, perhaps.
        let _ = self.child.kill();
        self.child.wait().expect("gone");
    }

    /// Waits for the end of a program that dies by itself.
    pub fn died(&mut self) {
        const ABORTED: i32 = 6;
        let status = self.child.wait().expect("gone");
        assert_eq!(status.signal(), Some(ABORTED), "{status}");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}
