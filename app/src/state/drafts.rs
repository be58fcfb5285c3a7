//! Unsent text, kept for each conversation in the browser's storage under the user's id: it is there at once, and without a network.
//! The server has it too, for the user's other browsers.

use model::{ConversationId, Timestamp, UserId};

use crate::live::browser;

/// What was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    pub text: String,
    /// It becomes an internal note.
    pub note: bool,
    /// When it was last touched.
    pub at: Timestamp,
}

/// All drafts of a user begin like this.
pub fn key_prefix(user: UserId) -> String {
    format!("balcao.draft.{user}.")
}

fn key(user: UserId, conversation: ConversationId) -> String {
    format!("{}{conversation}", key_prefix(user))
}

/// What was begun here, or nothing.
pub fn read(user: UserId, conversation: ConversationId) -> Begun {
    parse(&browser::stored(&key(user, conversation)).unwrap_or_default())
}

/// Keeps what was begun; `None` forgets it.
pub fn keep(user: UserId, conversation: ConversationId, begun: Option<&Begun>) {
    let kept = begun.map(written);
    browser::store(&key(user, conversation), kept.as_deref());
}

/// What was called back, before what has been written since.
pub fn joined(back: &str, since: &str) -> String {
    match since.trim() {
        "" => back.to_owned(),
        since => format!("{back}\n{since}"),
    }
}

/// Puts a text before what was begun.
pub fn put_before(user: UserId, conversation: ConversationId, text: &str, now: Timestamp) {
    let begun = read(user, conversation);
    let text = joined(text, &begun.text);
    let at = now.max(begun.at.plus(1));
    keep(user, conversation, Some(&Begun { text, at, ..begun }));
}

fn written(begun: &Begun) -> String {
    let kind = if begun.note { 'n' } else { 'r' };
    format!("{} {kind} {}", begun.at.0, begun.text)
}

/// What [`written`] wrote, or the text alone, as it was kept before.
fn parse(kept: &str) -> Begun {
    let whole = || {
        let mut parts = kept.splitn(3, ' ');
        let at = parts.next()?.parse().ok().map(Timestamp)?;
        let note = match parts.next()? {
            "n" => true,
            "r" => false,
            _ => return None,
        };
        let text = parts.next()?.to_owned();
        Some(Begun { text, note, at })
    };
    whole().unwrap_or_else(|| Begun {
        text: kept.to_owned(),
        note: false,
        // Later than nothing at all.
        at: Timestamp(i64::from(!kept.is_empty())),
    })
}

#[cfg(test)]
mod tests {
    use super::{Begun, parse, written};
    use model::Timestamp;

    /// Otherwise what was begun before an update is gone after it.
    #[test]
    fn what_was_begun_is_read_again() {
        let begun = |text: &str, note, at| Begun {
            text: text.to_owned(),
            note,
            at: Timestamp(at),
        };
        for whole in [begun("Dear Maria,\n 2 things", false, 7), begun("", true, 8)] {
            assert_eq!(parse(&written(&whole)), whole);
        }
        for older in ["", "Dear Maria", "7 days", "7 r"] {
            assert_eq!(parse(older), begun(older, false, i64::from(!older.is_empty())));
        }
    }
}
