//! Who is looking: the one cookie, and the bundel that it opens.
//!
//! The cookie holds one opaque secret. It is set when a visitor makes a bundel and never before;
//! what it opens is the store's to say.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, HOST};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};

use super::guard::masked;
use super::layout::Visitor;
use super::trouble::Trouble;
use crate::bundel::{Bundel, Content, DEFAULT_TITLE, Store, StoreError, VisitorSecret};
use crate::web::State;

/// How long a browser keeps the cookie after the bundel was last opened or changed: 400 days, the most
/// that browsers allow (RFC 6265bis, section 5.5) and longer than an unused bundel is kept.
const MAX_AGE_SECONDS: u32 = 400 * 24 * 60 * 60;

/// With the prefix, a browser lets no other host and no unencrypted page set this cookie
/// (RFC 6265bis, section 4.1.3).
const SECURE_NAME: &str = "__Host-bundelaar";
/// On a loopback address there is no encryption, and so no prefix.
const LOOPBACK_NAME: &str = "bundelaar";

/// What a request tells of its sender.
#[derive(Debug, Clone)]
pub struct Sender {
    cookie: Option<String>,
    secure: bool,
}

/// A sender whose cookie was looked up.
#[derive(Debug, Default)]
pub struct Visit {
    pub secret: Option<VisitorSecret>,
    /// The bundel at hand.
    pub bundel: Option<Bundel>,
    /// The most articles in a bundel.
    most_articles: usize,
}

impl Sender {
    pub fn of(headers: &HeaderMap, base_url: Option<&str>) -> Sender {
        let public = base_url.is_some_and(|url| url.starts_with("https://"));
        let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let secure = public || !is_loopback(host);
        let name = if secure { SECURE_NAME } else { LOOPBACK_NAME };
        Sender { cookie: cookie(headers, name), secure }
    }

    /// Whether cookies are for encrypted connections only.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// Looks the cookie up. Blocks.
    pub fn look_up(&self, store: &Store) -> Result<Visit, StoreError> {
        let secret = match &self.cookie {
            Some(cookie) => store.visitor(cookie)?,
            None => None,
        };
        let bundel = match &secret {
            Some(secret) => store.current(secret)?,
            None => None,
        };
        Ok(Visit { secret, bundel, most_articles: store.limits().articles })
    }

    /// The header that gives the browser its secret, or keeps it there longer.
    pub fn set_cookie(&self, secret: &VisitorSecret) -> HeaderValue {
        let (name, secure) =
            if self.secure { (SECURE_NAME, "; Secure") } else { (LOOPBACK_NAME, "") };
        let value = secret.cookie_value();
        format!("{name}={value}; Path=/; Max-Age={MAX_AGE_SECONDS}; HttpOnly; SameSite=Lax{secure}")
            .parse()
            .expect("a secret that the store knows is made of letters and digits")
    }
}

impl FromRequestParts<State> for Sender {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        Ok(Sender::of(&parts.headers, state.imprint().base_url.as_deref()))
    }
}

impl Visit {
    /// What pages need to know.
    pub fn visitor(&self, here: impl Into<String>) -> Visitor {
        let chosen =
            self.bundel.as_ref().map(|bundel| bundel.content.articles().cloned().collect());
        let chosen: Vec<_> = chosen.unwrap_or_default();
        Visitor {
            room: self.most_articles.saturating_sub(chosen.len()),
            chosen,
            token: self.secret.as_ref().and_then(|secret| masked(&secret.form_token())),
            here: here.into(),
        }
    }

    /// The visitor's secret, made now if there was none.
    pub fn secret(&mut self, store: &Store) -> Result<VisitorSecret, StoreError> {
        if let Some(secret) = &self.secret {
            return Ok(secret.clone());
        }
        let secret = store.new_visitor()?;
        self.secret = Some(secret.clone());
        Ok(secret)
    }

    /// The visitor and the bundel at hand, both made now if there were none.
    pub fn bundel(&mut self, store: &Store) -> Result<(VisitorSecret, Bundel), StoreError> {
        let secret = self.secret(store)?;
        if let Some(bundel) = &self.bundel {
            return Ok((secret, bundel.clone()));
        }
        let (bundel, _key) = store.create_for(&secret, Content::titled(DEFAULT_TITLE))?;
        self.bundel = Some(bundel.clone());
        Ok((secret, bundel))
    }
}

/// Looks the sender up and runs `job`, both where they may take their time.
pub async fn run<T: Send + 'static>(
    state: &State,
    sender: Sender,
    job: impl FnOnce(&State, Visit) -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    state
        .run(move |state| {
            let visit = sender.look_up(state.store())?;
            job(state, visit)
        })
        .await?
}

/// The value of the cookie of this name.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value.to_owned())
}

fn is_loopback(host: &str) -> bool {
    // A port is what follows the last colon, unless that colon is inside an IPv6 address.
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_goes_without_encryption() {
        for host in
            ["localhost", "localhost:8080", "127.0.0.1:1", "127.9.9.9", "[::1]:8080", "[::1]"]
        {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["", "example.org", "localhost.example.org", "10.0.0.1:80", "[2001:db8::1]:80"]
        {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("127.0.0.1:8080"));
        headers.insert(COOKIE, HeaderValue::from_static("a=b; bundelaar=x=y; bundelaarx=z"));
        assert_eq!(Sender::of(&headers, None).cookie.as_deref(), Some("x=y"));
        let public = Sender::of(&headers, Some("https://bundels.example"));
        assert_eq!(public.cookie, None, "an unencrypted cookie does not count on a public site");
    }
}
