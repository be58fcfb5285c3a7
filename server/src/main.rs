//! `balcao`: reads the command line and does what it says.

use std::process::ExitCode;

use clap::Parser as _;
use server::command_line::{Action, CommandLine};
use server::configuration::Configuration;
use server::serve::Failure;
use server::{serve, shutdown_signal, telemetry};

fn main() -> ExitCode {
    match run(CommandLine::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("balcao: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command_line: CommandLine) -> Result<(), Failure> {
    match command_line.action {
        Action::CheckConfig(settings) => {
            let configuration = Configuration::load(settings.given(std::env::vars()))?;
            println!("{configuration}");
            Ok(())
        }
        Action::Serve(settings) => {
            let configuration = Configuration::load(settings.given(std::env::vars()))?;
            telemetry::start(configuration.log_format);
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
            runtime.block_on(async {
                let ready = serve::open(configuration).await?;
                println!("{}", ready.greeting().await?);
                ready.run(shutdown_signal()).await
            })
        }
    }
}
