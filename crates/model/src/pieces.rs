//! A text cut into what is shown of it: addresses that can be followed, colleagues who are mentioned, and the rest.
//!
//! Only what is plainly an address becomes one. The words of a link are those that stand in the text, so it cannot
//! pretend to lead elsewhere; addresses that would look like another one stay text.

/// A stretch of a text. All of them in order are the text again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    Plain(&'a str),
    /// `href` begins with `http://`, `https://`, `mailto:` or `tel:`.
    Link {
        text: &'a str,
        href: String,
    },
    /// `@` and a name.
    Mention(&'a str),
}

impl<'a> Piece<'a> {
    pub fn text(&self) -> &'a str {
        match self {
            Self::Plain(text) | Self::Link { text, .. } | Self::Mention(text) => text,
        }
    }
}

/// The pieces of a text in which these names are mentioned.
pub fn pieces<'a>(text: &'a str, names: &[String]) -> Vec<Piece<'a>> {
    let mut found = Vec::new();
    let (mut done, mut at) = (0, 0);
    let mut before = None;
    while let Some(c) = text[at..].chars().next() {
        let piece = begins_here(before)
            .then(|| mention(&text[at..], names).or_else(|| link(&text[at..])))
            .flatten();
        if let Some(piece) = piece {
            if done < at {
                found.push(Piece::Plain(&text[done..at]));
            }
            at += piece.text().len();
            done = at;
            before = piece.text().chars().next_back();
            found.push(piece);
        } else {
            at += c.len_utf8();
            before = Some(c);
        }
    }
    if done < text.len() {
        found.push(Piece::Plain(&text[done..]));
    }
    found
}

/// Whether an address can begin after this character.
fn begins_here(before: Option<char>) -> bool {
    before.is_none_or(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '(' | '[' | '{' | '<' | '>' | '"' | '\'' | '«' | '“' | '*' | '_' | '~' | ',' | ';' | ':' | '|'
            )
    })
}

fn mention<'a>(rest: &'a str, names: &[String]) -> Option<Piece<'a>> {
    let after = rest.strip_prefix('@')?;
    let name = names
        .iter()
        .filter(|name| !name.is_empty() && after.starts_with(name.as_str()))
        .max_by_key(|name| name.len())?;
    let whole = after[name.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    whole.then(|| Piece::Mention(&rest[..=name.len()]))
}

fn link(rest: &str) -> Option<Piece<'_>> {
    web(rest).or_else(|| mail(rest)).or_else(|| phone(rest))
}

/// `http://…`, `https://…` or `www.…`.
fn web(rest: &str) -> Option<Piece<'_>> {
    let has = |prefix: &str| {
        rest.get(..prefix.len())
            .is_some_and(|it| it.eq_ignore_ascii_case(prefix))
    };
    let (scheme, added) = if has("https://") {
        (8, "")
    } else if has("http://") {
        (7, "")
    } else if has("www.") {
        (0, "https://")
    } else {
        return None;
    };
    let end = rest
        .find(|c: char| {
            c.is_whitespace() || c.is_control() || is_invisible(c) || matches!(c, '<' | '>' | '"' | '`' | '\\')
        })
        .unwrap_or(rest.len());
    let text = without_end(&rest[..end]);
    let address = text.get(scheme..)?;
    let authority = address.split(['/', '?', '#']).next()?;
    let (host, port) = authority.split_once(':').unwrap_or((authority, "0"));
    let is_port = !port.is_empty() && port.len() <= 5 && port.bytes().all(|b| b.is_ascii_digit());
    (is_port && is_host(host) && (scheme > 0 || host.matches('.').count() > 1)).then(|| Piece::Link {
        text,
        href: format!("{added}{text}"),
    })
}

/// A host name of Latin letters: others have letters that look like these and are not.
fn is_host(host: &str) -> bool {
    let is_letter = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '\u{df}'..='\u{f6}' | '\u{f8}'..='\u{ff}' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{de}')
    };
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c == '-' || is_letter(c))
    };
    host.len() <= 253 && host.split('.').all(is_label)
}

fn mail(rest: &str) -> Option<Piece<'_>> {
    let is_local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let at = rest.find(|c: char| !is_local(c)).filter(|at| (1..=64).contains(at))?;
    let after = rest[at..].strip_prefix('@')?;
    let end = after
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-')))
        .unwrap_or(after.len());
    let host = after[..end].trim_end_matches(['.', '-']);
    let top = host.rsplit_once('.')?.1;
    let goes_on = after[host.len()..].starts_with('@');
    let is_top = top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic());
    let local = &rest[..at];
    if goes_on || !is_top || !is_host(host) || local.starts_with('.') || local.ends_with('.') {
        return None;
    }
    let text = &rest[..=at + host.len()];
    Some(Piece::Link {
        text,
        href: format!("mailto:{}", text.replace('%', "%25")),
    })
}

/// `+` and 8 to 15 digits, or 10 to 11 of which the first two stand in brackets; spaces, hyphens and full stops between them.
fn phone(rest: &str) -> Option<Piece<'_>> {
    let international = rest.starts_with('+');
    if !international && !rest.starts_with('(') {
        return None;
    }
    let mut digits = String::new();
    let (mut end, mut gap, mut open) = (0, 0, false);
    for (at, c) in rest.char_indices().skip(usize::from(international)) {
        match c {
            '0'..='9' => {
                digits.push(c);
                end = at + 1;
                gap = 0;
            }
            '(' if !open && (international || at == 0) => (open, gap) = (true, gap + 1),
            ')' if open => (open, gap) = (false, gap + 1),
            ' ' | '\u{a0}' | '-' | '.' => gap += 1,
            _ => break,
        }
        if gap > 2 || digits.len() > 15 {
            break;
        }
    }
    let text = rest.get(..end)?;
    let in_brackets = text.as_bytes().get(3) == Some(&b')');
    let is_phone = if international {
        (8..=15).contains(&digits.len())
    } else {
        (10..=11).contains(&digits.len()) && in_brackets
    };
    let goes_on = rest[end..].chars().next().is_some_and(char::is_alphanumeric);
    (is_phone && !goes_on && text.matches('(').count() == text.matches(')').count()).then(|| Piece::Link {
        text,
        href: format!("tel:{}{digits}", if international { "+" } else { "" }),
    })
}

/// Without the punctuation that ends the sentence, and closing brackets that were opened before the address.
fn without_end(mut text: &str) -> &str {
    while let Some(last) = text.chars().next_back() {
        let opening = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '…' | '\'' | '*' | '_' | '~' | '“' | '”' | '’' | '»' => None,
            ')' => Some('('),
            ']' => Some('['),
            '}' => Some('{'),
            _ => return text,
        };
        if opening.is_some_and(|opening| text.matches(opening).count() >= text.matches(last).count()) {
            return text;
        }
        text = &text[..text.len() - last.len_utf8()];
    }
    text
}

/// Characters that turn the direction of what follows, or take no room: an address never holds them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};
    use proptest::prelude::*;

    fn hrefs(text: &str) -> Vec<String> {
        pieces(text, &[])
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Link { href, .. } => Some(href),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn addresses_are_found_without_what_stands_around_them() {
        for (text, expected) in [
            ("see https://shop.example/a?b=c#d.", "https://shop.example/a?b=c#d"),
            ("(http://shop.example)", "http://shop.example"),
            (
                "https://en.wikipedia.org/wiki/Rust_(language)",
                "https://en.wikipedia.org/wiki/Rust_(language)",
            ),
            ("HTTPS://Shop.Example!", "HTTPS://Shop.Example"),
            ("www.shop.example, ok", "https://www.shop.example"),
            ("https://café.com.br", "https://café.com.br"),
            ("http://localhost:3000/x", "http://localhost:3000/x"),
            ("*https://shop.example*", "https://shop.example"),
            ("<https://shop.example>", "https://shop.example"),
            ("ana.souza+x@shop.com.br.", "mailto:ana.souza+x@shop.com.br"),
            ("(ana@shop.com)", "mailto:ana@shop.com"),
            ("ligue +55 11 98765-4321!", "tel:+5511987654321"),
            ("+34 (911) 23 45 67", "tel:+34911234567"),
            ("(11) 98765-4321", "tel:11987654321"),
        ] {
            assert_eq!(hrefs(text), [expected], "{text}");
        }
        assert_eq!(hrefs("https://a.example https://b.example").len(), 2);
    }

    /// Else a click leads where the words do not say, or runs a script.
    #[test]
    fn what_only_looks_like_an_address_stays_text() {
        for text in [
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://shop.example",
            "https://",
            "https://-a.example",
            "https://a..b",
            "https://shop.example:port",
            "https://bank.example@evil.example",
            // Cyrillic letters that look like Latin ones.
            "https://\u{430}pple.com",
            "www.shop",
            "www..com",
            "xhttps://shop.example",
            "ana@shop",
            "@shop.com",
            "a@b@shop.com",
            "order 1234567890",
            "+123",
            "1+5511987654321",
            "(11) 2",
            "(11 98765-4321",
            "a/b@c.de",
        ] {
            assert_eq!(hrefs(text), [""; 0], "{text}");
        }
        // What takes no room ends an address, and so does what turns the direction of writing.
        assert_eq!(
            hrefs("https://shop.example\u{200b}.evil.example"),
            ["https://shop.example"]
        );
        assert_eq!(hrefs("https://shop.example/\u{202e}gpj.exe"), ["https://shop.example/"]);
    }

    #[test]
    fn mentions_are_whole_names_the_longest_first() {
        let names = ["Ana".to_owned(), "Ana Souza".to_owned()];
        let text = "@Ana Souza, @Ana e @Anabela; x@Ana";
        let found: Vec<_> = pieces(text, &names)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Mention(name) => Some(name),
                _ => None,
            })
            .collect();
        assert_eq!(found, ["@Ana Souza", "@Ana"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_every_address_has_a_harmless_beginning(text in "(https://|www\\.|[a-z]{1,3}|@|\\+55|[ .,()<>:/%\u{202e}é]|[0-9]{1,4}|\\PC){0,24}") {
            let found = pieces(&text, &["ab".to_owned()]);
            let again: String = found.iter().map(Piece::text).collect();
            prop_assert_eq!(&again, &text);
            for piece in found {
                if let Piece::Link { href, .. } = piece {
                    let scheme = href.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
                    prop_assert!(matches!(scheme.as_deref(), Some("http" | "https" | "mailto" | "tel")), "{}", href);
                }
            }
        }
    }
}
