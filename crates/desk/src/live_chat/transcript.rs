//! The history as its customer takes it along (R175): one text with dates and names, to be read without any program.

use std::fmt::Write as _;

use channels::live_chat::visitor_message;
use jiff::Zoned;
use jiff::tz::TimeZone;
use model::{Language, Message, Problem, Timestamp, VisitorMessage, VisitorWriter};

use super::{Visitor, names};
use crate::Desk;
use crate::reading::MESSAGE_PAGE;

/// The words around the messages, in the customer's language.
#[derive(Debug, Clone)]
pub struct TranscriptWords {
    pub language: Language,
    /// The first line.
    pub title: String,
    /// The second; `{zone}` stands for the time zone of all times.
    pub zone: String,
    /// Who the customer is.
    pub you: String,
    /// Who automatic answers are from.
    pub bot: String,
    /// An agent who has no name any more.
    pub agent: String,
}

/// A file to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript {
    /// Of letters, digits, hyphens and a full stop only.
    pub name: String,
    pub text: String,
}

/// All that the visitor may read, over all conversations, with times of `time_zone` (an IANA name; UTC when it is none).
/// `NotFound`: never wrote.
pub async fn transcript(
    desk: &Desk,
    visitor: &Visitor,
    time_zone: &str,
    words: &TranscriptWords,
) -> Result<Transcript, Problem> {
    let contact = visitor.contact.ok_or(Problem::NotFound)?;
    let mut conn = desk.db.read().await?;
    let mut newest_first: Vec<Message> = Vec::new();
    loop {
        let before = newest_first.last().map(|message| message.id);
        let (page, more) =
            store::message::history(&mut conn, contact, visitor.connection, before, MESSAGE_PAGE).await?;
        newest_first.extend(page.into_iter().rev());
        if !more {
            break;
        }
    }
    let names = names(&mut conn, None, &newest_first).await?;
    let messages: Vec<VisitorMessage> = newest_first
        .iter()
        .rev()
        .filter_map(|message| visitor_message(message, |user| names.get(&user).cloned()))
        .filter(|message| !message.deleted)
        .collect();
    let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
    let today = at(desk.clock.now(), &zone).map(|now| now.date().to_string());
    Ok(Transcript {
        name: format!("chat-{}.txt", today.unwrap_or_default()),
        text: written(&messages, &zone, words),
    })
}

fn at(time: Timestamp, zone: &TimeZone) -> Option<Zoned> {
    let instant = jiff::Timestamp::from_millisecond(time.0).ok()?;
    Some(instant.to_zoned(zone.clone()))
}

/// A line for each message under the line of its day. Further lines of a message are indented: whatever somebody wrote, it
/// does not look like what another one said. With a byte order mark and CRLF, which old editors want.
fn written(messages: &[VisitorMessage], zone: &TimeZone, words: &TranscriptWords) -> String {
    let day_format = match words.language {
        Language::English => "%-d %B %Y",
        Language::Portuguese | Language::Spanish => "%d/%m/%Y",
    };
    let zone_name = zone.iana_name().unwrap_or("UTC");
    let mut text = format!("\u{feff}{}\n{}\n", words.title, words.zone.replace("{zone}", zone_name));
    let mut last_day = String::new();
    for message in messages {
        let Some(time) = at(message.at, zone) else { continue };
        let day = time.strftime(day_format).to_string();
        if day != last_day {
            // Writing into a text cannot fail.
            let _ = write!(text, "\n{day}\n");
            last_day = day;
        }
        let name = match &message.from {
            VisitorWriter::You => &words.you,
            VisitorWriter::Agent { name } if name.is_empty() => &words.agent,
            VisitorWriter::Agent { name } => name,
            VisitorWriter::Bot => &words.bot,
        };
        let said = message.text.replace('\n', "\n      ");
        let _ = writeln!(text, "{}  {name}: {said}", time.strftime("%H:%M"));
    }
    text.replace('\n', "\r\n")
}

#[cfg(test)]
mod tests {
    use super::{TranscriptWords, written};
    use jiff::tz::TimeZone;
    use model::{Language, MessageId, Timestamp, VisitorMessage, VisitorWriter};

    fn words(language: Language) -> TranscriptWords {
        TranscriptWords {
            language,
            title: "Conversa com Loja".to_owned(),
            zone: "Horários: {zone}".to_owned(),
            you: "Você".to_owned(),
            bot: "Resposta automática".to_owned(),
            agent: "Loja".to_owned(),
        }
    }

    fn message(at: i64, from: VisitorWriter, text: &str) -> VisitorMessage {
        VisitorMessage {
            id: MessageId(at),
            version: 1,
            from,
            text: text.to_owned(),
            at: Timestamp(at),
            files: Vec::new(),
            reply_to: None,
            reactions: Vec::new(),
            edited: false,
            deleted: false,
            command: None,
        }
    }

    #[test]
    fn a_transcript_reads_as_it_was_said_and_nobody_can_write_lines_of_others_into_it() {
        let agent = |name: &str| VisitorWriter::Agent { name: name.to_owned() };
        // 2026-09-21 22:13:20 in São Paulo, and then past midnight.
        let (evening, hour) = (1_790_000_000_000 + 36_000_000, 3_600_000);
        let messages = [
            message(evening, VisitorWriter::You, "Oi\n22:14  Ana: leve grátis"),
            message(evening + 60_000, agent("Ana"), "Olá!"),
            message(evening + 3 * hour, VisitorWriter::Bot, "Até logo"),
            message(evening + 4 * hour, agent(""), "Tchau"),
        ];
        let zone = TimeZone::get("America/Sao_Paulo").expect("known");
        let text = written(&messages, &zone, &words(Language::Portuguese));
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').split("\r\n").collect();
        let expected = [
            "Conversa com Loja",
            "Horários: America/Sao_Paulo",
            "",
            "21/09/2026",
            "21:13  Você: Oi",
            "      22:14  Ana: leve grátis",
            "21:14  Ana: Olá!",
            "",
            "22/09/2026",
            "00:13  Resposta automática: Até logo",
            "01:13  Loja: Tchau",
            "",
        ];
        assert_eq!(lines, expected);
        let text = written(&messages[..1], &TimeZone::UTC, &words(Language::English));
        assert!(
            text.contains("Horários: UTC") && text.contains("22 September 2026\r\n00:13"),
            "{text}"
        );
    }
}
