//! The catalogue of texts: reads the languages, refuses what does not match, writes the Rust of `app::texts`.
//!
//! Included by `build.rs` and by the test of its checks.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Texts of the visitors' panel: given to it as JSON, never called from Rust.
const PANEL: &str = "chat_";

/// The argument that chooses between `_one` and `_other`.
const COUNT: &str = "count";

/// One language as its file holds it: tag and key to text.
pub struct Locale {
    pub tag: String,
    pub texts: BTreeMap<String, String>,
}

impl Locale {
    /// Reads a flat JSON object of texts. A key that stands there twice is an error.
    pub fn read(tag: &str, json: &str) -> Result<Self, String> {
        let Entries(entries) = serde_json::from_str(json).map_err(|error| format!("{tag}: {error}"))?;
        let mut texts = BTreeMap::new();
        for (key, text) in entries {
            if texts.insert(key.clone(), text).is_some() {
                return Err(format!("{tag}: the key `{key}` is there twice"));
            }
        }
        Ok(Self {
            tag: tag.to_owned(),
            texts,
        })
    }
}

/// The pairs of a JSON object in their order, doubles kept.
struct Entries(Vec<(String, String)>);

impl<'de> serde::Deserialize<'de> for Entries {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Entries;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

/// A text's placeholders: the words in braces.
pub fn placeholders(text: &str) -> Result<BTreeSet<String>, String> {
    let mut found = BTreeSet::new();
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let name = rest[open..]
            .strip_prefix('{')
            .and_then(|after| after.split_once('}'))
            .map(|(name, _)| name)
            .filter(|name| is_word(name))
            .ok_or_else(|| format!("braces that do not hold a word in “{text}”"))?;
        found.insert(name.to_owned());
        rest = &rest[open + name.len() + 2..];
    }
    Ok(found)
}

fn is_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Everything that is wrong with the languages, each in a sentence that names language and key. The first language is
/// the one the others are held against.
pub fn faults(locales: &[Locale]) -> Vec<String> {
    let Some((first, others)) = locales.split_first() else {
        return vec!["there is no language".to_owned()];
    };
    let mut faults = Vec::new();
    for locale in locales {
        faults.extend(own_faults(locale));
    }
    for other in others {
        for key in first.texts.keys().filter(|key| !other.texts.contains_key(*key)) {
            faults.push(format!("{}: the key `{key}` is missing", other.tag));
        }
        for (key, text) in &other.texts {
            let Some(model) = first.texts.get(key) else {
                faults.push(format!("{}: the key `{key}` is not in {}", other.tag, first.tag));
                continue;
            };
            if let (Ok(expected), Ok(found)) = (placeholders(model), placeholders(text)) {
                let optional = key.ends_with("_one").then_some(COUNT);
                let differs = |name: &&String| Some(name.as_str()) != optional;
                for name in expected.difference(&found).filter(differs) {
                    faults.push(format!("{}: `{key}` lacks the placeholder {{{name}}}", other.tag));
                }
                for name in found.difference(&expected).filter(differs) {
                    faults.push(format!("{}: `{key}` has an extra placeholder {{{name}}}", other.tag));
                }
            }
        }
    }
    faults
}

/// What is wrong within one language.
fn own_faults(locale: &Locale) -> Vec<String> {
    let mut faults = Vec::new();
    for (key, text) in &locale.texts {
        let mut fault = |what: &str| faults.push(format!("{}: `{key}` {what}", locale.tag));
        if !is_word(key) {
            fault("is not a key: lower case letters, digits and _ only");
        }
        if text.trim().is_empty() {
            fault("is empty");
        }
        let names = match placeholders(text) {
            Ok(names) => names,
            Err(error) => {
                fault(&format!("has {error}"));
                continue;
            }
        };
        let plural = key.strip_suffix("_one").or_else(|| key.strip_suffix("_other"));
        match plural {
            Some(stem) => {
                for form in ["_one", "_other"] {
                    if !locale.texts.contains_key(&format!("{stem}{form}")) {
                        fault(&format!("is a plural without `{stem}{form}`"));
                    }
                }
                if key.ends_with("_other") && !names.contains(COUNT) {
                    fault("is a plural without {count}");
                }
                if locale.texts.contains_key(stem) {
                    fault(&format!("is a plural beside the key `{stem}`"));
                }
            }
            None if names.contains(COUNT) => fault("counts: it needs the forms `_one` and `_other`"),
            None => {}
        }
    }
    faults
}

/// The Rust of the catalogue: for each language (feature `ssr`) a table, the page's texts in the order of their keys and the panel's
/// by key, both as JSON; and one function for each key. Call it only for languages without [`faults`].
pub fn rust(locales: &[Locale]) -> String {
    let first = &locales[0];
    let keys: Vec<&String> = first.texts.keys().filter(|key| !key.starts_with(PANEL)).collect();
    let mut code = String::new();
    for locale in locales {
        let name = locale.tag.replace('-', "_").to_uppercase();
        let texts: Vec<&String> = keys.iter().map(|key| &locale.texts[*key]).collect();
        let panel: serde_json::Map<_, _> = locale
            .texts
            .iter()
            .filter(|(key, _)| key.starts_with(PANEL))
            .map(|(key, text)| (key.clone(), text.clone().into()))
            .collect();
        let page = texts.iter().map(|text| (*text).clone().into()).collect();
        write!(
            code,
            "#[cfg(feature = \"ssr\")]\npub(super) static {name}: [&str; {}] = {texts:?};\n\
             #[cfg(feature = \"ssr\")]\npub(super) const {name}_PAGE: &str = {:?};\n\
             #[cfg(feature = \"ssr\")]\npub(super) const {name}_PANEL: &str = {:?};\n",
            texts.len(),
            in_a_script(&serde_json::Value::Array(page)),
            in_a_script(&serde_json::Value::Object(panel)),
        )
        .expect("a string takes all");
    }
    for (index, key) in keys.iter().enumerate() {
        if key.ends_with("_other") {
            continue;
        }
        code.push_str(&function(index, key, &first.texts));
    }
    code
}

/// JSON that may stand inside a `<script>` element: `<` is written as an escape.
fn in_a_script(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

/// One key's function.
fn function(index: usize, key: &str, texts: &BTreeMap<String, String>) -> String {
    let plural = key.strip_suffix("_one");
    let shown = plural.map_or(key.to_owned(), |stem| format!("{stem}_other"));
    let text = &texts[&shown];
    let names: Vec<String> = placeholders(text)
        .unwrap_or_default()
        .into_iter()
        .filter(|name| name != COUNT)
        .collect();
    let each = |one: fn(&String) -> String| names.iter().map(one).collect::<Vec<_>>().concat();
    let arguments = each(|name| format!(", {name}: &str"));
    let values = each(|name| format!("({name:?}, {name}), "));
    let doc = text.replace(['[', ']'], "");
    match plural {
        // The `_other` form follows the `_one` form in the order of keys only when nothing sorts between them, so it
        // is looked up by name.
        Some(stem) => {
            let other = texts
                .keys()
                .filter(|key| !key.starts_with(PANEL))
                .position(|key| *key == shown)
                .unwrap_or(index);
            format!(
                "/// {doc}\npub fn {stem}(count: u32{arguments}) -> String {{\n    super::filled(super::counted(count, \
                 {index}, {other}), &[({COUNT:?}, &count.to_string()), {values}])\n}}\n"
            )
        }
        None if names.is_empty() => {
            format!("/// {doc}\npub fn {key}() -> &'static str {{\n    super::text({index})\n}}\n")
        }
        None => {
            let arguments = arguments.trim_start_matches(", ");
            format!(
                "/// {doc}\npub fn {key}({arguments}) -> String {{\n    super::filled(super::text({index}), \
                 &[{values}])\n}}\n"
            )
        }
    }
}
