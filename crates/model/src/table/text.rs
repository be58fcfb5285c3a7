//! How the table compares texts: by parts, whatever case and accents, and in an order.

use crate::fold::fold;

/// Texts are in order by so many of their first characters.
const SORTED: usize = 200;

fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        let before = plain.len();
        if c.is_alphanumeric() {
            plain.extend(fold(c));
        }
        // What folds to nothing stands for itself: addresses are looked up with their signs.
        if plain.len() == before {
            plain.push(c);
        }
    }
    plain
}

/// What is looked for in texts: small and capital letters, with accents or without, are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextPart(String);

impl TextPart {
    pub fn of(part: &str) -> Self {
        Self(plain(part))
    }

    /// Whether it stands somewhere in a text.
    pub fn is_in(&self, text: &str) -> bool {
        plain(text).contains(&self.0)
    }
}

/// By what a name stands in order; `None`: no name, which comes after all others.
pub fn sort_name(name: &str) -> Option<String> {
    let key: String = plain(name.trim()).chars().take(SORTED).collect();
    (!key.is_empty()).then_some(key)
}

/// By what any other text stands in order.
pub fn sort_text(text: &str) -> String {
    text.chars().take(SORTED).collect()
}

#[cfg(test)]
mod tests {
    use super::{TextPart, sort_name, sort_text};

    #[test]
    fn a_part_is_found_whatever_its_case_and_accents() {
        for (text, part, found) in [
            ("https://loja.example/Cesta?a=1", "/cesta?", true),
            ("Atenção ao cliente", "ATENCAO", true),
            ("Atenção", "ção", true),
            ("Atenção", "  ", false),
            ("abc", "", true),
            ("abc", "d", false),
        ] {
            assert_eq!(TextPart::of(part).is_in(text), found, "{part} in {text}");
        }
    }

    /// Otherwise Álvaro stands behind Zilda.
    #[test]
    fn names_are_in_order_without_their_accents() {
        let mut names = ["Zilda", "Álvaro", "ana", "Érica", "Bia"];
        names.sort_by_key(|name| sort_name(name));
        assert_eq!(names, ["Álvaro", "ana", "Bia", "Érica", "Zilda"]);
        assert_eq!(sort_name("  "), None);
        assert_eq!(sort_text(&"ç".repeat(300)).chars().count(), 200);
    }
}
