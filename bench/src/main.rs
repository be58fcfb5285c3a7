//! Puts a running server under load, for `cargo xtask bench`. Prints one JSON object with what it measured.

mod bulk;
mod customer;
mod export;
mod history;
mod http;
mod idle_socket;
mod job;
mod memory;
mod message_path;
mod reading;
mod stopwatch;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use serde_json::json;

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    row: Row,
}

/// A server on its first run.
#[derive(Args)]
struct Fresh {
    /// Where it listens, such as 127.0.0.1:8080.
    #[arg(long)]
    server: String,
    /// The code of the first run: the company is made here.
    #[arg(long)]
    setup_code: String,
}

impl Fresh {
    /// The session cookie of the company's administrator.
    async fn set_up(&self) -> anyhow::Result<String> {
        customer::set_up(&self.server, &self.setup_code).await
    }
}

#[derive(Subcommand)]
enum Row {
    /// Makes the company and nothing more.
    Company {
        #[command(flatten)]
        fresh: Fresh,
    },
    /// Writes a history for `balcao import`; needs no server.
    History {
        file: PathBuf,
        #[arg(long)]
        conversations: u64,
        /// In each of them.
        #[arg(long)]
        messages: u64,
        /// In one conversation more.
        #[arg(long, default_value_t = 5_000)]
        long: u64,
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Visitors write, an agent's socket hears it.
    MessagePath {
        #[command(flatten)]
        fresh: Fresh,
        #[arg(long, default_value_t = 64)]
        senders: usize,
        /// Messages in all.
        #[arg(long, default_value_t = 20_000)]
        messages: usize,
    },
    /// Searches, and a long conversation, in an imported history.
    Reading {
        #[arg(long)]
        server: String,
        /// Of who reads.
        #[arg(long)]
        cookie: String,
    },
    /// The whole table as a spreadsheet.
    Export {
        #[arg(long)]
        server: String,
        /// Of whom it is for.
        #[arg(long)]
        cookie: String,
        /// The server's process, whose memory is looked at.
        #[arg(long)]
        process: u32,
    },
    /// Everything that is open closed by one job.
    Bulk {
        #[arg(long)]
        server: String,
        /// Of whom it is done by.
        #[arg(long)]
        cookie: String,
    },
    /// What a process takes of the machine's memory now.
    Memory {
        #[arg(long)]
        process: u32,
    },
    /// Visitors' sockets that say nothing.
    IdleSocket {
        #[command(flatten)]
        fresh: Fresh,
        /// The server's process, whose memory is looked at.
        #[arg(long)]
        process: u32,
        #[arg(long, default_value_t = 10_000)]
        sockets: usize,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let measured = match Arguments::parse().row {
        Row::Company { fresh } => json!({ "cookie": fresh.set_up().await? }),
        Row::History {
            file,
            conversations,
            messages,
            long,
            seed,
        } => {
            let size = history::Size {
                conversations,
                messages,
                long,
            };
            history::write(&file, size, seed)?;
            json!({ "conversations": conversations + 1, "messages": conversations * messages + long })
        }
        Row::MessagePath {
            fresh,
            senders,
            messages,
        } => {
            let cookie = fresh.set_up().await?;
            message_path::measure(&fresh.server, &cookie, senders, messages).await?
        }
        Row::Reading { server, cookie } => reading::measure(&server, &cookie).await?,
        Row::Export {
            server,
            cookie,
            process,
        } => export::measure(&server, &cookie, process).await?,
        Row::Bulk { server, cookie } => bulk::measure(&server, &cookie).await?,
        Row::Memory { process } => json!({ "resident": memory::resident(process)? }),
        Row::IdleSocket {
            fresh,
            process,
            sockets,
        } => {
            fresh.set_up().await?;
            idle_socket::measure(&fresh.server, process, sockets).await?
        }
    };
    println!("{measured}");
    Ok(())
}
