//! What may stand in a contact's fields.

use jiff::civil::Date;
use model::{ChoiceForm, FieldType, Problem};

/// The longest value, in characters.
const LONGEST: usize = 500;

/// The value of a field of the company's own, as it is stored; empty: none. `Invalid` with field `value`.
pub(super) fn checked(form: &ChoiceForm, value: &str) -> Result<String, Problem> {
    let value: String = value.chars().filter(|c| !c.is_control()).collect();
    let value = value.trim();
    if value.is_empty() {
        return Ok(String::new());
    }
    if value.chars().count() > LONGEST {
        return Err(Problem::invalid("value", "too_long"));
    }
    let stored = match form.field_type {
        FieldType::Text => Some(value.to_owned()),
        FieldType::Number => number(value),
        FieldType::Date => value.parse::<Date>().ok().map(|day| day.to_string()),
        FieldType::Choice => form.options.iter().find(|option| *option == value).cloned(),
        FieldType::YesNo => matches!(value, "yes" | "no").then(|| value.to_owned()),
    };
    stored.ok_or_else(|| Problem::invalid("value", "malformed"))
}

/// With a point or a comma before the decimals.
fn number(text: &str) -> Option<String> {
    let text = text.replace(',', ".");
    let is_plain = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
    let value: f64 = text.parse().ok()?;
    (is_plain && value.is_finite()).then_some(text)
}

/// A phone number in international form, as the numbering plan of its country has it.
pub(super) fn phone(text: &str) -> Result<String, Problem> {
    let malformed = || Problem::invalid("phone", "malformed");
    let number = phonenumber::parse(None, text).map_err(|_| malformed())?;
    if !phonenumber::is_valid(&number) {
        return Err(malformed());
    }
    Ok(number.format().mode(phonenumber::Mode::International).to_string())
}

#[cfg(test)]
mod tests {
    use super::{checked, phone};
    use model::{ChoiceForm, FieldType, Problem};

    #[test]
    fn a_phone_number_is_one_of_its_country() {
        for (given, expected) in [
            ("+55 11 91234-5678", Some("+55 11 91234-5678")),
            ("+5511912345678", Some("+55 11 91234-5678")),
            ("+55 (11) 3012 3456", Some("+55 11 3012-3456")),
            ("+34 912345678", Some("+34 912 34 56 78")),
            ("11 91234-5678", None),
            ("+55 11 1", None),
            ("+999 123456789", None),
            ("none", None),
        ] {
            let expected = expected
                .map(str::to_owned)
                .ok_or(Problem::invalid("phone", "malformed"));
            assert_eq!(phone(given), expected, "{given}");
        }
    }

    #[test]
    fn a_value_is_what_its_field_holds() {
        let form = |field_type| ChoiceForm {
            name: "Size".to_owned(),
            field_type,
            options: vec!["Small".to_owned(), "Large".to_owned()],
        };
        for (kind, given, expected) in [
            (FieldType::Text, " 123.456.789-09\n", Some("123.456.789-09")),
            (FieldType::Number, "1,78", Some("1.78")),
            (FieldType::Number, "1e9", None),
            (FieldType::Number, "tall", None),
            (FieldType::Date, "2026-02-28", Some("2026-02-28")),
            (FieldType::Date, "2026-02-30", None),
            (FieldType::Choice, "Large", Some("Large")),
            (FieldType::Choice, "Huge", None),
            (FieldType::YesNo, "yes", Some("yes")),
            (FieldType::YesNo, "maybe", None),
            (FieldType::Number, "  ", Some("")),
        ] {
            let expected = expected
                .map(str::to_owned)
                .ok_or(Problem::invalid("value", "malformed"));
            assert_eq!(checked(&form(kind), given), expected, "{kind:?} {given}");
        }
        let long = "x".repeat(501);
        assert_eq!(
            checked(&form(FieldType::Text), &long),
            Err(Problem::invalid("value", "too_long"))
        );
    }
}
