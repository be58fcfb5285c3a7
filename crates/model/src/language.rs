//! The three languages of the product.

/// A language of the screen. `as_str` is its BCP 47 tag, also stored in the database.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Language {
    #[default]
    #[serde(rename = "en")]
    English,
    #[serde(rename = "pt-BR")]
    Portuguese,
    #[serde(rename = "es")]
    Spanish,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::English, Self::Portuguese, Self::Spanish];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Portuguese => "pt-BR",
            Self::Spanish => "es",
        }
    }

    /// The language of one BCP 47 tag, by its primary part: `pt-PT` is served Portuguese.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL
            .into_iter()
            .find(|language| language.as_str()[..2].eq_ignore_ascii_case(primary))
    }

    /// The first language we have in an `Accept-Language` header or a browser's list; English when there is none.
    pub fn preferred(list: &str) -> Self {
        list.split(',')
            .find_map(|part| Self::from_tag(part.split(';').next().unwrap_or_default()))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn a_browser_gets_its_first_language_that_we_have() {
        for (header, expected) in [
            ("", Language::English),
            ("pt-BR,pt;q=0.9,en;q=0.8", Language::Portuguese),
            ("pt-PT", Language::Portuguese),
            ("fr-FR,es-MX;q=0.8,en", Language::Spanish),
            ("EN_us", Language::English),
            ("xx, ,;", Language::English),
        ] {
            assert_eq!(Language::preferred(header), expected, "{header}");
        }
    }
}
