//! `balcao import`: a file's history into the database, told while it goes on.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use desk::import::{Count, Mode, Summary, Told};
use tokio::time::Instant;

use crate::configuration::Configuration;
use crate::serve::{Failure, open_desk};

/// Bytes of the file read at once.
const BUFFER: usize = 1 << 20;
/// How often it is told how far it is.
const TELLING: Duration = Duration::from_secs(2);
/// Some lines were refused.
const REFUSED: u8 = 3;

/// Refusals and progress go to standard error, the summary to standard output.
pub async fn run(configuration: &Configuration, path: &Path, mode: Mode) -> Result<ExitCode, Failure> {
    let file = open(path)?;
    let desk = open_desk(configuration).await?;
    let mut told = Instant::now();
    let result = desk::import::run(&desk, file, mode, &mut |telling| match telling {
        Told::Refused(refusal) => eprintln!("line {}: {}", refusal.line, refusal.reason),
        Told::Progress(summary) => {
            if told.elapsed() >= TELLING {
                told = Instant::now();
                let (conversations, messages) = (summary.conversations.made, summary.messages);
                let lines = summary.lines;
                eprintln!("{lines} lines so far, {conversations} conversations with {messages} messages");
            }
        }
    })
    .await;
    desk.close().await;
    let summary = result?;
    print!("{}", tell(&summary, mode));
    Ok(if summary.refused == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(REFUSED)
    })
}

fn open(path: &Path) -> Result<Box<dyn BufRead>, Failure> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(BufReader::with_capacity(BUFFER, std::io::stdin())));
    }
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(Box::new(BufReader::with_capacity(BUFFER, file)))
}

/// The end, for people.
fn tell(summary: &Summary, mode: Mode) -> String {
    let head = match mode {
        Mode::Store => "Imported",
        Mode::DryRun => "Nothing was changed. Would import",
    };
    let mut text = format!(
        "{head} from {} lines ({} refused), {} messages:\n",
        summary.lines, summary.refused, summary.messages
    );
    let kinds = [
        ("departments", summary.departments),
        ("inboxes", summary.inboxes),
        ("connections", summary.connections),
        ("users", summary.users),
        ("contacts", summary.contacts),
        ("conversations", summary.conversations),
    ];
    for (name, Count { made, found, already }) in kinds {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {name:<13} {made:>9} new {:>9} here already", found + already);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::tell;
    use desk::import::{Count, Mode, Summary};

    #[test]
    fn the_end_says_what_was_new_and_what_was_there() {
        let summary = Summary {
            lines: 12,
            refused: 1,
            messages: 40,
            users: Count {
                made: 1,
                found: 2,
                already: 3,
            },
            ..Summary::default()
        };
        let text = tell(&summary, Mode::Store);
        assert!(
            text.starts_with("Imported from 12 lines (1 refused), 40 messages:\n"),
            "{text}"
        );
        assert!(
            text.contains("users                 1 new         5 here already"),
            "{text}"
        );
        assert!(tell(&summary, Mode::DryRun).starts_with("Nothing was changed."));
    }
}
