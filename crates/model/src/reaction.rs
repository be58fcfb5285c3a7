//! Reactions: one emoji of one person under a message.

use crate::{Problem, Timestamp, UserId};

/// Most different reactions that one message carries.
pub const MAX_REACTIONS: usize = 40;

/// Most code points of one emoji: a family of four with skin tones has eleven.
const LONGEST: usize = 16;

/// One emoji and nothing else, as the screen can show it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Emoji(String);

impl Emoji {
    /// `Invalid { field: "emoji" }`: it is something else, or more than one.
    pub fn new(text: &str) -> Result<Self, Problem> {
        if emoji_count(text) == Some(1) && !text.contains(char::is_whitespace) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Problem::invalid("emoji", "malformed"))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Emoji {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        Self::new(&text)
    }
}

impl From<Emoji> for String {
    fn from(emoji: Emoji) -> Self {
        emoji.0
    }
}

/// Who reacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reactor {
    /// The conversation's customer.
    Customer,
    Agent {
        user: UserId,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Reaction {
    pub emoji: Emoji,
    pub by: Reactor,
    pub at: Timestamp,
}

/// `reactions` with one more, or without it; the order in which they came stays.
/// `Invalid { field: "emoji", reason: "too_many" }` above [`MAX_REACTIONS`].
pub fn react(reactions: &mut Vec<Reaction>, reaction: Reaction, on: bool) -> Result<(), Problem> {
    let there = reactions
        .iter()
        .position(|it| it.by == reaction.by && it.emoji == reaction.emoji);
    match (there, on) {
        (Some(at), false) => {
            reactions.remove(at);
        }
        (None, true) if reactions.len() >= MAX_REACTIONS => return Err(Problem::invalid("emoji", "too_many")),
        (None, true) => reactions.push(reaction),
        (Some(_), true) | (None, false) => (),
    }
    Ok(())
}

/// How many emoji a text is made of; `None`: there is anything else in it but white space between them, or nothing at all.
pub fn emoji_count(text: &str) -> Option<usize> {
    const JOINER: char = '\u{200d}';
    const AS_PICTURE: char = '\u{fe0f}';
    let mut count = 0;
    let mut length = 0;
    let mut joined = false;
    let mut half_flag = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        length += 1;
        match c {
            _ if c.is_whitespace() => {
                if joined {
                    return None;
                }
                (length, half_flag) = (0, false);
            }
            JOINER if count > 0 && length > 1 && !joined => joined = true,
            // Skin tones, the end of a keycap, and the letters of a region's flag belong to what stands before.
            AS_PICTURE | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}' if count > 0 && length > 1 => {}
            '0'..='9' | '#' | '*' => {
                let _ = chars.next_if_eq(&AS_PICTURE);
                chars.next_if_eq(&'\u{20e3}')?;
                (count, length, joined, half_flag) = (count + 1, 2, false, false);
            }
            // Two of these letters make one flag.
            '\u{1f1e6}'..='\u{1f1ff}' if half_flag => half_flag = false,
            _ if is_picture(c) => {
                half_flag = matches!(c, '\u{1f1e6}'..='\u{1f1ff}');
                if !joined {
                    (count, length) = (count + 1, 1);
                }
                joined = false;
            }
            _ => return None,
        }
        if length > LONGEST {
            return None;
        }
    }
    (count > 0 && !joined).then_some(count)
}

/// Whether a code point begins an emoji.
fn is_picture(c: char) -> bool {
    matches!(c,
        '\u{1f000}'..='\u{1faff}'
        | '\u{2300}'..='\u{23ff}'
        | '\u{25aa}'..='\u{27bf}'
        | '\u{2934}'..='\u{2935}'
        | '\u{2b05}'..='\u{2b55}'
        | '\u{2194}'..='\u{21aa}'
        | '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{24c2}' | '\u{3030}' | '\u{303d}'
        | '\u{3297}' | '\u{3299}')
}

#[cfg(test)]
mod tests {
    use super::{Emoji, MAX_REACTIONS, Reaction, Reactor, emoji_count, react};
    use crate::{Timestamp, UserId};

    #[test]
    fn emoji_are_counted_as_people_see_them() {
        for (text, count) in [
            ("👍", Some(1)),
            ("👍🏽", Some(1)),
            ("❤️", Some(1)),
            ("❤️‍🔥", Some(1)),
            ("👨‍👩‍👧‍👦", Some(1)),
            ("🇧🇷", Some(1)),
            ("🇧🇷🇪🇸", Some(2)),
            ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", Some(1)),
            ("1️⃣", Some(1)),
            ("😀😀 😀", Some(3)),
            (" 🎉\n", Some(1)),
            ("", None),
            ("  ", None),
            ("12", None),
            ("ok 👍", None),
            ("👍!", None),
            ("\u{200d}👍", None),
            ("👍\u{200d}", None),
            ("👍\u{200d} 👍", None),
            ("<b>", None),
            ("\u{202e}👍", None),
            ("ç", None),
        ] {
            assert_eq!(emoji_count(text), count, "{text:?}");
        }
    }

    #[test]
    fn a_reaction_is_one_emoji() {
        for text in ["👍", "👩🏿‍💻", "❤"] {
            assert!(Emoji::new(text).is_ok(), "{text}");
        }
        let endless = "👍".to_owned() + &"\u{fe0f}".repeat(40);
        for text in ["", "ok", "👍👍", " 👍", "<script>", endless.as_str()] {
            assert!(Emoji::new(text).is_err(), "{text:?}");
        }
    }

    /// Else a repeated command counts twice, or one person takes away what another said.
    #[test]
    fn reacting_twice_is_reacting_once_and_everybody_has_their_own() {
        let reaction = |user: i64, emoji: &str| Reaction {
            emoji: Emoji::new(emoji).expect("an emoji"),
            by: Reactor::Agent { user: UserId(user) },
            at: Timestamp(1),
        };
        let mut all = Vec::new();
        for (user, emoji, on, left) in [
            (1, "👍", true, 1),
            (1, "👍", true, 1),
            (2, "👍", true, 2),
            (1, "🎉", true, 3),
            (1, "👍", false, 2),
            (1, "👍", false, 2),
        ] {
            react(&mut all, reaction(user, emoji), on).expect("few");
            assert_eq!(all.len(), left);
        }
        for user in 10..200 {
            let fits = all.len() < MAX_REACTIONS;
            assert_eq!(react(&mut all, reaction(user, "👍"), true).is_ok(), fits);
        }
        react(&mut all, reaction(2, "👍"), false).expect("taking away always works");
    }
}
