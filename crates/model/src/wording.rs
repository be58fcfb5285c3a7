//! A text of the company's in each language of the product: what customers read in their own.

use crate::{Language, MessageText, Problem};

/// One text in three languages; empty where the company has not written it.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Wording {
    pub en: String,
    #[serde(rename = "pt-BR")]
    pub pt_br: String,
    pub es: String,
}

impl Wording {
    /// The same words whatever the customer speaks.
    pub fn same(text: &str) -> Self {
        Self {
            en: text.to_owned(),
            pt_br: text.to_owned(),
            es: text.to_owned(),
        }
    }

    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Portuguese => &self.pt_br,
            Language::Spanish => &self.es,
        }
    }

    pub fn get_mut(&mut self, language: Language) -> &mut String {
        match language {
            Language::English => &mut self.en,
            Language::Portuguese => &mut self.pt_br,
            Language::Spanish => &mut self.es,
        }
    }

    pub fn is_empty(&self) -> bool {
        Language::ALL.into_iter().all(|language| self.get(language).is_empty())
    }

    /// What a customer reads: in the wished language, else in the company's, else in any that was written.
    pub fn for_customer(&self, wished: Language, company: Language) -> Option<MessageText> {
        [wished, company]
            .into_iter()
            .chain(Language::ALL)
            .find_map(|language| MessageText::new(self.get(language)).ok())
    }

    /// As it is stored: trimmed, without control characters, each at most `longest` characters. `Invalid` names `field`.
    pub fn checked(&self, field: &str, longest: usize) -> Result<Self, Problem> {
        let mut checked = Self::default();
        for language in Language::ALL {
            let given = self.get(language);
            if given.trim().is_empty() {
                continue;
            }
            let text = MessageText::new(given).map_err(|_| Problem::invalid(field, "too_long"))?;
            if text.as_str().chars().count() > longest {
                return Err(Problem::invalid(field, "too_long"));
            }
            text.as_str().clone_into(checked.get_mut(language));
        }
        Ok(checked)
    }
}

#[cfg(test)]
mod tests {
    use super::Wording;
    use crate::{Language, Problem};

    /// Else a customer is told nothing, or something in a language that somebody else speaks.
    #[test]
    fn a_customer_reads_their_language_else_the_companys_else_what_there_is() {
        let all = Wording {
            en: "Hello".to_owned(),
            pt_br: "Olá".to_owned(),
            es: "Hola".to_owned(),
        };
        let portuguese = Wording {
            pt_br: "Olá".to_owned(),
            ..Wording::default()
        };
        for (wording, wished, company, expected) in [
            (&all, Language::Spanish, Language::English, Some("Hola")),
            (&portuguese, Language::Spanish, Language::Portuguese, Some("Olá")),
            (&portuguese, Language::Spanish, Language::English, Some("Olá")),
            (&Wording::default(), Language::Spanish, Language::English, None),
        ] {
            let told = wording.for_customer(wished, company);
            assert_eq!(told.as_ref().map(crate::MessageText::as_str), expected);
        }
    }

    #[test]
    fn a_text_is_stored_trimmed_and_refused_when_too_long() {
        let given = Wording {
            en: "  Hello\r\nthere \u{7} ".to_owned(),
            es: " \n".to_owned(),
            ..Wording::default()
        };
        let stored = given.checked("greeting", 20).expect("fine");
        assert_eq!((stored.en.as_str(), stored.es.as_str()), ("Hello\nthere", ""));
        assert_eq!(
            given.checked("greeting", 5),
            Err(Problem::invalid("greeting", "too_long"))
        );
    }
}
