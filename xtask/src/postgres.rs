//! A Postgres cluster for one run of tests: in a temporary folder, on a free port, gone afterwards.

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::{files, process, tools};

pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    owner: Option<Owner>,
    port: u16,
}

/// Postgres refuses to run as root; then it runs as this user.
#[derive(Clone, Copy)]
struct Owner {
    user: u32,
    group: u32,
}

impl Cluster {
    pub fn start() -> anyhow::Result<Self> {
        let cluster = Self {
            programs: tools::postgres()?,
            folder: std::env::temp_dir().join(format!("balcao-postgres-{}", std::process::id())),
            owner: Owner::needed()?,
            port: free_port()?,
        };
        files::remove(&cluster.folder)?;
        fs::create_dir(&cluster.folder)?;
        fs::set_permissions(&cluster.folder, Permissions::from_mode(0o700))?;
        if let Some(owner) = cluster.owner {
            chown(&cluster.folder, Some(owner.user), Some(owner.group))?;
        }
        process::run(
            cluster
                .program("initdb")
                .args([
                    "--username=postgres",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                ])
                .args(["--no-sync", "--no-instructions", "--pgdata"])
                .arg(cluster.data())
                .stdout(std::process::Stdio::null()),
        )?;
        // Nothing here has to outlive a power cut.
        let settings = format!(
            "-p {} -k {} -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
             -c max_connections=300",
            cluster.port,
            cluster.folder.display()
        );
        process::run(
            cluster
                .program("pg_ctl")
                .args(["start", "--silent", "--wait", "--pgdata"])
                .arg(cluster.data())
                .arg("--log")
                .arg(cluster.folder.join("log"))
                .arg("--options")
                .arg(settings),
        )
        .with_context(|| fs::read_to_string(cluster.folder.join("log")).unwrap_or_default())?;
        Ok(cluster)
    }

    /// For an administrator: each test makes its own database from here.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.current_dir(&self.folder);
        if let Some(owner) = self.owner {
            command.uid(owner.user).gid(owner.group);
        }
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = self.program("pg_ctl");
        stop.args(["stop", "--silent", "--mode=immediate", "--pgdata"])
            .arg(self.data());
        if self.data().is_dir() && !process::succeeds(&mut stop) {
            eprintln!("the test cluster in {} may still be running", self.folder.display());
        }
        if let Err(error) = files::remove(&self.folder) {
            eprintln!("{error:#}");
        }
    }
}

impl Owner {
    fn needed() -> anyhow::Result<Option<Self>> {
        let ours = fs::metadata("/proc/self")?.uid();
        if ours != 0 {
            return Ok(None);
        }
        let users = fs::read_to_string("/etc/passwd")?;
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| Self::named(&users, name))
            .map(Some)
            .context("Postgres does not run as root, and there is no user postgres or nobody")
    }

    fn named(users: &str, name: &str) -> Option<Self> {
        users.lines().find_map(|line| {
            let mut fields = line.split(':');
            (fields.next() == Some(name)).then_some(())?;
            let user = fields.nth(1)?.parse().ok()?;
            let group = fields.next()?.parse().ok()?;
            Some(Self { user, group })
        })
    }
}

/// A port that was free a moment ago.
fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Removes what a run that was killed has left: folders whose process is gone.
pub fn sweep() -> anyhow::Result<()> {
    for entry in fs::read_dir(std::env::temp_dir())?.flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix("balcao-postgres-"));
        let Some(process) = process.filter(|process| process.parse::<u32>().is_ok()) else {
            continue;
        };
        if Path::new("/proc").join(process).exists() {
            continue;
        }
        drop(Cluster {
            programs: tools::postgres()?,
            folder: entry.path(),
            owner: Owner::needed()?,
            port: 0,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owner_is_read_from_the_list_of_users() {
        let users = "root:x:0:0:root:/root:/bin/sh\npostgres:x:101:105:,,,:/var/lib/postgresql:/bin/bash\n";
        let owner = Owner::named(users, "postgres").unwrap();
        assert_eq!((owner.user, owner.group), (101, 105));
        assert!(Owner::named(users, "nobody").is_none());
    }
}
