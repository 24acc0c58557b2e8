//! Entity tags and conditional requests (RFC 9110, sections 8.8.3 and 13.1).

use axum::body::Bytes;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::problem::Problem;
use crate::bundel::{StoreError, Version};
use crate::hex::hex;

/// JSON that carries a tag of its content, so that a client that has it already is told so.
#[derive(Clone)]
pub(super) struct TaggedJson {
    body: Bytes,
    tag: String,
}

impl TaggedJson {
    /// `prefix` is what the server reads back from the tag.
    pub(super) fn new(prefix: &str, body: &impl Serialize) -> Self {
        let body = serde_json::to_vec(body).expect("answers are strings, numbers and lists");
        let tag = format!("\"{prefix}{}\"", digest(&body));
        TaggedJson { body: body.into(), tag }
    }

    pub(super) fn tag(&self) -> &str {
        &self.tag
    }

    /// 304 when the client has this content already, else the content.
    pub(super) fn unless_known(self, request: &HeaderMap) -> Response {
        not_modified(request, &self.tag).unwrap_or_else(|| self.into_response())
    }
}

/// A tag of these bytes.
pub(super) fn tag_of(body: &[u8]) -> String {
    format!("\"{}\"", digest(body))
}

/// The codings that answers are packed with.
const CODINGS: [&str; 3] = ["br", "gzip", "zstd"];

/// The tag of an answer that was packed: its bytes are others, so its tag is as well (RFC 9110,
/// 8.8.3.3). It stays a strong one, as only such a tag may be sent back with `If-Match`.
pub(super) fn tag_as_packed(tag: &HeaderValue, coding: &HeaderValue) -> Option<HeaderValue> {
    let coding = CODINGS.into_iter().find(|known| coding == known)?;
    let tag = tag.to_str().ok()?.strip_suffix('"')?;
    HeaderValue::from_str(&format!("{tag}-{coding}\"")).ok()
}

/// Whether a tag that a client sends back is this one, or that of the same answer packed.
fn is_same(sent: &str, tag: &str) -> bool {
    let unquoted = |tag| str::strip_suffix(tag, '"');
    sent == tag
        || unquoted(sent).zip(unquoted(tag)).is_some_and(|(sent, tag)| {
            let coding = sent.strip_prefix(tag).and_then(|rest| rest.strip_prefix('-'));
            coding.is_some_and(|coding| CODINGS.contains(&coding))
        })
}

/// 304, when the client has what this tag names, packed or not: it is told the tag that it sent.
pub(super) fn not_modified(request: &HeaderMap, tag: &str) -> Option<Response> {
    let known = list(request, &IF_NONE_MATCH).find_map(|known| {
        let strong = known.strip_prefix("W/").unwrap_or(known);
        if is_same(strong, tag) { Some(strong) } else { (known == "*").then_some(tag) }
    })?;
    // The answer itself would say so too.
    let vary = HeaderValue::from_static("accept-encoding");
    Some((StatusCode::NOT_MODIFIED, [(ETAG, header(known)), (VARY, vary)]).into_response())
}

/// 64 bits tell the versions of one resource apart; nobody gains by making two look alike.
fn digest(body: &[u8]) -> String {
    hex(&Sha256::digest(body)[..8])
}

/// A tag of our own as a header.
pub(super) fn header(tag: &str) -> HeaderValue {
    HeaderValue::from_str(tag).expect("digits, letters and quotes")
}

impl IntoResponse for TaggedJson {
    fn into_response(self) -> Response {
        let tag = header(&self.tag);
        let json = HeaderValue::from_static("application/json");
        ([(CONTENT_TYPE, json), (ETAG, tag)], self.body).into_response()
    }
}

/// The prefix by which [`expected_version`] knows a version of a bundel.
pub(super) fn version_prefix(version: Version) -> String {
    format!("{version}-")
}

/// The version a change is meant for, when the request says so with `If-Match`. Only the version is
/// compared: a tag also tells how the articles stand, which no change of a bundel touches.
///
/// # Errors
/// 412 when none of the tags is of the current version. Weak tags never match.
pub(super) fn expected_version(
    request: &HeaderMap,
    current: Version,
) -> Result<Option<Version>, Problem> {
    if !request.contains_key(IF_MATCH) {
        return Ok(None);
    }
    let wanted = format!("\"{}", version_prefix(current));
    let holds = list(request, &IF_MATCH).any(|tag| tag == "*" || tag.starts_with(&wanted));
    if holds { Ok(Some(current)) } else { Err(StoreError::Changed { current }.into()) }
}

/// Whether a change may be made, by `If-Match` and `If-None-Match`, of what has the tag `current` or
/// is not there.
pub(super) fn preconditions_hold(request: &HeaderMap, current: Option<&str>) -> bool {
    let named = |tag: &str| current.is_some_and(|current| tag == "*" || is_same(tag, current));
    let matches = !request.contains_key(IF_MATCH) || list(request, &IF_MATCH).any(named);
    matches && !list(request, &IF_NONE_MATCH).any(named)
}

/// The members of a list header. Our own tags hold no comma.
fn list<'a>(
    headers: &'a HeaderMap,
    name: &axum::http::HeaderName,
) -> impl Iterator<Item = &'a str> {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_made_of_what_the_client_knows() {
        let check = |header: (&str, &str), current: Option<&str>, expect: bool| {
            let mut headers = HeaderMap::new();
            let name = axum::http::HeaderName::from_bytes(header.0.as_bytes()).unwrap();
            headers.insert(name, header.1.parse().unwrap());
            assert_eq!(preconditions_hold(&headers, current), expect, "{header:?} {current:?}");
        };
        let tag = "\"00112233\"";
        check(("if-match", tag), Some(tag), true);
        check(("if-match", "\"x\", \"00112233\""), Some(tag), true);
        check(("if-match", "\"x\""), Some(tag), false);
        check(("if-match", "\"00112233-gzip\""), Some(tag), true);
        check(("if-match", "\"00112233-rar\""), Some(tag), false);
        check(("if-match", "\"00112233-\""), Some(tag), false);
        check(("if-match", "\"0011223-gzip\""), Some(tag), false);
        check(("if-match", "W/\"00112233\""), Some(tag), false);
        check(("if-match", "*"), Some(tag), true);
        check(("if-match", "*"), None, false);
        check(("if-none-match", "*"), Some(tag), false);
        check(("if-none-match", "*"), None, true);
        check(("accept", "*"), None, true);
    }

    #[test]
    fn if_match_is_about_the_version() {
        let check = |value: Option<&str>, expect: Result<Option<Version>, ()>| {
            let mut headers = HeaderMap::new();
            if let Some(value) = value {
                headers.insert(IF_MATCH, value.parse().unwrap());
            }
            assert_eq!(expected_version(&headers, 7).map_err(drop), expect, "{value:?}");
        };
        check(None, Ok(None));
        check(Some("*"), Ok(Some(7)));
        check(Some("\"7-0011223344556677\""), Ok(Some(7)));
        check(Some("\"6-00\", \"7-00\""), Ok(Some(7)));
        check(Some("\"6-0011223344556677\""), Err(()));
        check(Some("\"77-00\""), Err(()));
        check(Some("W/\"7-00\""), Err(()));
        check(Some("onzin"), Err(()));
        check(Some(""), Err(()));
    }
}
