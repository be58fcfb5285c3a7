//! `balcao`: reads the command line and does what it says.

use std::process::ExitCode;

use clap::Parser as _;
use desk::import::Mode;
use model::ConversationId;
use server::command_line::{Action, CommandLine, Import, Show};
use server::configuration::Configuration;
use server::serve::Failure;
use server::show::Form;
use server::{import, serve, show, shutdown_signal, telemetry, users};

fn main() -> ExitCode {
    match run(CommandLine::parse()) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("balcao: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command_line: CommandLine) -> Result<ExitCode, Failure> {
    match command_line.action {
        Action::CheckConfig(settings) => {
            let configuration = Configuration::load(settings.given(std::env::vars()))?;
            println!("{configuration}");
            Ok(ExitCode::SUCCESS)
        }
        Action::Serve(settings) => {
            let configuration = Configuration::load(settings.given(std::env::vars()))?;
            telemetry::start(configuration.log_format);
            runtime()?.block_on(async {
                let ready = serve::open(configuration).await?;
                println!("{}", ready.greeting().await?);
                ready.run(shutdown_signal()).await?;
                Ok(ExitCode::SUCCESS)
            })
        }
        Action::Import(Import { file, dry_run, place }) => {
            let configuration = Configuration::load(place.given(std::env::vars()))?;
            telemetry::start(configuration.log_format);
            let mode = if dry_run { Mode::DryRun } else { Mode::Store };
            runtime()?.block_on(import::run(&configuration, &file, mode))
        }
        Action::User(user) => {
            let (deed, place) = user.parts();
            let configuration = Configuration::load(place.given(std::env::vars()))?;
            telemetry::start(configuration.log_format);
            runtime()?.block_on(users::run(&configuration, deed))
        }
        Action::Show(Show::Conversation { number, json, place }) => {
            let configuration = Configuration::load(place.given(std::env::vars()))?;
            telemetry::start(configuration.log_format);
            let form = if json { Form::Json } else { Form::Text };
            runtime()?.block_on(show::conversation(&configuration, ConversationId(number), form))
        }
    }
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}
