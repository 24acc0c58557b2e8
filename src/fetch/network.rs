//! Which addresses of the internet may be connected to.
//!
//! A name is resolved once, the addresses it stands for are checked, and exactly those are connected
//! to: a name that answers otherwise the second time, or a redirect to a machine inside the own
//! network, gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// A name whose addresses are all inside a network that is not the internet.
#[derive(Debug, thiserror::Error)]
#[error(
    "{host} is {address}, which is not an address of the public internet; --allow-private allows it"
)]
pub(super) struct PrivateAddress {
    pub host: String,
    pub address: IpAddr,
}

/// Resolves names to the addresses that are allowed.
#[derive(Debug)]
pub(super) struct CheckedResolver {
    pub allowed: fn(IpAddr) -> bool,
}

impl Resolver for CheckedResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        let mut kept = self.empty();
        for address in found.iter().filter(|address| (self.allowed)(address.ip())) {
            kept.push(*address);
        }
        match found.first() {
            Some(first) if kept.is_empty() => {
                let host = uri.host().unwrap_or_default().to_owned();
                let refused = PrivateAddress { host, address: first.ip() };
                Err(ureq::Error::Other(Box::new(refused)))
            }
            _ => Ok(kept),
        }
    }
}

/// Whether an address is one of the public internet: not in a block that IANA's registries of
/// special-purpose addresses (RFC 6890 and its updates) give another use, and not an IPv6 address
/// that stands for such an IPv4 address.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        // This network; shared with a carrier's customers; benchmarks; protocol assignments.
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (18..20).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        // Reserved, and the broadcast address.
        || a >= 240;
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let v4 = |high: u16, low: u16| {
        let ([one, two], [three, four]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(one, two, three, four))
    };
    match (a, b, c, d, e, f) {
        // IPv4 in IPv6: mapped, translated (NAT64), 6to4.
        (0, 0, 0, 0, 0, 0xffff) | (0x64, 0xff9b, 0, 0, 0, 0) => v4(g, h),
        (0x2002, ..) => v4(b, c),
        // Global unicast (RFC 4291, 2.4), without protocol assignments, Teredo among them, and
        // documentation.
        (0x2001, 0..=0x1ff | 0xdb8, ..) | (0x3fff, 0..=0xfff, ..) => false,
        (0x2000..=0x3fff, ..) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet_is_public() {
        let check = |address: &str, expected: bool| {
            let parsed = address.parse().expect("an address");
            assert_eq!(is_public(parsed), expected, "{address}");
        };
        for public in
            ["1.1.1.1", "193.190.0.1", "100.63.0.1", "100.128.0.1", "172.32.0.1", "198.20.0.1"]
        {
            check(public, true);
        }
        for private in [
            "127.0.0.1",
            "127.8.8.8",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "0.1.2.3",
            "100.64.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
        ] {
            check(private, false);
        }
        for public in [
            "2a02:1800::1",
            "2606:4700::1111",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
            "2002:101:101::1",
        ] {
            check(public, true);
        }
        for private in [
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12:3456::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::1",
            "2002:a00:1::",
            "::127.0.0.1",
            "100::1",
            "3fff::1",
        ] {
            check(private, false);
        }
    }
}
