//! The catalogue of texts: reads the languages, refuses what does not match, writes the Rust of `app::texts`.
//!
//! Included by `build.rs` and by the test of its checks.

use std::collections::{BTreeMap, BTreeSet};

/// Where texts are needed, and so by what they travel: each room is a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Room {
    /// The desk's first page carries them.
    Desk,
    /// A file that is fetched with the pages that are loaded later.
    Later,
    /// What only the server writes: forms before the desk, exports.
    Server,
    /// The visitors' panel: given to it as JSON, never called from Rust.
    Chat,
}

impl Room {
    pub const ALL: [Self; 4] = [Self::Desk, Self::Later, Self::Server, Self::Chat];

    /// The name of its file, and of its functions' module.
    pub fn name(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Later => "later",
            Self::Server => "server",
            Self::Chat => "chat",
        }
    }
}

/// The argument that chooses between `_one` and `_other`.
const COUNT: &str = "count";

/// One language as its files hold it: tag, and key to text.
pub struct Locale {
    pub tag: String,
    pub texts: BTreeMap<String, Text>,
}

pub struct Text {
    pub room: Room,
    pub text: String,
}

impl Locale {
    /// Reads the flat JSON object of each room. A key that stands there twice is an error.
    pub fn read(tag: &str, files: &[(Room, String)]) -> Result<Self, String> {
        let mut texts = BTreeMap::new();
        for (room, json) in files {
            let Entries(entries) =
                serde_json::from_str(json).map_err(|error| format!("{tag}/{}: {error}", room.name()))?;
            for (key, text) in entries {
                if texts.insert(key.clone(), Text { room: *room, text }).is_some() {
                    return Err(format!("{tag}: the key `{key}` is there twice"));
                }
            }
        }
        Ok(Self {
            tag: tag.to_owned(),
            texts,
        })
    }

    /// A room's texts in the order of their keys.
    fn of(&self, room: Room) -> impl Iterator<Item = (&String, &String)> {
        let texts = self.texts.iter().filter(move |(_, text)| text.room == room);
        texts.map(|(key, text)| (key, &text.text))
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
            if model.room != text.room {
                let (room, expected) = (text.room.name(), model.room.name());
                faults.push(format!(
                    "{}: `{key}` stands in {room}, in {} in {expected}",
                    other.tag, first.tag
                ));
            }
            if let (Ok(expected), Ok(found)) = (placeholders(&model.text), placeholders(&text.text)) {
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
    for (key, Text { room, text }) in &locale.texts {
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
                    let other = locale.texts.get(&format!("{stem}{form}"));
                    if other.is_none_or(|other| other.room != *room) {
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

/// The Rust of the catalogue. For each room a module of one function for each key (the panel has none); on the server (feature
/// `ssr`) also each language's texts, and as JSON what travels: the desk's in the order of their keys, the panel's by key. Call it
/// only for languages without [`faults`].
pub fn rust(locales: &[Locale]) -> String {
    Room::ALL
        .map(|room| {
            let tables: String = locales.iter().map(|locale| tables(locale, room)).collect();
            tables + &functions(&locales[0], room)
        })
        .concat()
}

fn functions(locale: &Locale, room: Room) -> String {
    let condition = match room {
        Room::Chat => return String::new(),
        Room::Server => "#[cfg(feature = \"ssr\")]\n",
        Room::Desk | Room::Later => "",
    };
    let keys = locale
        .of(room)
        .enumerate()
        .filter(|(_, (key, _))| !key.ends_with("_other"));
    let functions: String = keys
        .map(|(index, (key, _))| function(index, key, locale, room))
        .collect();
    format!("{condition}pub mod {} {{\n{functions}}}\n", room.name())
}

/// What the server has of one language.
fn tables(locale: &Locale, room: Room) -> String {
    let name = format!("{}_{}", room.name(), locale.tag.replace('-', "_")).to_uppercase();
    let texts: Vec<_> = locale.of(room).map(|(_, text)| text).collect();
    let table = || {
        format!(
            "#[cfg(feature = \"ssr\")]\npub static {name}: [&str; {}] = {texts:?};\n",
            texts.len()
        )
    };
    let json = |value: serde_json::Value| {
        format!(
            "#[cfg(feature = \"ssr\")]\npub const {name}_JSON: &str = {:?};\n",
            in_a_script(&value)
        )
    };
    match room {
        Room::Desk => table() + &json(serde_json::json!(texts)),
        Room::Later | Room::Server => table(),
        Room::Chat => json(serde_json::Value::Object(
            locale
                .of(room)
                .map(|(key, text)| (key.clone(), text.clone().into()))
                .collect(),
        )),
    }
}

/// JSON that may stand inside a `<script>` element: `<` is written as an escape.
fn in_a_script(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

/// One key's function.
fn function(index: usize, key: &str, locale: &Locale, room: Room) -> String {
    let plural = key.strip_suffix("_one");
    let shown = plural.map_or(key.to_owned(), |stem| format!("{stem}_other"));
    let text = &locale.texts[&shown].text;
    let names: Vec<String> = placeholders(text)
        .unwrap_or_default()
        .into_iter()
        .filter(|name| name != COUNT)
        .collect();
    let each = |one: fn(&String) -> String| names.iter().map(one).collect::<Vec<_>>().concat();
    let arguments = each(|name| format!(", {name}: &str"));
    let values = each(|name| format!("({name:?}, {name}), "));
    let doc = text.replace(['[', ']'], "");
    let table = format!("crate::texts::source::{}", room.name());
    match plural {
        // The `_other` form follows the `_one` form in the order of keys only when nothing sorts between them, so it
        // is looked up by name.
        Some(stem) => {
            let other = locale.of(room).position(|(key, _)| *key == shown).unwrap_or(index);
            format!(
                "/// {doc}\npub fn {stem}(count: u32{arguments}) -> String {{\n    \
                 crate::texts::filled({table}(crate::texts::counted(count, {index}, {other})), &[({COUNT:?}, \
                 &count.to_string()), {values}])\n}}\n"
            )
        }
        None if names.is_empty() => {
            format!("/// {doc}\npub fn {key}() -> &'static str {{\n    {table}({index})\n}}\n")
        }
        None => {
            let arguments = arguments.trim_start_matches(", ");
            format!(
                "/// {doc}\npub fn {key}({arguments}) -> String {{\n    crate::texts::filled({table}({index}), \
                 &[{values}])\n}}\n"
            )
        }
    }
}
