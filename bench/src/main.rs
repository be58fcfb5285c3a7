//! Puts a running server under load, for `cargo xtask bench`. Prints one JSON object with what it measured.

mod customer;
mod http;
mod idle_socket;
mod message_path;
mod stopwatch;

use clap::{Parser, Subcommand};

#[derive(Parser)]
struct Arguments {
    /// Where the server listens, such as 127.0.0.1:8080.
    #[arg(long)]
    server: String,
    #[command(subcommand)]
    row: Row,
}

#[derive(Subcommand)]
enum Row {
    /// Visitors write, an agent's socket hears it.
    MessagePath {
        /// The code of the first run: the company is made here.
        #[arg(long)]
        setup_code: String,
        #[arg(long, default_value_t = 64)]
        senders: usize,
        /// Messages in all.
        #[arg(long, default_value_t = 20_000)]
        messages: usize,
    },
    /// Visitors' sockets that say nothing.
    IdleSocket {
        #[arg(long)]
        setup_code: String,
        /// The server's process, whose memory is looked at.
        #[arg(long)]
        process: u32,
        #[arg(long, default_value_t = 10_000)]
        sockets: usize,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Arguments { server, row } = Arguments::parse();
    let measured = match row {
        Row::MessagePath {
            setup_code,
            senders,
            messages,
        } => {
            let cookie = customer::set_up(&server, &setup_code).await?;
            message_path::measure(&server, &cookie, senders, messages).await?
        }
        Row::IdleSocket {
            setup_code,
            process,
            sockets,
        } => {
            customer::set_up(&server, &setup_code).await?;
            idle_socket::measure(&server, process, sockets).await?
        }
    };
    println!("{measured}");
    Ok(())
}
