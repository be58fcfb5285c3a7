//! Who is at the other end: the address and the scheme, as far as a trusted proxy may tell them.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use http::HeaderMap;
use ipnet::IpNet;

/// The browser behind a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client {
    pub address: IpAddr,
    /// It came by https, to us or to the proxy before us.
    pub secure: bool,
}

impl Client {
    /// `peer` is who connected. Only when that is a trusted proxy are its headers read: from the right of
    /// `X-Forwarded-For` the first address that is no trusted proxy, since everything further left can be invented.
    pub fn of(peer: SocketAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Self {
        let peer = peer.ip().to_canonical();
        let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
        if !is_trusted(peer) {
            return Self {
                address: peer,
                secure: false,
            };
        }
        let forwarded = headers.get_all("x-forwarded-for").iter();
        let chain: Vec<IpAddr> = forwarded
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map_while(|part| part.trim().parse().ok())
            .map(|address: IpAddr| address.to_canonical())
            .collect();
        let address = chain
            .iter()
            .rev()
            .find(|address| !is_trusted(**address))
            .or(chain.first());
        Self {
            address: address.copied().unwrap_or(peer),
            secure: headers
                .get("x-forwarded-proto")
                .is_some_and(|scheme| scheme.as_bytes().eq_ignore_ascii_case(b"https")),
        }
    }

    /// What limits are counted by: one IPv6 customer has a whole /64.
    pub fn limit_key(&self) -> IpAddr {
        match self.address {
            IpAddr::V4(_) => self.address,
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        }
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::Client;

    #[test]
    fn an_address_is_believed_only_from_a_trusted_proxy() {
        let trusted = ["10.0.0.0/8".parse().expect("a network")];
        for (peer, forwarded, expected) in [
            ("203.0.113.9:1", "198.51.100.1", "203.0.113.9"),
            ("10.0.0.1:1", "198.51.100.1", "198.51.100.1"),
            ("10.0.0.1:1", "1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
            ("10.0.0.1:1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
            ("10.0.0.1:1", "", "10.0.0.1"),
            ("[::ffff:10.0.0.1]:1", "198.51.100.1", "198.51.100.1"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
            headers.insert("x-forwarded-proto", HeaderValue::from_static("https"));
            let client = Client::of(peer.parse().expect("a peer"), &headers, &trusted);
            assert_eq!(client.address.to_string(), expected, "{peer} {forwarded}");
            assert_eq!(client.secure, !peer.starts_with("203"), "{peer}");
        }
    }
}
