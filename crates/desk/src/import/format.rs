//! The format of a line: one JSON object, its kind in `type`. Documented for its writers in docs/import.md.

use std::borrow::Cow;
use std::fmt;

use model::{BusinessHours, Channel, RatingKind, StartPage};
use serde::de::{Error, IgnoredAny, Visitor};
use serde::{Deserialize, Deserializer};

/// An id of the other system: text of 1 to 200 characters, or a whole number, which is the same as its text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct ExternalId(pub(super) String);

const LONGEST_ID: usize = 200;

impl<'de> Deserialize<'de> for ExternalId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl Visitor<'_> for Read {
            type Value = ExternalId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "an id: text of 1 to {LONGEST_ID} characters, or a whole number")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<ExternalId, E> {
                let right = !text.is_empty() && text.chars().count() <= LONGEST_ID && !text.contains(char::is_control);
                if right {
                    Ok(ExternalId(text.to_owned()))
                } else {
                    Err(E::invalid_value(serde::de::Unexpected::Str(text), &self))
                }
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<ExternalId, E> {
                Ok(ExternalId(number.to_string()))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<ExternalId, E> {
                Ok(ExternalId(number.to_string()))
            }
        }
        deserializer.deserialize_any(Read)
    }
}

/// A line of any kind.
#[derive(Debug)]
pub(super) enum Line {
    Department(DepartmentLine),
    Inbox(Box<InboxLine>),
    Connection(ConnectionLine),
    User(UserLine),
    Contact(ContactLine),
    Conversation(Box<ConversationLine>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DepartmentLine {
    #[serde(rename = "type")]
    _type: IgnoredAny,
    pub(super) external_id: ExternalId,
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InboxLine {
    #[serde(rename = "type")]
    _type: IgnoredAny,
    pub(super) external_id: ExternalId,
    pub(super) name: String,
    /// Where its conversations stand.
    #[serde(default)]
    pub(super) department: Option<ExternalId>,
    #[serde(default)]
    pub(super) rating: Option<RatingKind>,
    #[serde(default)]
    pub(super) closes_on_rating: bool,
    #[serde(default)]
    pub(super) closing_delay_seconds: Option<u32>,
    #[serde(default)]
    pub(super) business_hours: Option<BusinessHours>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConnectionLine {
    #[serde(rename = "type")]
    _type: IgnoredAny,
    pub(super) external_id: ExternalId,
    pub(super) inbox: ExternalId,
    pub(super) name: String,
    #[serde(default = "live_chat")]
    pub(super) channel: Channel,
}

fn live_chat() -> Channel {
    Channel::LiveChat
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UserLine {
    #[serde(rename = "type")]
    _type: IgnoredAny,
    pub(super) external_id: ExternalId,
    pub(super) name: String,
    pub(super) email: String,
    /// The name of a role.
    #[serde(default)]
    pub(super) role: Option<String>,
    #[serde(default)]
    pub(super) departments: Vec<ExternalId>,
    #[serde(default = "yes")]
    pub(super) enabled: bool,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactLine {
    #[serde(rename = "type")]
    _type: IgnoredAny,
    pub(super) external_id: ExternalId,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) email: Option<String>,
    #[serde(default)]
    pub(super) phone: Option<String>,
    #[serde(default)]
    pub(super) created_at: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConversationLine {
    #[serde(rename = "type")]
    _type: IgnoredAny,
    pub(super) external_id: ExternalId,
    pub(super) inbox: ExternalId,
    #[serde(default)]
    pub(super) connection: Option<ExternalId>,
    pub(super) contact: ExternalId,
    /// Where it stands at first; without it in the inbox's.
    #[serde(default)]
    pub(super) department: Option<ExternalId>,
    #[serde(default)]
    pub(super) start_page: Option<StartPage>,
    pub(super) happenings: Vec<HappeningLine>,
}

/// Something that happened, with the fields of all kinds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HappeningLine {
    pub(super) at: String,
    pub(super) kind: Kind,
    #[serde(default)]
    pub(super) user: Option<ExternalId>,
    #[serde(default)]
    pub(super) text: Option<String>,
    #[serde(default)]
    pub(super) department: Option<ExternalId>,
    #[serde(default)]
    pub(super) agent: Option<ExternalId>,
    #[serde(default)]
    pub(super) inbox: Option<ExternalId>,
    #[serde(default)]
    pub(super) connection: Option<ExternalId>,
    #[serde(default)]
    pub(super) note: Option<String>,
    #[serde(default)]
    pub(super) rating: Option<RatingKind>,
    #[serde(default)]
    pub(super) value: Option<u8>,
    #[serde(default)]
    pub(super) comment: Option<String>,
    #[serde(default)]
    pub(super) tag: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    CustomerMessage,
    AgentMessage,
    BotMessage,
    Note,
    BotTake,
    ToQueue,
    Accept,
    Return,
    Transfer,
    Finish,
    Close,
    AcceptClose,
    AutoClose,
    Rate,
    ForceClose,
    Reopen,
    Tag,
}

impl Kind {
    /// As the file writes it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::CustomerMessage => "customer_message",
            Self::AgentMessage => "agent_message",
            Self::BotMessage => "bot_message",
            Self::Note => "note",
            Self::BotTake => "bot_take",
            Self::ToQueue => "to_queue",
            Self::Accept => "accept",
            Self::Return => "return",
            Self::Transfer => "transfer",
            Self::Finish => "finish",
            Self::Close => "close",
            Self::AcceptClose => "accept_close",
            Self::AutoClose => "auto_close",
            Self::Rate => "rate",
            Self::ForceClose => "force_close",
            Self::Reopen => "reopen",
            Self::Tag => "tag",
        }
    }
}

/// Reads a line, or says what is wrong with it.
pub(super) fn parse(text: &str) -> Result<Line, String> {
    #[derive(Deserialize)]
    struct Head<'a> {
        #[serde(rename = "type", borrow)]
        kind: Cow<'a, str>,
    }
    // A list of the right length would do for the parser, too.
    if !text.starts_with('{') {
        return Err("is not a JSON object".to_owned());
    }
    let head: Head<'_> = serde_json::from_str(text).map_err(|error| told(&error))?;
    match head.kind.as_ref() {
        "department" => of(text).map(Line::Department),
        "inbox" => of(text).map(|line| Line::Inbox(Box::new(line))),
        "connection" => of(text).map(Line::Connection),
        "user" => of(text).map(Line::User),
        "contact" => of(text).map(Line::Contact),
        "conversation" => of(text).map(|line| Line::Conversation(Box::new(line))),
        other => Err(format!(
            "unknown type `{other}`, expected `department`, `inbox`, `connection`, `user`, `contact` or `conversation`"
        )),
    }
}

fn of<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| told(&error))
}

/// The parser counts lines of its own, of which there is one.
fn told(error: &serde_json::Error) -> String {
    error.to_string().replace(" at line 1 column ", " at column ")
}

#[cfg(test)]
mod tests {
    use super::{Kind, Line, parse};

    #[test]
    fn what_is_wrong_with_a_line_is_said() {
        for (line, says) in [
            ("{", "EOF"),
            ("[]", "not a JSON object"),
            ("{}", "missing field `type`"),
            (r#"{"type":"ticket"}"#, "unknown type `ticket`"),
            (r#"{"type":"department","name":"Sales"}"#, "missing field `external_id`"),
            (r#"{"type":"department","external_id":"","name":"Sales"}"#, "1 to 200"),
            (r#"{"type":"department","external_id":1.5,"name":"Sales"}"#, "an id"),
            (
                r#"{"type":"department","external_id":"d","name":"Sales","nome":"x"}"#,
                "unknown field `nome`",
            ),
            (
                r#"{"type":"conversation","external_id":1,"inbox":1,"contact":1,"happenings":[{"at":"x","kind":"dance"}]}"#,
                "unknown variant `dance`",
            ),
        ] {
            let found = parse(line).expect_err(line);
            assert!(found.contains(says) && !found.contains("line 1"), "{line}: {found}");
        }
    }

    #[test]
    fn a_number_is_the_same_id_as_its_text() {
        let ids = ["17", "\"17\""].map(|id| {
            let line = parse(&format!(r#"{{"type":"department","external_id":{id},"name":"Sales"}}"#));
            match line {
                Ok(Line::Department(line)) => line.external_id,
                other => panic!("{other:?}"),
            }
        });
        assert_eq!(ids[0], ids[1]);
    }

    #[test]
    fn every_kind_is_written_as_it_is_read() {
        for word in [
            "customer_message",
            "agent_message",
            "bot_message",
            "note",
            "bot_take",
            "to_queue",
            "accept",
            "return",
            "transfer",
            "finish",
            "close",
            "accept_close",
            "auto_close",
            "rate",
            "force_close",
            "reopen",
            "tag",
        ] {
            let kind: Kind = serde_json::from_str(&format!("\"{word}\"")).expect(word);
            assert_eq!(kind.as_str(), word);
        }
    }
}
