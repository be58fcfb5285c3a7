//! What the fields of forms must look like; each refusal names its field.

use model::Problem;

/// The longest name of a person or thing, in characters.
const MAX_NAME: usize = 100;
/// The longest e-mail address (RFC 5321).
const MAX_EMAIL: usize = 254;
/// The shortest password, in characters.
pub(crate) const MIN_PASSWORD: usize = 10;
/// The longest password, in characters: hashing must not become work without end.
const MAX_PASSWORD: usize = 256;

/// A name on one line: trimmed, without control characters, 1 to 100 characters.
pub(crate) fn name(field: &str, text: &str) -> Result<String, Problem> {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::invalid(field, "required"));
    }
    if text.chars().count() > MAX_NAME {
        return Err(Problem::invalid(field, "too_long"));
    }
    Ok(text.to_owned())
}

/// An e-mail address, by its rough form only: whether it exists, only a message to it can tell.
pub(crate) fn email(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::invalid("email", "required"));
    }
    if text.len() > MAX_EMAIL {
        return Err(Problem::invalid("email", "too_long"));
    }
    let rough = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"');
    let right = !text.contains(rough)
        && text.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && domain.contains('.')
                && !domain.contains('@')
                && domain.split('.').all(|label| !label.is_empty())
        });
    if right {
        Ok(text.to_owned())
    } else {
        Err(Problem::invalid("email", "malformed"))
    }
}

/// A phone number, by its rough form only: digits with what people write between them.
pub(crate) fn phone(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let right = (5..=20).contains(&digits)
        && text.len() <= 40
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | ' ' | '.' | '/'));
    if right {
        Ok(text.to_owned())
    } else {
        Err(Problem::invalid("phone", "malformed"))
    }
}

/// A colour as browsers' choosers give it: `#rrggbb`, in lower case.
pub(crate) fn color(text: &str) -> Result<String, Problem> {
    let right = text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|digit| digit.is_ascii_hexdigit());
    if right {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(Problem::invalid("color", "malformed"))
    }
}

/// The form in which an e-mail address is compared.
pub(crate) fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// A new password: 10 to 256 characters, whatever they are.
pub(crate) fn password(text: &str) -> Result<(), Problem> {
    match text.chars().count() {
        0 => Err(Problem::invalid("password", "required")),
        length if length < MIN_PASSWORD => Err(Problem::invalid("password", "too_short")),
        length if length > MAX_PASSWORD => Err(Problem::invalid("password", "too_long")),
        _ => Ok(()),
    }
}

/// Whether it is worth hashing at all.
pub(crate) fn may_be_a_password(text: &str) -> bool {
    text.chars().count() <= MAX_PASSWORD
}

#[cfg(test)]
mod tests {
    use super::{color, email, name, password, phone};
    use model::Problem;

    #[test]
    fn a_refused_field_is_told_with_its_reason() {
        let long = "x".repeat(300);
        for (found, expected) in [
            (name("company", "  Loja do João "), Ok("Loja do João".to_owned())),
            (name("company", " \n"), Err(("company", "required"))),
            (name("company", &long), Err(("company", "too_long"))),
            (email(" Ana@Shop.example "), Ok("Ana@Shop.example".to_owned())),
            (email(""), Err(("email", "required"))),
            (email("ana"), Err(("email", "malformed"))),
            (email("ana@"), Err(("email", "malformed"))),
            (email("@shop.example"), Err(("email", "malformed"))),
            (email("ana@shop"), Err(("email", "malformed"))),
            (email("ana@shop..example"), Err(("email", "malformed"))),
            (email("a@b@shop.example"), Err(("email", "malformed"))),
            (email("ana @shop.example"), Err(("email", "malformed"))),
            (
                email("ana@shop.example\r\nBcc: x@y.example"),
                Err(("email", "malformed")),
            ),
            (email(&format!("{long}@shop.example")), Err(("email", "too_long"))),
            (phone(" +55 (11) 91234-5678 "), Ok("+55 (11) 91234-5678".to_owned())),
            (color("#0F766E"), Ok("#0f766e".to_owned())),
            (color("#0f76"), Err(("color", "malformed"))),
            (color("#çç76e"), Err(("color", "malformed"))),
            (color("red"), Err(("color", "malformed"))),
            (phone("none"), Err(("phone", "malformed"))),
            (phone("+55 11\u{2009}91234"), Err(("phone", "malformed"))),
            (phone("123456789012345678901"), Err(("phone", "malformed"))),
            (password("").map(|()| String::new()), Err(("password", "required"))),
            (
                password("çççççççç").map(|()| String::new()),
                Err(("password", "too_short")),
            ),
            (password("0123456789").map(|()| String::new()), Ok(String::new())),
            (password(&long).map(|()| String::new()), Err(("password", "too_long"))),
        ] {
            assert_eq!(
                found,
                expected.map_err(|(field, reason)| Problem::invalid(field, reason))
            );
        }
    }
}
