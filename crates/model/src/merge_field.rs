//! Merge fields (R106): words behind an `@` in a reply or prepared reply, in whose place stands, when it is sent, what is known of the
//! customer, the agent and the conversation.
//!
//! Server and browser find them by the same function. A word that is no merge field stays text: many names on the web begin
//! with an `@`.

use core::ops::Range;

use crate::status::text_enum;
use crate::{Language, Problem, fold};

text_enum! {
    /// What every company has.
    pub enum StandardField {
        ContactFirstName = "contact_firstname",
        ContactName = "contact_name",
        /// In international form.
        ContactPhone = "contact_phone",
        ContactEmail = "contact_email",
        StaffFirstName = "staff_firstname",
        StaffName = "staff_name",
        Department = "department_name",
        Company = "company_name",
        ConversationNumber = "conversation_number",
        /// By the time of day where the inbox is.
        Greeting = "greeting",
    }
}

/// What a word behind an `@` stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeField {
    Standard(StandardField),
    /// A field of the company's own, by its name as [`custom_word`] writes it.
    Custom(String),
}

/// Fields of the company's own begin with this.
const CUSTOM: &str = "field_";

/// The word of a company's own field: `Register no.` is `field_register_no`.
pub fn custom_word(name: &str) -> String {
    CUSTOM.to_owned() + &slug(name)
}

/// The words of a name, folded, with `_` between.
fn slug(name: &str) -> String {
    let words: Vec<String> = fold::words(name).into_iter().map(|word| word.text).collect();
    words.join("_")
}

impl MergeField {
    /// The field of a word, by any of the names that other programs have for it: `@agent_first_name` is `@staff_firstname`.
    pub fn of_word(word: &str) -> Option<Self> {
        let word = word.to_lowercase();
        if let Some(name) = word.strip_prefix(CUSTOM) {
            let name = slug(name);
            return (!name.is_empty()).then_some(Self::Custom(name));
        }
        let plain: String = word.chars().filter(|c| *c != '_').collect();
        let of = |who: &[&str]| who.iter().find_map(|who| plain.strip_prefix(who));
        let field = match (of(&["contact", "customer", "client"]), of(&["staff", "agent", "user"])) {
            (Some("firstname"), _) => StandardField::ContactFirstName,
            (Some("name" | "fullname"), _) => StandardField::ContactName,
            (Some("phone" | "phonenumber"), _) => StandardField::ContactPhone,
            (Some("email"), _) => StandardField::ContactEmail,
            (_, Some("firstname")) => StandardField::StaffFirstName,
            (_, Some("name" | "fullname")) => StandardField::StaffName,
            _ => match plain.as_str() {
                "departmentname" => StandardField::Department,
                "companyname" => StandardField::Company,
                "conversationnumber" => StandardField::ConversationNumber,
                "greeting" => StandardField::Greeting,
                _ => return None,
            },
        };
        Some(Self::Standard(field))
    }

    /// Its own word, without the `@`.
    pub fn word(&self) -> String {
        match self {
            Self::Standard(field) => field.as_str().to_owned(),
            Self::Custom(name) => CUSTOM.to_owned() + name,
        }
    }
}

/// What a field holds in one conversation.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct MergeValue {
    /// See [`MergeField::word`].
    pub word: String,
    /// What the company calls a field of its own; empty for others, whose names screens translate.
    pub name: String,
    /// Empty: nothing is known.
    pub value: String,
}

impl MergeValue {
    pub fn standard(field: StandardField, value: &str) -> Self {
        Self {
            word: field.as_str().to_owned(),
            name: String::new(),
            value: value.to_owned(),
        }
    }
}

/// The fields of a text, where they stand in bytes with their `@`.
pub fn merge_fields(text: &str) -> Vec<(Range<usize>, MergeField)> {
    let mut found = Vec::new();
    let mut before = None;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at + c.len_utf8()..];
        let begins =
            c == '@' && before.is_none_or(|c: char| !(c.is_alphanumeric() || matches!(c, '@' | '_' | '.' | '/')));
        if begins {
            let end = rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(rest.len());
            // What stands right behind it makes it the name of something on the web.
            let is_whole = !rest[end..].starts_with('@');
            if let Some(field) = MergeField::of_word(&rest[..end]).filter(|_| is_whole) {
                found.push((at..at + 1 + end, field));
                at += 1 + end;
                before = rest[..end].chars().next_back();
                continue;
            }
        }
        at += c.len_utf8();
        before = Some(c);
    }
    found
}

/// The text with the values in the fields' places; values are not looked into. `Invalid` with the word of a field that has
/// none, and reason `no_value`.
pub fn merged(text: &str, values: &[MergeValue]) -> Result<String, Problem> {
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for (place, field) in merge_fields(text) {
        let word = field.word();
        let value = values.iter().find(|it| it.word == word && !it.value.is_empty());
        let value = value.ok_or_else(|| Problem::invalid(&word, "no_value"))?;
        result.push_str(&text[done..place.start]);
        result.push_str(&value.value);
        done = place.end;
    }
    result.push_str(&text[done..]);
    Ok(result)
}

/// The first word of a name.
pub fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or_default()
}

/// How people greet at this hour, 0 to 23.
pub const fn greeting(language: Language, hour: i8) -> &'static str {
    let (morning, afternoon, evening) = match language {
        Language::English => ("Good morning", "Good afternoon", "Good evening"),
        Language::Portuguese => ("Bom dia", "Boa tarde", "Boa noite"),
        Language::Spanish => ("Buenos días", "Buenas tardes", "Buenas noches"),
    };
    match hour {
        5..=11 => morning,
        12..=17 => afternoon,
        _ => evening,
    }
}

#[cfg(test)]
mod tests {
    use super::{MergeField, MergeValue, StandardField, custom_word, first_name, greeting, merge_fields, merged};
    use crate::{Language, Problem};

    #[test]
    fn a_field_is_a_known_word_behind_an_at_sign() {
        for (text, expected) in [
            ("@contact_firstname", &["contact_firstname"][..]),
            (
                "Hi @Contact_FirstName, I am @staff_name.",
                &["contact_firstname", "staff_name"],
            ),
            (
                "(@agent_first_name) @client_full_name",
                &["staff_firstname", "contact_name"],
            ),
            ("@user_firstname@", &[]),
            (
                "@field_Register_No: @field_tamaño!",
                &["field_register_no", "field_tamano"],
            ),
            ("@greeting@contact_name", &[]),
            ("mail ana@greeting and @shop or @ alone", &[]),
            ("https://x.example/@greeting a.@greeting", &[]),
            ("@greetings @field_ @field", &[]),
            ("é@greeting ¡@greeting!", &["greeting"]),
            ("", &[]),
        ] {
            let found: Vec<String> = merge_fields(text).iter().map(|(_, field)| field.word()).collect();
            assert_eq!(found, expected, "{text}");
        }
        for field in StandardField::ALL {
            let found = MergeField::of_word(field.as_str());
            assert_eq!(found, Some(MergeField::Standard(*field)), "{field:?}");
        }
        assert_eq!(custom_word("Register no."), "field_register_no");
    }

    /// Otherwise a customer reads our words for things, or what another customer wrote as a name is taken for one of them.
    #[test]
    fn values_stand_in_the_places_of_the_fields() {
        let values = [
            MergeValue::standard(StandardField::ContactFirstName, "@greeting"),
            MergeValue::standard(StandardField::Greeting, "Bom dia"),
            MergeValue::standard(StandardField::ContactPhone, ""),
        ];
        let no_value = |word: &str| Err(Problem::invalid(word, "no_value"));
        for (text, expected) in [
            (
                "@greeting, @contact_firstname! ç",
                Ok("Bom dia, @greeting! ç".to_owned()),
            ),
            ("no field for @ana", Ok("no field for @ana".to_owned())),
            ("call @contact_phone", no_value("contact_phone")),
            ("@greeting @field_size", no_value("field_size")),
        ] {
            assert_eq!(merged(text, &values), expected, "{text}");
        }
    }

    #[test]
    fn greetings_and_first_names_are_what_people_say() {
        assert_eq!(first_name("  Maria  de Souza"), "Maria");
        assert_eq!(first_name(""), "");
        for (hour, expected) in [(4, "Boa noite"), (5, "Bom dia"), (12, "Boa tarde"), (18, "Boa noite")] {
            assert_eq!(greeting(Language::Portuguese, hour), expected, "{hour}");
        }
    }
}
