//! How texts are compared when somebody searches: small letters, without accents, word by word. Server and browser, index
//! and highlight all use this one way.

use core::ops::Range;

/// The base letters from U+00C0, U+0180 and U+1E00 on; a dot: none.
const LATIN: [(u32, &[u8]); 3] = [
    (
        0xc0,
        b"aaaaaa.ceeeeiiii.nooooo.ouuuuy..aaaaaa.ceeeeiiii.nooooo.ouuuuy.yaaaaaaccccccccddddeeeeeeeeeegggggggghhhh\
        iiiiiiiiii..jjkk.llllll..llnnnnnn...oooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz.",
    ),
    (
        0x180,
        b"................................oo.............uu............................aaiioouuuuuuuuuu.aaaa....ggkk\
        oooo..j...gg..nnaa....aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............................",
    ),
    (
        0x1e00,
        b"aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssss\
        ttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy......aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooo\
        oooooooooooouuuuuuuuuuuuuuyyyyyyyy......",
    ),
];

/// Longer words are compared by their beginning, in characters.
pub(crate) const LONGEST: usize = 40;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Folded: letters and digits only.
    pub text: String,
    /// Where it stands, in bytes.
    pub at: Range<usize>,
}

/// The base letter of an accented one, where it has one.
fn base(c: char) -> Option<char> {
    let code = c as u32;
    LATIN.iter().find_map(|(first, letters)| {
        let at = usize::try_from(code.checked_sub(*first)?).ok()?;
        let letter = char::from(*letters.get(at)?);
        (letter != '.').then_some(letter)
    })
}

/// An accent that stands behind its letter.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// What a character is compared as: nothing, a letter or digit, rarely two.
pub(crate) fn fold(c: char) -> impl Iterator<Item = char> {
    let folded = if c.is_ascii() {
        Some(c.to_ascii_lowercase())
    } else {
        base(c)
    };
    // Of what has no base letter, the small form.
    let small = folded.is_none().then(|| c.to_lowercase()).into_iter().flatten();
    folded.into_iter().chain(small).filter(|c| c.is_alphanumeric())
}

/// The words of a text, in order.
pub fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if open && is_mark(c) {
            if let Some(word) = words.last_mut() {
                word.at.end = end;
            }
            continue;
        }
        let before = open;
        open = c.is_alphanumeric();
        if !open {
            continue;
        }
        if !before {
            words.push(Word {
                text: String::new(),
                at: at..end,
            });
        }
        if let Some(word) = words.last_mut() {
            word.at.end = end;
            if word.text.chars().count() < LONGEST {
                word.text.extend(fold(c));
            }
        }
    }
    words.retain(|word| !word.text.is_empty());
    words
}

/// The digits of a text.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The part of `text` whose folded characters are `folded` of the word that stands at `within`.
pub(crate) fn part(text: &str, within: &Range<usize>, folded: &Range<usize>) -> Range<usize> {
    let mut count = 0;
    let mut found = within.end..within.end;
    for (at, c) in text[within.clone()].char_indices() {
        let (first, next) = (count, count + fold(c).count());
        count = next;
        let at = within.start + at;
        if first <= folded.start {
            found.start = at;
        }
        if first < folded.end {
            found.end = at + c.len_utf8();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::words;

    fn folded(text: &str) -> String {
        let words: Vec<_> = words(text).into_iter().map(|word| word.text).collect();
        words.join(" ")
    }

    /// Otherwise "não" is not found by who types "nao".
    #[test]
    fn accents_and_case_make_no_difference() {
        for (text, expected) in [
            ("Não, OBRIGADO!", "nao obrigado"),
            ("¿Cómo está, Señor Núñez?", "como esta senor nunez"),
            ("Ação à vista: ÇÃÕÜ", "acao a vista caou"),
            ("na\u{303}o", "nao"),
            ("\u{300}a", "a"),
            ("crème-brûlée", "creme brulee"),
            ("Łódź Đặng Ştefan Øre İstanbul", "lodz dang stefan ore istanbul"),
            ("Straße 12b", "straße 12b"),
            ("ПРИВЕТ Ωμέγα", "привет ωμέγα"),
            ("🙂 ... —", ""),
            ("", ""),
        ] {
            assert_eq!(folded(text), expected, "{text}");
        }
    }

    #[test]
    fn a_word_stands_where_it_was_written() {
        let text = "«Olá», disse na\u{303}o";
        let found: Vec<_> = words(text).into_iter().map(|word| text[word.at].to_owned()).collect();
        assert_eq!(found, ["Olá", "disse", "na\u{303}o"]);
    }

    #[test]
    fn a_word_without_end_is_cut() {
        let found = words(&"ab".repeat(4_000));
        assert_eq!((found.len(), found[0].text.len(), found[0].at.end), (1, 40, 8_000));
    }
}
