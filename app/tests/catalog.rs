//! The checks that stop the build when a language lacks a text: without them somebody reads a key instead of a word.

#[path = "../build_texts/catalog.rs"]
mod catalog;

use std::fs;
use std::path::Path;

use catalog::{Locale, Room, faults, placeholders, rust};

fn locale(tag: &str, json: &str) -> Locale {
    Locale::read(tag, &[(Room::Desk, json.to_owned())]).expect("the test's JSON is right")
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
    let [twice, once] = [r#"{"a":"A","a":"B"}"#, r#"{"a":"A"}"#].map(str::to_owned);
    for files in [
        vec![(Room::Desk, twice)],
        vec![(Room::Desk, once.clone()), (Room::Later, once)],
    ] {
        let error = Locale::read("en", &files).err();
        assert_eq!(error.as_deref(), Some("en: the key `a` is there twice"));
    }
}

#[test]
fn a_text_stands_in_the_same_room_in_each_language() {
    let text = || r#"{"a":"A"}"#.to_owned();
    let [english, spanish] = [("en", Room::Desk), ("es", Room::Later)]
        .map(|(tag, room)| Locale::read(tag, &[(room, text())]).expect("it is right"));
    assert_eq!(faults(&[english, spanish]), ["es: `a` stands in later, in en in desk"]);
}

/// Before their file is there, the words of later pages are empty: nothing that a browser shows earlier may say one. The server has
/// them all for its own forms.
#[test]
fn only_pages_that_wait_for_their_words_name_them() {
    const WAIT: [&str; 4] = ["pages/settings/", "pages/table/", "pages/preferences.rs", "texts/"];
    // The palette names the sections before their pages are there.
    const DO_NOT: &str = "pages/settings/section.rs";
    const OF_THE_SERVER: [&str; 4] = ["pages/entry.rs", "pages/login.rs", "pages/setup.rs", "pages/welcome.rs"];
    fn look(folder: &Path, root: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("it is a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                look(&path, root, found);
                continue;
            }
            let name = path.strip_prefix(root).expect("it is inside").display().to_string();
            let code = fs::read_to_string(&path).expect("it is text");
            let says = code.contains("later as texts") || code.contains("texts::later::");
            let may = name != DO_NOT && WAIT.iter().chain(&OF_THE_SERVER).any(|may| name.starts_with(may));
            if says && !may {
                found.push(name);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    look(&root, &root, &mut found);
    assert_eq!(found, Vec::<String>::new());
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
    let desk = r#"{"bye":"Bye","hello":"Hello {name}","rows_one":"{count} row","rows_other":"{count} rows"}"#;
    let chat = r#"{"chat_send":"</script>"}"#;
    let files = [(Room::Desk, desk.to_owned()), (Room::Chat, chat.to_owned())];
    let code = rust(&[Locale::read("en", &files).expect("they are right")]);
    assert!(code.contains("pub fn bye() -> &'static str"));
    assert!(code.contains("pub fn hello(name: &str) -> String"));
    assert!(code.contains("pub fn rows(count: u32) -> String"));
    assert!(!code.contains("fn chat_send"));
    assert!(
        !code.contains("</script>"),
        "a text must not end the element that carries it"
    );
}
