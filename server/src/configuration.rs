//! The settings: defaults, then the TOML file, then the environment, then the command line; the later wins.
//!
//! Every setting has one name. `public_url` is `public_url = "…"` in the file, `BALCAO_PUBLIC_URL` in the environment and
//! `--public-url` on the command line. A wrong or unknown setting is [`Refused`] before anything is opened.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use model::HEARTBEAT_MS;

use crate::file_place::{self, FilePlace};

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// `sqlite:…` or `postgres://…`; without it a SQLite file in the data folder.
    pub database: String,
    /// The folder of what this server keeps.
    pub data: PathBuf,
    /// Where files are kept; without it a folder in the data folder.
    pub files: FilePlace,
    /// The largest file that anybody may send, in bytes; an inbox may take less.
    pub max_file_size: i64,
    /// Where browsers reach it. Decides which origin may change things, whether cookies are `Secure`, and what is printed.
    pub public_url: Option<PublicUrl>,
    /// The folder of the built site.
    pub site: PathBuf,
    pub log_format: LogFormat,
    /// Whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Days that the event log reaches back; a client that was away longer fetches everything anew.
    pub event_retention_days: u32,
    /// Fill an empty database with a believable company, and serve `/demo`.
    pub demo: bool,
    pub limits: Limits,
    /// How long somebody counts as there after their browser was last heard of. Not to be set; only tests have another.
    pub presence_lease: Duration,
    /// How often a socket says that it lives, and asks whether its peer does. No setting: the browsers count on it.
    pub heartbeat: Duration,
    /// How long a browser has for the head of a request. No setting; only tests have another.
    pub head_timeout: Duration,
}

/// How much one caller may ask for in a minute; 0: as much as it likes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Requests of one address, files not counted.
    pub requests_per_minute: u32,
    /// Commands of one session.
    pub commands_per_minute: u32,
    /// Commands of one visitor.
    pub visitor_commands_per_minute: u32,
    /// New visitors from one address.
    pub new_visitors_per_minute: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// `https://desk.example.org`: scheme, host and port, nothing after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
}

impl PublicUrl {
    fn parse(text: &str) -> Option<Self> {
        let origin = text.trim_end_matches('/').to_ascii_lowercase();
        let uri: http::Uri = origin.parse().ok()?;
        let right = matches!(uri.scheme_str(), Some("http" | "https"))
            && uri
                .authority()
                .is_some_and(|authority| !authority.as_str().contains('@'))
            && uri.path() == "/"
            && uri.query().is_none();
        right.then_some(Self { origin })
    }

    /// As browsers send it in `Origin`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }
}

/// Where a value was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Default,
    File(PathBuf),
    Environment,
    CommandLine,
}

/// Why the server does not start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The value of a setting is wrong.
    Value {
        setting: String,
        value: String,
        source: Source,
        expected: String,
    },
    /// There is no such setting.
    Unknown { setting: String, source: Source },
    /// The settings file cannot be read.
    File { path: PathBuf, reason: String },
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value {
                setting,
                value,
                source,
                expected,
            } => {
                let place = place(setting, source);
                write!(f, "setting `{setting}` ({place}) is `{value}`; expected {expected}")
            }
            Self::Unknown { setting, source } => {
                let place = place(setting, source);
                let names: Vec<_> = SETTINGS.iter().map(|setting| setting.name).collect();
                write!(
                    f,
                    "there is no setting `{setting}` ({place}); there are: {}",
                    names.join(", ")
                )
            }
            Self::File { path, reason } => write!(f, "settings file {}: {reason}", path.display()),
        }
    }
}

impl std::error::Error for Refused {}

fn place(setting: &str, source: &Source) -> String {
    match source {
        Source::Default => "by default".to_owned(),
        Source::File(path) => format!("in {}", path.display()),
        Source::Environment => format!("from {}", environment_name(setting)),
        Source::CommandLine => format!("from --{}", setting.replace('_', "-")),
    }
}

fn environment_name(setting: &str) -> String {
    format!("BALCAO_{}", setting.to_ascii_uppercase())
}

/// One setting: its name, its default as text, and what its value is expected to be.
pub struct Setting {
    pub name: &'static str,
    pub default: &'static str,
    pub expected: &'static str,
}

const fn setting(name: &'static str, default: &'static str, expected: &'static str) -> Setting {
    Setting {
        name,
        default,
        expected,
    }
}

const PER_MINUTE: &str = "a whole number per minute, 0 for no limit";

/// All settings there are.
pub const SETTINGS: &[Setting] = &[
    setting(
        "listen",
        "127.0.0.1:8080",
        "an address and port such as 127.0.0.1:8080 or [::]:80",
    ),
    setting("database", "", "sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE"),
    setting("data", "data", "a folder"),
    setting("files", "", "a folder, or s3://BUCKET or s3://BUCKET/PREFIX"),
    setting(
        "s3_endpoint",
        "",
        "an address such as https://s3.example.org; empty for Amazon's",
    ),
    setting("s3_region", "us-east-1", "the name of a region"),
    setting("s3_access_key", "", "a key"),
    setting("s3_secret_key", "", "the secret of the key"),
    setting(
        "max_file_megabytes",
        "100",
        "a whole number of megabytes, from 1 to 2000",
    ),
    setting(
        "public_url",
        "",
        "an address such as https://desk.example.org, without a path",
    ),
    setting("site", "target/site", "the folder of the built site"),
    setting("log_format", "text", "text or json"),
    setting(
        "trusted_proxies",
        "",
        "addresses or networks separated by commas, such as 127.0.0.1, 10.0.0.0/8",
    ),
    setting("event_retention_days", "30", "a whole number of days, at least 1"),
    setting("demo", "false", "true or false"),
    setting("requests_per_minute", "3000", PER_MINUTE),
    setting("commands_per_minute", "600", PER_MINUTE),
    setting("visitor_commands_per_minute", "120", PER_MINUTE),
    setting("new_visitors_per_minute", "120", PER_MINUTE),
];

/// The name of the settings file, for `BALCAO_CONFIG`; it names a file and is no setting itself.
const FILE_VARIABLE: &str = "BALCAO_CONFIG";
/// Variables that tests use; of these the server reads [`TEST_LEASE`] only.
const TEST_VARIABLES: &str = "BALCAO_TEST_";
/// Milliseconds.
const TEST_LEASE: &str = "BALCAO_TEST_PRESENCE_LEASE";
/// In bytes.
const MEGABYTE: i64 = 1024 * 1024;
const PRESENCE_LEASE: Duration = Duration::from_secs(30);
/// Long for a slow line, short for who holds a connection and says nothing. Proxies keep theirs open for less.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// What the process was given, apart from the defaults: passed in, so that tests need no process.
#[derive(Debug, Default)]
pub struct Given {
    /// `--config`.
    pub file: Option<PathBuf>,
    /// The environment's variables.
    pub environment: Vec<(String, String)>,
    /// Settings of the command line by name.
    pub command_line: Vec<(String, String)>,
}

type Values = BTreeMap<&'static str, (String, Source)>;

impl Configuration {
    /// Puts the layers on one another and reads every value.
    pub fn load(given: Given) -> Result<Self, Refused> {
        let mut values: Values = SETTINGS
            .iter()
            .map(|setting| (setting.name, (setting.default.to_owned(), Source::Default)))
            .collect();
        let named = given.environment.iter().find(|(name, _)| name == FILE_VARIABLE);
        if let Some(path) = given.file.or_else(|| named.map(|(_, path)| PathBuf::from(path))) {
            for (name, value) in read_file(&path)? {
                put(&mut values, &name, value, Source::File(path.clone()))?;
            }
        }
        let lease = given.environment.iter().find(|(name, _)| name == TEST_LEASE);
        let lease = lease
            .and_then(|(_, value)| value.parse().ok())
            .map(Duration::from_millis);
        for (variable, value) in given.environment {
            let Some(name) = variable.strip_prefix("BALCAO_") else {
                continue;
            };
            if variable != FILE_VARIABLE && !variable.starts_with(TEST_VARIABLES) {
                put(&mut values, &name.to_ascii_lowercase(), value, Source::Environment)?;
            }
        }
        for (name, value) in given.command_line {
            put(&mut values, &name, value, Source::CommandLine)?;
        }
        Self::from_values(&values, lease.unwrap_or(PRESENCE_LEASE))
    }

    fn from_values(values: &Values, presence_lease: Duration) -> Result<Self, Refused> {
        let data: PathBuf = read(values, "data", |text| (!text.is_empty()).then(|| text.into()))?;
        let database = read(values, "database", |text| match text {
            "" => Some(format!("sqlite:{}", data.join("balcao.db").display())),
            _ if ["sqlite:", "postgres://", "postgresql://"]
                .iter()
                .any(|scheme| text.starts_with(scheme)) =>
            {
                Some(text.to_owned())
            }
            _ => None,
        })?;
        let files = FilePlace {
            url: read(values, "files", file_place::url)?,
            endpoint: read(values, "s3_endpoint", file_place::endpoint)?,
            region: read(values, "s3_region", |text| (!text.is_empty()).then(|| text.to_owned()))?,
            access_key: read(values, "s3_access_key", |text| Some(text.to_owned()))?,
            secret_key: read(values, "s3_secret_key", |text| Some(text.to_owned()))?,
        };
        Ok(Self {
            files,
            max_file_size: read(values, "max_file_megabytes", |text| {
                text.parse::<i64>().ok().filter(|it| (1..=2000).contains(it))
            })? * MEGABYTE,
            listen: read(values, "listen", |text| text.parse().ok())?,
            database,
            data,
            public_url: read(values, "public_url", |text| match text {
                "" => Some(None),
                _ => PublicUrl::parse(text).map(Some),
            })?,
            site: read(values, "site", |text| (!text.is_empty()).then(|| text.into()))?,
            log_format: read(values, "log_format", |text| match text {
                "text" => Some(LogFormat::Text),
                "json" => Some(LogFormat::Json),
                _ => None,
            })?,
            trusted_proxies: read(values, "trusted_proxies", networks)?,
            event_retention_days: read(values, "event_retention_days", |text| {
                text.parse().ok().filter(|days| *days > 0)
            })?,
            demo: read(values, "demo", |text| text.parse().ok())?,
            heartbeat: Duration::from_millis(HEARTBEAT_MS.unsigned_abs()),
            head_timeout: HEAD_TIMEOUT,
            limits: Limits {
                requests_per_minute: read(values, "requests_per_minute", |text| text.parse().ok())?,
                commands_per_minute: read(values, "commands_per_minute", |text| text.parse().ok())?,
                visitor_commands_per_minute: read(values, "visitor_commands_per_minute", |text| text.parse().ok())?,
                new_visitors_per_minute: read(values, "new_visitors_per_minute", |text| text.parse().ok())?,
            },
            presence_lease,
        })
    }

    /// Where to point a browser, for the sentences printed at start. `bound`: where the server listens indeed.
    pub fn address_for_people(&self, bound: SocketAddr) -> String {
        match &self.public_url {
            Some(url) => url.origin().to_owned(),
            None if bound.ip().is_unspecified() => format!("http://localhost:{}", bound.port()),
            None => format!("http://{bound}"),
        }
    }
}

/// As `check-config` shows it: a settings file.
impl fmt::Display for Configuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let log_format = match self.log_format {
            LogFormat::Text => "text",
            LogFormat::Json => "json",
        };
        let proxies: Vec<_> = self.trusted_proxies.iter().map(ToString::to_string).collect();
        writeln!(f, "listen = \"{}\"", self.listen)?;
        writeln!(f, "database = \"{}\"", without_password(&self.database))?;
        writeln!(f, "data = \"{}\"", self.data.display())?;
        write!(f, "{}", self.files)?;
        writeln!(f, "max_file_megabytes = {}", self.max_file_size / MEGABYTE)?;
        writeln!(
            f,
            "public_url = \"{}\"",
            self.public_url.as_ref().map_or("", PublicUrl::origin)
        )?;
        writeln!(f, "site = \"{}\"", self.site.display())?;
        writeln!(f, "log_format = \"{log_format}\"")?;
        writeln!(f, "trusted_proxies = {proxies:?}")?;
        writeln!(f, "event_retention_days = {}", self.event_retention_days)?;
        writeln!(f, "demo = {}", self.demo)?;
        writeln!(f, "requests_per_minute = {}", self.limits.requests_per_minute)?;
        writeln!(f, "commands_per_minute = {}", self.limits.commands_per_minute)?;
        writeln!(
            f,
            "visitor_commands_per_minute = {}",
            self.limits.visitor_commands_per_minute
        )?;
        write!(f, "new_visitors_per_minute = {}", self.limits.new_visitors_per_minute)
    }
}

fn put(values: &mut Values, name: &str, value: String, source: Source) -> Result<(), Refused> {
    match values.get_mut(name) {
        Some(slot) => {
            *slot = (value, source);
            Ok(())
        }
        None => Err(Refused::Unknown {
            setting: name.to_owned(),
            source,
        }),
    }
}

fn read<T>(values: &Values, name: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Refused> {
    let (value, source) = &values[name];
    parse(value.trim()).ok_or_else(|| Refused::Value {
        setting: name.to_owned(),
        value: if name == "s3_secret_key" {
            "…".to_owned()
        } else {
            without_password(value)
        },
        source: source.clone(),
        expected: SETTINGS
            .iter()
            .find(|setting| setting.name == name)
            .map_or_else(String::new, |setting| setting.expected.to_owned()),
    })
}

/// A value as it may be shown: a database's address may hold a password.
fn without_password(value: &str) -> String {
    match (value.find("://"), value.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => format!("{}://…{}", &value[..scheme], &value[at..]),
        _ => value.to_owned(),
    }
}

fn networks(text: &str) -> Option<Vec<IpNet>> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| {
            part.parse()
                .ok()
                .or_else(|| part.parse::<IpAddr>().ok().map(IpNet::from))
        })
        .collect()
}

/// The file's settings as text. Lists become comma-separated: the form that the environment has.
fn read_file(path: &std::path::Path) -> Result<Vec<(String, String)>, Refused> {
    let refused = |reason: String| Refused::File {
        path: path.to_owned(),
        reason,
    };
    let text = std::fs::read_to_string(path).map_err(|error| refused(error.to_string()))?;
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| refused(error.to_string()))?;
    Ok(table.into_iter().map(|(name, value)| (name, plain(value))).collect())
}

fn plain(value: toml::Value) -> String {
    match value {
        toml::Value::String(text) => text,
        toml::Value::Array(list) => list.into_iter().map(plain).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Configuration, Given, LogFormat};

    fn load(file: Option<&str>, environment: &[(&str, &str)], flags: &[(&str, &str)]) -> Result<Configuration, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let own = |list: &[(&str, &str)]| {
            list.iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect()
        };
        let file = file.map(|text| {
            let path = folder.path().join("balcao.toml");
            std::fs::write(&path, text).expect("written");
            path
        });
        Configuration::load(Given {
            file,
            environment: own(environment),
            command_line: own(flags),
        })
        .map_err(|refused| refused.to_string())
    }

    #[test]
    fn the_nearer_setting_wins() {
        let file = "listen = \"127.0.0.1:1\"\nlog_format = \"json\"\ntrusted_proxies = [\"10.0.0.0/8\", \"::1\"]";
        let configuration = load(
            Some(file),
            &[
                ("BALCAO_LISTEN", "127.0.0.1:2"),
                ("BALCAO_EVENT_RETENTION_DAYS", "9"),
                ("PATH", "/bin"),
            ],
            &[("event_retention_days", "7")],
        )
        .expect("accepted");
        assert_eq!(configuration.listen.port(), 2);
        assert_eq!(configuration.log_format, LogFormat::Json);
        assert_eq!(configuration.trusted_proxies.len(), 2);
        assert_eq!(configuration.event_retention_days, 7);
        assert_eq!(configuration.database, "sqlite:data/balcao.db");
    }

    #[test]
    fn a_wrong_setting_is_refused_with_its_name_its_value_and_what_was_expected() {
        for (name, value, says) in [
            ("BALCAO_LISTEN", "8080", "an address and port"),
            ("BALCAO_DATABASE", "mysql://me:hush@host/db", "mysql://…@host/db"),
            ("BALCAO_PUBLIC_URL", "desk.example.org", "https://"),
            ("BALCAO_PUBLIC_URL", "https://desk.example.org/help", "without a path"),
            ("BALCAO_LOG_FORMAT", "xml", "text or json"),
            ("BALCAO_TRUSTED_PROXIES", "10.0.0.0/99", "networks"),
            ("BALCAO_EVENT_RETENTION_DAYS", "0", "at least 1"),
            ("BALCAO_DEMO", "yes", "true or false"),
            ("BALCAO_COMMANDS_PER_MINUTE", "-1", "0 for no limit"),
            ("BALCAO_FILES", "s3://", "s3://BUCKET"),
            ("BALCAO_FILES", "https://bucket.example.org", "s3://BUCKET"),
            ("BALCAO_S3_ENDPOINT", "s3.example.org", "https://"),
            ("BALCAO_MAX_FILE_MEGABYTES", "0", "from 1 to 2000"),
            ("BALCAO_COLOUR", "red", "there is no setting `colour`"),
        ] {
            let refused = load(None, &[(name, value)], &[]).expect_err(name);
            assert!(refused.contains(says) && refused.contains(name), "{refused}");
            assert!(!refused.contains("hush"), "{refused}");
        }
        let refused = load(Some("lisen = \"x\""), &[], &[]).expect_err("unknown");
        assert!(
            refused.contains("`lisen`") && refused.contains("balcao.toml"),
            "{refused}"
        );
    }

    #[test]
    fn a_public_url_is_an_origin() {
        let url = |text| {
            load(None, &[], &[("public_url", text)])
                .expect(text)
                .public_url
                .expect("given")
        };
        assert_eq!(url("https://Desk.example.org/").origin(), "https://desk.example.org");
        assert!(url("https://desk.example.org").is_https());
        assert!(!url("http://localhost:8080").is_https());
    }
}
