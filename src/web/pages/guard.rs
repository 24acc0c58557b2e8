//! Posted forms: only those of this site's own pages, made for this visitor, are listened to.
//!
//! Two checks, each enough on its own in a browser that behaves: where the browser says the form
//! came from (Fetch Metadata, or `Origin` in browsers without it), and a token that belongs to the
//! visitor's secret and stands in no page but the visitor's own.
//!
//! Pages are compressed, and their length under compression tells something about a secret that
//! stands beside text of somebody's choice (BREACH, 2013). So the token looks different in every
//! page: it is masked with random bytes.

use axum::Form;
use axum::extract::{FromRequest, Request};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, StatusCode};

use super::trouble::Trouble;
use super::visit::{Sender, Visit};
use crate::hex::hex;
use crate::web::State;

/// The field that carries the token.
pub const TOKEN: &str = "bewijs";

/// A form that may be acted upon.
pub struct Post {
    pub sender: Sender,
    pub visit: Visit,
    pub fields: Vec<(String, String)>,
}

impl Post {
    /// The last value of a field, without the space around it.
    pub fn field(&self, name: &str) -> Option<&str> {
        let pair = self.fields.iter().rev().find(|(key, _)| key == name);
        pair.map(|(_, value)| value.trim())
    }

    /// A field that a page of ours always sends.
    pub fn required(&self, name: &'static str) -> Result<&str, Trouble> {
        self.field(name).filter(|value| !value.is_empty()).ok_or_else(|| {
            Trouble::BadForm(format!(
                "In het formulier ontbreekt “{name}”. Probeer het opnieuw vanaf de pagina."
            ))
        })
    }
}

impl FromRequest<State> for Post {
    type Rejection = Trouble;

    async fn from_request(request: Request, state: &State) -> Result<Self, Trouble> {
        let base_url = state.imprint().base_url.clone();
        if !comes_from_here(request.headers(), base_url.as_deref()) {
            return Err(Trouble::ForeignForm);
        }
        let sender = Sender::of(request.headers(), base_url.as_deref());
        let action = request.uri().path().to_owned();
        let Form(fields) = Form::<Vec<(String, String)>>::from_request(request, state)
            .await
            .map_err(|rejection| match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => Trouble::LargeForm,
                _ => Trouble::BadForm("Dit formulier is onleesbaar.".to_owned()),
            })?;
        let known = sender.clone();
        let visit = state.run(move |state| known.look_up(state.store())).await??;
        if let Some(secret) = &visit.secret {
            let token =
                fields.iter().find(|(key, _)| key == TOKEN).map(|(_, token)| token.as_str());
            if !token.and_then(unmasked).is_some_and(|token| secret.accepts_form_token(&token)) {
                let visitor = Box::new(visit.visitor("/"));
                return Err(Trouble::StaleForm { action, fields, visitor });
            }
        }
        Ok(Post { sender, visit, fields })
    }
}

/// A token as it stands in one page: random bytes, then the token's own bytes under exclusive or with
/// those. `None` when the system's generator fails; the page's forms then ask for a confirmation.
pub fn masked(token: &str) -> Option<String> {
    let mut mask = vec![0; token.len()];
    getrandom::fill(&mut mask).ok()?;
    let hidden: Vec<u8> = token.bytes().zip(&mask).map(|(byte, mask)| byte ^ mask).collect();
    Some(hex(&mask) + &hex(&hidden))
}

fn unmasked(text: &str) -> Option<String> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(4) || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let bytes: Vec<u8> = digits
        .chunks(2)
        .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    let (mask, hidden) = bytes.split_at(bytes.len() / 2);
    String::from_utf8(hidden.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect()).ok()
}

/// Did a page of this site send this request?
pub fn comes_from_here(headers: &HeaderMap, base_url: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    // `none` is the visitor's own doing (a page loaded again), never another site's.
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some((scheme, authority)) =
        text(ORIGIN.as_str()).and_then(|origin| origin.split_once("://"))
    else {
        return false;
    };
    let public = base_url
        .and_then(|url| url.split_once("://"))
        .map(|(public_scheme, rest)| (public_scheme, rest.split('/').next().unwrap_or_default()));
    public == Some((scheme, authority)) || text(HOST.as_str()) == Some(authority)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    #[track_caller]
    fn check(given: &[(&str, &str)], accepted: bool) {
        let headers: HeaderMap = given
            .iter()
            .map(|(name, value)| {
                let name: HeaderName = name.parse().expect("a header name");
                (name, value.parse().expect("a header value"))
            })
            .collect();
        let base_url = Some("https://bundels.example/site");
        assert_eq!(comes_from_here(&headers, base_url), accepted, "{given:?}");
    }

    #[test]
    fn a_token_looks_different_in_every_page() {
        let token = "0123456789abcdef";
        let (one, other) = (masked(token).unwrap(), masked(token).unwrap());
        assert_ne!(one, other);
        assert!(!one.contains(token));
        for text in [&one, &other] {
            assert_eq!(unmasked(text).as_deref(), Some(token));
        }
        for wrong in ["", "0", "é123", "zz11", "00ff"] {
            assert!(unmasked(wrong).is_none_or(|text| text != token), "{wrong}");
        }
    }

    #[test]
    fn forms_of_other_sites_are_told_apart() {
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "none")], true);
        check(&[("sec-fetch-site", "same-site")], false);
        check(&[("sec-fetch-site", "cross-site")], false);
        check(
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "http://a.example"),
                ("host", "a.example"),
            ],
            false,
        );
        check(&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")], true);
        check(&[("origin", "https://bundels.example"), ("host", "127.0.0.1:8080")], true);
        check(&[("origin", "http://bundels.example"), ("host", "127.0.0.1:8080")], false);
        check(&[("origin", "https://bundels.example.evil"), ("host", "127.0.0.1:8080")], false);
        check(&[("origin", "null"), ("host", "127.0.0.1:8080")], false);
        check(&[("host", "127.0.0.1:8080")], false);
        check(&[], false);
    }
}
