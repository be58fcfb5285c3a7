//! Where a live chat began (R18), as a visitor's browser claims it: cleaned before it is kept or shown.

use model::StartPage;

/// The longest address kept, in characters.
const MAX_URL: usize = 2_000;
/// The longest title kept, in characters.
const MAX_TITLE: usize = 300;

/// The page as it may be kept: an `http` or `https` address (so that a click on it runs nothing), both texts without
/// control characters and cut to their length. `None`: not an address.
pub fn start_page(claimed: &StartPage) -> Option<StartPage> {
    let url: String = claimed.url.chars().filter(|c| is_visible(*c)).collect();
    let url = url.trim();
    let after_scheme = ["https://", "http://"].into_iter().find_map(|scheme| {
        let start = url.get(..scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then(|| &url[scheme.len()..])
    })?;
    if after_scheme.is_empty() || after_scheme.starts_with(['/', '?', '#', ':']) || url.contains(char::is_whitespace) {
        return None;
    }
    let title: String = claimed
        .title
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| is_visible(*c))
        .collect();
    Some(StartPage {
        url: cut(url, MAX_URL),
        title: cut(title.trim(), MAX_TITLE),
    })
}

/// Neither a control character nor one that turns the direction of the text around it.
fn is_visible(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn cut(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::{MAX_TITLE, MAX_URL, start_page};
    use model::StartPage;

    fn cleaned(url: &str, title: &str) -> Option<(String, String)> {
        let claimed = StartPage {
            url: url.to_owned(),
            title: title.to_owned(),
        };
        start_page(&claimed).map(|page| (page.url, page.title))
    }

    #[test]
    fn an_agent_can_click_on_any_start_page_that_is_kept() {
        for (url, kept) in [
            ("https://shop.example/a?b=c#d", Some("https://shop.example/a?b=c#d")),
            ("HTTP://shop.example", Some("HTTP://shop.example")),
            (" https://shop.example ", Some("https://shop.example")),
            (
                "https://shop.example/\u{0}\r\n\u{202e}x",
                Some("https://shop.example/x"),
            ),
            ("javascript:alert(1)", None),
            ("java\nscript:alert(1)//https://", None),
            ("data:text/html,https://", None),
            ("file:///etc/passwd", None),
            ("https://", None),
            ("https:///path", None),
            ("https://a b", None),
            ("/relative", None),
            ("", None),
            ("é", None),
        ] {
            assert_eq!(cleaned(url, "t").map(|(url, _)| url).as_deref(), kept, "{url:?}");
        }
    }

    #[test]
    fn long_and_untidy_texts_are_cut_and_made_one_line() {
        let long = format!("https://shop.example/{}", "é".repeat(MAX_URL));
        let (url, title) = cleaned(&long, &"ç".repeat(MAX_TITLE + 1)).expect("an address");
        assert_eq!((url.chars().count(), title.chars().count()), (MAX_URL, MAX_TITLE));
        let (_, title) = cleaned("https://shop.example", " a\nb\u{7}\u{202e} ").expect("an address");
        assert_eq!(title, "a b");
    }
}
