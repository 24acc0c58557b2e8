//! What an answer is, and the pages that a feed or a sitemap names.

use quick_xml::events::Event;
use sitemap::reader::{SiteMapEntity, SiteMapReader};
use url::Url;

use super::client::FetchError;
use crate::source::Form;

/// What was found at an address.
#[derive(Debug, PartialEq)]
pub enum Found {
    /// A page, in a form that articles come in.
    Article(Form),
    /// Pages, in the order of the listing.
    Feed(Vec<Url>),
    Sitemap {
        pages: Vec<Url>,
        /// Further sitemaps.
        sitemaps: Vec<Url>,
    },
}

/// Tells what an answer is, by its content and then by what the site says of it: a content type in
/// lowercase, without parameters. Addresses in a listing are relative to its own.
///
/// # Errors
/// When it is in no form that can be read, or a feed or sitemap that is not whole.
pub fn recognise(address: &Url, content_type: &str, body: &[u8]) -> Result<Found, FetchError> {
    // The element that tells stands behind a declaration, comments and a style sheet at most.
    const HEAD_BYTES: usize = 4_096;
    let head = String::from_utf8_lossy(&body[..body.len().min(HEAD_BYTES)]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let is_xml = head.starts_with("<?xml") || content_type.ends_with("xml");
    let begins = |name: &str| {
        head.starts_with(&format!("<{name}")) || (is_xml && head.contains(&format!("<{name}")))
    };
    if begins("urlset") || begins("sitemapindex") {
        return read_sitemap(address, body);
    }
    if ["rss", "feed", "rdf:RDF"].iter().any(|name| begins(name))
        || (head.starts_with('{') && head.contains("jsonfeed.org/version"))
    {
        return read_feed(address, body);
    }
    match content_type {
        "text/html" | "application/xhtml+xml" | "" => Ok(Found::Article(Form::Html)),
        "text/markdown" => Ok(Found::Article(Form::Markdown)),
        "text/plain" => Ok(Found::Article(Form::Text)),
        other => Err(FetchError::Form(other.to_owned())),
    }
}

/// Bounds what a parser may be made to do: entities that a listing declares itself can stand for
/// gigabytes, and elements nested by the hundred thousand take the parsers behind this hours.
fn check_xml(body: &[u8], what: &'static str) -> Result<(), FetchError> {
    // A feed nests channel, item, a text with its markup as XHTML.
    const MAX_DEPTH: usize = 64;
    let text = String::from_utf8_lossy(body);
    let refused = |reason: &str| Err(FetchError::Listing(what, reason.to_owned()));
    let mut reader = quick_xml::Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut depth = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) if depth == MAX_DEPTH => {
                return refused("elements nested more than 64 deep");
            }
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::DocType(text)) if text.contains("<!ENTITY") => {
                return refused("it declares entities");
            }
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(error) => return refused(&error.to_string()),
        }
    }
}

fn read_feed(address: &Url, body: &[u8]) -> Result<Found, FetchError> {
    if !body.starts_with(b"{") {
        check_xml(body, "feed")?;
    }
    let feed = feed_rs::parser::parse(body)
        .map_err(|error| FetchError::Listing("feed", error.to_string()))?;
    let pages = feed.entries.iter().filter_map(|entry| {
        let is_page = |rel: &Option<String>| rel.as_deref().is_none_or(|rel| rel == "alternate");
        let link = entry.links.iter().find(|link| is_page(&link.rel))?;
        address.join(&link.href).ok()
    });
    Ok(Found::Feed(pages.collect()))
}

/// A sitemap speaks of its own host only (sitemaps.org, "Sitemap file location"); others are passed
/// over.
fn read_sitemap(address: &Url, body: &[u8]) -> Result<Found, FetchError> {
    check_xml(body, "sitemap")?;
    let (mut pages, mut sitemaps) = (Vec::new(), Vec::new());
    let own = |url: &Url| url.host_str() == address.host_str();
    for entity in SiteMapReader::new(body) {
        match entity {
            SiteMapEntity::Url(entry) => pages.extend(entry.loc.get_url().filter(own)),
            SiteMapEntity::SiteMap(entry) => sitemaps.extend(entry.loc.get_url().filter(own)),
            SiteMapEntity::Err(error) => {
                return Err(FetchError::Listing("sitemap", error.to_string()));
            }
        }
    }
    Ok(Found::Sitemap { pages, sitemaps })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(content_type: &str, body: &str) -> Result<Found, FetchError> {
        let address = "https://a.example/x/".parse().expect("an address");
        recognise(&address, content_type, body.as_bytes())
    }

    fn urls(texts: &[&str]) -> Vec<Url> {
        texts.iter().map(|text| text.parse().expect("an address")).collect()
    }

    #[test]
    fn content_tells_more_than_its_label() {
        let check = |content_type: &str, body: &str, expected: Option<Found>| {
            assert_eq!(found(content_type, body).ok(), expected, "{body}");
        };
        check("text/html", "<!doctype html><p>a", Some(Found::Article(Form::Html)));
        check("text/plain", "Titel", Some(Found::Article(Form::Text)));
        check("text/markdown", "# Titel", Some(Found::Article(Form::Markdown)));
        check("application/pdf", "%PDF", None);
        let rss = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>N</title>\
                   <item><link>https://b.example/1</link></item><item><title>zonder</title></item>\
                   <item><link>../2</link></item></channel></rss>";
        check(
            "text/html",
            rss,
            Some(Found::Feed(urls(&["https://b.example/1", "https://a.example/2"]))),
        );
        let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>N</title><id>n</id>\
                    <updated>2020-01-01T00:00:00Z</updated><entry><id>1</id><title>E</title>\
                    <updated>2020-01-01T00:00:00Z</updated><link rel=\"self\" href=\"/self\"/>\
                    <link href=\"https://a.example/1\"/></entry></feed>";
        check("application/atom+xml", atom, Some(Found::Feed(urls(&["https://a.example/1"]))));
        let sitemap = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
                       <url><loc>https://a.example/1</loc></url><url><loc>https://b.example/2</loc></url></urlset>";
        check(
            "text/xml",
            sitemap,
            Some(Found::Sitemap { pages: urls(&["https://a.example/1"]), sitemaps: vec![] }),
        );
        let index = "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
                     <sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>";
        check(
            "text/xml",
            index,
            Some(Found::Sitemap { pages: vec![], sitemaps: urls(&["https://a.example/s.xml"]) }),
        );
        check("text/xml", "<urlset><url></urlset>", None);
    }

    #[test]
    fn a_listing_cannot_be_made_to_grow() {
        let entities: String = (1..9)
            .map(|n| format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(20)))
            .collect();
        for (begin, end) in [
            ("<urlset><url><loc>", "</loc></url></urlset>"),
            ("<rss version=\"2.0\"><channel><title>", "</title></channel></rss>"),
        ] {
            let declared =
                format!("<!DOCTYPE x [<!ENTITY e0 \"https://a.example/lol\">{entities}]>");
            let bomb = format!("<?xml version=\"1.0\"?>{declared}{begin}&e8;{end}");
            let error = found("text/xml", &bomb).expect_err("refused").to_string();
            assert!(error.ends_with("it declares entities"), "{error}");
        }
        for deep in ["<rss><channel>", "<urlset><url>", "<feed><entry>"] {
            let error = found("text/xml", &deep.repeat(100_000)).expect_err("refused");
            assert!(error.to_string().ends_with("more than 64 deep"), "{error}");
        }
    }

    proptest! {
        #[test]
        fn any_listing_is_read_or_refused(body in "<(rss|feed|urlset|sitemapindex)>(<(rss|channel|item|link|entry|url|loc|sitemap|/item|/url|/loc|!\\[CDATA\\[)>|https://a.example/|&amp;|&#0;|[a-z\"'=<>&]{0,4}){0,40}") {
            let _ = found("text/xml", &body);
        }
    }
}
