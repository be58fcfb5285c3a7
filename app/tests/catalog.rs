//! The checks that stop the build when a language lacks a text: without them somebody reads a key instead of a word.

#[path = "../build_texts/catalog.rs"]
mod catalog;

use catalog::{Locale, faults, placeholders, rust};

fn locale(tag: &str, json: &str) -> Locale {
    Locale::read(tag, json).expect("the test's JSON is right")
}

#[test]
fn every_difference_between_two_languages_is_told_with_its_key() {
    for (case, english, spanish, expected) in [
        ("same", r#"{"a":"A {x}"}"#, r#"{"a":"{x} A"}"#, None),
        (
            "missing key",
            r#"{"a":"A","b":"B"}"#,
            r#"{"a":"A"}"#,
            Some("es: the key `b` is missing"),
        ),
        (
            "extra key",
            r#"{"a":"A"}"#,
            r#"{"a":"A","b":"B"}"#,
            Some("es: the key `b` is not in en"),
        ),
        (
            "missing placeholder",
            r#"{"a":"A {x}"}"#,
            r#"{"a":"A"}"#,
            Some("es: `a` lacks the placeholder {x}"),
        ),
        (
            "extra placeholder",
            r#"{"a":"A"}"#,
            r#"{"a":"A {x}"}"#,
            Some("es: `a` has an extra placeholder {x}"),
        ),
        ("empty", r#"{"a":"A"}"#, r#"{"a":" "}"#, Some("es: `a` is empty")),
        (
            "broken brace",
            r#"{"a":"A"}"#,
            r#"{"a":"A {x"}"#,
            Some("es: `a` has braces that do not hold a word in “A {x”"),
        ),
        (
            "one form only",
            r#"{"n_one":"{count} row"}"#,
            r#"{"n_one":"{count} fila"}"#,
            Some("en: `n_one` is a plural without `n_other`"),
        ),
        (
            "the one form may spell its number",
            r#"{"n_one":"One row","n_other":"{count} rows"}"#,
            r#"{"n_one":"{count} fila","n_other":"{count} filas"}"#,
            None,
        ),
        (
            "a count without forms",
            r#"{"n":"{count} rows"}"#,
            r#"{"n":"{count} filas"}"#,
            Some("en: `n` counts: it needs the forms `_one` and `_other`"),
        ),
        (
            "key in capitals",
            r#"{"A":"A"}"#,
            r#"{"A":"A"}"#,
            Some("en: `A` is not a key: lower case letters, digits and _ only"),
        ),
    ] {
        let found = faults(&[locale("en", english), locale("es", spanish)]);
        match expected {
            None => assert_eq!(found, Vec::<String>::new(), "{case}"),
            Some(sentence) => assert!(found.iter().any(|fault| fault == sentence), "{case}: {found:?}"),
        }
    }
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    let error = Locale::read("en", r#"{"a":"A","a":"B"}"#).err();
    assert_eq!(error.as_deref(), Some("en: the key `a` is there twice"));
}

#[test]
fn placeholders_are_the_words_in_braces() {
    let names: Vec<_> = placeholders("{from} to {to_name}, {from}")
        .expect("they are right")
        .into_iter()
        .collect();
    assert_eq!(names, ["from", "to_name"]);
    assert!(placeholders("a } b").is_err());
    assert!(placeholders("{}").is_err());
}

#[test]
fn functions_take_what_their_text_names_and_the_panels_texts_are_json_only() {
    let english = locale(
        "en",
        r#"{"bye":"Bye","hello":"Hello {name}","rows_one":"{count} row","rows_other":"{count} rows","chat_send":"</script>"}"#,
    );
    let code = rust(&[english]);
    assert!(code.contains("pub fn bye() -> &'static str"));
    assert!(code.contains("pub fn hello(name: &str) -> String"));
    assert!(code.contains("pub fn rows(count: u32) -> String"));
    assert!(!code.contains("fn chat_send"));
    assert!(
        !code.contains("</script>"),
        "a text must not end the element that carries it"
    );
}
