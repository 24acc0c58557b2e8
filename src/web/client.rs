//! The client that asks: its address, told apart from a proxy's. It is used to count and is never
//! logged.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};

use super::state::State;

/// The other end of the connection; an extension of every request that came over a socket.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) SocketAddr);

/// Whom work is done for, as it is counted. Those without a socket are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Client(Option<IpAddr>);

impl Client {
    /// The address it is counted under.
    pub(super) fn counted(self) -> Option<IpAddr> {
        self.0
    }
}

#[cfg(test)]
impl Client {
    pub(super) fn at(address: [u8; 4]) -> Self {
        Client(Some(address.into()))
    }
}

impl FromRequestParts<State> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        let trust_proxy = state.defence().trust_proxy;
        Ok(Client(address(&parts.extensions, &parts.headers, trust_proxy).map(counted_as)))
    }
}

/// What proxies add to the requests they pass on.
const FORWARDING_HEADERS: [&str; 6] =
    ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/// The client's address; `None` without a socket. With `trust_proxy` it is the last address of
/// `X-Forwarded-For`: that one was added by the proxy itself, all before it can be invented by the
/// client. Where that is no address, all who come through the proxy are one client.
pub(super) fn address(
    extensions: &Extensions,
    headers: &HeaderMap,
    trust_proxy: bool,
) -> Option<IpAddr> {
    let peer = extensions.get::<Peer>()?.0.ip().to_canonical();
    let forwarded = trust_proxy.then(|| last_forwarded(headers)).flatten();
    Some(forwarded.unwrap_or(peer))
}

/// Whether the request comes from this machine and from nobody behind it: a proxy on this machine
/// passes on what others ask.
pub(super) fn is_local(extensions: &Extensions, headers: &HeaderMap, trust_proxy: bool) -> bool {
    let passed_on = FORWARDING_HEADERS.iter().any(|name| headers.contains_key(*name));
    let from_here = address(extensions, headers, false).is_some_and(|peer| peer.is_loopback());
    // Of who is behind the proxy, only an address that can be read says anything.
    let asked_here = || trust_proxy && last_forwarded(headers).is_some_and(|ip| ip.is_loopback());
    from_here && (!passed_on || asked_here())
}

/// Under which address a client is counted. Of IPv6 only the first 64 bits: the rest is a
/// subscriber's own to vary (RFC 6177).
pub(super) fn counted_as(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let network = u128::from(address) & (u128::MAX << 64);
            IpAddr::V6(Ipv6Addr::from(network))
        }
    }
}

fn last_forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let value = headers.get_all("x-forwarded-for").iter().next_back()?;
    // What the client sent before it may be any bytes, which must not hide what the proxy added.
    let last = value.as_bytes().rsplit(|byte| *byte == b',').next()?;
    let last = std::str::from_utf8(last).ok()?.trim();
    let ip = last.parse().ok().or_else(|| {
        // Some proxies add the port.
        last.parse::<SocketAddr>().ok().map(|address| address.ip())
    });
    ip.map(|ip: IpAddr| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn request(peer: &str, headers: &[(&'static str, &str)]) -> (Extensions, HeaderMap) {
        let mut extensions = Extensions::new();
        extensions.insert(Peer(peer.parse().unwrap()));
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        (extensions, map)
    }

    #[test]
    fn a_proxy_is_believed_only_when_told_to() {
        let check = |headers: &[(&'static str, &str)], trusted: &str, untrusted: &str| {
            let (extensions, headers) = request("192.0.2.1:4000", headers);
            for (trust, expect) in [(true, trusted), (false, untrusted)] {
                let found = address(&extensions, &headers, trust).map(|ip| ip.to_string());
                assert_eq!(found.as_deref(), Some(expect), "{headers:?}");
            }
        };
        let peer = "192.0.2.1";
        check(&[], peer, peer);
        check(&[("x-forwarded-for", "198.51.100.7")], "198.51.100.7", peer);
        check(&[("x-forwarded-for", "127.0.0.1, 198.51.100.7")], "198.51.100.7", peer);
        let twice = [("x-forwarded-for", "127.0.0.1"), ("x-forwarded-for", "2001:db8::7")];
        check(&twice, "2001:db8::7", peer);
        check(&[("x-forwarded-for", "198.51.100.7:5000")], "198.51.100.7", peer);
        check(&[("x-forwarded-for", "[2001:db8::7]:5000")], "2001:db8::7", peer);
        check(&[("x-forwarded-for", "::ffff:198.51.100.7")], "198.51.100.7", peer);
        check(&[("x-forwarded-for", "onzin")], peer, peer);
        check(&[("x-forwarded-for", "")], peer, peer);
    }

    proptest::proptest! {
        #[test]
        fn whatever_a_client_forwards_the_proxy_has_the_last_word(
            invented in proptest::collection::vec(0x20_u8..=0xff, 0..60),
            lines in 1_usize..3,
        ) {
            let invented: Vec<u8> = invented.into_iter().filter(|byte| *byte != 0x7f).collect();
            let added = [&invented[..], b", 198.51.100.7"].concat();
            let (extensions, mut headers) = request("127.0.0.1:4000", &[]);
            for value in std::iter::repeat_n(&invented, lines - 1).chain([&added]) {
                headers.append("x-forwarded-for", HeaderValue::from_bytes(value).unwrap());
            }
            let found = address(&extensions, &headers, true);
            proptest::prop_assert_eq!(found, Some([198, 51, 100, 7].into()));
            proptest::prop_assert!(!is_local(&extensions, &headers, true));
        }
    }

    #[test]
    fn what_is_passed_on_is_not_local() {
        let check = |peer: &str, headers: &[(&'static str, &str)], trust: bool, expect: bool| {
            let (extensions, headers) = request(peer, headers);
            assert_eq!(is_local(&extensions, &headers, trust), expect, "{peer} {headers:?}");
        };
        check("127.0.0.1:1", &[], false, true);
        check("[::1]:1", &[], false, true);
        check("[::ffff:127.0.0.1]:1", &[], false, true);
        check("192.0.2.1:1", &[], false, false);
        for header in FORWARDING_HEADERS {
            check("127.0.0.1:1", &[(header, "127.0.0.1")], false, false);
            check("127.0.0.1:1", &[(header, "onzin")], true, false);
        }
        check("127.0.0.1:1", &[], true, true);
        check("127.0.0.1:1", &[("x-forwarded-for", "127.0.0.1")], true, true);
        check("192.0.2.1:1", &[("x-forwarded-for", "127.0.0.1")], true, false);
        check("127.0.0.1:1", &[("x-forwarded-for", "127.0.0.1, 192.0.2.9")], true, false);
        check("192.0.2.1:1", &[("x-forwarded-for", "127.0.0.1")], false, false);
        assert!(!is_local(&Extensions::new(), &HeaderMap::new(), false), "no socket");
    }

    #[test]
    fn a_subscriber_is_counted_once() {
        for (address, expect) in [
            ("192.0.2.1", "192.0.2.1"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ] {
            assert_eq!(counted_as(address.parse().unwrap()).to_string(), expect);
        }
    }
}
