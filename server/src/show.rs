//! `balcao show`: what is stored of one thing, for people and for programs.

use std::process::ExitCode;

use desk::conversation_report::report;
use model::ConversationId;

use crate::configuration::Configuration;
use crate::serve::{Failure, open_desk};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text,
    Json,
}

pub async fn conversation(
    configuration: &Configuration,
    number: ConversationId,
    form: Form,
) -> Result<ExitCode, Failure> {
    let desk = open_desk(configuration).await?;
    let found = report(&desk, number).await;
    desk.close().await;
    let report = found?.ok_or_else(|| format!("there is no conversation {number}"))?;
    let json = serde_json::to_value(&report)?;
    match form {
        Form::Json => println!("{}", serde_json::to_string_pretty(&report)?),
        Form::Text => print!("{}", lines("", &json)),
    }
    Ok(ExitCode::SUCCESS)
}

/// A line for each value, `-` for what is not.
fn lines(prefix: &str, value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| match value {
                serde_json::Value::Object(_) => lines(&format!("{prefix}{name}."), value),
                serde_json::Value::Null => format!("{prefix}{name}: -\n"),
                serde_json::Value::String(text) => format!("{prefix}{name}: {text}\n"),
                other => format!("{prefix}{name}: {other}\n"),
            })
            .collect(),
        other => format!("{other}\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn every_value_has_its_line() {
        let json = serde_json::json!({"status": "new", "closed_at": null, "business": {"chatbot_time": 0}});
        assert_eq!(
            lines("", &json),
            "business.chatbot_time: 0\nclosed_at: -\nstatus: new\n"
        );
    }
}
