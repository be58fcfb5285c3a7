//! Names of files: what a sender may call a file, without what could deceive who gets it or break out of where it stands.

/// The longest name of a file, in characters.
pub const MAX_FILE_NAME: usize = 120;

/// The longest ending that is kept when a name is cut, in characters.
const MAX_ENDING: usize = 12;

/// A name as it is kept: its last part, without control characters, without those that turn the direction of writing (by which
/// `gpj.exe` is shown as `exe.jpg`) or take no room, at most [`MAX_FILE_NAME`] characters. `endings` are those that fit the
/// content: a name with another one gets the first. Empty: any fits, but what `is_taken` says belongs to another content.
pub fn file_name(given: &str, endings: &[&str], is_taken: impl Fn(&str) -> bool) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !is_deceptive(*c) && !matches!(c, '"' | '<' | '>' | '|' | ':' | '*' | '?'))
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let joined = words.join(" ");
    let name = joined.trim_matches(['.', ' ']);
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= MAX_ENDING => (stem, ending),
        _ => (name, ""),
    };
    let fits = match endings {
        [] => !is_taken(&ending.to_lowercase()),
        _ => endings.iter().any(|it| it.eq_ignore_ascii_case(ending)),
    };
    let (stem, ending) = if fits {
        (stem, ending)
    } else {
        (name, endings.first().copied().unwrap_or("bin"))
    };
    let stem = if stem.is_empty() { "file" } else { stem };
    if ending.is_empty() {
        return stem.chars().take(MAX_FILE_NAME).collect();
    }
    let room = MAX_FILE_NAME - 1 - ending.chars().count().min(MAX_ENDING);
    let stem: String = stem.chars().take(room).collect();
    format!("{}.{ending}", stem.trim_end_matches(['.', ' ']))
}

/// Marks and overrides of direction, characters without width, and those that stand for nothing.
fn is_deceptive(c: char) -> bool {
    matches!(c,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::{MAX_FILE_NAME, file_name};

    #[test]
    fn a_name_is_kept_without_what_could_deceive() {
        let long = "ç".repeat(500);
        let cut = format!("{}.png", "ç".repeat(MAX_FILE_NAME - 4));
        let image: &[&str] = &["png"];
        let any: &[&str] = &[];
        for (given, endings, expected) in [
            ("Foto da loja.png", image, "Foto da loja.png"),
            ("photo.PNG", image, "photo.PNG"),
            ("../../etc/passwd", image, "passwd.png"),
            ("C:\\Users\\ana\\a.png", image, "a.png"),
            ("..", image, "file.png"),
            ("", image, "file.png"),
            (".png", image, "png.png"),
            ("a\r\nSet-Cookie: x=1.png", image, "a Set-Cookie x=1.png"),
            ("\u{202e}gnp.exe", image, "gnp.exe.png"),
            ("inv\u{200b}oice\u{2066}.png", image, "invoice.png"),
            ("page.html", image, "page.html.png"),
            ("\"><script>.png", image, "script.png"),
            (long.as_str(), image, cut.as_str()),
            ("drawing.dwg", any, "drawing.dwg"),
            ("setup.exe", any, "setup.exe.bin"),
            ("no ending", any, "no ending"),
            ("日本語.png", image, "日本語.png"),
        ] {
            assert_eq!(file_name(given, endings, |it| it == "exe"), expected, "{given:?}");
        }
    }
}
