//! Flags and environment variables of the server.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::arguments::between;
use super::documents::DocumentOptions;
use crate::bundel::Limits;
use crate::web::{Defence, MOST_CONNECTIONS};

#[derive(Debug, Args)]
pub struct ServeOptions {
    /// Address to listen on; port 0 picks one
    #[arg(
        long,
        value_name = "IP:PORT",
        env = "BUNDELAAR_LISTEN",
        default_value = "127.0.0.1:8080",
        value_parser = address_to_listen_on
    )]
    pub listen: SocketAddr,
    /// Public address of the site, for links in documents
    #[arg(long, value_name = "URL", env = "BUNDELAAR_URL", value_parser = public_address)]
    pub url: Option<String>,
    /// Whether searches without result are counted for the editors: on or off
    #[arg(
        long,
        value_name = "on|off",
        env = "BUNDELAAR_ZERO_RESULTS",
        default_value = "on",
        value_parser = on_or_off,
        action = clap::ArgAction::Set
    )]
    pub zero_results: bool,
    /// A file that holds the operator's token; without one, articles are not written through the
    /// API. BUNDELAAR_TOKEN holds the token itself
    #[arg(long, value_name = "FILE", env = "BUNDELAAR_TOKEN_FILE")]
    pub token_file: Option<PathBuf>,
    /// Whether a client who asks too often is refused: on or off
    #[arg(
        long,
        value_name = "on|off",
        env = "BUNDELAAR_RATE_LIMIT",
        default_value = "on",
        value_parser = on_or_off,
        action = clap::ArgAction::Set
    )]
    pub rate_limit: bool,
    /// Whether X-Forwarded-For and X-Request-Id are believed, behind a proxy that sets them: on or
    /// off
    #[arg(
        long,
        value_name = "on|off",
        env = "BUNDELAAR_TRUST_PROXY",
        default_value = "off",
        value_parser = on_or_off,
        action = clap::ArgAction::Set
    )]
    pub trust_proxy: bool,
    /// The most connections from one address at once; behind a proxy they are not counted
    #[arg(
        long,
        value_name = "COUNT",
        env = "BUNDELAAR_CONNECTIONS_PER_CLIENT",
        default_value_t = Defence::default().connections_per_client,
        value_parser = between::<6, MOST_CONNECTIONS>
    )]
    pub connections_per_client: usize,
    #[command(flatten)]
    pub limits: LimitOptions,
    #[command(flatten)]
    pub documents: DocumentOptions,
}

/// The limits of bundels. The upper bounds of the settings keep one bundel, and one form, to what a
/// server can hold in memory.
#[derive(Debug, Args)]
pub struct LimitOptions {
    /// Days after which a bundel that nobody reads or changes is removed
    #[arg(
        long,
        value_name = "DAYS",
        env = "BUNDELAAR_UNUSED_DAYS",
        default_value_t = Limits::default().unused_days,
        value_parser = clap::value_parser!(u16).range(31..=36_500)
    )]
    pub unused_days: u16,
    /// The most articles in a bundel
    #[arg(
        long,
        value_name = "COUNT",
        env = "BUNDELAAR_MAX_ARTICLES",
        default_value_t = Limits::default().articles,
        value_parser = between::<1, 5_000>
    )]
    pub max_articles: usize,
    /// The most subheadings in a bundel
    #[arg(
        long,
        value_name = "COUNT",
        env = "BUNDELAAR_MAX_HEADINGS",
        default_value_t = Limits::default().headings,
        value_parser = between::<1, 1_000>
    )]
    pub max_headings: usize,
    /// The longest title, subtitle or subheading, in characters
    #[arg(
        long,
        value_name = "CHARS",
        env = "BUNDELAAR_MAX_TITLE",
        default_value_t = Limits::default().title_chars,
        value_parser = between::<20, 1_000>
    )]
    pub max_title: usize,
    /// The longest introduction, in characters
    #[arg(
        long,
        value_name = "CHARS",
        env = "BUNDELAAR_MAX_INTRODUCTION",
        default_value_t = Limits::default().introduction_chars,
        value_parser = between::<1, 10_000>
    )]
    pub max_introduction: usize,
    /// The longest note, in characters
    #[arg(
        long,
        value_name = "CHARS",
        env = "BUNDELAAR_MAX_NOTE",
        default_value_t = Limits::default().note_chars,
        value_parser = between::<1, 10_000>
    )]
    pub max_note: usize,
}

impl ServeOptions {
    pub fn limits(&self) -> Limits {
        let given = &self.limits;
        Limits {
            articles: given.max_articles,
            headings: given.max_headings,
            title_chars: given.max_title,
            introduction_chars: given.max_introduction,
            note_chars: given.max_note,
            unused_days: given.unused_days,
        }
    }
}

/// Names are not looked up: what one stands for may change while a server is to stay where it is.
fn address_to_listen_on(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        "expected an IP address and a port: 127.0.0.1:8080 for this machine alone, 0.0.0.0:8080 or \
         [::]:8080 for all that reach it"
            .to_owned()
    })
}

/// A public address without a trailing slash, to which paths can be added. Without a path of its own:
/// links in pages begin at the root of the site.
fn public_address(text: &str) -> Result<String, String> {
    let address = text.trim_end_matches('/');
    let place = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    if place.is_some_and(|place| !place.starts_with('/') && place.contains('/')) {
        return Err(
            "expected an address without a path, such as https://bundels.example: the site \
                    cannot be served below one"
                .to_owned(),
        );
    }
    // What RFC 3986 lets stand in a host; a query or a fragment would swallow the paths.
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~:[]@!$&'()*+,;=%".contains(c);
    match place {
        Some(place) if !place.is_empty() && place.chars().all(allowed) => Ok(address.to_owned()),
        _ => Err("expected an address such as https://bundels.example".to_owned()),
    }
}

fn on_or_off(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("expected on or off".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::settings::{Arguments, Command};

    #[test]
    fn searches_without_result_are_counted_unless_told_otherwise() {
        let check = |call: &[&str], expect: Option<bool>| {
            let arguments = Arguments::try_parse_from(["bundelaar", "serve"].iter().chain(call));
            let counted = arguments.ok().map(|arguments| match arguments.command {
                Some(Command::Serve(options)) => options.zero_results,
                _ => panic!("not serve"),
            });
            assert_eq!(counted, expect, "{call:?}");
        };
        check(&[], Some(true));
        check(&["--zero-results", "off"], Some(false));
        check(&["--zero-results", "nee"], None);
    }

    #[test]
    fn the_public_address_is_one_that_paths_can_follow() {
        for (given, expect) in [
            ("https://bundels.example", Some("https://bundels.example")),
            ("http://localhost:8080/", Some("http://localhost:8080")),
            ("https://[2001:db8::1]:8443", Some("https://[2001:db8::1]:8443")),
            ("https://voorbeeld.example/bundels/", None),
            ("bundels.example", None),
            ("/bundels", None),
            ("ftp://bundels.example", None),
            ("https://bundels.example/?q=", None),
            ("https://bundels.example/#a", None),
            ("https://a b", None),
            ("https:///bundels", None),
            ("https://", None),
            ("https://voorbeeld.example/\"><b>", None),
            ("", None),
        ] {
            let call = ["bundelaar", "serve", "--url", given];
            let url = match Arguments::try_parse_from(call).map(|arguments| arguments.command) {
                Ok(Some(Command::Serve(options))) => options.url,
                _ => None,
            };
            assert_eq!(url.as_deref(), expect, "{given}");
        }
    }
}
