//! One request after another, with manners.

use std::collections::HashMap;
use std::io::{self, Read};
use std::net::IpAddr;
use std::thread;
use std::time::{Duration, Instant};

use flate2::read::MultiGzDecoder;
use ureq::Agent;
use ureq::http::header::{
    CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION,
};
use ureq::http::{Response, StatusCode};
use ureq::unversioned::transport::DefaultConnector;
use url::Url;

use super::network::{CheckedResolver, PrivateAddress, is_public};
use super::robots::{MAX_ROBOTS_BYTES, Rules};
use crate::source::MAX_FILE_BYTES;

/// Under this name the program goes in robots.txt.
const AGENT: &str = "bundelaar";

/// From a request to the end of its answer, each redirect separately.
const TIME_LIMIT: Duration = Duration::from_secs(30);
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// As many as robots.txt may have (RFC 9309, 2.3.1.2).
const MAX_REDIRECTS: usize = 5;

/// How requests are made.
#[derive(Debug, Clone)]
pub struct Politeness {
    /// Between two requests to one host.
    pub pause: Duration,
    /// Whom a site's keeper can turn to; part of the user agent.
    pub contact: Option<String>,
    /// Whether addresses inside the own network may be read.
    pub allow_private: bool,
}

/// Why something could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The call can be put right; no request was made.
    #[error("{0}")]
    Refused(String),
    #[error("robots.txt of {0} does not allow it")]
    Robots(String),
    #[error("robots.txt of {0} cannot be read, so nothing is")]
    NoRobots(String),
    #[error("answered {0}")]
    Status(StatusCode),
    #[error("more than {MAX_REDIRECTS} redirects")]
    Redirects,
    /// Where to, and what is wrong with that. The site's doing, not the caller's.
    #[error("redirects to {0}: {1}")]
    Redirect(String, String),
    #[error("more than {0} bytes")]
    TooLarge(u64),
    #[error("is {0}; pages, feeds and sitemaps can be read")]
    Form(String),
    #[error("not a readable {0}: {1}")]
    Listing(&'static str, String),
    #[error("no text was found in it")]
    NoText,
    /// Its own word, where a feed or sitemap names it; an address that was given is read all the same.
    #[error("asks not to be indexed (robots: noindex)")]
    NoIndex,
    #[error(transparent)]
    Article(#[from] crate::source::ReadError),
    #[error("{0}")]
    Network(String),
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// What is known of an earlier answer, so that an unchanged one is not sent again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Validators {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

pub(super) enum Answer {
    Unchanged,
    Page(Box<Page>),
}

pub(super) struct Page {
    /// Where it was found, after redirects.
    pub address: Url,
    /// Without parameters, in lowercase; empty when not given.
    pub content_type: String,
    /// What the site says of the encoding, in lowercase; empty when not given.
    pub charset: String,
    /// Whether the answer's header asks not to be indexed.
    pub noindex: bool,
    pub body: Vec<u8>,
    pub validators: Validators,
}

pub(super) struct Client {
    agent: Agent,
    pause: Duration,
    rules: HashMap<String, Rules>,
    last_request: HashMap<String, Instant>,
}

impl Client {
    pub fn new(politeness: &Politeness) -> Client {
        let allowed = if politeness.allow_private { |_| true } else { is_public };
        Client::with_allowed(politeness, allowed)
    }

    fn with_allowed(politeness: &Politeness, allowed: fn(IpAddr) -> bool) -> Client {
        let version = env!("CARGO_PKG_VERSION");
        let user_agent = match &politeness.contact {
            Some(contact) => format!("{AGENT}/{version} (+{contact})"),
            None => format!("{AGENT}/{version}"),
        };
        let config = Agent::config_builder()
            .user_agent(user_agent)
            .timeout_global(Some(TIME_LIMIT))
            .timeout_connect(Some(CONNECT_LIMIT))
            // Each redirect is looked at like the first address.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            // A proxy would resolve the names by itself, unchecked.
            .proxy(None)
            .build();
        let resolver = CheckedResolver { allowed };
        Client {
            agent: Agent::with_parts(config, DefaultConnector::default(), resolver),
            pause: politeness.pause,
            rules: HashMap::new(),
            last_request: HashMap::new(),
        }
    }

    /// Fetches what is at an address, as the site's robots.txt allows.
    pub fn get(&mut self, address: &Url, known: &Validators) -> Result<Answer, FetchError> {
        let mut address = checked(address.clone())?;
        for followed in 0..=MAX_REDIRECTS {
            let answered = self.obey_robots(&address).and_then(|()| self.request(&address, known));
            let mut response = answered.map_err(|error| match error {
                FetchError::Refused(why) if followed > 0 => {
                    FetchError::Redirect(address.to_string(), why)
                }
                error => error,
            })?;
            let status = response.status();
            if status == StatusCode::NOT_MODIFIED {
                return Ok(Answer::Unchanged);
            }
            if let Some(next) = redirect(&address, &response)? {
                address = next;
                continue;
            }
            if !status.is_success() {
                return Err(FetchError::Status(status));
            }
            let content_type = header(&response, CONTENT_TYPE.as_str()).unwrap_or_default();
            let (content_type, charset) = media_type(&content_type);
            let tags = response.headers().get_all("x-robots-tag").iter();
            let noindex = tags.filter_map(|tag| tag.to_str().ok()).any(forbids);
            let validators = Validators {
                etag: header(&response, ETAG.as_str()),
                last_modified: header(&response, LAST_MODIFIED.as_str()),
            };
            // Out of the transport's packing.
            let body = unpacked(read_bounded(response.body_mut().as_reader())?)?;
            let page = Page { address, content_type, charset, noindex, body, validators };
            return Ok(Answer::Page(Box::new(page)));
        }
        Err(FetchError::Redirects)
    }

    fn obey_robots(&mut self, address: &Url) -> Result<(), FetchError> {
        let site = address.origin().ascii_serialization();
        if !self.rules.contains_key(&site) {
            let rules = self.read_robots(address)?;
            self.rules.insert(site.clone(), rules);
        }
        match &self.rules[&site] {
            Rules::Unreadable => Err(FetchError::NoRobots(site)),
            rules if rules.allow(address.as_str()) => Ok(()),
            _ => Err(FetchError::Robots(site)),
        }
    }

    fn read_robots(&mut self, address: &Url) -> Result<Rules, FetchError> {
        let mut address = checked(address.join("/robots.txt").map_err(|_| FetchError::Redirects)?)?;
        for followed in 0..=MAX_REDIRECTS {
            let mut response = match self.request(&address, &Validators::default()) {
                Ok(response) => response,
                // The site itself may not be asked.
                Err(error @ FetchError::Refused(_)) if followed == 0 => return Err(error),
                Err(_) => return Ok(Rules::Unreadable),
            };
            match redirect(&address, &response) {
                Ok(None) => {}
                Ok(Some(next)) => {
                    address = next;
                    continue;
                }
                Err(_) => return Ok(Rules::Unreadable),
            }
            let mut body = Vec::new();
            let status = response.status();
            let read =
                response.body_mut().as_reader().take(MAX_ROBOTS_BYTES).read_to_end(&mut body);
            return Ok(read.map_or(Rules::Unreadable, |_| Rules::of(status, &body, AGENT)));
        }
        // Too many redirects are as good as none given (RFC 9309, 2.3.1.2).
        Ok(Rules::None)
    }

    /// One request, when its turn has come.
    fn request(
        &mut self,
        address: &Url,
        known: &Validators,
    ) -> Result<Response<ureq::Body>, FetchError> {
        self.wait(address);
        let mut request = self.agent.get(address.as_str());
        if let Some(etag) = &known.etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        if let Some(day) = &known.last_modified {
            request = request.header(IF_MODIFIED_SINCE, day);
        }
        request.call().map_err(network_error)
    }

    fn wait(&mut self, address: &Url) {
        let host = address.host_str().unwrap_or_default().to_owned();
        let asked = self.rules.get(&address.origin().ascii_serialization()).and_then(Rules::pause);
        let pause = asked.map_or(self.pause, |asked| asked.max(self.pause));
        if let Some(last) = self.last_request.get(&host) {
            thread::sleep(pause.saturating_sub(last.elapsed()));
        }
        self.last_request.insert(host, Instant::now());
    }
}

/// An address that may be asked for at all.
pub(super) fn checked(mut address: Url) -> Result<Url, FetchError> {
    // A place in a page is none of the site's business.
    address.set_fragment(None);
    if !matches!(address.scheme(), "http" | "https") {
        let scheme = address.scheme();
        return Err(FetchError::Refused(format!("{scheme}: only http and https can be fetched")));
    }
    if !address.username().is_empty() || address.password().is_some() {
        let refused = "an address with a name or password in it; those would be sent along";
        return Err(FetchError::Refused(refused.to_owned()));
    }
    Ok(address)
}

/// As much of an endless address as tells which one it is.
const SHOWN: usize = 100;

/// Where an answer sends the reader on to.
fn redirect(from: &Url, response: &Response<ureq::Body>) -> Result<Option<Url>, FetchError> {
    if !response.status().is_redirection() {
        return Ok(None);
    }
    // What everybody should be able to read (RFC 9110, section 4.1).
    const LONGEST: usize = 8_000;
    let Some(to) = response.headers().get(LOCATION) else {
        let unnamed = "the answer does not say where to".to_owned();
        return Err(FetchError::Redirect("nowhere".to_owned(), unnamed));
    };
    let mut to = String::from_utf8_lossy(to.as_bytes()).into_owned();
    if to.len() > LONGEST {
        let long = format!("an address of {} bytes; at most {LONGEST} are read", to.len());
        to.truncate(to.floor_char_boundary(SHOWN));
        return Err(FetchError::Redirect(format!("{to}…"), long));
    }
    let next = match from.join(&to) {
        Ok(next) => next,
        Err(error) => return Err(FetchError::Redirect(to, error.to_string())),
    };
    match checked(next) {
        Err(FetchError::Refused(why)) => Err(FetchError::Redirect(to, why)),
        checked => checked.map(Some),
    }
}

fn header(response: &Response<ureq::Body>, name: &str) -> Option<String> {
    // A validator is sent back as it came; one that is longer than any real one is not kept.
    const LONGEST: usize = 1_000;
    let value = response.headers().get(name)?.to_str().ok()?;
    (value.len() <= LONGEST).then(|| value.to_owned())
}

/// Reads to the end, which must come soon enough.
fn read_bounded(content: impl Read) -> Result<Vec<u8>, FetchError> {
    let mut body = Vec::new();
    let read = content.take(MAX_FILE_BYTES + 1).read_to_end(&mut body);
    read.map_err(|error| FetchError::Network(error.to_string()))?;
    if body.len() as u64 > MAX_FILE_BYTES {
        return Err(FetchError::TooLarge(MAX_FILE_BYTES));
    }
    Ok(body)
}

/// What is still packed after the transport: a sitemap as `.xml.gz` (sitemaps.org allows it).
fn unpacked(body: Vec<u8>) -> Result<Vec<u8>, FetchError> {
    // RFC 1952, 2.3.1.
    if !body.starts_with(&[0x1F, 0x8B]) {
        return Ok(body);
    }
    read_bounded(MultiGzDecoder::new(body.as_slice()))
}

/// The type and the charset of a `Content-Type`, in lowercase.
fn media_type(header: &str) -> (String, String) {
    let mut parts = header.split(';').map(|part| part.trim().to_ascii_lowercase());
    let kind = parts.next().unwrap_or_default();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        (name.trim() == "charset").then(|| value.trim().trim_matches('"').to_owned())
    });
    (kind, charset.unwrap_or_default())
}

/// Whether directives for robots, separated by commas, keep a page out of every index. Those for one
/// robot by name (`googlebot: noindex`) are not ours.
pub(super) fn forbids(directives: &str) -> bool {
    let mut directives = directives.split(',').map(str::trim);
    directives.any(|one| one.eq_ignore_ascii_case("noindex") || one.eq_ignore_ascii_case("none"))
}

fn network_error(error: ureq::Error) -> FetchError {
    match error {
        ureq::Error::Other(other) if other.is::<PrivateAddress>() => {
            FetchError::Refused(other.to_string())
        }
        other => FetchError::Network(other.to_string()),
    }
}

#[cfg(test)]
mod tests;
