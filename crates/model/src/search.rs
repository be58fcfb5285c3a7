//! Search: what was asked for, what matches it, and what is found.

use std::collections::BTreeSet;

use core::ops::Range;

use crate::fold::{self, Word};
use crate::{Author, ContactName, ConversationId, MessageId, Status, Timestamp};

/// Most words of a search; further ones are left out.
const MOST: usize = 8;
/// So many characters of a word that is being typed find all that begins like it; also the length of the pieces by which
/// parts of names are found.
const PIECE: usize = 3;
/// Most characters of an excerpt, and how many of them may stand before what was found.
const EXCERPT: usize = 160;
const BEFORE: usize = 40;

/// The words that a message must have, all of them. The last one may be unfinished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    words: Vec<String>,
}

impl Terms {
    pub fn of(query: &str) -> Self {
        Self {
            words: fold::words(query)
                .into_iter()
                .take(MOST)
                .map(|word| word.text)
                .collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Each word, and whether longer ones that begin like it match too.
    pub fn iter(&self) -> impl Iterator<Item = (&str, bool)> {
        let last = self.words.len().saturating_sub(1);
        self.words
            .iter()
            .enumerate()
            .map(move |(at, word)| (word.as_str(), at == last && word.chars().count() >= PIECE))
    }

    fn find(&self, word: &Word) -> bool {
        self.iter()
            .any(|(term, begins)| word.text == term || (begins && word.text.starts_with(term)))
    }

    /// Whether a text has all of the words.
    pub fn match_text(&self, text: &str) -> bool {
        let words = fold::words(text);
        let has = |(term, begins): (&str, bool)| {
            words
                .iter()
                .any(|word| word.text == term || (begins && word.text.starts_with(term)))
        };
        !self.is_empty() && self.iter().all(has)
    }

    /// Where in a text they stand, in bytes, in order (R70).
    pub fn places(&self, text: &str) -> Vec<Range<usize>> {
        let words = fold::words(text).into_iter();
        words.filter(|word| self.find(word)).map(|word| word.at).collect()
    }

    /// One line of a text around the first place that was found.
    pub fn excerpt(&self, text: &str) -> String {
        let first = self.places(text).first().map_or(0, |place| place.start);
        let before = text[..first].chars().count();
        let skipped = before.saturating_sub(BEFORE);
        let mut excerpt: String = text.chars().skip(skipped).take(EXCERPT).collect();
        if text.chars().count() > skipped + EXCERPT {
            excerpt.push('…');
        }
        if skipped > 0 {
            excerpt.insert(0, '…');
        }
        excerpt.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The words that a message is found by.
pub fn message_words(text: &str) -> BTreeSet<String> {
    fold::words(text).into_iter().map(|word| word.text).collect()
}

/// What a contact is looked for by: parts of name, e-mail address or phone number, all of them. Parts of one or two
/// characters must begin a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactTerms {
    parts: Vec<String>,
}

impl ContactTerms {
    /// Digits and punctuation alone are a phone number, however it is grouped.
    pub fn of(query: &str) -> Self {
        let words: Vec<_> = fold::words(query)
            .into_iter()
            .take(MOST)
            .map(|word| word.text)
            .collect();
        let is_number = words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
        Self {
            parts: if is_number && !words.is_empty() {
                vec![words.concat().chars().take(fold::LONGEST).collect()]
            } else {
                words
            },
        }
    }

    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The pieces that every match has in [`contact_pieces`]. What has them may still not match.
    pub fn pieces(&self) -> BTreeSet<String> {
        let mut pieces = BTreeSet::new();
        for part in &self.parts {
            if part.chars().count() < PIECE {
                pieces.insert(part.clone());
            } else {
                pieces.extend(windows(part));
            }
        }
        pieces
    }

    pub fn match_contact(&self, name: &str, email: Option<&str>, phone: Option<&str>) -> bool {
        let words = contact_words(name, email, phone);
        let has = |part: &String| words.iter().any(|word| found(word, part).is_some());
        !self.is_empty() && self.parts.iter().all(has)
    }

    /// Where in a name or e-mail address they stand, in bytes, in order.
    pub fn places(&self, text: &str) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        for word in fold::words(text) {
            let longest = self.parts.iter().filter_map(|part| found(&word.text, part));
            if let Some(piece) = longest.max_by_key(ExactSizeIterator::len) {
                places.push(fold::part(text, &word.at, &piece));
            }
        }
        places
    }

    /// As [`Self::places`], in a phone number.
    pub fn places_in_phone(&self, phone: &str) -> Vec<Range<usize>> {
        let digits: Vec<usize> = phone
            .char_indices()
            .filter(|(_, c)| c.is_ascii_digit())
            .map(|(at, _)| at)
            .collect();
        let number = fold::digits(phone);
        let piece = self.parts.iter().find_map(|part| found(&number, part));
        let place = piece.and_then(|piece| {
            let last = piece.end.checked_sub(1)?;
            Some(*digits.get(piece.start)?..digits.get(last)? + 1)
        });
        place.into_iter().collect()
    }
}

/// Where a part stands in a word, in characters; a short one only at its beginning.
fn found(word: &str, part: &str) -> Option<Range<usize>> {
    let length = part.chars().count();
    let at = if length < PIECE {
        word.starts_with(part).then_some(0)?
    } else {
        word.find(part)?
    };
    let start = word[..at].chars().count();
    Some(start..start + length)
}

fn contact_words(name: &str, email: Option<&str>, phone: Option<&str>) -> Vec<String> {
    let number = phone.map(fold::digits).unwrap_or_default();
    [name, email.unwrap_or_default()]
        .into_iter()
        .flat_map(fold::words)
        .map(|word| word.text)
        .chain((!number.is_empty()).then(|| number.chars().take(fold::LONGEST).collect()))
        .collect()
}

/// The pieces by which a contact is found: of each word its first one and two characters, and every three in a row.
pub fn contact_pieces(name: &str, email: Option<&str>, phone: Option<&str>) -> BTreeSet<String> {
    let mut pieces = BTreeSet::new();
    for word in contact_words(name, email, phone) {
        for length in 1..PIECE {
            pieces.insert(word.chars().take(length).collect());
        }
        pieces.extend(windows(&word));
    }
    pieces
}

fn windows(word: &str) -> Vec<String> {
    let characters: Vec<char> = word.chars().collect();
    characters.windows(PIECE).map(|three| three.iter().collect()).collect()
}

/// A contact that was found, with the newest of its conversations that may be seen.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ContactHit {
    pub contact: ContactName,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub conversation: ConversationId,
    pub status: Status,
}

/// A message that was found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct MessageHit {
    pub message: MessageId,
    pub conversation: ConversationId,
    pub status: Status,
    pub contact: ContactName,
    pub author: Author,
    pub at: Timestamp,
    /// Internal.
    pub note: bool,
    /// One line around what was found.
    pub excerpt: String,
}

/// What a search found, newest first (R61, R62).
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SearchPage {
    /// On the first page only.
    pub contacts: Vec<ContactHit>,
    pub messages: Vec<MessageHit>,
    /// There may be more: the search goes on before this message. A page may be empty and yet not the last.
    pub next: Option<MessageId>,
}

#[cfg(test)]
mod tests {
    use super::{ContactTerms, Terms, contact_pieces};

    #[test]
    fn a_message_has_all_the_words_and_the_last_may_be_unfinished() {
        for (query, text, matches) in [
            ("nao", "Não chegou ainda", true),
            ("CHEGOU não", "Não chegou ainda", true),
            ("não cheg", "Não chegou ainda", true),
            ("cheg não", "Não chegou ainda", false),
            ("ch", "Não chegou ainda", false),
            ("gou", "Não chegou ainda", false),
            ("entrega 12", "a entrega das 12h", false),
            ("entrega 12h", "a entrega das 12h", true),
            ("", "Não chegou ainda", false),
            ("🙂", "🙂", false),
        ] {
            assert_eq!(Terms::of(query).match_text(text), matches, "{query} in {text}");
        }
    }

    #[test]
    fn what_was_found_is_highlighted_as_it_was_written() {
        let text = "Não, nao e NÃO";
        let found: Vec<_> = Terms::of("nao").places(text).into_iter().map(|at| &text[at]).collect();
        assert_eq!(found, ["Não", "nao", "NÃO"]);
        let text = "José Conceição da Silva";
        let terms = ContactTerms::of("ceica jo");
        let found: Vec<_> = terms.places(text).into_iter().map(|at| &text[at]).collect();
        assert_eq!(found, ["Jo", "ceiçã"]);
        let phone = "+55 (11) 98888-0000";
        let found: Vec<_> = ContactTerms::of("1198-88").places_in_phone(phone);
        assert_eq!(&phone[found[0].clone()], "11) 9888");
    }

    #[test]
    fn an_excerpt_is_one_line_around_the_first_place() {
        assert_eq!(Terms::of("b").excerpt("a\n\n b c"), "a b c");
        let text = format!("{} achado {}", "á ".repeat(100), "é ".repeat(200));
        let excerpt = Terms::of("achado").excerpt(&text);
        assert!(
            excerpt.starts_with("…") && excerpt.ends_with('…') && excerpt.contains("achado"),
            "{excerpt}"
        );
        assert!(excerpt.chars().count() <= 162);
    }

    /// Otherwise a customer is asked for the number again, digit by digit.
    #[test]
    fn a_contact_is_found_by_parts_of_name_address_and_number() {
        let (name, email, phone) = ("Mário de Conceição", "m.souza@exemplo.com.br", "+55 11 98888-0000");
        for (query, matches) in [
            ("mario", true),
            ("CEICAO", true),
            ("ma co", true),
            ("m", true),
            ("ar", false),
            ("souza@exemplo", true),
            ("xempl", true),
            ("98888-0000", true),
            ("(11) 9 8888", true),
            ("+55", true),
            ("8", false),
            ("0000", true),
            ("mario 8888", true),
            ("maria", false),
            ("oãç", false),
            ("--", false),
            ("", false),
        ] {
            let terms = ContactTerms::of(query);
            assert_eq!(terms.match_contact(name, Some(email), Some(phone)), matches, "{query}");
            if matches {
                let pieces = contact_pieces(name, Some(email), Some(phone));
                assert!(terms.pieces().is_subset(&pieces), "{query}: the index finds it too");
            }
        }
    }
}
