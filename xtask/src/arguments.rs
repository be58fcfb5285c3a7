//! What may be asked for on the command line.

use clap::{Args, Parser, Subcommand, ValueEnum};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, runs, tests and measures Balcão", version)]
pub struct Arguments {
    #[command(subcommand)]
    pub task: Task,
}

#[derive(Subcommand)]
pub enum Task {
    /// Build the site and the server
    Build {
        /// One file that carries the site, small and fast: target/release/balcao
        #[arg(long)]
        release: bool,
    },
    /// Build, then start the server here
    Run(RunWishes),
    /// Check everything, or one part of it
    Test {
        /// Without it: all parts, and the form of the sources
        part: Option<TestPart>,
    },
    /// Kill a running server again and again, and look for what was lost or doubled
    Crash(CrashWishes),
    /// Measure, beside the limit that is measured in the same run
    Bench {
        /// Without it: all rows
        row: Option<BenchRow>,
        /// On the whole data set instead of a hundredth of it: takes hours
        #[arg(long)]
        large: bool,
    },
}

#[derive(Args)]
pub struct RunWishes {
    /// Fill a fresh data folder with a company, agents and some hundred conversations, and open the example shop
    #[arg(long)]
    pub demo: bool,
    /// The release build instead of the quick one
    #[arg(long)]
    pub release: bool,
    /// Where to listen on this machine
    #[arg(long, default_value_t = 3000)]
    pub port: u16,
    /// A database URL (sqlite:... or postgres://...); without it SQLite in target/
    #[arg(long)]
    pub database: Option<String>,
}

#[derive(Args)]
pub struct CrashWishes {
    /// How long; the history that is running then is finished
    #[arg(long, default_value_t = 10)]
    pub minutes: u64,
    /// Of the first history; each further one has the next. Without it one that was not used before
    #[arg(long)]
    pub seed: Option<u64>,
    /// `sqlite`, or the URL of a Postgres cluster in which databases may be made and dropped; without it SQLite and a
    /// cluster of its own
    #[arg(long)]
    pub database: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TestPart {
    /// Everything in Rust that needs no database server
    Unit,
    /// What needs Postgres, on a throw-away cluster
    Db,
    /// The client's lint, its size, and the chat panel's own tests
    Web,
    /// Real browsers on a real server
    E2e,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BenchRow {
    /// Durable messages through the whole path, beside raw SQLite
    MessagePath,
    /// Memory of an idle visitor's socket
    IdleSocket,
    /// Bytes of the first load of the desk, and of the chat
    FirstLoad,
    /// Typing, tabs and opening in a real browser, until the next paint
    Paint,
    /// The managers' table in every order with every usual filter, beside the same asked by hand
    Table,
    /// A million conversations behind: start, memory, an export of all, the table's frames
    Million,
    /// Searches over a million messages, and a conversation of five thousand
    Reading,
}
