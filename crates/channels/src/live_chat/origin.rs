//! The sites that may show a connection's chat: exact origins, or all subdomains of one.

use core::fmt;

/// An origin that a connection allows: `https://shop.example`, `http://localhost:3000`, or with `*.` every subdomain of a
/// host (`https://*.shop.example`, at any depth, without the host itself). Its text is also a valid CSP source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedOrigin {
    subdomains: bool,
    origin: Origin,
}

/// Scheme, host and port; the host in lower case, the port always there.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Origin {
    https: bool,
    host: String,
    port: u16,
}

impl Origin {
    /// Reads `scheme://host[:port]` and nothing else: no path, user, query, space, nor the `null` of a sandboxed frame.
    fn parse(text: &str) -> Option<Self> {
        let lower = text.to_ascii_lowercase();
        let (https, rest) = match lower.strip_prefix("https://") {
            Some(rest) => (true, rest),
            None => (false, lower.strip_prefix("http://")?),
        };
        // An IPv6 address has colons of its own, inside its brackets.
        let (host, port) = match rest.rfind(']') {
            Some(end) => (&rest[..=end], rest[end + 1..].strip_prefix(':')),
            None => match rest.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (rest, None),
            },
        };
        let port_length = port.map_or(0, |port| port.len() + 1);
        if !is_host(host) || host.len() + port_length != rest.len() {
            return None;
        }
        let port = match port {
            Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => {
                digits.parse().ok().filter(|port| *port != 0)?
            }
            Some(_) => return None,
            None => default_port(https),
        };
        Some(Self {
            https,
            host: host.to_owned(),
            port,
        })
    }
}

fn default_port(https: bool) -> u16 {
    if https { 443 } else { 80 }
}

/// A name of dot-separated labels, or an IPv6 address in brackets. Names with other letters come as punycode.
fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return address.parse::<core::net::Ipv6Addr>().is_ok();
    }
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    host.len() <= 253 && host.split('.').all(label)
}

impl AllowedOrigin {
    /// `None`: not an origin.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (subdomains, text) = match text.split_once("://*.") {
            Some((scheme, rest)) => (true, format!("{scheme}://{rest}")),
            None => (false, text.to_owned()),
        };
        let origin = Origin::parse(&text)?;
        let is_address = origin.host.starts_with('[') || origin.host.parse::<core::net::Ipv4Addr>().is_ok();
        (!subdomains || !is_address).then_some(Self { subdomains, origin })
    }

    /// Whether a request's `Origin` header is one of these: same scheme, port and host.
    pub fn matches(&self, header: &str) -> bool {
        let Some(origin) = Origin::parse(header) else {
            return false;
        };
        let same_host = if self.subdomains {
            origin
                .host
                .strip_suffix(&self.origin.host)
                .is_some_and(|labels| labels.len() > 1 && labels.ends_with('.'))
        } else {
            origin.host == self.origin.host
        };
        same_host && origin.https == self.origin.https && origin.port == self.origin.port
    }
}

impl fmt::Display for AllowedOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Origin { https, host, port } = &self.origin;
        let scheme = if *https { "https" } else { "http" };
        let subdomains = if self.subdomains { "*." } else { "" };
        write!(f, "{scheme}://{subdomains}{host}")?;
        if *port == default_port(*https) {
            Ok(())
        } else {
            write!(f, ":{port}")
        }
    }
}

/// Whether a site may show the chat. No list means every site; entries of the list that are no origins allow nothing.
pub fn allows(list: &[String], header: &str) -> bool {
    list.is_empty()
        || list
            .iter()
            .filter_map(|entry| AllowedOrigin::parse(entry))
            .any(|allowed| allowed.matches(header))
}

#[cfg(test)]
mod tests {
    use super::{AllowedOrigin, allows};

    /// A wrong `true` lets a foreign site show the chat in a shop's name; a wrong `false` makes it vanish from the shop.
    #[test]
    fn a_site_is_let_in_by_its_exact_origin_only() {
        for (allowed, origin, expected) in [
            ("https://shop.example", "https://shop.example", true),
            ("https://shop.example", "https://SHOP.example", true),
            ("https://Shop.Example", "https://shop.example", true),
            (" https://shop.example ", "https://shop.example", true),
            ("https://shop.example:443", "https://shop.example", true),
            ("https://shop.example", "https://shop.example:443", true),
            ("http://localhost:3000", "http://localhost:3000", true),
            ("http://[::1]:3000", "http://[::1]:3000", true),
            ("http://192.168.1.20", "http://192.168.1.20", true),
            ("https://shop.example", "http://shop.example", false),
            ("https://shop.example", "https://shop.example:8443", false),
            ("http://localhost:3000", "http://localhost", false),
            ("https://shop.example", "https://www.shop.example", false),
            ("https://shop.example", "https://shop.example.evil.example", false),
            ("https://shop.example", "https://evilshop.example", false),
            ("https://shop.example", "https://shop.example@evil.example", false),
            (
                "https://shop.example",
                "https://evil.example#https://shop.example",
                false,
            ),
            ("https://shop.example", "https://shop.example/", false),
            ("https://shop.example", "https://shop.example\n", false),
            ("https://shop.example", " https://shop.example", false),
            (
                "https://shop.example",
                "https://shop.example, https://evil.example",
                false,
            ),
            ("https://shop.example", "null", false),
            ("https://shop.example", "", false),
            ("https://shop.example", "*", false),
            ("https://shop.example", "https://", false),
            ("https://shop.example", "javascript://shop.example", false),
            ("https://*.shop.example", "https://www.shop.example", true),
            ("https://*.shop.example", "https://a.b.shop.example", true),
            ("https://*.shop.example:8443", "https://www.shop.example:8443", true),
            ("https://*.shop.example", "https://shop.example", false),
            ("https://*.shop.example", "https://.shop.example", false),
            ("https://*.shop.example", "https://evilshop.example", false),
            ("https://*.shop.example", "http://www.shop.example", false),
            ("https://*.shop.example", "https://*.shop.example", false),
            ("https://*.shop.example", "https://www.shop.example.evil.example", false),
        ] {
            assert_eq!(
                allows(&[allowed.to_owned()], origin),
                expected,
                "{allowed:?} and {origin:?}"
            );
        }
    }

    #[test]
    fn what_is_no_origin_allows_nothing_and_never_reaches_a_header() {
        for entry in [
            "",
            "*",
            "https://*",
            "https://*.",
            "https://*.*.example",
            "https://a.*.example",
            "shop.example",
            "//shop.example",
            "ftp://shop.example",
            "https://shop.example/path",
            "https://shop.example:0",
            "https://shop.example:99999",
            "https://shop.example:+80",
            "https://shop.example:",
            "https://shop..example",
            "https://shop.example; script-src *",
            "https://shop.example\r\nx: y",
            "https://user@shop.example",
            "https://[::1",
            "https://[::1]x",
            "https://[nonsense]",
            "https://*.[::1]",
            "https://*.10.0.0.1",
            "https://löja.example",
        ] {
            assert_eq!(AllowedOrigin::parse(entry), None, "{entry:?}");
            assert!(!allows(&[entry.to_owned()], "https://shop.example"), "{entry:?}");
            assert!(!allows(&[entry.to_owned()], entry), "{entry:?}");
        }
    }

    #[test]
    fn without_a_list_every_site_may() {
        assert!(allows(&[], "https://anything.example"));
    }

    #[test]
    fn its_text_is_the_shortest_form() {
        for (text, shown) in [
            ("HTTPS://Shop.Example:443", "https://shop.example"),
            ("http://*.shop.example:8080", "http://*.shop.example:8080"),
        ] {
            let shown_now = AllowedOrigin::parse(text).map(|origin| origin.to_string());
            assert_eq!(shown_now.as_deref(), Some(shown));
        }
    }
}
