//! What can be typed after `balcao`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::configuration::Given;
use crate::users::{Create, Deed};

/// A self-hosted customer-service desk: one program, one database.
#[derive(Debug, Parser)]
#[command(name = "balcao", version, arg_required_else_help = true, after_help = AFTER_HELP)]
pub struct CommandLine {
    #[command(subcommand)]
    pub action: Action,
}

const AFTER_HELP: &str = "Every setting can also stand in a TOML file (public_url = \"https://desk.example.org\") or in \
                          the environment (BALCAO_PUBLIC_URL). The command line wins over the environment, the \
                          environment over the file.";

#[derive(Debug, Subcommand)]
pub enum Action {
    /// Run the server until it is told to stop (SIGTERM, Ctrl-C)
    #[command(after_help = AFTER_HELP)]
    Serve(Settings),
    /// Read all settings as `serve` would, say what is wrong or what they come to, and start nothing
    #[command(after_help = AFTER_HELP)]
    CheckConfig(Settings),
    /// Bring in the history of another system: inboxes, people, contacts and conversations, one JSON object a line
    #[command(after_help = AFTER_IMPORT)]
    Import(Import),
    /// Make a user, let one in or keep one out, for when nobody can sign in who could
    #[command(subcommand)]
    User(User),
    /// Show something that is stored
    #[command(subcommand)]
    Show(Show),
}

const AFTER_IMPORT: &str = "\
The format is told in docs/import.md. A line that is wrong is named with its number and the reason, and left out \
whole; the others go on. What is there already is left as it is: the same file again changes nothing. The server may \
run meanwhile.

Exit status: 0 when every line was taken, 3 when some were refused, 1 when the import could not go on.";

#[derive(Debug, Args)]
pub struct Import {
    /// The file, or - for standard input
    #[arg(value_name = "FILE.jsonl")]
    pub file: PathBuf,
    /// Check everything, also what the lines refer to and whether each happening can happen, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Debug, Subcommand)]
pub enum Show {
    /// A conversation's status, its time stamps, and its nine metrics in seconds
    Conversation {
        /// The conversation's number
        #[arg(value_name = "NUMBER")]
        number: i64,
        /// As one JSON object
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
}

const AFTER_USER: &str = "\
The server may run meanwhile. The audit log tells what was done here. No password is ever an argument: the user sets it \
by the link that is printed, which works once.";

#[derive(Debug, Subcommand)]
pub enum User {
    /// Make a user, and a link by which they set a password
    #[command(after_help = AFTER_USER)]
    Create {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
        /// The name of a role
        #[arg(long, default_value = model::ADMINISTRATOR)]
        role: String,
        /// Read the password from standard input, one line, instead of making a link
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Let somebody in again
    #[command(after_help = AFTER_USER)]
    Enable {
        /// The user's address
        email: String,
        #[command(flatten)]
        place: Place,
    },
    /// Keep somebody out: all their sessions end
    #[command(after_help = AFTER_USER)]
    Disable {
        /// The user's address
        email: String,
        #[command(flatten)]
        place: Place,
    },
    /// Make a link by which somebody sets a new password
    #[command(after_help = AFTER_USER)]
    ResetPassword {
        /// The user's address
        email: String,
        #[command(flatten)]
        place: Place,
    },
}

impl User {
    /// What is to be done, and where.
    pub fn parts(self) -> (Deed, Place) {
        match self {
            Self::Create {
                email,
                name,
                role,
                password_stdin,
                place,
            } => {
                let create = Create {
                    name,
                    email,
                    role,
                    password_stdin,
                };
                (Deed::Create(create), place)
            }
            Self::Enable { email, place } => (Deed::Enable(email), place),
            Self::Disable { email, place } => (Deed::Disable(email), place),
            Self::ResetPassword { email, place } => (Deed::ResetPassword(email), place),
        }
    }
}

/// Where the database is: those of the settings of `serve` that say so.
#[derive(Debug, Args)]
pub struct Place {
    /// Read settings from this TOML file, or from the one that `BALCAO_CONFIG` names
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The database, `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/DATABASE` [default: sqlite:DATA/balcao.db]
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The folder of what the server keeps [default: data]
    #[arg(long, value_name = "FOLDER")]
    data: Option<String>,
}

impl Place {
    /// With the process's environment: everything the configuration is made from.
    pub fn given(self, environment: impl Iterator<Item = (String, String)>) -> Given {
        let flags = [("database", self.database), ("data", self.data)];
        given(self.config, flags, environment)
    }
}

/// The settings as flags: all optional, all text; they are read in one place, with those of the file and environment.
#[derive(Debug, Args)]
pub struct Settings {
    /// Read settings from this TOML file, or from the one that `BALCAO_CONFIG` names
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Listen here [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// The database, `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/DATABASE` [default: sqlite:DATA/balcao.db]
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The folder of what this server keeps [default: data]
    #[arg(long, value_name = "FOLDER")]
    data: Option<String>,
    /// Keep files in this folder, or in a bucket: `s3://BUCKET/PREFIX` [default: DATA/files]
    #[arg(long, value_name = "PLACE")]
    files: Option<String>,
    /// The address of the S3-compatible service; without it Amazon's
    #[arg(long, value_name = "URL")]
    s3_endpoint: Option<String>,
    /// The service's region [default: us-east-1]
    #[arg(long, value_name = "REGION")]
    s3_region: Option<String>,
    /// The service's access key
    #[arg(long, value_name = "KEY")]
    s3_access_key: Option<String>,
    /// The secret of the access key; better in the environment (`BALCAO_S3_SECRET_KEY`), where other users do not see it
    #[arg(long, value_name = "SECRET")]
    s3_secret_key: Option<String>,
    /// The largest file that anybody may send, in megabytes; an inbox may take less [default: 100]
    #[arg(long, value_name = "NUMBER")]
    max_file_megabytes: Option<String>,
    /// Where browsers reach the desk, such as `https://desk.example.org`; cookies are for https only then
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// The folder of the built site, unless it is inside the program [default: target/site]
    #[arg(long, value_name = "FOLDER")]
    site: Option<String>,
    /// Write the log as text or as json, one object a line [default: text]
    #[arg(long, value_name = "FORMAT")]
    log_format: Option<String>,
    /// Believe X-Forwarded-For and X-Forwarded-Proto from these addresses or networks, separated by commas
    #[arg(long, value_name = "NETWORKS")]
    trusted_proxies: Option<String>,
    /// How many days the event log reaches back [default: 30]
    #[arg(long, value_name = "DAYS")]
    event_retention_days: Option<String>,
    /// Fill an empty database with a company to try out, and show its shop under /demo
    #[arg(long)]
    demo: bool,
    /// Requests an address may make in a minute, 0 for no limit [default: 3000]
    #[arg(long, value_name = "NUMBER")]
    requests_per_minute: Option<String>,
    /// Commands a signed-in browser may send in a minute, 0 for no limit [default: 600]
    #[arg(long, value_name = "NUMBER")]
    commands_per_minute: Option<String>,
    /// Messages and acknowledgements a visitor may send in a minute, 0 for no limit [default: 120]
    #[arg(long, value_name = "NUMBER")]
    visitor_commands_per_minute: Option<String>,
    /// New visitors that may come from one address in a minute, 0 for no limit [default: 120]
    #[arg(long, value_name = "NUMBER")]
    new_visitors_per_minute: Option<String>,
}

impl Settings {
    /// With the process's environment: everything the configuration is made from.
    pub fn given(self, environment: impl Iterator<Item = (String, String)>) -> Given {
        let flags = [
            ("listen", self.listen),
            ("database", self.database),
            ("data", self.data),
            ("files", self.files),
            ("s3_endpoint", self.s3_endpoint),
            ("s3_region", self.s3_region),
            ("s3_access_key", self.s3_access_key),
            ("s3_secret_key", self.s3_secret_key),
            ("max_file_megabytes", self.max_file_megabytes),
            ("public_url", self.public_url),
            ("site", self.site),
            ("log_format", self.log_format),
            ("trusted_proxies", self.trusted_proxies),
            ("event_retention_days", self.event_retention_days),
            ("demo", self.demo.then(|| "true".to_owned())),
            ("requests_per_minute", self.requests_per_minute),
            ("commands_per_minute", self.commands_per_minute),
            ("visitor_commands_per_minute", self.visitor_commands_per_minute),
            ("new_visitors_per_minute", self.new_visitors_per_minute),
        ];
        given(self.config, flags, environment)
    }
}

fn given(
    file: Option<PathBuf>,
    flags: impl IntoIterator<Item = (&'static str, Option<String>)>,
    environment: impl Iterator<Item = (String, String)>,
) -> Given {
    Given {
        file,
        environment: environment.collect(),
        command_line: flags
            .into_iter()
            .filter_map(|(name, value)| value.map(|value| (name.to_owned(), value)))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::CommandLine;
    use crate::configuration::SETTINGS;

    #[test]
    fn every_setting_is_also_a_flag() {
        let command = CommandLine::command();
        let serve = command.find_subcommand("serve").expect("serve");
        for setting in SETTINGS {
            let flag = setting.name.replace('_', "-");
            assert!(
                serve.get_arguments().any(|argument| argument.get_long() == Some(&flag)),
                "--{flag} is missing"
            );
        }
        command.debug_assert();
    }
}
